// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/influxdb/influxdb_fixture.h"

namespace tributary::connectors {
namespace {

TEST_F(Influxdb1Test, ExtremesComeBackExactly) {
    write(
        "m i=9223372036854775807i 1\nm i=-9223372036854775808i 2\nm f=1.7976931348623157e308 3\n"
        "m f=5e-324 4\nm f=0.1 5\nm b=true 6\nm b=false 7\nm s=\"\" 8\nm i=0i -9223286400000000000\n"
        "m i=0i 9223372036854775806\n");
    auto query = tableQuery("m");
    ASSERT_EQ(query.columns.size(), 5u);
    const Rows expected = {
        {"1677-09-22 00:00:00", "NULL", "NULL", "0", "NULL"},
        {"1970-01-01 00:00:00.000000001", "NULL", "NULL", "9223372036854775807", "NULL"},
        {"1970-01-01 00:00:00.000000002", "NULL", "NULL", "-9223372036854775808", "NULL"},
        {"1970-01-01 00:00:00.000000003", "NULL", "1.7976931348623157e+308", "NULL", "NULL"},
        {"1970-01-01 00:00:00.000000004", "NULL", "5e-324", "NULL", "NULL"},
        {"1970-01-01 00:00:00.000000005", "NULL", "0.1", "NULL", "NULL"},
        {"1970-01-01 00:00:00.000000006", "true", "NULL", "NULL", "NULL"},
        {"1970-01-01 00:00:00.000000007", "false", "NULL", "NULL", "NULL"},
        {"1970-01-01 00:00:00.000000008", "NULL", "NULL", "NULL", ""},
        {"2262-04-11 23:47:16.854775806", "NULL", "NULL", "0", "NULL"}};
    EXPECT_EQ(read(query), expected);
    EXPECT_EQ(query.columns[0].type, duckdb::LogicalType::TIMESTAMP_NS);
    EXPECT_EQ(query.columns[3].nativeType, "integer");
}

TEST_F(Influxdb1Test, ATimeBeforeWhatDuckDbKnowsIsAnErrorThatNamesIt) {
    write("m i=0i -9223372036854775806\nm i=1i 1\n");
    auto query = tableQuery("m");
    auto rows = drain(m_connection->read(query, m_token));
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, ErrorCode::Data);
    EXPECT_NE(rows.error().message.find("'time'"), std::string::npos);
    query.required = {sql::Predicate::compare(0, sql::Comparison::Greater,
                                              duckdb::Value::TIMESTAMPNS(duckdb::timestamp_ns_t(0)))};
    EXPECT_EQ(read(query).size(), 1u);
}

TEST_F(Influxdb1Test, TextKeepsEveryCharacter) {
    write("m,tag=汉\\ 字\\,\\= s=\"it's \\\"quoted\\\" \\\\ 🚀\nnext line\" 1\n");
    auto query = tableQuery("m");
    const Rows all = {{"1970-01-01 00:00:00.000000001", "汉 字,=", "it's \"quoted\" \\ 🚀\nnext line"}};
    EXPECT_EQ(read(query), all);
    for (const auto& [column, index] : {std::pair{"tag", 1u}, std::pair{"s", 2u}}) {
        query.required = {sql::Predicate::compare(indexOf(query, column), sql::Comparison::Equal,
                                                  duckdb::Value(all[0][index]))};
        EXPECT_EQ(read(query), all) << column;
    }
}

TEST_F(Influxdb1Test, OddNamesAreReadAndFiltered) {
    write("odd\\ \"m\\,x.汉,ta\\ g=x,o'c\\\\k=y q\"f=1,Host=2i,sel\\ ect=3 1\n");
    auto tables = m_connection->describe({m_schema}, m_token);
    ASSERT_TRUE(tables.has_value()) << tables.error().text();
    ASSERT_EQ(tables->objects.size(), 1u);
    EXPECT_EQ(tables->objects[0].name, "odd \"m,x.汉");
    auto query = tableQuery(tables->objects[0].name);
    ASSERT_EQ(query.columns.size(), 6u);
    const Rows expected = read(query);
    ASSERT_EQ(expected.size(), 1u);
    for (size_t i = 1; i < query.columns.size(); i++) {
        EXPECT_NE(expected[0][i], "NULL") << query.columns[i].name;
        query.required = {sql::Predicate::nullTest(i, false)};
        EXPECT_EQ(read(query), expected) << query.columns[i].name;
    }
}

TEST_F(Influxdb1Test, ATagAndAFieldOfOneNameAreTwoColumns) {
    write("m,k=tv k=5i,K=1 1\nm k=6i 2\n");
    auto query = tableQuery("m");
    ASSERT_EQ(query.columns.size(), 4u);
    EXPECT_EQ(query.columns[1].name, "k");
    EXPECT_EQ(query.columns[2].name, "K_field");
    EXPECT_EQ(query.columns[3].name, "k_field2");
    const Rows expected = {{"1970-01-01 00:00:00.000000001", "tv", "1.0", "5"},
                           {"1970-01-01 00:00:00.000000002", "NULL", "NULL", "6"}};
    EXPECT_EQ(read(query), expected);
    query.required = {sql::Predicate::compare(3, sql::Comparison::Greater, duckdb::Value::BIGINT(5))};
    EXPECT_EQ(read(query), Rows{expected[1]});
}

TEST_F(Influxdb1Test, AFieldOfSeveralTypesLosesNothing) {
    // Two shards (a week each) with other types for one field.
    write("m v=1i 1000000000\n");
    write("m v=\"text\" 2000000000000000\nm v=2.5,w=1 4000000000000000\n");
    auto query = tableQuery("m");
    size_t columns = 0;
    for (const auto& column : query.columns) {
        if (column.nativeType.rfind("\"v\"::", 0) == 0) {
            columns++;
            EXPECT_FALSE(column.note.empty());
            EXPECT_FALSE(column.push.equality);
        }
    }
    EXPECT_EQ(columns, 2u) << "one for numbers, one for text";
    std::vector<std::string> seen;
    for (const auto& row : read(query)) {
        for (size_t i = 1; i < row.size(); i++) {
            if (row[i] != "NULL" && query.columns[i].name != "w") seen.push_back(row[i]);
        }
    }
    EXPECT_EQ(seen, (std::vector<std::string>{"1.0", "text", "2.5"}));
}

TEST_F(Influxdb1Test, RetentionPoliciesAreSchemas) {
    run("CREATE RETENTION POLICY \"a year\" ON " + m_schema + " DURATION INF REPLICATION 1");
    write("m v=1i 1\n");
    write("other v=2i 1\n", "a%20year");
    auto schemas = m_connection->describe({}, m_token);
    ASSERT_TRUE(schemas.has_value()) << schemas.error().text();
    ASSERT_EQ(schemas->objects.size(), 2u);
    EXPECT_EQ(schemas->objects[0].name, m_schema);
    EXPECT_EQ(schemas->objects[1].name, m_schema + ".a year");
    auto tables = m_connection->describe({m_schema}, m_token);
    ASSERT_TRUE(tables.has_value());
    ASSERT_EQ(tables->objects.size(), 1u);
    EXPECT_EQ(tables->objects[0].name, "m");
    auto others = m_connection->describe({m_schema + ".a year"}, m_token);
    ASSERT_TRUE(others.has_value());
    ASSERT_EQ(others->objects.size(), 1u);
    EXPECT_EQ(others->objects[0].name, "other");
    EXPECT_EQ(read(tableQuery("other", m_schema + ".a year")),
              (Rows{{"1970-01-01 00:00:00.000000001", "2"}}));
}

}  // namespace
}  // namespace tributary::connectors
