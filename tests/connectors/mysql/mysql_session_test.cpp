// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include "tests/connectors/mysql/mysql_fixture.h"

namespace tributary::connectors {

using std::chrono::milliseconds;

class MysqlSession : public MysqlTest {
  protected:
    /// Runs `sql` on its own thread and hands back when it ended and how.
    struct Background {
        std::thread thread;
        Result<Rows> result;
        Clock::time_point end;
        ~Background() {
            if (thread.joinable()) thread.join();
        }
    };

    void start(Background& background, const std::string& sql, const CancelToken& token) {
        background.thread = std::thread([this, &background, sql, token] {
            background.result = drain(m_connection->native(sql, token));
            background.end = Clock::now();
        });
    }

    static milliseconds since(Clock::time_point start, Clock::time_point end) {
        return std::chrono::duration_cast<milliseconds>(end - start);
    }

    static constexpr const char* kSilent = "SELECT /* silent */ SLEEP(600)";
    static constexpr const char* kEndless =
        "SELECT /* endless */ a.seq, REPEAT('x', 200) FROM seq_1_to_100000 a, seq_1_to_100000 b";
};

TEST_F(MysqlSession, CancelEndsASilentStatementHereAndOnTheServer) {
    CancelToken token;
    Background background;
    start(background, kSilent, token);
    ASSERT_TRUE(waitForRunning("* silent *", 1, milliseconds(5000)));
    auto cancelled = Clock::now();
    token.cancel();
    background.thread.join();
    EXPECT_LE(since(cancelled, background.end).count(), 200);
    ASSERT_FALSE(background.result.has_value());
    EXPECT_EQ(background.result.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(waitForRunning("* silent *", 0, milliseconds(1000)));
    EXPECT_TRUE(m_connection->isAlive());
    EXPECT_EQ(one("SELECT 7"), "7") << "the kill must not hit the next statement";
}

TEST_F(MysqlSession, CancelEndsAStreamInTheMiddle) {
    CancelToken token;
    auto reader = m_connection->native(kEndless, token);
    ASSERT_TRUE(reader.has_value()) << reader.error().text();
    duckdb::DataChunk chunk;
    chunk.Initialize(duckdb::Allocator::DefaultAllocator(),
                     {(*reader)->columns()[0].type, (*reader)->columns()[1].type});
    ASSERT_TRUE((*reader)->next(chunk).value());
    EXPECT_EQ(chunk.size(), static_cast<duckdb::idx_t>(STANDARD_VECTOR_SIZE));
    token.cancel();
    auto cancelled = Clock::now();
    chunk.Reset();
    auto more = (*reader)->next(chunk);
    ASSERT_FALSE(more.has_value());
    EXPECT_EQ(more.error().code, ErrorCode::Cancelled);
    reader->reset();
    EXPECT_LE(since(cancelled, Clock::now()).count(), 1000);
    EXPECT_TRUE(waitForRunning("* endless *", 0, milliseconds(1000)));
    EXPECT_EQ(one("SELECT 7"), "7");
}

TEST_F(MysqlSession, RowsThatTrickleInAreHandedOn) {
    auto reader = m_connection->native(
        "SELECT /* trickle */ seq, SLEEP(0.3), REPEAT('x', 20000) FROM seq_1_to_1000", m_token);
    ASSERT_TRUE(reader.has_value()) << reader.error().text();
    duckdb::DataChunk chunk;
    chunk.Initialize(
        duckdb::Allocator::DefaultAllocator(),
        {(*reader)->columns()[0].type, (*reader)->columns()[1].type, (*reader)->columns()[2].type});
    int64_t expected = 1;
    for (int i = 0; i < 3; i++) {
        chunk.Reset();
        ASSERT_TRUE((*reader)->next(chunk).value());
        EXPECT_LE(chunk.size(), 20u) << "a full chunk would take ten minutes";
        for (duckdb::idx_t row = 0; row < chunk.size(); row++) {
            EXPECT_EQ(chunk.GetValue(0, row).GetValue<int64_t>(), expected++);
            EXPECT_EQ(chunk.GetValue(2, row).ToString().size(), 20000u);
        }
    }
    reader->reset();
    EXPECT_TRUE(waitForRunning("* trickle *", 0, milliseconds(1000)));
    EXPECT_EQ(one("SELECT 7"), "7");
}

TEST_F(MysqlSession, DroppingAReaderEndsTheStatement) {
    auto reader = m_connection->native(kEndless, m_token);
    ASSERT_TRUE(reader.has_value()) << reader.error().text();
    duckdb::DataChunk chunk;
    chunk.Initialize(duckdb::Allocator::DefaultAllocator(),
                     {(*reader)->columns()[0].type, (*reader)->columns()[1].type});
    ASSERT_TRUE((*reader)->next(chunk).value());
    auto dropped = Clock::now();
    reader->reset();
    EXPECT_LE(since(dropped, Clock::now()).count(), 1000);
    EXPECT_TRUE(waitForRunning("* endless *", 0, milliseconds(1000)));
    EXPECT_TRUE(m_connection->isAlive());
    EXPECT_EQ(one("SELECT 7"), "7");
}

TEST_F(MysqlSession, InterruptFromAnotherThreadEndsTheStatement) {
    Background background;
    start(background, "SELECT /* interrupted */ COUNT(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b",
          m_token);
    ASSERT_TRUE(waitForRunning("* interrupted *", 1, milliseconds(5000)));
    m_connection->interrupt();
    background.thread.join();
    EXPECT_FALSE(background.result.has_value());
    EXPECT_EQ(one("SELECT 7"), "7");
    m_connection->interrupt();
    EXPECT_EQ(one("SELECT 8"), "8") << "an interrupt while nothing runs has no effect";
}

TEST_F(MysqlSession, StatementTimeoutIsKeptByTheServer) {
    auto limited = openWith("statement_timeout", "1");
    auto start = Clock::now();
    auto rows =
        drain(limited->native("SELECT COUNT(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b", m_token));
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, ErrorCode::Timeout) << rows.error().text();
    EXPECT_LE(since(start, Clock::now()).count(), 5000);
    EXPECT_TRUE(limited->isAlive());
}

TEST_F(MysqlSession, AKilledSessionGivesOneClearError) {
    Background background;
    start(background, kSilent, m_token);
    ASSERT_TRUE(waitForRunning("* silent *", 1, milliseconds(5000)));
    auto id = drain(
        observer().native("SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE '%* silent *%' AND "
                          "ID <> CONNECTION_ID()",
                          m_token));
    ASSERT_TRUE(id.has_value() && id->size() == 1);
    ASSERT_TRUE(drain(observer().native("KILL " + (*id)[0][0].ToString(), m_token)).has_value());
    background.thread.join();
    ASSERT_FALSE(background.result.has_value());
    EXPECT_EQ(background.result.error().code, ErrorCode::Connection) << background.result.error().text();
    EXPECT_FALSE(background.result.error().hint.empty());
    EXPECT_FALSE(m_connection->isAlive());
}

TEST_F(MysqlSession, ReadOnlyRefusesWrites) {
    run("CREATE TABLE t (n INT)");
    auto readOnly = openWith("read_only", "true");
    EXPECT_TRUE(readOnly->capabilities().readOnlyEnforced);
    for (const char* sql : {"INSERT INTO t VALUES (1)", "DROP TABLE t", "CREATE TABLE u (n INT)",
                            "SET SESSION TRANSACTION READ WRITE", "START TRANSACTION READ WRITE",
                            "/*!50000 INSERT INTO t VALUES (1) */", "WITH x AS (SELECT 1) DELETE FROM t",
                            "(SELECT 1) UNION (SELECT 2) INTO OUTFILE 'tributary-read-only'"}) {
        auto rows = drain(readOnly->native(sql, m_token));
        EXPECT_FALSE(rows.has_value()) << sql;
    }
    auto refused = drain(readOnly->native("INSERT INTO t VALUES (1)", m_token));
    EXPECT_EQ(refused.error().code, ErrorCode::Permission);
    EXPECT_TRUE(drain(readOnly->native("SELECT * FROM t", m_token)).has_value());
    run("CREATE FUNCTION writes() RETURNS INT MODIFIES SQL DATA BEGIN INSERT INTO t VALUES (2); RETURN 1; "
        "END");
    auto hidden = drain(readOnly->native("SELECT writes()", m_token));
    ASSERT_FALSE(hidden.has_value()) << "the server itself must refuse what hides in a function";
    EXPECT_EQ(hidden.error().code, ErrorCode::Permission) << hidden.error().text();
    EXPECT_EQ(one("SELECT COUNT(*) FROM t"), "0");
}

TEST_F(MysqlSession, TellsWhereColumnsComeFromAndWhereItLooksForNames) {
    run("CREATE TABLE t (n INT, v TEXT)");
    auto reader = m_connection->native("SELECT v AS a, n + 1 AS b, x.n FROM t x", m_token);
    ASSERT_TRUE(reader.has_value()) << reader.error().text();
    const auto columns = (*reader)->columns();
    ASSERT_TRUE(drain(std::move(reader)).has_value());
    ASSERT_EQ(m_connection->capabilities().schemaPath.size(), 1u);
    const std::string here = m_connection->capabilities().schemaPath[0];
    EXPECT_EQ(columns[0].source, (sql::ColumnSource{here, "t", "v"}));
    EXPECT_FALSE(columns[1].source);
    EXPECT_EQ(columns[2].source, (sql::ColumnSource{here, "t", "n"}));
    run("USE information_schema");
    EXPECT_EQ(m_connection->capabilities().schemaPath, (std::vector<std::string>{"information_schema"}));
    run("USE `" + here + "`");
}

TEST_F(MysqlSession, WritesCountRowsAndReportWarnings) {
    run("CREATE TABLE t (n TINYINT)");
    run("SET SESSION sql_mode = ''");
    auto reader = m_connection->native("INSERT INTO t VALUES (1), (1000)", m_token);
    ASSERT_TRUE(reader.has_value()) << reader.error().text();
    EXPECT_TRUE((*reader)->columns().empty());
    EXPECT_EQ((*reader)->affectedRows(), 2u);
    duckdb::DataChunk chunk;
    EXPECT_FALSE((*reader)->next(chunk).value());
    ASSERT_EQ((*reader)->warnings().size(), 1u);
    EXPECT_NE((*reader)->warnings()[0].find("Out of range"), std::string::npos) << (*reader)->warnings()[0];
}

TEST_F(MysqlSession, AProcedureGivesItsFirstResult) {
    run("CREATE PROCEDURE p() BEGIN SELECT 1 AS a; SELECT 2 AS b; END");
    auto reader = m_connection->native("CALL p()", m_token);
    ASSERT_TRUE(reader.has_value()) << reader.error().text();
    duckdb::DataChunk chunk;
    chunk.Initialize(duckdb::Allocator::DefaultAllocator(), {(*reader)->columns().at(0).type});
    EXPECT_TRUE((*reader)->next(chunk).value());
    EXPECT_EQ(chunk.GetValue(0, 0).ToString(), "1");
    chunk.Reset();
    EXPECT_FALSE((*reader)->next(chunk).value());
    EXPECT_EQ((*reader)->warnings().size(), 1u);
    reader->reset();
    EXPECT_EQ(one("SELECT 7"), "7");
}

TEST_F(MysqlSession, DescribeNativeDoesNotRunTheStatement) {
    run("CREATE TABLE t (n BIGINT UNSIGNED, s VARCHAR(7))");
    auto columns = m_connection->describeNative("SELECT n, s, SLEEP(600) AS z FROM t", m_token);
    ASSERT_TRUE(columns.has_value()) << columns.error().text();
    ASSERT_EQ(columns->size(), 3u);
    EXPECT_EQ((*columns)[0].type, duckdb::LogicalType::UBIGINT);
    EXPECT_EQ((*columns)[1].nativeType, "varchar(7)");
    auto tables = m_connection->describeNative("SHOW TABLES", m_token);
    ASSERT_TRUE(tables.has_value()) << tables.error().text();
    EXPECT_EQ(tables->size(), 1u);
    EXPECT_EQ(run("SHOW TABLES").size(), 1u);
}

TEST_F(MysqlSession, DescribeTellsTheSchema) {
    run("CREATE TABLE parent (id INT PRIMARY KEY COMMENT 'the key', name VARCHAR(10) CHARACTER SET latin1) "
        "COMMENT 'people'");
    run("CREATE TABLE child (id INT, parent_id INT NOT NULL, CONSTRAINT fk FOREIGN KEY (parent_id) "
        "REFERENCES parent(id))");
    run("CREATE VIEW v AS SELECT id FROM parent");
    auto schemas = m_connection->describe({}, m_token);
    ASSERT_TRUE(schemas.has_value()) << schemas.error().text();
    EXPECT_EQ(schemas->objects.front().kind, connect::ObjectKind::Schema);
    EXPECT_NE(schemas->objects.front().name, "information_schema");
    auto tables = m_connection->describe({m_schema}, m_token);
    ASSERT_TRUE(tables.has_value()) << tables.error().text();
    ASSERT_EQ(tables->objects.size(), 3u);
    EXPECT_EQ(tables->objects[1].comment, "people");
    EXPECT_EQ(tables->objects[1].rowEstimate, 0u);
    EXPECT_EQ(tables->objects[2].kind, connect::ObjectKind::View);
    auto parent = m_connection->describe({m_schema, "parent"}, m_token);
    ASSERT_TRUE(parent.has_value()) << parent.error().text();
    EXPECT_TRUE(parent->columns[0].primaryKey);
    EXPECT_FALSE(parent->columns[0].nullable);
    EXPECT_EQ(parent->columns[0].comment, "the key");
    EXPECT_EQ(parent->columns[1].nativeType, "varchar(10) character set latin1");
    auto child = m_connection->describe({m_schema, "child"}, m_token);
    ASSERT_TRUE(child.has_value()) << child.error().text();
    ASSERT_EQ(child->foreignKeys.size(), 1u);
    EXPECT_EQ(child->foreignKeys[0].target.name, "parent");
    EXPECT_EQ(child->foreignKeys[0].targetColumns, std::vector<std::string>{"id"});
    auto missing = m_connection->describe({m_schema, "nobody"}, m_token);
    ASSERT_FALSE(missing.has_value());
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
}

TEST_F(MysqlSession, TlsIsUsedAndChecked) {
    if (m_settings.text("tls_ca").empty()) GTEST_SKIP() << "THE SERVER HAS NO CERTIFICATE: TLS is not tested";
    for (const char* mode : {"prefer", "require", "verify"}) {
        SCOPED_TRACE(mode);
        auto secure = openWith("tls_mode", mode);
        ASSERT_TRUE(secure);
        auto rows = drain(secure->native("SHOW STATUS LIKE 'Ssl_cipher'", m_token));
        ASSERT_TRUE(rows.has_value()) << rows.error().text();
        EXPECT_FALSE((*rows)[0][1].ToString().empty());
        CancelToken token;
        token.cancel();
        auto all = drain(secure->native("SELECT REPEAT('x', 3000) FROM seq_1_to_20000", m_token));
        ASSERT_TRUE(all.has_value()) << all.error().text();
        EXPECT_EQ(all->size(), 20000u);
    }
    connect::Settings strangers = m_settings;
    strangers.set("tls_mode", "verify");
    strangers.set("tls_ca", "/etc/ssl/certs/ca-certificates.crt");
    auto refused = m_connector->open(strangers, m_token);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::Connection) << refused.error().text();
}

}  // namespace tributary::connectors
