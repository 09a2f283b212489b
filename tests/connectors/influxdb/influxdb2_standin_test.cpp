// SPDX-License-Identifier: GPL-3.0-or-later
// InfluxDB 2.x against a stand-in built from the documentation: protocol and decoding, not the server's
// behaviour.
#include "tests/connectors/influxdb/influxdb_fixture.h"

namespace tributary::connectors {
namespace {

using sql::Comparison;
using sql::Predicate;

class Influxdb2StandinTest : public ::testing::Test {
  protected:
    void SetUp() override {
        m_settings = settingsFrom("TRIBUTARY_TEST_INFLUXDB2_STANDIN");
        if (m_settings.values().empty()) {
            GTEST_SKIP()
                << "NO STAND-IN: TRIBUTARY_TEST_INFLUXDB2_STANDIN is not set, nothing of this test was run";
        }
        auto opened = m_connector->open(m_settings, m_token);
        ASSERT_TRUE(opened.has_value()) << opened.error().text();
        m_connection = std::move(*opened);
    }

    sql::RemoteQuery cpu() {
        sql::RemoteQuery query;
        query.table = {"metrics", "cpu"};
        auto catalog = m_connection->describe({"metrics", "cpu"}, m_token);
        EXPECT_TRUE(catalog.has_value()) << catalog.error().text();
        if (catalog) query.columns = catalog->columns;
        for (size_t i = 0; i < query.columns.size(); i++) query.projection.push_back(i);
        return query;
    }

    Rows rows(Result<std::unique_ptr<connect::ChunkReader>> reader) {
        auto out = drain(std::move(reader));
        EXPECT_TRUE(out.has_value()) << out.error().text();
        return out ? *out : Rows{};
    }

    std::unique_ptr<connect::Connector> m_connector = makeInfluxdb2Connector();
    connect::Settings m_settings;
    CancelToken m_token;
    std::unique_ptr<connect::Connection> m_connection;
};

TEST_F(Influxdb2StandinTest, BucketsMeasurementsAndColumns) {
    auto schemas = m_connection->describe({}, m_token);
    ASSERT_TRUE(schemas.has_value()) << schemas.error().text();
    ASSERT_EQ(schemas->objects.size(), 2u);
    EXPECT_EQ(schemas->objects[0].name, "metrics");
    auto tables = m_connection->describe({"metrics"}, m_token);
    ASSERT_TRUE(tables.has_value()) << tables.error().text();
    EXPECT_EQ(tables->objects.size(), 2u);
    const auto query = cpu();
    std::vector<std::string> seen;
    for (const auto& column : query.columns) seen.push_back(column.name + " " + column.type.ToString());
    EXPECT_EQ(seen, (std::vector<std::string>{"time TIMESTAMP_NS", "host VARCHAR", "region VARCHAR",
                                              "count BIGINT", "ok BOOLEAN", "usage DOUBLE"}));
    auto mixed = m_connection->describe({"metrics", "mixed"}, m_token);
    ASSERT_TRUE(mixed.has_value()) << mixed.error().text();
    EXPECT_EQ(mixed->columns.back().name, "v");
    EXPECT_EQ(mixed->columns.back().type, duckdb::LogicalType::VARCHAR);
    EXPECT_FALSE(mixed->columns.back().note.empty());
    auto missing = m_connection->describe({"metrics", "nope"}, m_token);
    ASSERT_FALSE(missing.has_value());
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
}

TEST_F(Influxdb2StandinTest, PivotedTablesOfOtherColumnsAreOneTable) {
    auto query = cpu();
    auto all = rows(m_connection->read(query, m_token));
    ASSERT_EQ(all.size(), 3000u);
    std::sort(all.begin(), all.end());
    EXPECT_EQ(all[0], (std::vector<std::string>{"1970-01-01 00:00:00", "h0", "NULL", "NULL", "NULL", "0.0"}));
    EXPECT_EQ(all[1], (std::vector<std::string>{"1970-01-01 00:00:00.000001", "h1", "e\"u,1",
                                                "9223372036854775806", "true", "NULL"}));
    query.projection = {};
    auto reader = m_connection->read(query, m_token);
    ASSERT_TRUE(reader.has_value());
    duckdb::DataChunk chunk;
    duckdb::idx_t count = 0;
    while (true) {
        auto more = (*reader)->next(chunk);
        ASSERT_TRUE(more.has_value()) << more.error().text();
        if (!*more) break;
        count += chunk.size();
    }
    EXPECT_EQ(count, 3000u);
}

TEST_F(Influxdb2StandinTest, TimeRangesAndTagsArePushed) {
    auto query = cpu();
    const auto& dialect = *m_connection->capabilities().dialect;
    const auto ns = [](int64_t n) { return duckdb::Value::TIMESTAMPNS(duckdb::timestamp_ns_t(n)); };
    const auto count = [&](std::vector<Predicate> required) {
        for (const auto& p : required) EXPECT_TRUE(dialect.canPush(p, query.columns));
        query.required = std::move(required);
        query.projection = {0};
        return rows(m_connection->read(query, m_token)).size();
    };
    EXPECT_EQ(count({Predicate::compare(0, Comparison::Greater, ns(1000)),
                     Predicate::compare(0, Comparison::LessEqual, ns(5000))}),
              4u);
    EXPECT_EQ(count({Predicate::compare(0, Comparison::Equal, ns(5000))}), 1u);
    EXPECT_EQ(count({Predicate::compare(0, Comparison::Greater, ns(5000)),
                     Predicate::compare(0, Comparison::Less, ns(5000))}),
              0u);
    EXPECT_EQ(count({Predicate::compare(1, Comparison::Equal, duckdb::Value("h1"))}), 1000u);
    EXPECT_EQ(count({Predicate::compare(2, Comparison::NotEqual, duckdb::Value("e\"u,1"))}), 1000u);
    EXPECT_EQ(count({Predicate::nullTest(2, true)}), 1000u);
    EXPECT_EQ(count({Predicate::in(1, {duckdb::Value("h1"), duckdb::Value("h2")})}), 2000u);
    EXPECT_FALSE(
        dialect.canPush(Predicate::compare(1, Comparison::Less, duckdb::Value("h1")), query.columns));
    EXPECT_FALSE(dialect.canPush(Predicate::compare(1, Comparison::Equal, duckdb::Value("")), query.columns));
    EXPECT_FALSE(
        dialect.canPush(Predicate::compare(3, Comparison::Equal, duckdb::Value::BIGINT(1)), query.columns));
}

TEST_F(Influxdb2StandinTest, AnnotatedTypesAreExact) {
    auto reader = m_connection->native("typed()", m_token);
    ASSERT_TRUE(reader.has_value()) << reader.error().text();
    std::vector<std::string> types;
    for (const auto& column : (*reader)->columns()) types.push_back(column.type.ToString());
    EXPECT_EQ(types, (std::vector<std::string>{"TIMESTAMP_NS", "BIGINT", "UBIGINT", "DOUBLE", "BOOLEAN",
                                               "VARCHAR", "VARCHAR", "BLOB"}));
    EXPECT_EQ(rows(std::move(reader)),
              (Rows{{"2024-02-29 12:34:56.123456789", "-9223372036854775808", "18446744073709551615",
                     "1e-300", "false", "say \"hi\",\nthen 汉字 🚀", "1h30m", "\\x00\\xFF"},
                    {"1969-12-31 23:59:59.999999999", "NULL", "NULL", "-inf", "NULL", "fallback", "NULL",
                     "NULL"}}));
    EXPECT_EQ(rows(m_connection->native("two()", m_token)), (Rows{{"1", "NULL"}, {"NULL", "x"}}));
    EXPECT_TRUE(rows(m_connection->native("nothing()", m_token)).empty());
}

TEST_F(Influxdb2StandinTest, FailuresAreTold) {
    auto late = drain(m_connection->native("failure()", m_token));
    ASSERT_FALSE(late.has_value());
    EXPECT_EQ(late.error().code, ErrorCode::Query);
    EXPECT_NE(late.error().message.find("disk on fire"), std::string::npos);
    auto cut = drain(m_connection->native("cut()", m_token));
    ASSERT_FALSE(cut.has_value());
    EXPECT_EQ(cut.error().code, ErrorCode::Connection);
    auto wrong = m_connection->native("bogus", m_token);
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().code, ErrorCode::Syntax);
    auto settings = m_settings;
    settings.setSecret("token", "not-the-token");
    auto opened = m_connector->open(settings, m_token);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, ErrorCode::Authentication);
    EXPECT_EQ(opened.error().text().find("not-the-token"), std::string::npos);
    settings = m_settings;
    settings.set("org", "other");
    opened = m_connector->open(settings, m_token);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, ErrorCode::NotFound);
    settings = m_settings;
    settings.set("read_only", "true");
    opened = m_connector->open(settings, m_token);
    ASSERT_TRUE(opened.has_value()) << opened.error().text();
    auto write = (*opened)->native("from(bucket: \"a\") |> range(start: 0) |> to(bucket: \"b\")", m_token);
    ASSERT_FALSE(write.has_value());
    EXPECT_EQ(write.error().code, ErrorCode::Permission);
}

TEST_F(Influxdb2StandinTest, CancellingClosesTheRequest) {
    CancelToken token;
    auto reader = m_connection->native("endless()", token);
    ASSERT_TRUE(reader.has_value()) << reader.error().text();
    token.cancel();
    auto rest = drain(std::move(reader));
    ASSERT_FALSE(rest.has_value());
    EXPECT_EQ(rest.error().code, ErrorCode::Cancelled);
    net::HttpClient http;
    net::HttpRequest request;
    request.url = "http://" + m_settings.text("host") + ":" + m_settings.text("port") + "/standin/aborted";
    auto seen = http.send(request, m_token);
    ASSERT_TRUE(seen.has_value()) << seen.error().text();
    EXPECT_EQ(seen->body, "yes");
    EXPECT_TRUE(m_connection->isAlive());
}

}  // namespace
}  // namespace tributary::connectors
