// SPDX-License-Identifier: GPL-3.0-or-later
// What is SQLite's alone: broken and missing files, locks, loose types, guards of pushed filters.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "connectors/sqlite/sqlite_connector.h"
#include "connectors/sqlite/sqlite_dialect.h"

namespace tributary::connectors {

namespace {

class SqliteTest : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string path = (std::filesystem::temp_directory_path() / "tributary-sqlite-XXXXXX").string();
        ASSERT_TRUE(mkdtemp(path.data()));
        m_folder = path;
        m_file = m_folder + "/data.db";
    }
    void TearDown() override { std::filesystem::remove_all(m_folder); }

    void execute(const std::string& sql) {
        sqlite3* db = nullptr;
        ASSERT_EQ(sqlite3_open(m_file.c_str(), &db), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
        sqlite3_close(db);
    }

    Result<std::unique_ptr<connect::Connection>> open(const std::string& types = "sampled") {
        connect::Settings settings;
        settings.set("file", m_file);
        settings.set("types", types);
        settings.set("busy_timeout", "0");
        return m_connector->open(settings, m_token);
    }

    sql::RemoteQuery query(connect::Connection& connection, const std::string& table) {
        auto catalog = connection.describe({"main", table}, m_token);
        EXPECT_TRUE(catalog) << catalog.error().text();
        sql::RemoteQuery q;
        q.table = {"main", table};
        q.columns = catalog->columns;
        for (size_t i = 0; i < q.columns.size(); i++) q.projection.push_back(i);
        return q;
    }

    Result<std::vector<std::string>> firstColumn(connect::Connection& connection, const sql::RemoteQuery& q) {
        auto reader = connection.read(q, m_token);
        if (!reader) return fail(reader.error());
        std::vector<std::string> out;
        duckdb::vector<duckdb::LogicalType> types;
        for (const auto& column : (*reader)->columns()) types.push_back(column.type);
        while (true) {
            duckdb::DataChunk chunk;
            if (types.empty()) {
                chunk.InitializeEmpty(types);
            } else {
                chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
            }
            auto more = (*reader)->next(chunk);
            if (!more) return fail(more.error());
            if (!*more) return out;
            for (duckdb::idx_t i = 0; i < chunk.size(); i++) {
                out.push_back(types.empty() ? "" : chunk.GetValue(0, i).ToString());
            }
        }
    }

    std::unique_ptr<connect::Connector> m_connector = makeSqliteConnector();
    CancelToken m_token;
    std::string m_folder;
    std::string m_file;
};

}  // namespace

TEST_F(SqliteTest, AMissingFileIsNotMade) {
    auto connection = open();
    ASSERT_FALSE(connection);
    EXPECT_EQ(connection.error().code, ErrorCode::NotFound);
    EXPECT_FALSE(std::filesystem::exists(m_file));
}

TEST_F(SqliteTest, TellsWhereColumnsComeFrom) {
    execute("CREATE TABLE t (i INTEGER, v TEXT); CREATE VIEW w AS SELECT v AS x FROM t");
    auto connection = open();
    ASSERT_TRUE(connection) << connection.error().text();
    EXPECT_EQ((*connection)->capabilities().schemaPath, (std::vector<std::string>{"main"}));
    auto columns =
        (*connection)->describeNative("SELECT i + 1 AS a, v, (SELECT x FROM w) AS s FROM t", m_token);
    ASSERT_TRUE(columns) << columns.error().text();
    EXPECT_FALSE((*columns)[0].source);
    EXPECT_EQ((*columns)[1].source, (sql::ColumnSource{"main", "t", "v"}));
}

TEST_F(SqliteTest, AnotherKindOfFileIsCorrupt) {
    std::ofstream(m_file) << std::string(4096, 'x');
    auto connection = open();
    ASSERT_FALSE(connection);
    EXPECT_EQ(connection.error().code, ErrorCode::Corrupt) << connection.error().text();
    EXPECT_NE(connection.error().hint.find("encrypted"), std::string::npos);
}

TEST_F(SqliteTest, ALockedFileIsAConflict) {
    execute("CREATE TABLE t (a INTEGER)");
    auto connection = open();
    ASSERT_TRUE(connection);
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(m_file.c_str(), &other), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK);
    auto catalog = (*connection)->describe({"main"}, m_token);
    sqlite3_close(other);
    ASSERT_FALSE(catalog);
    EXPECT_EQ(catalog.error().code, ErrorCode::Conflict) << catalog.error().text();
    EXPECT_TRUE(catalog.error().retryable);
    EXPECT_TRUE((*connection)->describe({"main"}, m_token));
}

TEST_F(SqliteTest, ADeclaredTypeIsKeptToOrRefused) {
    execute("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), ('two'), (3)");
    auto connection = open("declared");
    ASSERT_TRUE(connection);
    auto q = query(**connection, "t");
    EXPECT_EQ(q.columns[0].type, duckdb::LogicalType::BIGINT);
    auto rows = firstColumn(**connection, q);
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, ErrorCode::Data);
    EXPECT_NE(rows.error().message.find("'a'"), std::string::npos) << rows.error().text();
    EXPECT_NE(rows.error().message.find("two"), std::string::npos) << rows.error().text();
    EXPECT_FALSE(rows.error().hint.empty());
}

TEST_F(SqliteTest, APushedFilterDoesNotCountMisfits) {
    execute(
        "CREATE TABLE t (a INTEGER, d DATE); INSERT INTO t VALUES (1, '2024-01-01'), ('two', '1/2/2024')");
    auto connection = open("declared");
    ASSERT_TRUE(connection);
    auto q = query(**connection, "t");
    q.projection.clear();  // nothing decodes the column: only the guard can see it
    q.required = {sql::Predicate::compare(0, sql::Comparison::Greater, duckdb::Value::BIGINT(0))};
    auto rows = firstColumn(**connection, q);
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, ErrorCode::Data) << rows.error().text();
    q.required = {sql::Predicate::compare(1, sql::Comparison::Less, duckdb::Value::DATE(2025, 1, 1))};
    rows = firstColumn(**connection, q);
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, ErrorCode::Data) << rows.error().text();
    EXPECT_NE(rows.error().message.find("1/2/2024"), std::string::npos) << rows.error().text();
}

TEST_F(SqliteTest, TextModeShowsEverything) {
    execute("CREATE TABLE t (k INTEGER PRIMARY KEY, a INTEGER); INSERT INTO t VALUES (1, 7), (2, x'00')");
    auto connection = open("text");
    ASSERT_TRUE(connection);
    auto q = query(**connection, "t");
    EXPECT_EQ(q.columns[1].type, duckdb::LogicalType::VARCHAR);
    EXPECT_FALSE(q.columns[1].note.empty());
    q.projection = {1};
    auto rows = firstColumn(**connection, q);
    ASSERT_TRUE(rows) << rows.error().text();
    EXPECT_EQ(*rows, (std::vector<std::string>{"7", "X'00'"}));
}

TEST_F(SqliteTest, ADroppedColumnIsNoText) {
    execute("CREATE TABLE t (a TEXT, b TEXT); INSERT INTO t VALUES ('x', 'y')");
    auto connection = open();
    ASSERT_TRUE(connection);
    auto q = query(**connection, "t");
    execute("ALTER TABLE t DROP COLUMN a");
    auto rows = firstColumn(**connection, q);
    EXPECT_FALSE(rows) << "SQLite took the name of a column for a text";
}

TEST_F(SqliteTest, KeysGeneratedColumnsAndEstimates) {
    execute(
        "CREATE TABLE p (a INTEGER PRIMARY KEY, t TEXT); CREATE TABLE c (x INT, y INT, z AS (x + y) STORED, "
        "a REFERENCES "
        "p, PRIMARY KEY (x, y)) WITHOUT ROWID; CREATE INDEX i ON p(t); INSERT INTO p VALUES (1, 'a'), (2, "
        "'b'), (3, 'c');"
        "INSERT INTO c (x, y, a) VALUES (1, 2, 3); ANALYZE");
    auto connection = open();
    ASSERT_TRUE(connection);
    auto catalog = (*connection)->describe({"main", "c"}, m_token);
    ASSERT_TRUE(catalog) << catalog.error().text();
    ASSERT_EQ(catalog->columns.size(), 4u);
    EXPECT_TRUE(catalog->columns[0].primaryKey && catalog->columns[1].primaryKey);
    EXPECT_FALSE(catalog->columns[0].nullable);
    EXPECT_EQ(catalog->columns[2].comment, "generated");
    ASSERT_EQ(catalog->foreignKeys.size(), 1u);
    EXPECT_EQ(catalog->foreignKeys[0].targetColumns, (std::vector<std::string>{"a"}));
    EXPECT_EQ((*connection)->describe({"main", "p"}, m_token)->rowEstimate.value_or(0), 3u);
}

TEST(SqliteDialectTest, RealsReadBackAsTheyWere) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(":memory:", &db), SQLITE_OK);
    uint64_t bits = 0x0123456789abcdef;
    for (int i = 0; i < 20000; i++) {
        bits = bits * 6364136223846793005u + 1442695040888963407u;
        double value;
        std::memcpy(&value, &bits, sizeof value);
        if (value != value) continue;
        if (i % 3 == 0) value = static_cast<double>(static_cast<int64_t>(bits >> 20)) / 1000.0;
        sqlite3_stmt* statement = nullptr;
        const std::string text = "SELECT " + sqlite::exactReal(value);
        ASSERT_EQ(sqlite3_prepare_v2(db, text.c_str(), -1, &statement, nullptr), SQLITE_OK) << text;
        ASSERT_EQ(sqlite3_step(statement), SQLITE_ROW);
        EXPECT_EQ(sqlite3_column_double(statement, 0), value) << text;
        sqlite3_finalize(statement);
    }
    sqlite3_close(db);
}

}  // namespace tributary::connectors
