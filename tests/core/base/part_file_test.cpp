// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/part_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "tests/core/store/temporary_folder.h"

namespace tributary {
namespace {
namespace fs = std::filesystem;

class PartFileTest : public ::testing::Test {
  protected:
    std::string file(const std::string& name, const std::string& text) {
        std::ofstream(m_folder.file(name)) << text;
        return m_folder.file(name);
    }
    static std::string textOf(const std::string& path) {
        std::ifstream in(path);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static void put(const PartFile& part, const std::string& text) {
        ASSERT_EQ(::write(part.descriptor(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    size_t fileCount() const {
        return static_cast<size_t>(std::distance(fs::directory_iterator(m_folder.path()), {}));
    }

    test::TemporaryFolder m_folder;
};

TEST_F(PartFileTest, takesItsNameOnlyWhenCommitted) {
    const std::string path = file("out", "old");
    {
        auto part = PartFile::create(path);
        ASSERT_TRUE(part) << part.error().text();
        put(*part, "new");
        EXPECT_EQ(textOf(path), "old");
        ASSERT_TRUE(part->commit());
        EXPECT_EQ(textOf(path), "new");
    }
    EXPECT_EQ(textOf(path), "new");
    EXPECT_EQ(fileCount(), 1u);
}

TEST_F(PartFileTest, leavesNothingWithoutCommit) {
    const std::string path = file("out", "old");
    { put(*PartFile::create(path), "half"); }
    EXPECT_EQ(textOf(path), "old");
    EXPECT_EQ(fileCount(), 1u);
    { ASSERT_TRUE(PartFile::create(m_folder.file("never"))); }
    EXPECT_EQ(fileCount(), 1u);
}

TEST_F(PartFileTest, twoWritersDoNotMeet) {
    const std::string path = m_folder.file("out");
    auto first = PartFile::create(path);
    auto second = PartFile::create(path);
    ASSERT_TRUE(first && second);
    put(*first, "first");
    put(*second, "second");
    ASSERT_TRUE(first->commit());
    EXPECT_EQ(textOf(path), "first");
    ASSERT_TRUE(second->commit());
    EXPECT_EQ(textOf(path), "second");
}

TEST_F(PartFileTest, followsALinkAndKeepsTheMode) {
    const std::string path = file("real", "old");
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    fs::create_symlink(path, m_folder.file("link"));
    {
        auto part = PartFile::create(m_folder.file("link"));
        ASSERT_TRUE(part);
        put(*part, "new");
        ASSERT_TRUE(part->commit());
    }
    EXPECT_TRUE(fs::is_symlink(m_folder.file("link")));
    EXPECT_EQ(textOf(path), "new");
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(PartFileTest, refusesWhatIsNoFile) {
    for (const std::string& path : {std::string(), m_folder.path().string(), std::string("/dev/null")}) {
        auto part = PartFile::create(path);
        ASSERT_FALSE(part) << path;
        EXPECT_EQ(part.error().code, ErrorCode::InvalidArgument) << path;
    }
    auto nowhere = PartFile::create(m_folder.file("none/out"));
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, ErrorCode::Io);
    EXPECT_NE(nowhere.error().message.find("none/out"), std::string::npos);
}

}  // namespace
}  // namespace tributary
