// SPDX-License-Identifier: GPL-3.0-or-later
// The shipped sources as they run in the program: locked down, with no more than their grants.
#include <fcntl.h>
#include <git2.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/plugin/process/plugin_process.h"
#include "tests/core/net/loopback_server.h"
#include "tests/plugins/arrow_text.h"

namespace tributary::plugins::test {
namespace {

using plugin::Grants;
using plugin::Launch;
using plugin::PluginProcess;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

struct Blocked : plugin::ProcessEvents {
    void blocked(const plugin::BlockedAttempt&) override { attempts++; }
    std::atomic<int> attempts{0};
};

class SandboxedSource : public ::testing::Test {
  protected:
    void SetUp() override {
        m_folder = fs::temp_directory_path() / ("sandboxed_sources_" + std::to_string(getpid()));
        fs::remove_all(m_folder);
        fs::create_directories(m_folder / "data");
    }
    void TearDown() override {
        m_process.reset();
        fs::remove_all(m_folder);
    }

    /// "" or what went wrong.
    std::string open(const std::string& id, const std::string& library,
                     const std::map<std::string, std::string>& options, Grants grants) {
        m_process.reset();
        Launch launch;
        launch.id = id;
        launch.library = library;
        launch.entrySymbol = "AdbcDriverInit";
        grants.packageFolder = launch.library.parent_path();
        grants.dataFolder = m_folder / "data";
        launch.grants = grants;
        auto started = PluginProcess::start(launch, m_events, m_token);
        if (!started) return started.error().text();
        m_process = std::move(*started);
        const auto opened = m_process->openDatabase(options, m_token);
        return opened ? "" : opened.error().text();
    }
    /// The rows; one row with the error if there is one.
    std::vector<Line> query(const std::string& sql) {
        std::vector<Line> rows;
        auto reader = m_process->query(sql, m_token);
        if (!reader) return {{reader.error().text()}};
        plugin::OwnedArray batch;
        while (true) {
            const auto more = (*reader)->next(batch);
            if (!more) return {{more.error().text()}};
            if (!*more) return rows;
            appendRows((*reader)->schema(), *batch, rows);
        }
    }
    std::map<std::string, std::string> server(const char* variable, const std::string& driver,
                                              Grants& grants) {
        std::map<std::string, std::string> s;
        std::istringstream words(std::getenv(variable) ? std::getenv(variable) : "");
        for (std::string word; words >> word;)
            s[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
        if (s.empty()) return {};
        grants.networkHosts = {s["host"] + ":" + s["port"]};
        grants.systemFiles = {"odbc"};
        grants.memoryBytes = uint64_t{1} << 30;
        return {{"odbc.driver", driver},          {"odbc.server", s["host"]}, {"odbc.port", s["port"]},
                {"odbc.database", s["database"]}, {"username", s["user"]},    {"password", s["password"]}};
    }

    fs::path m_folder;
    Blocked m_events;
    CancelToken m_token;
    std::unique_ptr<PluginProcess> m_process;
};

TEST_F(SandboxedSource, SystemMetricsReadsProc) {
    Grants grants;
    grants.systemFiles = {"proc"};
    ASSERT_EQ(open("system-metrics", PLUGIN_SYSTEM_METRICS, {{"metrics.sample_ms", "20"}}, grants), "");
    for (const char* table : {"cpu", "memory", "disks", "filesystems", "network", "load"}) {
        const auto rows = query("SELECT * FROM \"main\".\"" + std::string(table) + "\"");
        EXPECT_FALSE(rows.size() == 1 && rows[0].size() == 1) << table << ": " << rows[0][0];
    }
    // Other processes than its own, too.
    const auto own = query("SELECT pid, name FROM processes WHERE pid = " + std::to_string(getpid()));
    ASSERT_EQ(own.size(), 1u);
    EXPECT_EQ(own[0][0], std::to_string(getpid()));
}

/// A repository with one commit of no files.
void makeRepository(const fs::path& folder) {
    git_libgit2_init();
    git_repository* repository = nullptr;
    git_treebuilder* builder = nullptr;
    git_oid treeId, id;
    git_tree* tree = nullptr;
    git_signature* who = nullptr;
    ASSERT_EQ(git_repository_init(&repository, folder.c_str(), 0), 0);
    ASSERT_EQ(git_treebuilder_new(&builder, repository, nullptr), 0);
    ASSERT_EQ(git_treebuilder_write(&treeId, builder), 0);
    ASSERT_EQ(git_tree_lookup(&tree, repository, &treeId), 0);
    ASSERT_EQ(git_signature_new(&who, "Ada", "ada@example.com", 1000, 0), 0);
    ASSERT_EQ(git_commit_create(&id, repository, "HEAD", who, who, nullptr, "first", tree, 0, nullptr), 0);
    git_signature_free(who);
    git_tree_free(tree);
    git_treebuilder_free(builder);
    git_repository_free(repository);
    git_libgit2_shutdown();
}

TEST_F(SandboxedSource, GitHistoryReadsTheGrantedFolderOnly) {
    makeRepository(m_folder / "mine");
    makeRepository(m_folder / "other");
    Grants grants;
    grants.readPaths = {m_folder / "mine"};
    ASSERT_EQ(open("git-history", PLUGIN_GIT_HISTORY, {{"git.folder", (m_folder / "mine").string()}}, grants),
              "");
    EXPECT_EQ(query("SELECT subject, files_changed FROM commits"), (std::vector<Line>{{"first", "0"}}));
    EXPECT_NE(
        open("git-history", PLUGIN_GIT_HISTORY, {{"git.folder", (m_folder / "other").string()}}, grants), "");
}

TEST_F(SandboxedSource, LogFilesReadsTheGrantedFolderOnly) {
    fs::create_directory(m_folder / "logs");
    fs::create_directory(m_folder / "other");
    std::ofstream(m_folder / "logs" / "a.log") << "{\"n\":1}\n{\"n\":2}\n";
    std::ofstream(m_folder / "other" / "b.log") << "secret\n";
    Grants grants;
    grants.readPaths = {m_folder / "logs"};
    ASSERT_EQ(open("log-files", PLUGIN_LOG_FILES, {{"log.folder", (m_folder / "logs").string()}}, grants),
              "");
    EXPECT_EQ(query("SELECT n FROM a WHERE n > 1"), (std::vector<Line>{{"2"}}));
    EXPECT_THAT(open("log-files", PLUGIN_LOG_FILES, {{"log.folder", (m_folder / "other").string()}}, grants),
                HasSubstr("cannot be read"));
}

TEST_F(SandboxedSource, RestJsonReachesTheGrantedServerOnly) {
    tributary::test::LoopbackServer server([](auto& peer) {
        while (!peer.readRequest().empty())
            peer.write(tributary::test::httpAnswer(200, R"([{"a": 1}, {"a": 2}])"));
    });
    const std::string url = "http://127.0.0.1:" + std::to_string(server.port()) + "/";
    Grants grants;
    grants.networkHosts = {"127.0.0.1:" + std::to_string(server.port())};
    ASSERT_EQ(open("rest-json", PLUGIN_REST_JSON, {{"rest.url", url}}, grants), "");
    EXPECT_EQ(query("SELECT a FROM \"rows\" WHERE a = 2"), (std::vector<Line>{{"2"}}));
    // The same by name: the guard answers for the names it granted.
    grants.networkHosts = {"localhost:" + std::to_string(server.port())};
    ASSERT_EQ(open("rest-json", PLUGIN_REST_JSON,
                   {{"rest.url", "http://localhost:" + std::to_string(server.port()) + "/"}}, grants),
              "");
    EXPECT_EQ(query("SELECT a FROM \"rows\" WHERE a = 2"), (std::vector<Line>{{"2"}}));
    const int before = server.connections();
    grants.networkHosts = {"127.0.0.1:1"};
    EXPECT_THAT(open("rest-json", PLUGIN_REST_JSON, {{"rest.url", url}, {"rest.retries", "0"}}, grants),
                HasSubstr("failed"));
    EXPECT_EQ(server.connections(), before);
}

TEST_F(SandboxedSource, OdbcBridgeReadsPostgresql) {
    Grants grants;
    const auto options = server("TRIBUTARY_TEST_POSTGRESQL", "PostgreSQL Unicode", grants);
    if (options.empty()) GTEST_SKIP() << "SKIPPED LOUDLY: TRIBUTARY_TEST_POSTGRESQL is not set";
    ASSERT_EQ(open("odbc-bridge", PLUGIN_ODBC_BRIDGE, options, grants), "");
    EXPECT_EQ(query("SELECT count(*), 'Zür' AS t FROM generate_series(1, 100000)"),
              (std::vector<Line>{{"100000", "Zür"}}));
}

TEST_F(SandboxedSource, OdbcBridgeReadsMariadb) {
    Grants grants;
    const auto options = server("TRIBUTARY_TEST_MYSQL", "MariaDB Unicode", grants);
    if (options.empty()) GTEST_SKIP() << "SKIPPED LOUDLY: TRIBUTARY_TEST_MYSQL is not set";
    ASSERT_EQ(open("odbc-bridge", PLUGIN_ODBC_BRIDGE, options, grants), "");
    EXPECT_EQ(query("SELECT COUNT(*), 'Zür' AS t FROM seq_1_to_1000"), (std::vector<Line>{{"1000", "Zür"}}));
}

TEST_F(SandboxedSource, OdbcBridgeReadsASqliteFile) {
    const fs::path file = m_folder / "data" / "x.db";
    Grants grants;
    grants.systemFiles = {"odbc"};
    ASSERT_EQ(open("odbc-bridge", PLUGIN_ODBC_BRIDGE,
                   {{"odbc.driver", "SQLite3"}, {"odbc.file", file.string()}}, grants),
              "");
    EXPECT_EQ(query("SELECT 7 AS a"), (std::vector<Line>{{"7"}}));
}

}  // namespace
}  // namespace tributary::plugins::test
