// SPDX-License-Identifier: GPL-3.0-or-later
// InfluxDB 3 against a stand-in built from the documentation: protocol and decoding, not the server's
// behaviour.
#include "tests/connectors/influxdb/influxdb_fixture.h"

namespace tributary::connectors {
namespace {

using sql::Comparison;
using sql::Predicate;

class Influxdb3StandinTest : public ::testing::Test {
  protected:
    void SetUp() override {
        m_settings = settingsFrom("TRIBUTARY_TEST_INFLUXDB3_STANDIN");
        if (m_settings.values().empty()) {
            GTEST_SKIP()
                << "NO STAND-IN: TRIBUTARY_TEST_INFLUXDB3_STANDIN is not set, nothing of this test was run";
        }
        m_settings.set("database", "metrics");
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

    std::unique_ptr<connect::Connector> m_connector = makeInfluxdb3Connector();
    connect::Settings m_settings;
    CancelToken m_token;
    std::unique_ptr<connect::Connection> m_connection;
};

TEST_F(Influxdb3StandinTest, DatabasesTablesAndColumns) {
    auto settings = m_settings;
    settings.erase("database");
    auto opened = m_connector->open(settings, m_token);
    ASSERT_TRUE(opened.has_value()) << opened.error().text();
    auto schemas = (*opened)->describe({}, m_token);
    ASSERT_TRUE(schemas.has_value()) << schemas.error().text();
    ASSERT_EQ(schemas->objects.size(), 1u);
    EXPECT_EQ(schemas->objects[0].name, "metrics");
    auto tables = (*opened)->describe({"metrics"}, m_token);
    ASSERT_TRUE(tables.has_value()) << tables.error().text();
    ASSERT_EQ(tables->objects.size(), 1u);
    const auto query = cpu();
    std::vector<std::string> seen;
    for (const auto& column : query.columns) seen.push_back(column.name + " " + column.type.ToString());
    EXPECT_EQ(seen,
              (std::vector<std::string>{"host VARCHAR", "note \"q\" VARCHAR", "usage DOUBLE", "count BIGINT",
                                        "big UBIGINT", "ok BOOLEAN", "day VARCHAR", "time TIMESTAMP_NS"}));
    EXPECT_EQ(query.columns[0].role, sql::ColumnRole::Tag);
    EXPECT_FALSE(query.columns[6].note.empty());
}

TEST_F(Influxdb3StandinTest, RowsAreExact) {
    auto query = cpu();
    const auto all = rows(m_connection->read(query, m_token));
    ASSERT_EQ(all.size(), 5000u);
    EXPECT_EQ(all[0], (std::vector<std::string>{"NULL", "it's, \"汉\"\n0", "0.0", "-9223372036854775808",
                                                "18446744073709551615", "true", "2024-02-29",
                                                "1970-01-01 00:00:00"}));
    EXPECT_EQ(all[4999], (std::vector<std::string>{"h4", "NULL", "624.875", "-9223372036854770809",
                                                   "18446744073709546616", "false", "2024-02-29",
                                                   "1970-01-01 00:00:00.004999"}));
    query.projection = {3, 0, 3};
    query.limit = 2;
    query.orderBy = {{7, true, false}};
    EXPECT_EQ(rows(m_connection->read(query, m_token)),
              (Rows{{"-9223372036854770809", "h4", "-9223372036854770809"},
                    {"-9223372036854770810", "h3", "-9223372036854770810"}}));
    query.projection = {};
    auto reader = m_connection->read(query, m_token);
    ASSERT_TRUE(reader.has_value());
    duckdb::DataChunk none;
    auto more = (*reader)->next(none);
    ASSERT_TRUE(more.has_value() && *more);
    EXPECT_EQ(none.size(), 2u);
}

TEST_F(Influxdb3StandinTest, FiltersArePushed) {
    auto query = cpu();
    const auto& dialect = *m_connection->capabilities().dialect;
    const auto count = [&](const Predicate& p) {
        EXPECT_TRUE(dialect.canPush(p, query.columns));
        query.required = {p};
        query.projection = {0};
        return rows(m_connection->read(query, m_token)).size();
    };
    const auto ns = duckdb::Value::TIMESTAMPNS(duckdb::timestamp_ns_t(4'990'000));
    EXPECT_EQ(count(Predicate::compare(7, Comparison::GreaterEqual, ns)), 10u);
    EXPECT_EQ(count(Predicate::compare(0, Comparison::NotEqual, duckdb::Value("h1"))), 3000u);
    EXPECT_EQ(count(Predicate::compare(1, Comparison::Equal, duckdb::Value("it's, \"汉\"\n7"))), 1u);
    EXPECT_EQ(count(Predicate::likePrefix(1, "it's, \"汉")), 715u);
    EXPECT_EQ(count(Predicate::compare(3, Comparison::Equal,
                                       duckdb::Value::BIGINT(std::numeric_limits<int64_t>::min()))),
              1u);
    EXPECT_EQ(count(Predicate::compare(4, Comparison::GreaterEqual,
                                       duckdb::Value::UBIGINT(std::numeric_limits<uint64_t>::max() - 9))),
              10u);
    EXPECT_EQ(count(Predicate::compare(2, Comparison::Less, duckdb::Value::DOUBLE(1.0))), 8u);
    EXPECT_EQ(count(Predicate::nullTest(0, true)), 1000u);
    EXPECT_FALSE(
        dialect.canPush(Predicate::compare(2, Comparison::Equal, duckdb::Value::DOUBLE(0)), query.columns));
    EXPECT_FALSE(
        dialect.canPush(Predicate::compare(6, Comparison::Equal, duckdb::Value("x")), query.columns));
}

TEST_F(Influxdb3StandinTest, NativeTypesComeFromTheFirstRows) {
    auto reader = m_connection->native("SELECT typed", m_token);
    ASSERT_TRUE(reader.has_value()) << reader.error().text();
    std::vector<std::string> types;
    for (const auto& column : (*reader)->columns())
        types.push_back(column.name + " " + column.type.ToString());
    EXPECT_EQ(types,
              (std::vector<std::string>{"i BIGINT", "f DOUBLE", "u UBIGINT", "s VARCHAR", "b BOOLEAN"}));
    EXPECT_EQ(rows(std::move(reader)),
              (Rows{{"9223372036854775807", "1.0", "18446744073709551615", "汉 \"q\" é", "true"},
                    {"-9223372036854775808", "5e-324", "NULL", "NULL", "NULL"}}));
    auto late = drain(m_connection->native("SELECT late", m_token));
    ASSERT_FALSE(late.has_value());
    EXPECT_EQ(late.error().code, ErrorCode::Unsupported);
}

TEST_F(Influxdb3StandinTest, FailuresAreTold) {
    auto cut = drain(m_connection->native("SELECT cut", m_token));
    ASSERT_FALSE(cut.has_value());
    EXPECT_EQ(cut.error().code, ErrorCode::Connection);
    auto wrong = m_connection->native("SELEC 1", m_token);
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().code, ErrorCode::Syntax);
    auto settings = m_settings;
    settings.setSecret("token", "not-the-token");
    auto opened = m_connector->open(settings, m_token);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, ErrorCode::Authentication);
    EXPECT_EQ(opened.error().text().find("not-the-token"), std::string::npos);
    settings = m_settings;
    settings.set("database", "nope");
    opened = m_connector->open(settings, m_token);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, ErrorCode::NotFound);
}

TEST_F(Influxdb3StandinTest, CancellingClosesTheRequest) {
    CancelToken token;
    auto reader = m_connection->native("SELECT endless", token);
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
