// SPDX-License-Identifier: GPL-3.0-or-later
// The command line on a real PostgreSQL: secrets, Ctrl+C, the terminal.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "tests/app/cli/program.h"

namespace tributary {
namespace {
using test::Call;
using test::Outcome;
using test::Program;
using Clock = std::chrono::steady_clock;

std::string contentOf(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class CliServer : public ::testing::Test {
  protected:
    void SetUp() override {
        const char* settings = std::getenv("TRIBUTARY_TEST_POSTGRESQL");
        if (!settings)
            GTEST_SKIP() << "SKIPPED LOUDLY: TRIBUTARY_TEST_POSTGRESQL is not set (./dev test starts one)";
        std::istringstream words(settings);
        for (std::string word; words >> word;) {
            const size_t equals = word.find('=');
            m_server[word.substr(0, equals)] = word.substr(equals + 1);
        }
        // A password that can be searched for: the server's own may be any short word.
        m_role = "cli_" + std::to_string(::getpid());
        ASSERT_EQ(addAs(m_server["user"], "env:ADMIN", "admin").status, 0);
        ASSERT_EQ(admin("CREATE ROLE " + m_role + " LOGIN PASSWORD '" + kSecret + "'").status, 0);
    }
    void TearDown() override {
        if (m_role.empty()) return;
        EXPECT_EQ(admin("DROP ROLE " + m_role).status, 0);
    }

    Call adding(const std::string& user, const std::string& secret, const std::string& name) {
        Call call;
        call.arguments = {"connection",
                          "add",
                          name,
                          "--type",
                          "postgresql",
                          "--set",
                          "host=" + m_server["host"],
                          "--set",
                          "port=" + m_server["port"],
                          "--set",
                          "database=" + m_server["database"],
                          "--set",
                          "user=" + user,
                          "--secret",
                          "password=" + secret};
        call.environment["ADMIN"] = m_server["password"];
        return call;
    }
    Outcome addAs(const std::string& user, const std::string& secret, const std::string& name) {
        return m_program.run(adding(user, secret, name));
    }
    Outcome admin(const std::string& sql) {
        return m_program.run({"query", sql, "--on", "admin", "--format", "csv"});
    }

    void addPg() {
        std::ofstream(m_program.file("password")) << kSecret << "\n";
        ASSERT_EQ(addAs(m_role, "file:" + m_program.file("password"), "pg").status, 0);
        std::filesystem::remove(m_program.file("password"));
    }

    /// Statements of our role that the server runs right now.
    int running() {
        auto outcome = admin("SELECT count(*) FROM pg_stat_activity WHERE usename = '" + m_role +
                             "' AND state = 'active' AND query LIKE '%pg_sleep%'");
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        return std::atoi(outcome.out.substr(outcome.out.find('\n') + 1).c_str());
    }
    bool becomes(int count, std::chrono::seconds limit) {
        for (const auto until = Clock::now() + limit; Clock::now() < until;) {
            if (running() == count) return true;
        }
        return running() == count;
    }

    static constexpr const char* kSecret = "Hunter2-must-stay-hidden";
    std::map<std::string, std::string> m_server;
    std::string m_role;
    Program m_program;
};

TEST_F(CliServer, controlCEndsTheServersStatementWithinASecond) {
    addPg();
    for (const bool native : {true, false}) {
        Call call;
        const std::string sleep = "SELECT pg_sleep(60)";
        call.arguments = {"query", native ? "SELECT 1 AS a; " + sleep
                                          : "SELECT 1 AS a; SELECT * FROM query('pg', '" + sleep + "')"};
        if (native) call.arguments.insert(call.arguments.end(), {"--on", "pg"});
        Clock::time_point sent;
        call.onFirstOutput = [&](pid_t program) {
            EXPECT_TRUE(becomes(1, std::chrono::seconds(20))) << "the statement runs";
            sent = Clock::now();
            ::kill(program, SIGINT);
        };
        auto outcome = m_program.run(call);
        EXPECT_EQ(outcome.status, 130) << outcome.err;
        EXPECT_LT(Clock::now() - sent, std::chrono::seconds(2)) << "the program ends";
        EXPECT_TRUE(becomes(0, std::chrono::seconds(1))) << "the statement is gone from the server";
    }
}

TEST_F(CliServer, terminationCancelsToo) {
    addPg();
    Call call;
    call.arguments = {"query", "SELECT 1 AS a; SELECT pg_sleep(60)", "--on", "pg"};
    call.onFirstOutput = [&](pid_t program) {
        EXPECT_TRUE(becomes(1, std::chrono::seconds(20)));
        ::kill(program, SIGTERM);
    };
    EXPECT_EQ(m_program.run(call).status, 130);
    EXPECT_TRUE(becomes(0, std::chrono::seconds(1)));
}

TEST_F(CliServer, noProcessListFileOrMessageShowsTheSecret) {
    addPg();
    Call call;
    call.arguments = {"query", "SELECT 1 AS a; SELECT pg_sleep(60)", "--on", "pg"};
    std::string seen;
    call.onFirstOutput = [&](pid_t program) {
        EXPECT_TRUE(becomes(1, std::chrono::seconds(20)));
        const std::string process = "/proc/" + std::to_string(program) + "/";
        for (const char* name : {"cmdline", "environ", "comm", "status"}) seen += contentOf(process + name);
        for (const auto& thread : std::filesystem::directory_iterator(process + "task")) {
            seen += contentOf(thread.path() / "comm");
        }
        EXPECT_NE(seen.find("pg_sleep"), std::string::npos) << "it was looked at";
        ::kill(program, SIGINT);
    };
    auto outcome = m_program.run(call);
    EXPECT_EQ(seen.find(kSecret), std::string::npos);
    EXPECT_EQ((outcome.out + outcome.err).find(kSecret), std::string::npos);
    EXPECT_FALSE(m_program.anyFileHolds(kSecret));
    auto log = admin("SELECT query FROM pg_stat_activity WHERE usename = '" + m_role + "'");
    EXPECT_EQ(log.out.find(kSecret), std::string::npos);
}

TEST_F(CliServer, aSecretIsAskedForWithoutEcho) {
    Call call = adding(m_role, "prompt", "asked");
    call.typed = std::string(kSecret) + "\n";
    auto added = m_program.run(call);
    ASSERT_EQ(added.status, 0) << added.err << added.terminal;
    EXPECT_NE(added.terminal.find("password: "), std::string::npos) << added.terminal;
    EXPECT_EQ((added.terminal + added.out + added.err).find(kSecret), std::string::npos) << "not echoed";
    EXPECT_TRUE(added.terminalEchoes) << "the terminal is left as it was";
    EXPECT_EQ(m_program.run({"connection", "test", "asked"}).status, 0);
    EXPECT_FALSE(m_program.anyFileHolds(kSecret));
}

TEST_F(CliServer, controlCAtTheQuestionEndsTheProgramAndRestoresTheTerminal) {
    Call call = adding(m_role, "prompt", "asked");
    call.typed = "Hun\x03";
    auto added = m_program.run(call);
    EXPECT_EQ(added.status, 130) << added.err;
    EXPECT_TRUE(added.terminalEchoes);
    EXPECT_EQ(m_program.run({"connection", "show", "asked"}).status, 4);
}

TEST_F(CliServer, withoutATerminalItSaysSo) {
    auto outcome = addAs(m_role, "prompt", "asked");
    EXPECT_EQ(outcome.status, 2) << outcome.err;
}

TEST_F(CliServer, refusedCredentialsAreOneClearErrorWithoutThem) {
    std::ofstream(m_program.file("password")) << kSecret << "-wrong\n";
    ASSERT_EQ(addAs(m_role, "file:" + m_program.file("password"), "pg").status, 0);
    for (const auto& arguments : {std::vector<std::string>{"connection", "test", "pg"},
                                  std::vector<std::string>{"query", "SELECT * FROM pg.public.t"},
                                  std::vector<std::string>{"query", "SELECT 1", "--on", "pg"}}) {
        auto outcome = m_program.run(arguments);
        EXPECT_EQ(outcome.status, 3) << outcome.err;
        EXPECT_NE(outcome.err.find("error: pg: "), std::string::npos) << outcome.err;
        EXPECT_EQ(outcome.err.find(kSecret), std::string::npos) << outcome.err;
    }
}

}  // namespace
}  // namespace tributary
