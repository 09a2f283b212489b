// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/spill_folder.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tributary::engine {
namespace {
namespace fs = std::filesystem;

class SpillFolderTest : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "spill-test-XXXXXX").string();
        ASSERT_TRUE(mkdtemp(pattern.data()));
        parent = pattern;
        if (const char* before = std::getenv("TMPDIR")) usual = before;
        setenv("TMPDIR", parent.c_str(), 1);
    }
    void TearDown() override {
        usual.empty() ? unsetenv("TMPDIR") : setenv("TMPDIR", usual.c_str(), 1);
        fs::remove_all(parent);
    }

    size_t folders() const {
        return static_cast<size_t>(std::distance(fs::directory_iterator(parent), fs::directory_iterator()));
    }

    /// A process that makes a folder with something in it and ends without a word.
    void leaveOneBehind() const {
        const pid_t child = fork();
        if (child == 0) {
            auto folder = SpillFolder::make();
            if (folder) std::ofstream(folder->path() + "/rows.tmp") << "rows";
            _exit(folder ? 0 : 1);
        }
        int status = -1;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        ASSERT_EQ(status, 0);
    }

    std::string parent;
    std::string usual;
};

TEST_F(SpillFolderTest, goesWithItsObject) {
    {
        auto made = SpillFolder::make();
        ASSERT_TRUE(made) << made.error().text();
        const SpillFolder folder = std::move(*made);
        std::ofstream(folder.path() + "/rows.tmp") << "rows";
        EXPECT_EQ(folders(), 1u);
    }
    EXPECT_EQ(folders(), 0u);
}

TEST_F(SpillFolderTest, theNextProgramRemovesWhatAKilledOneLeft) {
    leaveOneBehind();
    EXPECT_EQ(folders(), 1u);
    auto mine = SpillFolder::make();
    ASSERT_TRUE(mine) << mine.error().text();
    EXPECT_EQ(folders(), 1u) << "only the new one";
    EXPECT_TRUE(fs::exists(mine->path()));
}

TEST_F(SpillFolderTest, whatIsInUseAndWhatIsNotOursStays) {
    auto first = SpillFolder::make();
    ASSERT_TRUE(first);
    fs::create_directory(parent + "/tributary-spill-made00");  // no lock yet: just being made
    fs::create_directory(parent + "/other");
    fs::create_directory(parent + "/target");
    std::ofstream(parent + "/target/owner.lock") << "";
    fs::create_directory_symlink(parent + "/target", parent + "/tributary-spill-linked");
    SpillFolder::sweep(parent);
    EXPECT_TRUE(fs::exists(first->path()));
    EXPECT_TRUE(fs::exists(parent + "/tributary-spill-made00"));
    EXPECT_TRUE(fs::exists(parent + "/other"));
    EXPECT_TRUE(fs::exists(parent + "/target/owner.lock"));
}

}  // namespace
}  // namespace tributary::engine
