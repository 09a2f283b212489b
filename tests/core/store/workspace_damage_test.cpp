// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "core/store/workspace.h"
#include "tests/core/store/temporary_folder.h"

namespace tributary::store {
namespace {

using test::readFile;
using test::writeFile;

class WorkspaceDamage : public ::testing::Test {
  protected:
    void makeWorkspace() {
        auto workspace = std::move(Workspace::open(m_path).value());
        ConnectionRecord record;
        record.name = "shop";
        record.type = "sqlite";
        ASSERT_TRUE(workspace->saveConnection(record));
    }
    void execute(const char* sql) {
        sqlite3* db = nullptr;
        ASSERT_EQ(sqlite3_open(m_path.c_str(), &db), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
        sqlite3_close(db);
    }

    test::TemporaryFolder m_folder;
    std::string m_path = m_folder.file("w.tributary");
};

TEST_F(WorkspaceDamage, movesAFileThatIsNoDatabaseAsideUntouched) {
    const std::string junk = "my only copy of something\n" + std::string(5000, 'x');
    writeFile(m_path, junk);
    writeFile(m_path + "-wal", "wal");
    auto opened = Workspace::open(m_path);
    ASSERT_TRUE(opened) << opened.error().text();
    const std::string aside = (*opened)->recoveredFrom();
    EXPECT_EQ(aside.rfind(m_path + ".damaged-", 0), 0u) << aside;
    EXPECT_EQ(readFile(aside), junk);
    EXPECT_EQ(readFile(aside + "-wal"), "wal");
    EXPECT_TRUE((*opened)->connections()->empty());
    EXPECT_TRUE((*Workspace::open(m_path))->recoveredFrom().empty());
}

TEST_F(WorkspaceDamage, neverOverwritesAnEarlierDamagedFile) {
    for (int i = 0; i < 3; i++) {
        writeFile(m_path, "junk " + std::to_string(i) + std::string(200, '.'));
        std::filesystem::remove(m_path + "-wal");
        std::filesystem::remove(m_path + "-shm");
        ASSERT_TRUE(Workspace::open(m_path));
    }
    int kept = 0;
    for (const auto& file : std::filesystem::directory_iterator(m_folder.path())) {
        if (file.path().string().find(".damaged-") != std::string::npos) kept++;
    }
    EXPECT_EQ(kept, 3);
}

TEST_F(WorkspaceDamage, noticesTornPages) {
    makeWorkspace();
    std::string content = readFile(m_path);
    ASSERT_GT(content.size(), 4096u * 4);
    for (size_t i = 4096; i < content.size(); i++) content[i] = static_cast<char>(i * 31);
    writeFile(m_path, content);
    auto opened = Workspace::open(m_path);
    ASSERT_TRUE(opened) << opened.error().text();
    EXPECT_EQ(readFile((*opened)->recoveredFrom()), content);
}

TEST_F(WorkspaceDamage, refusesANewerFormatAndLeavesItAlone) {
    makeWorkspace();
    execute("PRAGMA user_version = 4711; PRAGMA journal_mode = DELETE");
    const std::string before = readFile(m_path);
    auto opened = Workspace::open(m_path);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Unsupported);
    EXPECT_NE(opened.error().text().find("newer"), std::string::npos);
    EXPECT_EQ(readFile(m_path), before);
}

TEST_F(WorkspaceDamage, refusesSomebodyElsesDatabase) {
    execute("CREATE TABLE mine (a)");
    const std::string before = readFile(m_path);
    auto opened = Workspace::open(m_path);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(readFile(m_path), before);
}

TEST_F(WorkspaceDamage, saysWhenTheFolderCannotBeMade) {
    writeFile(m_folder.file("file"), "");
    auto opened = Workspace::open(m_folder.file("file/inside/w"));
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::Io);
    EXPECT_FALSE(Workspace::open(m_folder.path().string())) << "a folder is no workspace";
}

// What a power cut or kill -9 in the middle of writing must not do: lose what was reported as saved, or
// damage the file.
TEST_F(WorkspaceDamage, survivesAProcessKilledWhileWriting) {
    makeWorkspace();
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        auto workspace = Workspace::open(m_path);
        if (!workspace) ::_exit(1);
        for (int i = 0;; i++) {
            EditorTab tab;
            tab.id = "t" + std::to_string(i % 20);
            tab.sql = std::string(3000, 'a') + std::to_string(i);
            if (!(*workspace)->saveTab("child", tab)) ::_exit(2);
            if (::write(ready[1], &i, sizeof i) != sizeof i) ::_exit(3);
        }
    }
    ::close(ready[1]);
    int saved = -1;
    while (saved < 60 && ::read(ready[0], &saved, sizeof saved) == sizeof saved) {
    }
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    for (int more; ::read(ready[0], &more, sizeof more) == sizeof more;) saved = more;
    ::close(ready[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));

    auto opened = Workspace::open(m_path);
    ASSERT_TRUE(opened) << opened.error().text();
    EXPECT_TRUE((*opened)->recoveredFrom().empty());
    ASSERT_TRUE((*opened)->releaseOwner("child"));
    auto tabs = (*opened)->adoptTabs("me").value();
    ASSERT_EQ(tabs.size(), 20u);
    bool found = false;
    for (const auto& tab : tabs) {
        if (tab.id == "t" + std::to_string(saved % 20)) {
            const int kept = std::stoi(tab.sql.substr(3000));
            found = kept == saved || kept == saved + 20;
        }
    }
    EXPECT_TRUE(found) << "the last save that was reported is there";
}

TEST_F(WorkspaceDamage, twoProcessesWriteAtOnce) {
    makeWorkspace();
    auto first = std::move(Workspace::open(m_path).value());
    auto second = std::move(Workspace::open(m_path).value());
    auto write = [](Workspace& workspace, int from) {
        for (int i = 0; i < 100; i++) {
            HistoryEntry entry;
            entry.startedAtMs = from + i;
            entry.sql = "SELECT 1";
            ASSERT_TRUE(workspace.addHistory(entry));
        }
    };
    std::thread other([&] { write(*second, 1000); });
    write(*first, 0);
    other.join();
    EXPECT_EQ(first->history("", 1000)->size(), 200u);
}

}  // namespace
}  // namespace tributary::store
