// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "connectors/prometheus/prometheus_connector.h"
#include "core/alerts/evaluation/engine_sample_source.h"
#include "core/alerts/rules/rule_file.h"
#include "core/engine/federation.h"

namespace tributary::alerts {
namespace {

using namespace std::chrono_literals;
const TimePoint kNoon{1'769'860'800'000ms};  // 2026-01-31T12:00:00Z, where the server's history begins

constexpr const char* kRules =
    "groups:\n"
    "- name: shop\n"
    "  interval: 30s\n"
    "  connection: metrics\n"
    "  rules:\n"
    "  - alert: ManyFailures\n"
    "    expr: sum by (shop, status) (orders_total{shop=\"north\"}) > 20\n";

/// Rules of a Prometheus file, asked on the Prometheus of TRIBUTARY_TEST_PROMETHEUS.
class PromqlSourceTest : public ::testing::Test {
  protected:
    void SetUp() override {
        const char* text = std::getenv("TRIBUTARY_TEST_PROMETHEUS");
        if (text == nullptr || *text == '\0') {
            GTEST_SKIP()
                << "NO PROMETHEUS: TRIBUTARY_TEST_PROMETHEUS is not set, nothing of this test was run";
        }
        connect::Settings settings;
        std::istringstream words(text);
        for (std::string word; words >> word;)
            settings.set(word.substr(0, word.find('=')), word.substr(word.find('=') + 1));
        m_registry.add(connectors::makePrometheusConnector());
        auto made = engine::Federation::create(m_registry);
        ASSERT_TRUE(made) << made.error().text();
        m_federation = std::move(*made);
        ASSERT_TRUE(m_federation->attach("metrics", "prometheus", settings));
        auto session = m_federation->openSession();
        ASSERT_TRUE(session);
        m_source = std::make_unique<EngineSampleSource>(std::move(*session));
    }
    static SampleSource::Query query(const std::string& expr) {
        RuleGroup group;
        group.connection = "metrics";
        Rule rule;
        rule.name = "R";
        rule.query = expr;
        return queryOf(group, rule);
    }
    static std::vector<std::string> lines(const SampleSet& set) {
        std::vector<std::string> out;
        for (const auto& sample : set.samples)
            out.push_back(labelsText(sample.labels) + " " + std::to_string(sample.values.at(0).value_or(-1)));
        std::sort(out.begin(), out.end());
        return out;
    }

    connect::ConnectorRegistry m_registry;
    std::unique_ptr<engine::Federation> m_federation;
    std::unique_ptr<EngineSampleSource> m_source;
    CancelToken m_token;
};

TEST_F(PromqlSourceTest, ARuleIsEvaluatedAtItsInstant) {
    const auto groups = readRules(kRules, "rules.yml");
    ASSERT_TRUE(groups);
    const auto many = queryOf(groups->at(0), groups->at(0).rules.at(0));
    auto rows = m_source->at(many, kNoon + 5min, m_token);
    ASSERT_TRUE(rows) << rows.error().text();
    EXPECT_EQ(lines(*rows), (std::vector<std::string>{"{shop=\"north\", status=\"ok\"} 40.000000"}));
    rows = m_source->at(many, kNoon + 2min, m_token);
    ASSERT_TRUE(rows);
    EXPECT_TRUE(rows->samples.empty());
}

TEST_F(PromqlSourceTest, ManyInstantsAreOneRequestAndTheSameRows) {
    const auto many = query("sum by (shop, status) (orders_total{shop=\"north\"}) > 20");
    auto range = m_source->range(many, kNoon, kNoon + 15min, 30s, m_token);
    ASSERT_TRUE(range) << range.error().text();
    ASSERT_EQ(range->size(), 31u);
    size_t rows = 0;
    for (const auto& [at, set] : *range) {
        auto one = m_source->at(many, at, m_token);
        ASSERT_TRUE(one) << one.error().text();
        EXPECT_EQ(lines(set), lines(*one)) << timeText(at);
        rows += set.samples.size();
    }
    EXPECT_GT(rows, 30u);
    // More instants than a server gives at once.
    range = m_source->range(query("vector(1)"), kNoon, kNoon + 12'000s, 1s, m_token);
    ASSERT_TRUE(range) << range.error().text();
    ASSERT_EQ(range->size(), 12'001u);
    EXPECT_TRUE(std::all_of(range->begin(), range->end(),
                            [](const auto& one) { return one.second.samples.size() == 1; }));
}

TEST_F(PromqlSourceTest, AWrongExpressionIsToldWithItsPlace) {
    auto rows = m_source->at(query("sum(\n  up"), kNoon, m_token);
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, ErrorCode::Syntax);
    ASSERT_TRUE(rows.error().position.has_value());
}

}  // namespace
}  // namespace tributary::alerts
