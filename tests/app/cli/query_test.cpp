// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/app/cli/program.h"

namespace tributary {
namespace {

using test::Call;
using test::Program;

std::string contentOf(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(CliQuery, writesOnlyDataToStandardOutput) {
    Program program;
    auto outcome = program.run({"query", "SELECT 1 AS n, NULL AS a, '' AS b, '值' AS c", "--format", "csv"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "n,a,b,c\n1,,\"\",值\n");
    EXPECT_EQ(outcome.err, "");
}

TEST(CliQuery, readsStandardInputAndFiles) {
    Program program;
    EXPECT_EQ(program.run({"query", "-", "--format", "csv"}, "SELECT 7 AS x").out, "x\n7\n");
    std::ofstream(program.file("q.sql"))
        << "-- a script\nCREATE TEMP TABLE t AS SELECT 3 AS x;\nSELECT x FROM t;\n";
    EXPECT_EQ(program.run({"query", "-f", program.file("q.sql"), "--format", "csv"}).out, "x\n3\n");
    EXPECT_EQ(program.run({"query", "-f", program.file("none.sql")}).status, 4);
}

TEST(CliQuery, takesParameters) {
    Program program;
    auto outcome = program.run({"query", "SELECT $a::INT + 1 AS x, $b AS y", "--param", "a=41", "--param",
                                "b=it's", "--format", "ndjson"});
    EXPECT_EQ(outcome.out, "{\"x\":42,\"y\":\"it's\"}\n") << outcome.err;
    EXPECT_EQ(program.run({"query", "SELECT 1", "--param", "nonsense"}).status, 2);
}

TEST(CliQuery, pointsAtTheErrorInTheScript) {
    Program program;
    auto outcome = program.run({"query", "SELECT 1 AS 数;\nSELECT '数据', nosuch FROM range(3)"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("line 2, column 14"), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find("  2 | SELECT '数据', nosuch FROM range(3)\n    |                ^~~~~~\n"),
              std::string::npos)
        << outcome.err;
    auto second = program.run({"query", "SELECT 1 AS a; SELECT nosuch"});
    EXPECT_NE(second.err.find("line 1, column 23"), std::string::npos) << second.err;
}

TEST(CliQuery, saysWhatIsWrongByItsStatus) {
    Program program;
    EXPECT_EQ(program.run({"query", "SELEC 1"}).status, 1);
    EXPECT_EQ(program.run({"query", "SELECT 1", "--format", "xml"}).status, 2);
    EXPECT_EQ(program.run({"query"}).status, 2);
    EXPECT_EQ(program.run({"nonsense"}).status, 2);
    EXPECT_EQ(program.run({"query", "SELECT 1", "--on", "nobody"}).status, 4);
    EXPECT_EQ(program.run({"connection", "show", "nobody"}).status, 4);
    EXPECT_EQ(program.run({"--help"}).status, 0);
    EXPECT_EQ(program.run({"version"}).status, 0);
}

TEST(CliQuery, stopsQuietlyWhenItsReaderGoes) {
    Program program;
    Call call;
    call.arguments = {"query", "SELECT i FROM range(50000000) t(i)", "--format", "csv"};
    call.closeOutputEarly = true;
    auto outcome = program.run(call);
    EXPECT_EQ(outcome.status, 128 + SIGPIPE) << "as other programs of a pipeline end";
    EXPECT_EQ(outcome.err, "");
}

TEST(CliQuery, tellsOfAFullDisk) {
    Program program;
    Call call;
    call.arguments = {"query", "SELECT i FROM range(1000000) t(i)", "--format", "csv"};
    call.outputTo = "/dev/full";
    auto outcome = program.run(call);
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("No space left"), std::string::npos) << outcome.err;
}

TEST(CliQuery, writesFilesWholeOrNotAtAll) {
    Program program;
    const std::string path = program.file("out.csv");
    auto outcome = program.run({"query", "SELECT i FROM range(3) t(i)", "--format", "csv", "--output", path});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find("3 rows"), std::string::npos);
    EXPECT_EQ(contentOf(path), "i\n0\n1\n2\n");
    auto failed = program.run(
        {"query",
         "SELECT CASE WHEN i = 500000 THEN error('boom') ELSE i::VARCHAR END FROM range(1000000) t(i)",
         "--format", "csv", "--output", path});
    EXPECT_EQ(failed.status, 1);
    EXPECT_EQ(contentOf(path), "i\n0\n1\n2\n") << "the file that was there stays";
    EXPECT_EQ(program.filesLike("out.csv.part"), 0u);
}

TEST(CliQuery, writesParquetThatReadsBack) {
    Program program;
    const std::string path = program.file("out.parquet");
    auto outcome = program.run(
        {"query", "SELECT i, 'v' || i AS s FROM range(5000) t(i)", "--format", "parquet", "--output", path});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(
        program.run({"query", "SELECT count(*) AS n, sum(i) AS s FROM '" + path + "'", "--format", "csv"})
            .out,
        "n,s\n5000,12497500\n");
    EXPECT_EQ(program.run({"query", "SELECT 1", "--format", "parquet"}).status, 2);
}

TEST(CliQuery, isStoppedByItsTimeLimit) {
    Program program;
    auto outcome =
        program.run({"query", "SELECT sum(a.i * b.i) FROM range(10000000) a(i), range(10000000) b(i)",
                     "--timeout", "0.2"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("time limit"), std::string::npos) << outcome.err;
}

TEST(CliQuery, endsOnControlC) {
    Program program;
    Call call;
    call.arguments = {
        "query", "SELECT 1 AS a; SELECT sum(a.i * b.i) FROM range(100000000) a(i), range(100000000) b(i)",
        "--format", "csv"};
    std::chrono::steady_clock::time_point sent;
    call.onFirstOutput = [&](pid_t program) {
        sent = std::chrono::steady_clock::now();
        ::kill(program, SIGINT);
    };
    auto outcome = program.run(call);
    EXPECT_EQ(outcome.status, 130) << outcome.err;
    EXPECT_LT(std::chrono::steady_clock::now() - sent, std::chrono::seconds(5));
}

TEST(CliQuery, writesAProfileAndExplains) {
    Program program;
    const std::string path = program.file("profile.json");
    auto outcome = program.run({"query", "SELECT 1 AS a", "--profile", path, "--format", "csv"});
    EXPECT_EQ(outcome.out, "a\n1\n");
    const auto profile = nlohmann::json::parse(contentOf(path));
    EXPECT_EQ(profile.at("rows"), 1);
    auto explained = program.run({"query", "SELECT i FROM range(5) t(i) WHERE i > 2", "--explain"});
    EXPECT_EQ(explained.status, 0);
    EXPECT_NE(explained.out.find("RANGE"), std::string::npos) << explained.out;
}

}  // namespace
}  // namespace tributary
