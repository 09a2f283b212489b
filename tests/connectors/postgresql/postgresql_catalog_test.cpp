// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "tests/connectors/postgresql/postgresql_fixture.h"

namespace tributary::connectors {

using PostgresqlCatalog = PostgresqlTest;
using connect::ObjectKind;

TEST_F(PostgresqlCatalog, listsSchemasWithTheSystemsLast) {
    run("COMMENT ON SCHEMA \"" + m_schema + "\" IS 'of a test'");
    auto catalog = m_connection->describe({}, m_token);
    ASSERT_TRUE(catalog.has_value()) << catalog.error().text();
    ASSERT_GE(catalog->objects.size(), 4u);
    EXPECT_EQ(catalog->objects.back().name, "pg_catalog");
    auto isOurs = [&](const connect::Object& object) { return object.name == m_schema; };
    auto own = std::find_if(catalog->objects.begin(), catalog->objects.end(), isOurs);
    ASSERT_NE(own, catalog->objects.end());
    EXPECT_EQ(own->comment, "of a test");
    for (const auto& object : catalog->objects)
        EXPECT_EQ(object.name.rfind("pg_toast", 0), std::string::npos);
}

TEST_F(PostgresqlCatalog, listsTablesWithKindAndEstimate) {
    run("CREATE TABLE a_full (i int)");
    run("INSERT INTO a_full SELECT generate_series(1, 1000)");
    run("ANALYZE a_full");
    run("COMMENT ON TABLE a_full IS 'thousand'");
    run("CREATE TABLE b_new (i int)");
    run("CREATE VIEW c_view AS SELECT 1 AS one");
    run("CREATE MATERIALIZED VIEW d_mat AS SELECT 1 AS one");
    run("CREATE TABLE e_parted (i int) PARTITION BY RANGE (i)");
    run("CREATE TABLE \"f Odd\"\"Name\" (i int)");
    auto catalog = m_connection->describe({m_schema}, m_token);
    ASSERT_TRUE(catalog.has_value()) << catalog.error().text();
    ASSERT_EQ(catalog->objects.size(), 6u);
    const auto& objects = catalog->objects;
    EXPECT_EQ(objects[0].comment, "thousand");
    EXPECT_EQ(objects[0].rowEstimate, 1000u);
    EXPECT_EQ(objects[1].rowEstimate, std::nullopt) << "never analysed";
    EXPECT_EQ(objects[2].kind, ObjectKind::View);
    EXPECT_EQ(objects[2].rowEstimate, std::nullopt);
    EXPECT_EQ(objects[3].kind, ObjectKind::MaterializedView);
    EXPECT_EQ(objects[4].kind, ObjectKind::Table);
    EXPECT_EQ(objects[5].name, "f Odd\"Name");
    EXPECT_EQ(read(tableQuery("f Odd\"Name")), Rows{});
}

TEST_F(PostgresqlCatalog, describesColumnsAndKeys) {
    run("CREATE TABLE parent (a int, b text, PRIMARY KEY (b, a))");
    run("CREATE TABLE child (id bigint PRIMARY KEY, pb text NOT NULL, pa int, price numeric(10,2), gone int, "
        "CONSTRAINT to_parent FOREIGN KEY (pb, pa) REFERENCES parent (b, a))");
    run("ALTER TABLE child DROP COLUMN gone");
    run("COMMENT ON COLUMN child.price IS 'in euro'");
    auto catalog = m_connection->describe({m_schema, "child"}, m_token);
    ASSERT_TRUE(catalog.has_value()) << catalog.error().text();
    ASSERT_EQ(catalog->columns.size(), 4u);
    EXPECT_TRUE(catalog->columns[0].primaryKey);
    EXPECT_FALSE(catalog->columns[0].nullable);
    EXPECT_EQ(catalog->columns[1].nativeType, "text");
    EXPECT_FALSE(catalog->columns[1].nullable);
    EXPECT_TRUE(catalog->columns[2].nullable);
    EXPECT_EQ(catalog->columns[3].nativeType, "numeric(10,2)");
    EXPECT_EQ(catalog->columns[3].comment, "in euro");
    ASSERT_EQ(catalog->foreignKeys.size(), 1u);
    EXPECT_EQ(catalog->foreignKeys[0].name, "to_parent");
    EXPECT_EQ(catalog->foreignKeys[0].columns, (std::vector<std::string>{"pb", "pa"}));
    EXPECT_EQ(catalog->foreignKeys[0].target.name, "parent");
    EXPECT_EQ(catalog->foreignKeys[0].targetColumns, (std::vector<std::string>{"b", "a"}));
}

TEST_F(PostgresqlCatalog, tellsWhatDoesNotExist) {
    EXPECT_EQ(m_connection->describe({"no_such_schema"}, m_token).error().code, ErrorCode::NotFound);
    EXPECT_EQ(m_connection->describe({m_schema, "no_such_table"}, m_token).error().code, ErrorCode::NotFound);
    auto empty = m_connection->describe({m_schema}, m_token);
    ASSERT_TRUE(empty.has_value());
    EXPECT_TRUE(empty->objects.empty());
}

TEST_F(PostgresqlCatalog, readsEverySystemTableAndView) {
    for (const char* schema : {"pg_catalog", "information_schema"}) {
        auto tables = m_connection->describe({schema}, m_token);
        ASSERT_TRUE(tables.has_value());
        for (const auto& table : tables->objects) {
            sql::RemoteQuery query;
            query.table = {schema, table.name};
            auto catalog = m_connection->describe({schema, table.name}, m_token);
            ASSERT_TRUE(catalog.has_value()) << table.name << catalog.error().text();
            query.columns = catalog->columns;
            for (size_t i = 0; i < query.columns.size(); i++) query.projection.push_back(i);
            query.limit = 50;
            auto rows = drain(m_connection->read(query, m_token));
            EXPECT_TRUE(rows.has_value()) << table.name << ": " << rows.error().text();
        }
    }
}

TEST_F(PostgresqlCatalog, countsRowsOfAnEmptyProjection) {
    run("CREATE TABLE t (i int)");
    run("INSERT INTO t SELECT generate_series(1, 5000)");
    auto query = tableQuery("t");
    query.projection.clear();
    EXPECT_EQ(read(query).size(), 5000u);
    query.required = {sql::Predicate::compare(0, sql::Comparison::Greater, duckdb::Value::INTEGER(10))};
    EXPECT_EQ(read(query).size(), 4990u);
    query.limit = 7;
    EXPECT_EQ(read(query).size(), 7u);
}

TEST_F(PostgresqlCatalog, noticesThatATableHasChanged) {
    run("CREATE TABLE t (i int)");
    auto query = tableQuery("t");
    run("ALTER TABLE t ALTER COLUMN i TYPE text");
    auto changed = drain(m_connection->read(query, m_token));
    ASSERT_FALSE(changed.has_value());
    EXPECT_EQ(changed.error().code, ErrorCode::Conflict);
}

}  // namespace tributary::connectors
