// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store/workspace.h"
#include "tests/core/store/temporary_folder.h"

namespace tributary::store {
namespace {

EditorTab tab(const std::string& id, const std::string& sql, int position = 0) {
    EditorTab t;
    t.id = id;
    t.title = "t-" + id;
    t.sql = sql;
    t.position = position;
    t.cursor = 3;
    return t;
}

class WorkspaceTabs : public ::testing::Test {
  protected:
    /// As if the owner had been silent for eleven seconds.
    void age(const std::string& owner) {
        sqlite3* db = nullptr;
        ASSERT_EQ(sqlite3_open(m_path.c_str(), &db), SQLITE_OK);
        const std::string sql = "UPDATE owner SET seen_at = seen_at - 11000 WHERE id = '" + owner + "'";
        EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(db);
    }

    test::TemporaryFolder m_folder;
    std::string m_path = m_folder.file("w");
    std::unique_ptr<Workspace> m_workspace = std::move(Workspace::open(m_path).value());
};

TEST_F(WorkspaceTabs, ofALiveWindowAreLeftAlone) {
    ASSERT_TRUE(m_workspace->saveTab("one", tab("a", "SELECT 1")));
    EXPECT_TRUE(m_workspace->adoptTabs("two")->empty());
    EXPECT_EQ(m_workspace->adoptTabs("one")->size(), 1u);
}

TEST_F(WorkspaceTabs, ofADeadWindowComeBackInOrder) {
    ASSERT_TRUE(m_workspace->saveTab("one", tab("b", "SELECT 2", 1)));
    ASSERT_TRUE(m_workspace->saveTab("one", tab("a", "SELECT 值", 0)));
    age("one");
    auto tabs = m_workspace->adoptTabs("two").value();
    ASSERT_EQ(tabs.size(), 2u);
    EXPECT_EQ(tabs[0].id, "a");
    EXPECT_EQ(tabs[0].sql, "SELECT 值");
    EXPECT_EQ(tabs[0].cursor, 3);
    EXPECT_EQ(tabs[1].id, "b");
    EXPECT_TRUE(m_workspace->adoptTabs("three")->empty()) << "they belong to the second window now";
}

TEST_F(WorkspaceTabs, ofAKilledWindowComeBackAtOnce) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        auto workspace = Workspace::open(m_folder.file("killed"));
        const bool saved = workspace && (*workspace)->saveTab("one", tab("a", "SELECT 1"));
        raise(saved ? SIGKILL : SIGTERM);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    auto workspace = Workspace::open(m_folder.file("killed"));
    ASSERT_TRUE(workspace);
    EXPECT_EQ((*workspace)->adoptTabs("two")->size(), 1u) << "its process has ended, no heartbeat is due";
}

TEST_F(WorkspaceTabs, keepTheirChart) {
    EditorTab drawn = tab("a", "SELECT 1");
    drawn.chart = R"({"kind":"bar"})";
    ASSERT_TRUE(m_workspace->saveTab("one", drawn));
    age("one");
    const auto tabs = m_workspace->adoptTabs("two").value();
    ASSERT_EQ(tabs.size(), 1u);
    EXPECT_EQ(tabs[0].chart, drawn.chart);
}

TEST_F(WorkspaceTabs, aHeartbeatKeepsThem) {
    ASSERT_TRUE(m_workspace->saveTab("one", tab("a", "SELECT 1")));
    age("one");
    ASSERT_TRUE(m_workspace->heartbeat("one"));
    EXPECT_TRUE(m_workspace->adoptTabs("two")->empty());
}

TEST_F(WorkspaceTabs, ofAWindowThatSaidGoodbyeComeBackAtOnce) {
    ASSERT_TRUE(m_workspace->saveTab("one", tab("a", "SELECT 1")));
    ASSERT_TRUE(m_workspace->releaseOwner("one"));
    EXPECT_EQ(m_workspace->adoptTabs("two")->size(), 1u);
}

TEST_F(WorkspaceTabs, aWindowThatSleptCannotOverwriteWhatAnotherAdopted) {
    ASSERT_TRUE(m_workspace->saveTab("one", tab("a", "old")));
    age("one");
    ASSERT_EQ(m_workspace->adoptTabs("two")->size(), 1u);
    auto refused = m_workspace->saveTab("one", tab("a", "stale"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
    EXPECT_EQ(m_workspace->adoptTabs("two")->at(0).sql, "old");
}

TEST_F(WorkspaceTabs, reopenTheLastClosedFirst) {
    for (const char* id : {"a", "b"}) {
        ASSERT_TRUE(m_workspace->saveTab("one", tab(id, "SELECT 1")));
        ASSERT_TRUE(m_workspace->closeTab("one", id));
    }
    ASSERT_TRUE(m_workspace->saveTab("one", tab("empty", "  ")));
    ASSERT_TRUE(m_workspace->closeTab("one", "empty"));
    EXPECT_EQ(m_workspace->reopenTab("one").value()->id, "b");
    EXPECT_EQ(m_workspace->reopenTab("one").value()->id, "a");
    EXPECT_FALSE(m_workspace->reopenTab("one").value().has_value()) << "an empty tab is not kept";
}

TEST_F(WorkspaceTabs, keepsFiftyClosedOnes) {
    for (int i = 0; i < 60; i++) {
        ASSERT_TRUE(m_workspace->saveTab("one", tab(std::to_string(i), "SELECT 1")));
        ASSERT_TRUE(m_workspace->closeTab("one", std::to_string(i)));
    }
    int reopened = 0;
    std::string last;
    while (auto back = m_workspace->reopenTab("one").value()) {
        last = back->id;
        reopened++;
    }
    EXPECT_EQ(reopened, 50);
    EXPECT_EQ(last, "10");
}

}  // namespace
}  // namespace tributary::store
