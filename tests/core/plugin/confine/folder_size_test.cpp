// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/folder_size.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace tributary::plugin::test {
namespace {

namespace fs = std::filesystem;

class FolderSizes : public testing::Test {
  protected:
    FolderSizes() {
        std::string pattern = (fs::temp_directory_path() / "tributary-size-XXXXXX").string();
        m_root = mkdtemp(pattern.data());
        folder = m_root / "data";
        outside = m_root / "outside";
        fs::create_directories(folder);
        fs::create_directories(outside);
    }
    ~FolderSizes() override { fs::remove_all(m_root); }

    static void write(const fs::path& path, size_t bytes) {
        fs::create_directories(path.parent_path());
        std::ofstream(path) << std::string(bytes, 'x');
    }
    FolderSize::Found measured(FolderSize::Limits limits = {1 << 30, 1000}) const {
        FolderSize size(folder, limits);
        EXPECT_TRUE(size.step(1'000'000));
        return size.found();
    }

    fs::path folder;
    fs::path outside;

  private:
    fs::path m_root;
};

TEST_F(FolderSizes, CountsAllBelow) {
    write(folder / "a", 100'000);
    write(folder / "deep/er/b", 50'000);
    const auto found = measured();
    EXPECT_EQ(found.files, 4U);
    EXPECT_GE(found.bytes, 150'000U);
    EXPECT_LT(found.bytes, 250'000U);
}

TEST_F(FolderSizes, FollowsNoLink) {
    write(outside / "large", 1 << 20);
    fs::create_symlink(outside / "large", folder / "file");
    fs::create_directory_symlink(outside, folder / "folder");
    fs::create_directory_symlink(folder, folder / "itself");
    const auto found = measured();
    EXPECT_EQ(found.files, 3U);
    EXPECT_LT(found.bytes, 100'000U);
}

TEST_F(FolderSizes, AFolderThatBecomesALinkLeadsNowhere) {
    write(outside / "large", 1 << 20);
    fs::create_directories(folder / "sub");
    FolderSize size(folder, {1 << 30, 1000});
    EXPECT_FALSE(size.step(1)) << "the folder is listed, and not yet looked into";
    fs::remove(folder / "sub");
    fs::create_directory_symlink(outside, folder / "sub");
    EXPECT_TRUE(size.step(1000));
    EXPECT_LT(size.found().bytes, 100'000U);
}

TEST_F(FolderSizes, GoesOnWhereItStopped) {
    for (int i = 0; i < 50; ++i) write(folder / ("sub" + std::to_string(i % 5)) / std::to_string(i), 10);
    FolderSize size(folder, {1 << 30, 1000});
    int steps = 1;
    while (!size.step(7)) ++steps;
    EXPECT_EQ(size.found().files, 55U);
    EXPECT_EQ(steps, 8);
}

TEST_F(FolderSizes, StopsAtItsLimits) {
    for (int i = 0; i < 50; ++i) write(folder / std::to_string(i), 10'000);
    FolderSize files(folder, {1 << 30, 20});
    EXPECT_TRUE(files.step(1'000'000));
    EXPECT_TRUE(files.beyond());
    EXPECT_EQ(files.found().files, 21U);
    FolderSize bytes(folder, {100'000, 1000});
    EXPECT_TRUE(bytes.step(1'000'000));
    EXPECT_TRUE(bytes.beyond());
    EXPECT_LT(bytes.found().files, 50U);
}

TEST_F(FolderSizes, APathBeyondAllBoundsHidesNothing) {
    // Deeper than a path can be long: made the way a plugin would, folder by folder.
    const std::string name(250, 'd');
    Descriptor at(open(folder.c_str(), O_RDONLY | O_DIRECTORY));
    for (int depth = 0; depth < 20; ++depth) {
        ASSERT_EQ(mkdirat(at.get(), name.c_str(), 0700), 0);
        at.reset(openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY));
    }
    EXPECT_TRUE(measured().hidden);
}

TEST_F(FolderSizes, AFolderThatIsNotThereIsEmpty) {
    fs::remove_all(folder);
    EXPECT_EQ(measured().files, 0U);
    EXPECT_FALSE(measured().hidden);
}

TEST_F(FolderSizes, FilesWithoutANameCountWhileTheyAreOpen) {
    write(folder / "temporary", 1 << 20);
    const uint64_t before = namelessBytes(getpid(), folder);
    {
        const Descriptor file(open((folder / "temporary").c_str(), O_RDWR | O_CLOEXEC));
        const Descriptor again(dup(file.get()));
        EXPECT_EQ(namelessBytes(getpid(), folder), before) << "it has a name";
        fs::remove(folder / "temporary");
        EXPECT_GE(namelessBytes(getpid(), folder), before + (1 << 20));
        EXPECT_LT(namelessBytes(getpid(), folder), before + (3 << 19));
    }
    EXPECT_EQ(namelessBytes(getpid(), folder), before);
}

}  // namespace
}  // namespace tributary::plugin::test
