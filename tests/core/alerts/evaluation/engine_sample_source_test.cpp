// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/evaluation/engine_sample_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/alerts/evaluation/eval_time.h"
#include "core/engine/federation.h"

namespace tributary::alerts {
namespace {

using namespace std::chrono_literals;
const TimePoint kNoon{1'736'942'400'000ms};  // 2025-01-15T12:00:00Z

class EngineSampleSourceTest : public ::testing::Test {
  protected:
    void SetUp() override {
        auto made = engine::Federation::create(m_registry);
        ASSERT_TRUE(made) << made.error().text();
        m_federation = std::move(*made);
        auto session = m_federation->openSession();
        ASSERT_TRUE(session);
        m_source = std::make_unique<EngineSampleSource>(std::move(*session));
    }
    static SampleSource::Query query(const std::string& text) {
        SampleSource::Query out;
        out.text = text;
        return out;
    }
    /// Labels and first values of one instant, sorted.
    static std::vector<std::string> lines(const SampleSet& set) {
        std::vector<std::string> out;
        for (const auto& sample : set.samples) {
            const auto value = sample.values.empty() ? std::nullopt : sample.values[0];
            out.push_back(labelsText(sample.labels) + " " + (value ? std::to_string(*value) : "NULL"));
        }
        std::sort(out.begin(), out.end());
        return out;
    }

    connect::ConnectorRegistry m_registry;
    std::unique_ptr<engine::Federation> m_federation;
    std::unique_ptr<EngineSampleSource> m_source;
    CancelToken m_token;
};

TEST(EvalTimeTest, StandsOutsideStringsAndComments) {
    EXPECT_EQ(withEvalTime("SELECT '$eval_time', $eval_time -- $eval_time", kNoon),
              "SELECT '$eval_time', TIMESTAMP '2025-01-15 12:00:00' -- $eval_time");
    EXPECT_EQ(withEvalTime("$eval_time_ms", kNoon + 250ms), "1736942400250");
    EXPECT_TRUE(usesEvalTime("a < $eval_time"));
    EXPECT_FALSE(usesEvalTime("a < '$eval_time' AND b < $eval_times"));
    EXPECT_EQ(nativeWithEvalTime("t < $eval_time AND $eval_time_ms AND $eval_time_rfc3339", kNoon),
              "t < '2025-01-15 12:00:00' AND 1736942400000 AND 2025-01-15T12:00:00Z");
    EXPECT_EQ(nativeWithEvalTime("up # evaluate $eval_times", kNoon), "up # evaluate 2025-01-15T12:00:00Z");
    EXPECT_TRUE(asksManyTimes("up # evaluate $eval_times"));
    EXPECT_FALSE(asksManyTimes("t < $eval_time"));
    EXPECT_EQ(nativeWithEvalTimes("up # evaluate $eval_times", kNoon, kNoon + 250ms, 30s),
              "up # evaluate 2025-01-15T12:00:00Z/2025-01-15T12:00:00.250Z/30000ms");
}

TEST_F(EngineSampleSourceTest, TextIsLabelsNumbersAreValues) {
    auto set = m_source->at(
        query("SELECT 'a' AS \"host name\", 1::DECIMAL(9,2) / 4 AS load, 3::HUGEINT AS n, NULL::INT AS gone, "
              "true AS up, 'NaN'::DOUBLE AS bad, '' AS empty"),
        kNoon, m_token);
    ASSERT_TRUE(set) << set.error().text();
    EXPECT_EQ(set->valueColumns, (std::vector<std::string>{"load", "n", "gone", "up", "bad"}));
    ASSERT_EQ(set->samples.size(), 1u);
    const Sample& sample = set->samples[0];
    EXPECT_EQ(sample.labels, (Labels{{"host_name", "a"}}));
    EXPECT_EQ(sample.values[0], 0.25);
    EXPECT_EQ(sample.values[1], 3.0);
    EXPECT_FALSE(sample.values[2]);
    EXPECT_EQ(sample.values[3], 1.0);
    EXPECT_TRUE(std::isnan(*sample.values[4]));
}

TEST_F(EngineSampleSourceTest, NamedColumnsAreTakenAsSaid) {
    auto asked = query("SELECT 7 AS shard, 5.5 AS load, 'x' AS note");
    asked.labelColumns = {"SHARD"};
    asked.valueColumns = {"load"};
    auto set = m_source->at(asked, kNoon, m_token);
    ASSERT_TRUE(set);
    EXPECT_EQ(set->samples[0].labels, (Labels{{"shard", "7"}}));
    EXPECT_EQ(set->samples[0].values, (std::vector<std::optional<double>>{5.5}));
    asked.valueColumns = {"loud"};
    auto missing = m_source->at(asked, kNoon, m_token);
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().text().find("load"), std::string::npos) << missing.error().text();
    asked.valueColumns = {"note"};
    EXPECT_EQ(m_source->at(asked, kNoon, m_token).error().code, ErrorCode::Data);
}

TEST_F(EngineSampleSourceTest, EvalTimeIsUtcWhateverTheMachinesZone) {
    auto set = m_source->at(query("SELECT epoch_ms($eval_time) - $eval_time_ms AS d, "
                                  "epoch_ms($eval_time::TIMESTAMPTZ) - $eval_time_ms AS e"),
                            kNoon + 1ms, m_token);
    ASSERT_TRUE(set) << set.error().text();
    EXPECT_EQ(set->samples[0].values[0], 0.0);
    EXPECT_EQ(set->samples[0].values[1], 0.0);
}

TEST_F(EngineSampleSourceTest, TooManyRowsAreOneClearError) {
    auto asked = query("SELECT range::VARCHAR AS g, 1 AS v FROM range(1000000)");
    asked.limit = 1000;
    auto set = m_source->at(asked, kNoon, m_token);
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().code, ErrorCode::Resource);
    EXPECT_TRUE(m_source->at(query("SELECT 1 AS v"), kNoon, m_token)) << "the session is still of use";
}

TEST_F(EngineSampleSourceTest, AQueryThatHangsEndsAtItsTimeout) {
    auto asked = query("SELECT count(*) AS n FROM range(100000000) a, range(100000000) b");
    asked.timeout = 100ms;
    auto set = m_source->at(asked, kNoon, m_token);
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().code, ErrorCode::Timeout);
}

TEST_F(EngineSampleSourceTest, AHistoryIsSeenAsOfTheInstant) {
    const std::string text =
        "SELECT * FROM (VALUES (TIMESTAMP '2025-01-15 11:58:00', 'a', 1), (TIMESTAMP '2025-01-15 12:00:00', "
        "'a', 2), "
        "(TIMESTAMP '2025-01-15 11:59:00', 'b', 3), (TIMESTAMP '2025-01-15 12:01:00', 'b', 4)) AS t(ts, "
        "host, v)";
    auto set = m_source->at(query(text), kNoon, m_token);
    ASSERT_TRUE(set) << set.error().text();
    EXPECT_EQ(lines(*set), (std::vector<std::string>{"{host=\"a\"} 2.000000", "{host=\"b\"} 3.000000"}));
    auto range = m_source->range(query(text), kNoon - 3min, kNoon + 1min, 1min, m_token);
    ASSERT_TRUE(range) << range.error().text();
    ASSERT_EQ(range->size(), 5u);
    for (const auto& [instant, rows] : *range)
        EXPECT_EQ(lines(rows), lines(*m_source->at(query(text), instant, m_token)));
}

TEST_F(EngineSampleSourceTest, ARangeEqualsItsInstantsAskedOneByOne) {
    const std::vector<std::string> texts = {
        "SELECT host, avg(v) AS m FROM (SELECT TIMESTAMP '2025-01-15 11:00:00' + to_minutes(range::INT) AS "
        "ts, "
        "'h' || (range % 3) AS host, range AS v FROM range(120)) WHERE ts > $eval_time - INTERVAL 5 MINUTE "
        "AND ts "
        "<= $eval_time GROUP BY host",
        "SELECT count(*) AS n FROM range(60) WHERE range < minute($eval_time)",
        "SELECT host, v FROM (SELECT 'h' || (range % 3) AS host, range AS v, TIMESTAMP '2025-01-15 11:00:00' "
        "+ "
        "to_minutes(range::INT) AS ts FROM range(120)) WHERE ts <= $eval_time QUALIFY row_number() OVER "
        "(PARTITION "
        "BY host ORDER BY ts DESC) = 1;",
    };
    for (const auto& text : texts) {
        auto range = m_source->range(query(text), kNoon - 30min, kNoon, 3min, m_token);
        ASSERT_TRUE(range) << range.error().text() << text;
        ASSERT_EQ(range->size(), 11u);
        for (const auto& [instant, rows] : *range) {
            auto one = m_source->at(query(text), instant, m_token);
            ASSERT_TRUE(one) << one.error().text();
            EXPECT_EQ(lines(rows), lines(*one)) << timeText(instant) << " " << text;
        }
    }
}

TEST_F(EngineSampleSourceTest, WhatHasNoPastIsSaidSo) {
    auto range = m_source->range(query("SELECT 1 AS v"), kNoon, kNoon + 1min, 1min, m_token);
    ASSERT_FALSE(range);
    EXPECT_EQ(range.error().code, ErrorCode::Unsupported);
    EXPECT_FALSE(m_source->at(query("SELEC 1"), kNoon, m_token));
    EXPECT_EQ(m_source->at(query("CREATE TEMP TABLE t (x INT)"), kNoon, m_token).has_value(), false);
}

}  // namespace
}  // namespace tributary::alerts
