// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <fstream>

#include "tests/app/cli/program.h"

namespace tributary {
namespace {

using test::Program;

/// Every way of holding it wrong gets one plain error and the status docs/cli.md promises, never a crash.
class CliAbuse : public ::testing::Test {
  protected:
    test::Outcome query(std::vector<std::string> more) {
        more.insert(more.begin(), "query");
        return m_program.run(std::move(more));
    }
    std::string fileWith(const std::string& name, const std::string& bytes) {
        std::ofstream(m_program.file(name), std::ios::binary) << bytes;
        return m_program.file(name);
    }
    static bool has(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }

    Program m_program;
};

TEST_F(CliAbuse, aFolderIsNoScript) {
    auto outcome = query({"-f", "/tmp"});
    EXPECT_EQ(outcome.status, 1) << outcome.err;
    EXPECT_TRUE(has(outcome.err, "'/tmp' cannot be read")) << outcome.err;
}

TEST_F(CliAbuse, textThatIsNotUtf8IsRefusedBeforeItRuns) {
    const std::vector<std::pair<std::string, std::string>> scripts = {
        {"nul.sql", std::string("SELECT 1\0, 2", 12)},
        {"latin1.sql", "SELECT 'caf\xE9'"},
        {"utf16.sql", std::string("\xFF\xFES\0E\0L\0", 8)}};
    for (const auto& [name, bytes] : scripts) {
        auto outcome = query({"-f", fileWith(name, bytes)});
        EXPECT_EQ(outcome.status, 2) << name;
        EXPECT_TRUE(has(outcome.err, "UTF-8")) << outcome.err;
        EXPECT_EQ(outcome.out, "");
    }
    EXPECT_EQ(query({"-f", fileWith("bom.sql", "\xEF\xBB\xBFSELECT 1 AS a"), "--format", "csv"}).out,
              "a\n1\n");
}

TEST_F(CliAbuse, errorsCannotControlTheTerminal) {
    auto outcome = query({"SELECT '\x1B[31m' FROM nowhere.t"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_FALSE(has(outcome.err, "\x1B")) << outcome.err;
    EXPECT_TRUE(has(outcome.err, "\\x1B[31m")) << outcome.err;
}

TEST_F(CliAbuse, ofALongLineOnlyTheSurroundingsAreShown) {
    auto outcome = query({"SELECT '" + std::string(50000, 'x') + "', nosuch, '" + std::string(50000, 'y') +
                          "' FROM range(3)"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_LT(outcome.err.size(), 1000u);
    EXPECT_TRUE(has(outcome.err, "nosuch, 'yy")) << outcome.err;
}

TEST_F(CliAbuse, errorsOfRunningStatementsAreTheEnginesOwn) {
    auto outcome = query({"SELECT error('boom')"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.err, "error: boom\n");
}

TEST_F(CliAbuse, explainsWhatNewcomersRunInto) {
    auto parameter = query({"SELECT $a, $b", "--param", "b=1"});
    EXPECT_EQ(parameter.status, 2);
    EXPECT_TRUE(has(parameter.err, "--param name=value")) << parameter.err;
    auto catalog = query({"SELECT * FROM nowhere.public.t"});
    EXPECT_EQ(catalog.status, 1);
    EXPECT_TRUE(has(catalog.err, "tributary connection list")) << catalog.err;
    auto table = query({"SELECT * FROM t"});
    EXPECT_TRUE(has(table.err, "connection.schema.table")) << table.err;
    EXPECT_FALSE(has(table.err, "pg_")) << table.err;
}

TEST_F(CliAbuse, takesOnlyTimeLimitsThatMakeSense) {
    for (const std::string limit : {"abc", "-1", "nan", "inf", "1e30", "", "5s"}) {
        auto outcome = query({"SELECT 1", "--timeout", limit});
        EXPECT_EQ(outcome.status, 2) << limit;
        EXPECT_EQ(outcome.out, "") << limit;
        EXPECT_LT(outcome.err.size(), 300u) << outcome.err;
    }
    auto shortest = query(
        {"SELECT sum(a.i * b.i) FROM range(10000000) a(i), range(10000000) b(i)", "--timeout", "0.0001"});
    EXPECT_EQ(shortest.status, 1);
    EXPECT_TRUE(has(shortest.err, "time limit")) << shortest.err;
}

TEST_F(CliAbuse, countsInGoodEnglish) {
    auto one = query({"SELECT 1 AS a", "--format", "csv", "--output", m_program.file("one.csv")});
    EXPECT_TRUE(has(one.err, "1 row written")) << one.err;
}

TEST_F(CliAbuse, aParquetFileIsOneResultInAFile) {
    const std::string path = m_program.file("x.parquet");
    EXPECT_EQ(query({"SELECT 1; SELECT 2", "--format", "parquet", "--output", path}).status, 2);
    EXPECT_EQ(m_program.filesLike("x.parquet"), 0u);
    EXPECT_EQ(query({"SELECT 1", "--format", "parquet", "--output", m_program.file(".")}).status, 2);
    EXPECT_EQ(query({"SELECT 1", "--format", "parquet", "--output", "/dev/null"}).status, 2);
    auto failed = query({"SELECT error('boom')", "--format", "parquet", "--output", path});
    EXPECT_EQ(failed.status, 1);
    EXPECT_EQ(m_program.filesLike("x.parquet"), 0u) << "no part stays";
    EXPECT_EQ(query({"SELECT 1", "--explain", "--format", "parquet"}).status, 0);
}

TEST_F(CliAbuse, outputThroughALinkKeepsTheLinkAndTheMode) {
    const std::string real = fileWith("real.csv", "old");
    std::filesystem::permissions(real,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    std::filesystem::create_symlink(real, m_program.file("link.csv"));
    auto outcome = query({"SELECT 1 AS a", "--format", "csv", "--output", m_program.file("link.csv")});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(std::filesystem::is_symlink(m_program.file("link.csv")));
    EXPECT_EQ(std::filesystem::file_size(real), 4u);
    EXPECT_EQ(std::filesystem::status(real).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(CliAbuse, oddNamesOfConnections) {
    const auto add = [&](const std::string& name) {
        return m_program.run({"connection", "add", name, "--type", "sqlite", "--set", "file=/nowhere"});
    };
    for (const std::string& name :
         {std::string(), std::string("x\xFF"), std::string("x\ny"), std::string("\x1B[m"),
          std::string(5000, 'n'), std::string("memory"), std::string("pg_catalog")}) {
        auto outcome = add(name);
        EXPECT_EQ(outcome.status, 2) << name;
        EXPECT_FALSE(has(outcome.err, "\x1B")) << outcome.err;
    }
    for (const std::string name : {"a.b \"c\"", "it's", "数据 🙂", "select"}) {
        EXPECT_EQ(add(name).status, 0) << name;
        EXPECT_EQ(m_program.run({"connection", "test", name}).status, 3) << name;
    }
    EXPECT_TRUE(has(add("two words").err, "connection test 'two words'"));
    EXPECT_EQ(
        query({"SELECT 1", "--on", "it's", "--format", "parquet", "--output", m_program.file("p")}).status,
        3);
}

TEST_F(CliAbuse, whatCannotBeReachedIsAConnectionErrorInAQueryToo) {
    m_program.run({"connection", "add", "gone", "--type", "sqlite", "--set", "file=/nowhere/x.db"});
    EXPECT_EQ(query({"SELECT * FROM gone.main.t"}).status, 3);
    EXPECT_EQ(query({"SELECT 1", "--on", "gone"}).status, 3);
}

TEST_F(CliAbuse, replacingKeepsWhatIsNotMentioned) {
    const std::vector<std::string> add = {"connection", "add", "s", "--type", "sqlite", "--set"};
    auto first = add, second = add, third = add;
    first.insert(first.end(), {"file=/a", "--read-only", "--group", "g"});
    second.insert(second.end(), {"file=/b", "--replace"});
    third.insert(third.end(), {"file=/b", "--replace", "--read-write"});
    ASSERT_EQ(m_program.run(first).status, 0);
    ASSERT_EQ(m_program.run(second).status, 0);
    auto shown = m_program.run({"connection", "show", "s", "--format", "json"}).out;
    EXPECT_TRUE(has(shown, "\"read_only\": true")) << "a switch that protects data must not go off by itself";
    EXPECT_TRUE(has(shown, "\"group\": \"g\"")) << shown;
    EXPECT_TRUE(has(shown, "/b")) << shown;
    ASSERT_EQ(m_program.run(third).status, 0);
    EXPECT_TRUE(
        has(m_program.run({"connection", "show", "s", "--format", "json"}).out, "\"read_only\": false"));
    EXPECT_EQ(
        m_program.run({"connection", "add", "c", "--type", "sqlite", "--set", "file=/a", "--color", "red"})
            .status,
        2);
}

TEST_F(CliAbuse, whatOnlyReadsMakesNoWorkspace) {
    EXPECT_EQ(query({"SELECT 1"}).status, 0);
    EXPECT_EQ(m_program.run({"connection", "list"}).status, 0);
    EXPECT_EQ(m_program.run({"schema"}).status, 0);
    EXPECT_EQ(m_program.run({"connection", "remove", "x"}).status, 4);
    EXPECT_FALSE(std::filesystem::exists(m_program.workspace()));
    auto mistyped = m_program.run({"--workspace", m_program.file("typo"), "connection", "list"});
    EXPECT_EQ(mistyped.status, 4);
    EXPECT_TRUE(has(mistyped.err, "typo")) << mistyped.err;
    EXPECT_FALSE(std::filesystem::exists(m_program.file("typo")));
}

TEST_F(CliAbuse, everyCommandTellsOfAFullDisk) {
    const std::vector<std::vector<std::string>> commands = {{"version"},
                                                            {"connection", "list"},
                                                            {"connection", "types"},
                                                            {"connection", "types", "--format", "json"},
                                                            {"schema"},
                                                            {"query", "SELECT 1"},
                                                            {"query", "SELECT 1", "--explain"}};
    for (const auto& command : commands) {
        test::Call call;
        call.arguments = command;
        call.outputTo = "/dev/full";
        auto outcome = m_program.run(call);
        EXPECT_EQ(outcome.status, 1) << command.back();
        EXPECT_TRUE(has(outcome.err, "standard output failed")) << outcome.err;
    }
}

}  // namespace
}  // namespace tributary
