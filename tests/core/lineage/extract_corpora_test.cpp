// SPDX-License-Identifier: GPL-3.0-or-later
// The extractor against cases nobody here wrote, and against our own gold cases.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <map>

#include "tests/core/lineage/score.h"

namespace tributary::lineage::test {
namespace {

const std::string kCorpora = std::string(TRIBUTARY_SOURCE_DIR) + "/../shared/corpora/lineage/";
const std::string kGold = std::string(TRIBUTARY_SOURCE_DIR) + "/tests/core/lineage/gold/";

class Corpora : public testing::Test {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(kCorpora)) GTEST_SKIP() << "NO CORPORA: " << kCorpora << " is not there";
    }
    static Score of(const std::vector<std::string>& names) {
        Score all;
        for (const auto& name : names) {
            Score one = scoreFile(kCorpora + name + ".jsonl");
            std::cout << one.line(name) << "\n";
            EXPECT_GT(one.cases, 0u) << name << " is empty or missing";
            all.add(one);
        }
        if (names.size() > 1) std::cout << all.line("together") << "\n";
        for (const auto& failure : all.failures) std::cout << "    " << failure.substr(0, 300) << "\n";
        return all;
    }
};

// What the bars leave room for is named in docs/lineage.md: cases that contradict one another, and cases
// whose answer needs statements that are not in them.
TEST_F(Corpora, EnginesAndParsersTogether) {
    const Score score = of({"sqllineage", "openlineage", "trino", "kyuubi_spark", "databend"});
    EXPECT_GE(score.f1(), 0.96);
    EXPECT_GE(score.precision(), 0.97);
    EXPECT_GE(score.tableF1(), 0.97);
}

TEST_F(Corpora, Trino) {
    const Score score = of({"trino"});
    EXPECT_GE(score.f1(), 0.99);
    EXPECT_GE(score.precision(), 0.99);
}

TEST_F(Corpora, DataHub) {
    const Score score = of({"datahub_sqlglot_lineage"});
    EXPECT_GE(score.f1(), 0.95);
    EXPECT_GE(score.tableF1(), 0.96);
}

TEST_F(Corpora, Hive) {
    const Score score = of({"hive_posthook_strict"});
    EXPECT_GE(score.precision(), 0.995);
    EXPECT_GE(score.recall(), 0.99);
    EXPECT_GE(score.tableF1(), 0.99);
}

TEST_F(Corpora, Benchmarks) {
    const Score score = of({"sqlglot_tpch", "sqlglot_tpcds"});
    EXPECT_GE(score.f1(), 0.999);
    EXPECT_GE(score.tableF1(), 0.999);
}

TEST_F(Corpora, Resolver) {
    const Score score = of({"sqlglot_qualify", "sqlglot_test_lineage"});
    EXPECT_GE(score.f1(), 0.97);
}

TEST_F(Corpora, SessionsAndProcedures) {
    const Score score = of({"datahub_multi_statement", "datahub_aggregator", "datahub_procedures"});
    EXPECT_GE(static_cast<double>(score.columnExact), 0.90 * static_cast<double>(score.columnAsked));
}

TEST_F(Corpora, TypedEdges) {
    EXPECT_GE(of({"openlineage_spark_types"}).f1(), 0.85);
    EXPECT_GE(of({"hive_lineage_json"}).f1(), 0.85);
}

/// Our own cases: each must be right.
class Gold : public testing::TestWithParam<std::string> {};

TEST_P(Gold, AllRight) {
    const Score score = scoreFile(kGold + GetParam() + ".jsonl");
    EXPECT_GE(score.cases, 25u);
    EXPECT_EQ(score.columnExact, score.columnAsked);
    EXPECT_EQ(score.tableExact, score.tableAsked);
    for (const auto& failure : score.failures) ADD_FAILURE() << failure;
}

INSTANTIATE_TEST_SUITE_P(Files, Gold,
                         testing::Values("merge", "update_from", "procedures", "recursive", "unnest",
                                         "dynamic", "temporary", "dialects", "names", "shapes", "functions"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace tributary::lineage::test
