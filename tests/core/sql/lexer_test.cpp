// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <chrono>

#include "core/sql/splitter.h"

namespace tributary::sql {
namespace {

TEST(Lexis, isKnownForEveryConnector) {
    EXPECT_EQ(lexisFor(""), Lexis::DuckDb);
    EXPECT_EQ(lexisFor("postgresql"), Lexis::PostgreSql);
    EXPECT_EQ(lexisFor("influxdb2"), Lexis::Flux);
    EXPECT_EQ(lexisFor("influxdb3"), Lexis::Standard);
}

TEST(StatementAt, isTheOneAroundOrBeforeTheCursor) {
    const std::string script = "  SELECT 1;  SELECT 22 ;\n";
    const auto at = [&](size_t offset) {
        return std::string(statementAt(script, offset, Lexis::DuckDb).in(script));
    };
    EXPECT_EQ(at(0), "SELECT 1") << "before the first: the first";
    EXPECT_EQ(at(5), "SELECT 1");
    EXPECT_EQ(at(10), "SELECT 1") << "just behind it";
    EXPECT_EQ(at(12), "SELECT 1") << "in between: the one before";
    EXPECT_EQ(at(13), "SELECT 22");
    EXPECT_EQ(at(script.size()), "SELECT 22");
    EXPECT_EQ(at(10'000), "SELECT 22");
    const Statement none = statementAt(" -- nothing\n", 3, Lexis::DuckDb);
    EXPECT_EQ(none.begin, none.end);
}

TEST(FirstKeyword, skipsCommentsAndParentheses) {
    EXPECT_EQ(firstKeyword("/* x */ ( select 1)", Lexis::DuckDb), "SELECT");
    EXPECT_EQ(firstKeyword("-- only\n", Lexis::DuckDb), "");
    EXPECT_EQ(firstKeyword("'text'", Lexis::DuckDb), "");
}

double secondsFor(const std::string& script, Lexis lexis) {
    const auto start = std::chrono::steady_clock::now();
    const auto statements = splitStatements(script, lexis);
    EXPECT_FALSE(statements.empty());
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string repeated(std::string_view unit, size_t bytes) {
    std::string out;
    while (out.size() < bytes) out += unit;
    return out;
}

// Quadratic time would make the long text a hundred times as slow as the short one; linear time, ten times.
void expectLinear(std::string_view unit, Lexis lexis, size_t bytes) {
    const double before = secondsFor("SELECT " + repeated(unit, bytes / 10), lexis);
    const double after = secondsFor("SELECT " + repeated(unit, bytes), lexis);
    EXPECT_LT(after, before * 40 + 0.25) << unit << " in lexis " << static_cast<int>(lexis);
}

TEST(Splitter, isLinearOnFiveMegabytes) {
    for (int lexis = 0; lexis <= static_cast<int>(Lexis::Flux); lexis++) {
        expectLinear("INSERT INTO t VALUES (1, 'it''s', 2.5e3, $$x$$); -- 注释\n", static_cast<Lexis>(lexis),
                     5'000'000);
    }
}

TEST(Splitter, isLinearOnWhatNeverEnds) {
    for (int lexis = 0; lexis <= static_cast<int>(Lexis::Flux); lexis++) {
        for (const char* unit :
             {"$a$ $b ", "/* /* ", "'", "\"a", "{a:", "((((", "$", "BEGIN CASE END ", "- - -1 +", "`["}) {
            expectLinear(unit, static_cast<Lexis>(lexis), 1'000'000);
        }
    }
}

}  // namespace
}  // namespace tributary::sql
