// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspace.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/core/store/temporary_folder.h"

namespace tributary::store {
namespace {

using test::TemporaryFolder;

class WorkspaceTest : public ::testing::Test {
  protected:
    std::unique_ptr<Workspace> open() {
        auto opened = Workspace::open(m_path);
        EXPECT_TRUE(opened) << (opened ? "" : opened.error().text());
        return opened ? std::move(*opened) : nullptr;
    }

    TemporaryFolder m_folder;
    std::string m_path = m_folder.file("deep/er/work.tributary");
};

ConnectionRecord shop() {
    ConnectionRecord record;
    record.name = "Shop";
    record.type = "postgresql";
    record.settings = {{"host", "127.0.0.1"}, {"database", "商店"}, {"empty", ""}};
    record.secretKeys = {"password"};
    record.color = "#123456";
    record.group = "生产";
    record.readOnly = true;
    return record;
}

TEST_F(WorkspaceTest, keepsAConnectionAsItWas) {
    const std::string id = open()->saveConnection(shop()).value();
    auto read = open()->connection("shop");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->id, id);
    EXPECT_EQ(read->name, "Shop") << "found without regard to case, kept as written";
    EXPECT_EQ(read->type, "postgresql");
    EXPECT_EQ(read->settings, shop().settings);
    EXPECT_EQ(read->secretKeys, shop().secretKeys);
    EXPECT_EQ(read->color, "#123456");
    EXPECT_EQ(read->group, "生产");
    EXPECT_TRUE(read->readOnly);
}

TEST_F(WorkspaceTest, changesAConnectionOfTheSameIdAndRefusesATakenName) {
    auto workspace = open();
    auto record = shop();
    record.id = workspace->saveConnection(record).value();
    record.name = "market";
    record.settings = {{"host", "db"}};
    ASSERT_TRUE(workspace->saveConnection(record));
    ASSERT_EQ(workspace->connections()->size(), 1u);
    EXPECT_EQ(workspace->connections()->front().settings, record.settings);

    auto other = shop();
    other.name = "MARKET";
    auto refused = workspace->saveConnection(other);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
    EXPECT_EQ(workspace->connections()->size(), 1u);
}

TEST_F(WorkspaceTest, refusesASecretAmongTheSettings) {
    auto record = shop();
    record.settings["password"] = "hunter2-in-clear";
    EXPECT_FALSE(open()->saveConnection(record));
    EXPECT_EQ(test::readFile(m_path).find("hunter2-in-clear"), std::string::npos);
}

TEST_F(WorkspaceTest, removesAConnectionAndSaysWhenThereIsNone) {
    auto workspace = open();
    ASSERT_TRUE(workspace->saveConnection(shop()));
    ASSERT_TRUE(workspace->removeConnection("SHOP"));
    auto again = workspace->removeConnection("shop");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::NotFound);
    EXPECT_EQ(workspace->connection("shop").error().code, ErrorCode::NotFound);
}

TEST_F(WorkspaceTest, anotherProcessSeesChangesThroughTheCounter) {
    auto first = open();
    auto second = open();
    EXPECT_EQ(first->id(), second->id());
    const int64_t before = *second->changeCounter();
    ASSERT_TRUE(first->saveConnection(shop()));
    EXPECT_GT(*second->changeCounter(), before);
    EXPECT_EQ(second->connections()->size(), 1u);
    const int64_t between = *second->changeCounter();
    ASSERT_TRUE(first->saveQuery({"", "top", "", "SELECT 1", "", ""}));
    EXPECT_GT(*second->changeCounter(), between);
}

TEST_F(WorkspaceTest, keepsSavedQueries) {
    auto workspace = open();
    SavedQuery query{"", "前十名", "报表", "SELECT '值' FROM t", "shop", R"({"kind":"bar"})"};
    query.id = workspace->saveQuery(query).value();
    query.sql = "SELECT 2";
    ASSERT_TRUE(workspace->saveQuery(query));
    auto all = workspace->savedQueries().value();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].name, "前十名");
    EXPECT_EQ(all[0].sql, "SELECT 2");
    EXPECT_EQ(all[0].chart, R"({"kind":"bar"})");
    ASSERT_TRUE(workspace->removeQuery(query.id));
    EXPECT_EQ(workspace->removeQuery(query.id).error().code, ErrorCode::NotFound);
}

HistoryEntry entry(int64_t at, const std::string& sql) {
    HistoryEntry e;
    e.startedAtMs = at;
    e.sql = sql;
    return e;
}

TEST_F(WorkspaceTest, findsHistoryByEveryWordNewestFirst) {
    auto workspace = open();
    ASSERT_TRUE(workspace->addHistory(entry(1, "SELECT a FROM orders")));
    auto failed = entry(2, "SELECT b FROM orders WHERE 100%_x");
    failed.status = RunStatus::Error;
    failed.error = "no";
    failed.rows = 7;
    failed.durationMs = 9;
    ASSERT_TRUE(workspace->addHistory(failed));
    ASSERT_TRUE(workspace->addHistory(entry(3, "SELECT c FROM items")));

    auto orders = workspace->history("ORDERS select", 10).value();
    ASSERT_EQ(orders.size(), 2u);
    EXPECT_EQ(orders[0].startedAtMs, 2);
    EXPECT_EQ(orders[0].status, RunStatus::Error);
    EXPECT_EQ(orders[0].rows, 7u);
    EXPECT_FALSE(orders[1].rows.has_value());
    EXPECT_EQ(workspace->history("%_", 10)->size(), 1u) << "wildcards are plain text";
    EXPECT_EQ(workspace->history("", 1, 1)->at(0).startedAtMs, 2);
    ASSERT_TRUE(workspace->clearHistory());
    EXPECT_TRUE(workspace->history("", 10)->empty());
}

TEST_F(WorkspaceTest, keepsSettings) {
    auto workspace = open();
    EXPECT_EQ(workspace->setting("theme").value(), std::nullopt);
    ASSERT_TRUE(workspace->setSetting("theme", "dark"));
    ASSERT_TRUE(workspace->setSetting("theme", ""));
    EXPECT_EQ(open()->setting("theme").value(), "");
}

TEST_F(WorkspaceTest, isReadableByItsOwnerOnly) {
    open();
    struct stat info {};
    ASSERT_EQ(::stat(m_path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    ASSERT_EQ(::stat(m_folder.file("deep/er").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700u);
}

TEST(WorkspacePath, followsXdg) {
    const char* before = std::getenv("XDG_DATA_HOME");
    const std::string kept = before ? before : "";
    ::setenv("XDG_DATA_HOME", "/data", 1);
    EXPECT_EQ(Workspace::defaultPath(), "/data/tributary/workspace.tributary");
    if (before) {
        ::setenv("XDG_DATA_HOME", kept.c_str(), 1);
    } else {
        ::unsetenv("XDG_DATA_HOME");
    }
}

}  // namespace
}  // namespace tributary::store
