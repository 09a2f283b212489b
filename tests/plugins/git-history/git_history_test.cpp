// SPDX-License-Identifier: GPL-3.0-or-later
#include <git2.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/plugins/adbc_loader.h"

namespace tributary::plugins::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

/// A small repository made by libgit2, in a folder of its own.
class GitHistory : public ::testing::Test {
  protected:
    void SetUp() override {
        git_libgit2_init();
        m_folder = fs::temp_directory_path() / ("git_history_" + std::to_string(getpid()));
        fs::remove_all(m_folder);
        ASSERT_EQ(git_repository_init(&m_repository, m_folder.c_str(), 0), 0);
        write("a.txt", "one\ntwo\nthree\nfour\nfive\nsix\n");
        commit("first\n\nwith a body", "Ada", 1000);
        write("a.txt", "one\n2\nthree\nfour\nfive\nsix\n");
        write("b.bin", std::string("\0\1\2", 3));
        commit("second", "Bob", 2000);
        fs::rename(m_folder / "a.txt", m_folder / "c.txt");
        commit("third", "Ada", 3000);
        m_driver.open({{"git.folder", m_folder.string()}});
    }
    void TearDown() override {
        m_driver.close();
        git_repository_free(m_repository);
        git_libgit2_shutdown();
        fs::remove_all(m_folder);
    }
    void write(const std::string& name, const std::string& text) {
        std::ofstream(m_folder / name, std::ios::binary) << text;
    }
    void commit(const char* message, const char* who, int64_t at) {
        git_index* index = nullptr;
        git_oid treeId, id;
        git_tree* tree = nullptr;
        git_signature* signature = nullptr;
        git_commit* parent = nullptr;
        ASSERT_EQ(git_repository_index(&index, m_repository), 0);
        git_index_update_all(index, nullptr, nullptr, nullptr);
        git_index_add_all(index, nullptr, 0, nullptr, nullptr);
        git_index_write(index);
        ASSERT_EQ(git_index_write_tree(&treeId, index), 0);
        ASSERT_EQ(git_tree_lookup(&tree, m_repository, &treeId), 0);
        git_signature_new(&signature, who, (std::string(who) + "@example.com").c_str(), at, 60);
        if (m_commits++) git_commit_lookup(&parent, m_repository, &m_last);
        const git_commit* parents[] = {parent};
        ASSERT_EQ(git_commit_create(&id, m_repository, "HEAD", signature, signature, nullptr, message, tree,
                                    parent ? 1 : 0, parents),
                  0);
        m_last = id;
        git_commit_free(parent);
        git_signature_free(signature);
        git_tree_free(tree);
        git_index_free(index);
    }

    fs::path m_folder;
    git_repository* m_repository = nullptr;
    git_oid m_last{};
    int m_commits = 0;
    Driver m_driver{PLUGIN_FILE};
};

TEST_F(GitHistory, ListsCommitsNewestFirst) {
    const auto commits = m_driver.query(
        "SELECT subject, author_name, committed_at, parents, files_changed, insertions, deletions FROM "
        "commits");
    ASSERT_TRUE(commits.ok()) << commits.error;
    EXPECT_EQ(commits.formats[2], "tsu:UTC");
    EXPECT_EQ(commits.rows, (std::vector<Line>{{"third", "Ada", "3000000000", "1", "1", "0", "0"},
                                               {"second", "Bob", "2000000000", "1", "2", "1", "1"},
                                               {"first", "Ada", "1000000000", "0", "1", "6", "0"}}));
    const auto first = m_driver.query(
        "SELECT message, parent, id FROM commits WHERE committed_at <= TIMESTAMPTZ '1970-01-01 00:20:00+00'");
    ASSERT_EQ(first.rows.size(), 1u) << first.error;
    EXPECT_EQ(first.rows[0][0], "first\n\nwith a body");
    EXPECT_EQ(first.rows[0][1], "NULL");
    EXPECT_EQ(first.rows[0][2].size(), 40u);
    EXPECT_EQ(m_driver.query("SELECT 1 FROM commits LIMIT 2").rows.size(), 2u);
}

TEST_F(GitHistory, ListsChangedFiles) {
    const auto files =
        m_driver.query("SELECT path, old_path, status, insertions, deletions, \"binary\" FROM files");
    ASSERT_TRUE(files.ok()) << files.error;
    EXPECT_EQ(files.rows, (std::vector<Line>{{"c.txt", "a.txt", "renamed", "0", "0", "false"},
                                             {"a.txt", "NULL", "modified", "1", "1", "false"},
                                             {"b.bin", "NULL", "added", "NULL", "NULL", "true"},
                                             {"a.txt", "NULL", "added", "6", "0", "false"}}));
    const auto second = m_driver.query("SELECT id FROM commits WHERE subject = 'second'");
    const auto only = m_driver.query("SELECT path FROM files WHERE commit_id = '" + second.rows[0][0] + "'");
    EXPECT_THAT(only.column(0), ElementsAre("a.txt", "b.bin"));
    ASSERT_TRUE(m_driver.open({{"git.folder", m_folder.string()}, {"git.renames", "false"}}).ok());
    EXPECT_EQ(m_driver.query("SELECT path FROM files").rows.size(), 5u);
}

TEST_F(GitHistory, ListsAuthorsAndReferences) {
    EXPECT_EQ(m_driver.query("SELECT * FROM authors").rows,
              (std::vector<Line>{{"Ada", "Ada@example.com", "2", "1000000000", "3000000000"},
                                 {"Bob", "Bob@example.com", "1", "2000000000", "2000000000"}}));
    git_object* target = nullptr;
    git_oid tag;
    ASSERT_EQ(git_object_lookup(&target, m_repository, &m_last, GIT_OBJECT_COMMIT), 0);
    ASSERT_EQ(git_tag_create_lightweight(&tag, m_repository, "v1", target, 0), 0);
    git_object_free(target);
    const auto refs = m_driver.query("SELECT name, kind, is_head FROM refs WHERE kind = 'tag'");
    EXPECT_THAT(refs.rows, ElementsAre(ElementsAre("v1", "tag", "false"))) << refs.error;
    EXPECT_EQ(m_driver.query("SELECT name FROM refs WHERE is_head = TRUE AND kind = 'branch'").rows.size(),
              1u);
    EXPECT_THAT(m_driver.objects(ADBC_OBJECT_DEPTH_ALL, "main", "files").rows[0][1],
                HasSubstr("FOREIGN KEY, [commit_id], [{NULL, main, commits, id}]"));
}

TEST_F(GitHistory, SaysWhatIsWrongWithTheFolder) {
    EXPECT_THAT(m_driver.open({}).error, HasSubstr("folder of the repository"));
    const auto none = m_driver.open({{"git.folder", "/nowhere"}});
    EXPECT_EQ(none.status, ADBC_STATUS_NOT_FOUND);
    EXPECT_THAT(none.error, HasSubstr("is no git repository"));
    // The repository around a folder is not its own.
    fs::create_directory(m_folder / "inner");
    EXPECT_EQ(m_driver.open({{"git.folder", (m_folder / "inner").string()}}).status, ADBC_STATUS_NOT_FOUND);
}

TEST_F(GitHistory, AnEmptyRepositoryHasNoRows) {
    const auto empty = m_folder / "empty";
    git_repository* repository = nullptr;
    ASSERT_EQ(git_repository_init(&repository, empty.c_str(), 0), 0);
    git_repository_free(repository);
    ASSERT_TRUE(m_driver.open({{"git.folder", empty.string()}}).ok());
    const auto commits = m_driver.query("SELECT id FROM commits");
    EXPECT_TRUE(commits.ok()) << commits.error;
    EXPECT_TRUE(commits.rows.empty());
}

TEST_F(GitHistory, FreesWhatItTakes) {
    expectNoLeak([&] {
        m_driver.query("SELECT * FROM commits");
        m_driver.query("SELECT * FROM files");
        m_driver.query("SELECT nothing FROM files");
    });
}

}  // namespace
}  // namespace tributary::plugins::test
