// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <sstream>

#include "connectors/prometheus/prometheus_connector.h"
#include "tests/connectors/prometheus/drain.h"

namespace tributary::connectors {
namespace {

using duckdb::Value;
using sql::Comparison;
using sql::Predicate;

constexpr int64_t kNoonMs = 1769860800000;  // 2026-01-31 12:00:00 UTC, where the history begins

Value at(int64_t ms) {
    return Value::TIMESTAMPTZ(duckdb::timestamp_tz_t(ms * 1000));
}

/// Tests against the Prometheus named by TRIBUTARY_TEST_PROMETHEUS (tests/servers/prometheus.sh).
class PrometheusTest : public ::testing::Test {
  protected:
    void SetUp() override {
        const char* text = std::getenv("TRIBUTARY_TEST_PROMETHEUS");
        if (text == nullptr || *text == '\0') {
            GTEST_SKIP()
                << "NO PROMETHEUS: TRIBUTARY_TEST_PROMETHEUS is not set, nothing of this test was run";
        }
        std::istringstream words(text);
        for (std::string word; words >> word;)
            m_settings.set(word.substr(0, word.find('=')), word.substr(word.find('=') + 1));
        open();
    }

    void open() {
        auto opened = makePrometheusConnector()->open(m_settings, m_token);
        ASSERT_TRUE(opened.has_value()) << opened.error().message;
        m_connection = std::move(*opened);
    }

    sql::RemoteQuery table(const std::string& metric) {
        sql::RemoteQuery query;
        query.table = {"metrics", metric};
        auto described = m_connection->describe({"metrics", metric}, m_token);
        EXPECT_TRUE(described.has_value()) << described.error().message;
        if (described) query.columns = described->columns;
        for (size_t i = 0; i < query.columns.size(); i++) query.projection.push_back(i);
        return query;
    }
    static size_t column(const sql::RemoteQuery& query, const std::string& name) {
        for (size_t i = 0; i < query.columns.size(); i++)
            if (query.columns[i].name == name) return i;
        ADD_FAILURE() << "no column " << name;
        return 0;
    }
    Rows read(const sql::RemoteQuery& query) {
        for (const auto& p : query.required) {
            EXPECT_TRUE(m_connection->capabilities().dialect->canPush(p, query.columns));
        }
        auto rows = drain(m_connection->read(query, m_token));
        EXPECT_TRUE(rows.has_value()) << rows.error().message;
        return rows.value_or(Rows{});
    }
    bool canPush(const Predicate& p, const sql::RemoteQuery& query) {
        return m_connection->capabilities().dialect->canPush(p, query.columns);
    }
    Predicate since(const sql::RemoteQuery& query, int64_t ms) {
        return Predicate::compare(column(query, "time"), Comparison::GreaterEqual, at(ms));
    }
    Predicate until(const sql::RemoteQuery& query, int64_t ms) {
        return Predicate::compare(column(query, "time"), Comparison::LessEqual, at(ms));
    }
    /// Number of rows of orders_total's whole hour that pass.
    size_t orders(std::vector<Predicate> required) {
        auto query = table("orders_total");
        required.push_back(since(query, kNoonMs));
        query.required = std::move(required);
        return read(query).size();
    }

    connect::Settings m_settings;
    CancelToken m_token;
    std::unique_ptr<connect::Connection> m_connection;
};

TEST_F(PrometheusTest, TellsItsVersionAndMetrics) {
    EXPECT_EQ(m_connection->capabilities().product, "Prometheus");
    EXPECT_FALSE(m_connection->capabilities().version.empty());
    EXPECT_TRUE(m_connection->isAlive());
    auto schemas = m_connection->describe({}, m_token);
    ASSERT_TRUE(schemas.has_value());
    ASSERT_EQ(schemas->objects.size(), 1u);
    auto tables = m_connection->describe({"metrics"}, m_token);
    ASSERT_TRUE(tables.has_value());
    std::vector<std::string> names;
    for (const auto& object : tables->objects) names.push_back(object.name);
    for (const char* name : {"orders_total", "readings", "odd", "ticks"})
        EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
    auto none = m_connection->describe({"metrics", "no_such"}, m_token);
    ASSERT_FALSE(none.has_value());
    EXPECT_EQ(none.error().code, ErrorCode::NotFound);
}

TEST_F(PrometheusTest, LabelsThenTimeAndValueAreColumns) {
    const auto query = table("orders_total");
    ASSERT_EQ(query.columns.size(), 4u);
    EXPECT_EQ(query.columns[0].name, "shop");
    EXPECT_EQ(query.columns[1].name, "status");
    EXPECT_EQ(query.columns[2].name, "time");
    EXPECT_EQ(query.columns[2].type, duckdb::LogicalType::TIMESTAMP_TZ);
    EXPECT_NE(query.columns[2].note.find("last hour"), std::string::npos);
    EXPECT_EQ(query.columns[3].name, "value");
    EXPECT_EQ(query.columns[3].type, duckdb::LogicalType::DOUBLE);
}

TEST_F(PrometheusTest, ValuesAndTimesAreExact) {
    auto query = table("readings");
    query.required = {since(query, kNoonMs), until(query, kNoonMs + 60'000)};
    query.projection = {column(query, "time"), column(query, "value")};
    const Rows rows = read(query);
    ASSERT_EQ(rows.size(), 8u);
    const std::vector<std::string> values = {
        "nan", "inf", "-inf", "-0.0", "1e-300", "1.7976931348623157e+308", "0.1", "9007199254740992.0"};
    for (size_t i = 0; i < rows.size(); i++) EXPECT_EQ(rows[i][1], values[i]);
    EXPECT_EQ(rows[7][0], "2026-01-31 12:00:07.007+00");
}

TEST_F(PrometheusTest, LabelsThatClashOrNeedEscapesAreKept) {
    auto query = table("odd");
    query.required = {since(query, kNoonMs)};
    std::vector<std::string> names;
    for (const auto& c : query.columns) names.push_back(c.name);
    EXPECT_EQ(names, (std::vector<std::string>{"Case", "case_label", "text", "time_label", "value_label",
                                               "time", "value"}));
    const std::string text = "a\"b\\c\nd.e 汉字";
    query.required.push_back(Predicate::compare(column(query, "text"), Comparison::Equal, Value(text)));
    query.required.push_back(
        Predicate::compare(column(query, "time_label"), Comparison::Equal, Value("noon")));
    const Rows rows = read(query);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0],
              (std::vector<std::string>{"A", "b", text, "noon", "one", "2026-01-31 12:00:00+00", "1.0"}));
    query.required = {since(query, kNoonMs),
                      Predicate::in(column(query, "text"), {Value("a.b"), Value("zz")})};
    EXPECT_EQ(read(query).size(), 1u);  // not "axb"
    query.required = {since(query, kNoonMs), Predicate::in(column(query, "text"), {Value(text)})};
    EXPECT_EQ(read(query).size(), 1u);
    query.required = {since(query, kNoonMs), Predicate::likePrefix(column(query, "text"), "a\"b\\c\n")};
    EXPECT_EQ(read(query).size(), 1u);
}

TEST_F(PrometheusTest, LabelsCompareAsSqlDoes) {
    auto query = table("orders_total");
    const size_t shop = column(query, "shop");
    const size_t status = column(query, "status");
    EXPECT_EQ(orders({}), 3u * 241);
    EXPECT_EQ(orders({Predicate::compare(shop, Comparison::Equal, Value("north"))}), 2u * 241);
    EXPECT_EQ(orders({Predicate::compare(status, Comparison::NotEqual, Value("ok"))}),
              241u);  // NULL is not <>
    EXPECT_EQ(orders({Predicate::nullTest(status, true)}), 241u);
    EXPECT_EQ(orders({Predicate::nullTest(status, false)}), 2u * 241);
    EXPECT_EQ(orders({Predicate::likePrefix(status, "fa")}), 241u);
    EXPECT_EQ(orders({Predicate::in(shop, {Value("south"), Value("west")})}), 241u);
    EXPECT_EQ(orders({Predicate::all({Predicate::compare(shop, Comparison::Equal, Value("north")),
                                      Predicate::compare(status, Comparison::Equal, Value("ok"))})}),
              241u);
    EXPECT_FALSE(canPush(Predicate::compare(shop, Comparison::Equal, Value("")), query));
    EXPECT_FALSE(canPush(Predicate::compare(shop, Comparison::Less, Value("b")), query));
    EXPECT_FALSE(canPush(Predicate::compare(column(query, "value"), Comparison::Equal, Value(1.0)), query));
    EXPECT_FALSE(
        canPush(Predicate::any({Predicate::nullTest(shop, true), Predicate::nullTest(status, true)}), query));
}

TEST_F(PrometheusTest, EveryTimeBoundHoldsToTheMillisecond) {
    auto query = table("readings");
    const size_t time = column(query, "time");
    const auto count = [&](Comparison op, int64_t micros) {
        query.required = {Predicate::compare(time, op, Value::TIMESTAMPTZ(duckdb::timestamp_tz_t(micros))),
                          since(query, kNoonMs - 1000), until(query, kNoonMs + 60'000)};
        return read(query).size();
    };
    const int64_t third = (kNoonMs + 2002) * 1000;  // of eight
    EXPECT_EQ(count(Comparison::Equal, third), 1u);
    EXPECT_EQ(count(Comparison::Equal, third + 1), 0u);
    EXPECT_EQ(count(Comparison::Less, third), 2u);
    EXPECT_EQ(count(Comparison::Less, third + 1), 3u);
    EXPECT_EQ(count(Comparison::LessEqual, third), 3u);
    EXPECT_EQ(count(Comparison::LessEqual, third - 1), 2u);
    EXPECT_EQ(count(Comparison::Greater, third), 5u);
    EXPECT_EQ(count(Comparison::Greater, third - 1), 6u);
    EXPECT_EQ(count(Comparison::GreaterEqual, third), 6u);
    EXPECT_EQ(count(Comparison::GreaterEqual, third + 1), 5u);
    EXPECT_FALSE(canPush(Predicate::compare(time, Comparison::NotEqual, at(kNoonMs)), query));
}

TEST_F(PrometheusTest, WithoutATimeTheSettingSaysHowFarBack) {
    auto query = table("readings");
    EXPECT_EQ(read(query).size(), 0u);  // older than an hour
    m_settings.set("default_hours", "0");
    open();
    query = table("readings");
    EXPECT_EQ(read(query).size(), 8u);
    query.required = {until(query, kNoonMs)};  // an upper end alone reads all before it
    EXPECT_EQ(read(query).size(), 1u);
}

TEST_F(PrometheusTest, MoreThanTheServerLoadsAtOnceComesInParts) {
    auto query = table("ticks");
    query.required = {since(query, kNoonMs), until(query, kNoonMs + 3'999'000)};
    query.projection = {column(query, "host"), column(query, "value")};
    Rows rows = read(query);  // 40,000 samples, the server's limit is 30,000
    ASSERT_EQ(rows.size(), 40'000u);
    std::sort(rows.begin(), rows.end());
    EXPECT_EQ(std::unique(rows.begin(), rows.end()), rows.end());
    query.projection = {};
    auto reader = m_connection->read(query, m_token);
    ASSERT_TRUE(reader.has_value());
    duckdb::DataChunk none;
    size_t counted = 0;
    for (;;) {
        none.Reset();
        auto more = (*reader)->next(none);
        ASSERT_TRUE(more.has_value());
        if (!*more) break;
        counted += none.size();
    }
    EXPECT_EQ(counted, 40'000u);
}

TEST_F(PrometheusTest, NativeIsEvaluatedWhenItsCommentSays) {
    auto rows =
        drain(m_connection->native("sum by (shop) (orders_total)\n# evaluate 2026-01-31T12:10:00Z", m_token));
    ASSERT_TRUE(rows.has_value()) << rows.error().message;
    std::sort(rows->begin(), rows->end());
    EXPECT_EQ(*rows, (Rows{{"north", "2026-01-31 12:10:00+00", "100.0"},
                           {"south", "2026-01-31 12:10:00+00", "40.0"}}));
    rows = drain(m_connection->native(
        "orders_total{shop=\"south\"} * 2 # evaluate no\n# evaluate 1769860800/1769860920/60", m_token));
    ASSERT_TRUE(rows.has_value()) << rows.error().message;
    EXPECT_EQ(*rows, (Rows{{"south", "2026-01-31 12:00:00+00", "0.0"},
                           {"south", "2026-01-31 12:01:00+00", "8.0"},
                           {"south", "2026-01-31 12:02:00+00", "16.0"}}));
    rows = drain(m_connection->native("orders_total[30s]\n# evaluate 2026-01-31T12:00:35Z", m_token));
    ASSERT_TRUE(rows.has_value());
    EXPECT_EQ(rows->size(), 6u);
    auto reader = m_connection->native("orders_total # evaluate\n# evaluate 1769860800.250", m_token);
    ASSERT_TRUE(reader.has_value());
    std::vector<std::string> names;
    for (const auto& column : (*reader)->columns()) names.push_back(column.name);
    EXPECT_EQ(names, (std::vector<std::string>{"__name__", "shop", "status", "time", "value"}));
    rows = drain(std::move(reader));
    ASSERT_TRUE(rows.has_value());
    EXPECT_EQ(rows->at(0)[3], "2026-01-31 12:00:00.25+00");
}

TEST_F(PrometheusTest, NativeGivesScalarsAndTexts) {
    auto rows = drain(m_connection->native("1 / 0\n# evaluate 60", m_token));
    ASSERT_TRUE(rows.has_value()) << rows.error().message;
    EXPECT_EQ(*rows, (Rows{{"1970-01-01 00:01:00+00", "inf"}}));
    rows = drain(m_connection->native("\"a]b\"\n# evaluate 60", m_token));
    ASSERT_TRUE(rows.has_value()) << rows.error().message;
    EXPECT_EQ(*rows, (Rows{{"1970-01-01 00:01:00+00", "a]b"}}));
    rows = drain(m_connection->native("no_such_metric", m_token));
    ASSERT_TRUE(rows.has_value());
    EXPECT_TRUE(rows->empty());
}

TEST_F(PrometheusTest, ErrorsSayWhatAndWhere) {
    auto wrong = m_connection->native("up ==\n  up up", m_token);
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().code, ErrorCode::Syntax);
    ASSERT_TRUE(wrong.error().position.has_value());
    EXPECT_EQ(wrong.error().position->line, 2u);
    EXPECT_EQ(wrong.error().position->column, 6u);
    auto many = m_connection->native("ticks[2h]\n# evaluate 1769864800", m_token);
    ASSERT_FALSE(many.has_value());
    EXPECT_EQ(many.error().code, ErrorCode::Resource);
    auto fine = m_connection->native("up\n# evaluate 0/1769864800/1s", m_token);
    ASSERT_FALSE(fine.has_value());
    EXPECT_EQ(fine.error().code, ErrorCode::Resource);
    auto pairs = m_connection->native("orders_total * on(shop) orders_total\n# evaluate 1769860900", m_token);
    ASSERT_FALSE(pairs.has_value());
    EXPECT_EQ(pairs.error().code, ErrorCode::Query);
    auto range = m_connection->native("up\n# evaluate 1/2", m_token);
    ASSERT_FALSE(range.has_value());
    EXPECT_EQ(range.error().code, ErrorCode::Syntax);
    EXPECT_FALSE(range.error().hint.empty());
    EXPECT_TRUE(drain(m_connection->native("1", m_token)).has_value());  // the session goes on
}

}  // namespace
}  // namespace tributary::connectors
