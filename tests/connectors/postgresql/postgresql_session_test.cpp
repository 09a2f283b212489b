// SPDX-License-Identifier: GPL-3.0-or-later
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "tests/connectors/postgresql/postgresql_fixture.h"

namespace tributary::connectors {

using PostgresqlSession = PostgresqlTest;
using std::chrono::milliseconds;

/// A port somebody listens on but never answers: the stand-in for a host that hangs.
class SilentPort {
  public:
    SilentPort() : m_socket(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(m_socket, reinterpret_cast<sockaddr*>(&address), size);
        ::listen(m_socket, 4);
        ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &size);
        m_port = ntohs(address.sin_port);
    }
    ~SilentPort() { close(); }
    void close() {
        if (m_socket >= 0) ::close(m_socket);
        m_socket = -1;
    }
    std::string port() const { return std::to_string(m_port); }

  private:
    int m_socket;
    int m_port = 0;
};

TEST_F(PostgresqlSession, tellsVersionAndProduct) {
    EXPECT_EQ(m_connection->capabilities().product, "PostgreSQL");
    EXPECT_GE(std::stoi(m_connection->capabilities().version), 10);
    EXPECT_TRUE(m_connection->capabilities().cancelsOnServer);
    EXPECT_EQ(one("SHOW TimeZone"), "UTC");
    EXPECT_EQ(one("SHOW application_name"), "Tributary");
}

TEST_F(PostgresqlSession, refusesAWrongPasswordWithoutRepeatingIt) {
    auto settings = m_settings;
    settings.setSecret("password", "not-the-secret");
    Error error = openError(settings);
    EXPECT_EQ(error.code, ErrorCode::Authentication);
    EXPECT_EQ(error.nativeCode, "28P01");
    EXPECT_EQ(error.text().find("not-the-secret"), std::string::npos);
    EXPECT_FALSE(error.hint.empty());
    settings.setSecret("password", "");
    ::setenv("PGPASSFILE", "/nonexistent", 1);
    EXPECT_EQ(openError(settings).code, ErrorCode::Authentication);
    ::unsetenv("PGPASSFILE");
}

TEST_F(PostgresqlSession, tellsADeadHostFromAMissingDatabase) {
    SilentPort port;
    std::string number = port.port();
    port.close();
    Error refused = openError(with("port", number));
    EXPECT_EQ(refused.code, ErrorCode::Connection);
    EXPECT_TRUE(refused.retryable);
    EXPECT_EQ(openError(with("database", "no_such_database")).code, ErrorCode::NotFound);
    EXPECT_EQ(openError(with("host", "no-such-host.invalid")).code, ErrorCode::Connection);
}

TEST_F(PostgresqlSession, givesUpOnAHostThatHangs) {
    SilentPort port;
    auto settings = with("port", port.port());
    settings.set("connect_timeout", "1");
    auto start = Clock::now();
    EXPECT_EQ(openError(settings).code, ErrorCode::Connection);
    EXPECT_LT(Clock::now() - start, milliseconds(1600));

    settings.set("connect_timeout", "60");
    CancelToken token;
    std::thread canceller([&] { token.cancel(); });
    start = Clock::now();
    EXPECT_EQ(openError(settings, token).code, ErrorCode::Cancelled);
    EXPECT_LT(Clock::now() - start, milliseconds(500));
    canceller.join();
}

TEST_F(PostgresqlSession, pointsAtASyntaxError) {
    Error error = failing("SELECT 'ä',\n  nonsense FROM nowhere");
    EXPECT_EQ(error.code, ErrorCode::Syntax);
    EXPECT_EQ(error.nativeCode, "42P01");
    ASSERT_TRUE(error.position.has_value());
    EXPECT_EQ(error.position->line, 2u);
    EXPECT_EQ(error.position->column, 17u);
    EXPECT_EQ(error.position->length, 7u);
    EXPECT_EQ(failing("SELEC 1").position->column, 1u);
    EXPECT_EQ(failing("SELECT 1; SELECT 2").code, ErrorCode::Syntax);
    EXPECT_EQ(failing("SELECT $1").code, ErrorCode::InvalidArgument);
    EXPECT_EQ(one("SELECT 1"), "1") << "the session lives on";
}

TEST_F(PostgresqlSession, reportsAnErrorThatComesAfterTheFirstRows) {
    auto reader =
        m_connection->native("SELECT 1 / (50000 - i) FROM generate_series(1, 100000) AS s(i)", m_token);
    auto rows = drain(reader);
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, ErrorCode::Query);
    EXPECT_EQ(rows.error().nativeCode, "22012");
    EXPECT_TRUE(m_connection->isAlive());
    EXPECT_EQ(one("SELECT 2"), "2");
}

TEST_F(PostgresqlSession, tellsWhereColumnsComeFromAndWhereItLooksForNames) {
    run("CREATE TABLE t (i int, v text)");
    auto reader = m_connection->native("SELECT v AS a, i + 1 AS b, x.i FROM t x", m_token);
    ASSERT_TRUE(reader.has_value()) << reader.error().text();
    const auto columns = (*reader)->columns();
    ASSERT_TRUE(drain(reader).has_value());
    const std::string here = m_connection->capabilities().schemaPath.at(0);
    EXPECT_EQ(columns[0].source, (sql::ColumnSource{here, "t", "v"}));
    EXPECT_FALSE(columns[1].source);
    EXPECT_EQ(columns[2].source, (sql::ColumnSource{here, "t", "i"}));
    run("ALTER TABLE t RENAME v TO w");
    auto renamed = m_connection->describeNative("SELECT w FROM t", m_token);
    ASSERT_TRUE(renamed.has_value());
    EXPECT_EQ((*renamed)[0].source, (sql::ColumnSource{here, "t", "w"}));
    run("SET search_path = pg_catalog, public");
    EXPECT_EQ(m_connection->capabilities().schemaPath, (std::vector<std::string>{"pg_catalog", "public"}));
    run("RESET search_path");
    EXPECT_EQ(m_connection->capabilities().schemaPath.back(), "public");
}

TEST_F(PostgresqlSession, runsStatementsThatReturnNoRows) {
    run("CREATE TABLE t (i int)");
    auto inserted = m_connection->native("INSERT INTO t SELECT generate_series(1, 5)", m_token);
    ASSERT_TRUE(inserted.has_value());
    EXPECT_TRUE((*inserted)->columns().empty());
    EXPECT_EQ((*inserted)->affectedRows(), 5u);
    auto returning = m_connection->native("DELETE FROM t WHERE i > 3 RETURNING i", m_token);
    ASSERT_TRUE(returning.has_value());
    EXPECT_EQ(drain(returning)->size(), 2u);
    EXPECT_EQ((*returning)->affectedRows(), 2u);
    auto notice = m_connection->native("DO $$ BEGIN RAISE WARNING 'mind the gap'; END $$", m_token);
    ASSERT_TRUE(notice.has_value());
    EXPECT_EQ((*notice)->warnings(), std::vector<std::string>{"WARNING: mind the gap"});
    EXPECT_EQ(failing("COPY t TO STDOUT").code, ErrorCode::Unsupported);
    EXPECT_EQ(failing("COPY t FROM STDIN").code, ErrorCode::Unsupported);
    EXPECT_EQ(one("SELECT count(*) FROM t /* ; */ ; -- end;"), "3");
    EXPECT_EQ(run("EXPLAIN SELECT * FROM t").size(), 1u);
    EXPECT_EQ(one("WITH gone AS (DELETE FROM t RETURNING i) SELECT count(*) FROM gone"), "3");
    EXPECT_EQ(run("SELECT a.i, b.i FROM generate_series(1,1) a(i), generate_series(2,2) b(i)"),
              (Rows{{"1", "2"}}));
}

TEST_F(PostgresqlSession, describesWithoutRunning) {
    run("CREATE TABLE t (i int, n numeric(7,2))");
    auto columns =
        m_connection->describeNative("INSERT INTO t VALUES (1, 2) RETURNING i, n, n * 2 AS twice", m_token);
    ASSERT_TRUE(columns.has_value()) << columns.error().text();
    ASSERT_EQ(columns->size(), 3u);
    EXPECT_EQ(columns->at(1).nativeType, "numeric(7,2)");
    EXPECT_EQ(columns->at(2).type.ToString(), "VARCHAR");
    EXPECT_FALSE(columns->at(2).note.empty());
    EXPECT_EQ(one("SELECT count(*) FROM t"), "0");
}

TEST_F(PostgresqlSession, cancelsOnTheServer) {
    for (const char* fetch : {"auto", "portal"}) {
        auto connection = openWith("fetch", fetch);
        CancelToken token;
        Clock::time_point asked;
        std::thread canceller([&] {
            EXPECT_TRUE(waitForRunning("cancel_me", 1, milliseconds(5000)));
            asked = Clock::now();
            token.cancel();
        });
        auto rows = drain(
            connection->native("SELECT i, pg_sleep(60) FROM generate_series(1, 9) AS cancel_me(i)", token));
        auto seen = Clock::now();
        canceller.join();
        ASSERT_FALSE(rows.has_value());
        EXPECT_EQ(rows.error().code, ErrorCode::Cancelled);
        EXPECT_LT(seen - asked, milliseconds(200));
        EXPECT_TRUE(waitForRunning("cancel_me", 0, milliseconds(1000))) << "still in pg_stat_activity";
        ASSERT_TRUE(connection->isAlive());
        EXPECT_EQ(*drain(connection->native("SELECT 3", m_token)), (Rows{{"3"}}));
    }
}

TEST_F(PostgresqlSession, cancelsAStreamInTheMiddle) {
    for (const char* fetch : {"auto", "portal"}) {
        auto connection = openWith("fetch", fetch);
        CancelToken token;
        auto reader = connection->native("SELECT generate_series(1, 2000000000) AS mid_stream", token);
        ASSERT_TRUE(reader.has_value()) << reader.error().text();
        duckdb::DataChunk chunk;
        chunk.Initialize(duckdb::Allocator::DefaultAllocator(), {duckdb::LogicalType::INTEGER});
        ASSERT_TRUE((*reader)->next(chunk).value());
        token.cancel();
        auto start = Clock::now();
        chunk.Reset();
        auto more = (*reader)->next(chunk);
        EXPECT_LT(Clock::now() - start, milliseconds(200));
        ASSERT_FALSE(more.has_value()) << "the token was cancelled before";
        EXPECT_EQ(more.error().code, ErrorCode::Cancelled);
        EXPECT_TRUE(waitForRunning("mid_stream", 0, milliseconds(1000)));
        reader->reset();
        ASSERT_TRUE(connection->isAlive());
        EXPECT_EQ(*drain(connection->native("SELECT 3", m_token)), (Rows{{"3"}}));
    }
}

TEST_F(PostgresqlSession, stopsThroughInterruptFromAnotherThread) {
    std::thread other([&] {
        EXPECT_TRUE(waitForRunning("interrupt_me", 1, milliseconds(5000)));
        m_connection->interrupt();
    });
    auto rows = tryRun("SELECT pg_sleep(60) AS interrupt_me");
    other.join();
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, ErrorCode::Cancelled);
    m_connection->interrupt();  // nothing runs: must not hit the next statement
    EXPECT_EQ(one("SELECT 4"), "4");
}

TEST_F(PostgresqlSession, endsAStatementNobodyReadsAnyMore) {
    {
        auto reader = m_connection->native("SELECT generate_series(1, 2000000000) AS leave_me", m_token);
        ASSERT_TRUE(reader.has_value());
        duckdb::DataChunk chunk;
        chunk.Initialize(duckdb::Allocator::DefaultAllocator(), {duckdb::LogicalType::INTEGER});
        ASSERT_TRUE((*reader)->next(chunk).value());
    }
    EXPECT_TRUE(waitForRunning("leave_me", 0, milliseconds(1000)));
    ASSERT_TRUE(m_connection->isAlive());
    EXPECT_EQ(one("SELECT 5"), "5");
}

TEST_F(PostgresqlSession, noticesThatTheServerEndedTheSession) {
    auto reader = m_connection->native("SELECT generate_series(1, 2000000000) AS kill_me", m_token);
    ASSERT_TRUE(reader.has_value());
    ASSERT_EQ(runningWith("kill_me"), 1);
    auto killed =
        drain(m_observer->native("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                 "WHERE query LIKE '%kill_me%' AND pid <> pg_backend_pid()",
                                 m_token));
    ASSERT_TRUE(killed.has_value());
    auto rows = count(**reader);
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, ErrorCode::Connection);
    EXPECT_FALSE(rows.error().hint.empty());  // the server's own reason is lost when its socket was full
    EXPECT_TRUE(rows.error().retryable);
    EXPECT_FALSE(m_connection->isAlive());
    EXPECT_EQ(failing("SELECT 1").code, ErrorCode::Connection);
    reader->reset();
}

TEST_F(PostgresqlSession, noticesALossWhileIdle) {
    auto connection = open(m_settings);
    auto pid = drain(connection->native("SELECT pg_backend_pid()", m_token));
    run("SELECT pg_terminate_backend(" + pid->at(0).at(0) + ", 5000)");
    EXPECT_FALSE(connection->isAlive());
}

TEST_F(PostgresqlSession, stopsAtTheStatementTimeout) {
    auto connection = openWith("statement_timeout", "1");
    auto rows = drain(connection->native("SELECT pg_sleep(20)", m_token));
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, ErrorCode::Timeout);
    EXPECT_FALSE(rows.error().hint.empty());
    EXPECT_TRUE(connection->isAlive());
}

TEST_F(PostgresqlSession, reportsAMissingPrivilege) {
    run("CREATE TABLE secret (i int)");
    run("DROP ROLE IF EXISTS tributary_guest");
    run("CREATE ROLE tributary_guest LOGIN PASSWORD 'guest-pw'");
    run("GRANT USAGE ON SCHEMA \"" + m_schema + "\" TO tributary_guest");
    auto settings = with("user", "tributary_guest");
    settings.setSecret("password", "guest-pw");
    auto guest = open(settings);
    auto query = tableQuery("secret");
    auto rows = drain(guest->read(query, m_token));
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, ErrorCode::Permission);
    EXPECT_FALSE(rows.error().hint.empty());
    guest.reset();
    run("DROP OWNED BY tributary_guest");
    run("DROP ROLE tributary_guest");
}

TEST_F(PostgresqlSession, keepsAReadOnlySessionReadOnly) {
    run("CREATE TABLE t (i int)");
    auto connection = openWith("read_only", "true");
    EXPECT_TRUE(connection->capabilities().readOnlyEnforced);
    for (const char* sql :
         {"INSERT INTO t VALUES (1)", "CREATE TABLE u (i int)", "DROP TABLE t",
          "SET default_transaction_read_only = off", "BEGIN READ WRITE",
          "WITH w AS (INSERT INTO t VALUES (1) RETURNING i) SELECT * FROM w", "RESET ALL"}) {
        auto rows = drain(connection->native(sql, m_token));
        ASSERT_FALSE(rows.has_value()) << sql;
        EXPECT_EQ(rows.error().code, ErrorCode::Permission) << sql << rows.error().text();
    }
    auto lifted = drain(
        connection->native("SELECT set_config('default_transaction_read_only', 'off', false)", m_token));
    ASSERT_TRUE(lifted.has_value());
    auto rows = drain(connection->native("INSERT INTO t VALUES (1)", m_token));
    ASSERT_FALSE(rows.has_value()) << "set_config must not get around it";
    EXPECT_EQ(rows.error().code, ErrorCode::Permission);
    EXPECT_EQ(one("SELECT count(*) FROM t"), "0");
}

TEST_F(PostgresqlSession, isCleanForTheNextUser) {
    run("BEGIN");
    run("CREATE TABLE half_done (i int)");
    run("SET TimeZone = 'Asia/Tokyo'");
    ASSERT_TRUE(m_connection->isAlive());
    EXPECT_EQ(one("SELECT to_regclass('half_done') IS NULL"), "true");
    EXPECT_EQ(one("SHOW TimeZone"), "UTC");
}

TEST_F(PostgresqlSession, speaksTls) {
    if (!m_settings.has("tls_ca"))
        GTEST_SKIP() << "NO TLS: the server was started without certificates (no openssl)";
    auto isEncrypted = [&](const connect::Settings& settings) {
        auto connection = open(settings);
        auto rows =
            drain(connection->native("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", m_token));
        return rows ? rows->at(0).at(0) : rows.error().text();
    };
    EXPECT_EQ(isEncrypted(with("tls_mode", "disable")), "false");
    EXPECT_EQ(isEncrypted(with("tls_mode", "require")), "true");
    EXPECT_EQ(isEncrypted(with("tls_mode", "verify-full")), "true");
    auto stranger = with("tls_mode", "verify-ca");
    std::string authority = m_settings.text("tls_ca");
    stranger.set("tls_ca", authority.substr(0, authority.rfind('/')) + "/stranger.pem");
    Error error = openError(stranger);
    EXPECT_EQ(error.code, ErrorCode::Authentication) << error.text();
    auto otherName = with("tls_mode", "verify-full");
    otherName.set("host", "localhost");
    EXPECT_EQ(openError(otherName).code, ErrorCode::Authentication) << "the certificate names 127.0.0.1";
}

TEST_F(PostgresqlSession, reportsBytesThatAreNoText) {
    run("DROP DATABASE IF EXISTS tributary_ascii");
    run("CREATE DATABASE tributary_ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE "
        "'C'");
    {
        auto connection = open(with("database", "tributary_ascii"));
        auto made = drain(
            connection->native("SELECT convert_from('\\x61ff62'::bytea, 'SQL_ASCII') AS broken", m_token));
        ASSERT_FALSE(made.has_value());
        EXPECT_EQ(made.error().code, ErrorCode::Data);
        EXPECT_NE(made.error().hint.find("bytea"), std::string::npos);
        EXPECT_TRUE(connection->isAlive());
    }
    run("DROP DATABASE tributary_ascii");
}

TEST_F(PostgresqlSession, hintsAtValuesThatCannotBeKept) {
    run("CREATE TABLE odd (price numeric(6,2), grid int[])");
    run("INSERT INTO odd VALUES ('NaN', '{{1,2},{3,4}}')");
    Error price = failing("SELECT price FROM odd");
    EXPECT_EQ(price.code, ErrorCode::Data);
    EXPECT_NE(price.message.find("price"), std::string::npos);
    EXPECT_NE(price.hint.find("::text"), std::string::npos);
    EXPECT_EQ(failing("SELECT grid FROM odd").code, ErrorCode::Data);
    EXPECT_EQ(run("SELECT price::text, grid::text FROM odd"), (Rows{{"NaN", "{{1,2},{3,4}}"}}));
}

TEST_F(PostgresqlSession, streamsManyChunksWithoutKeepingThem) {
    auto reader = m_connection->native("SELECT i, i::text FROM generate_series(1, 100000) AS s(i)", m_token);
    ASSERT_TRUE(reader.has_value());
    auto rows = drain(reader);
    ASSERT_TRUE(rows.has_value());
    ASSERT_EQ(rows->size(), 100000u);
    EXPECT_EQ(rows->back(), (std::vector<std::string>{"100000", "100000"}));
    EXPECT_GT((*reader)->bytesRead(), 100000u * 10);
}

TEST_F(PostgresqlSession, handsOutRowsWhenTheServerPauses) {
    CancelToken token;  // the server itself holds back what does not fill its 8 KB buffer
    auto reader = m_connection->native(
        "SELECT i, CASE WHEN i > 3000 THEN pg_sleep(30)::text END FROM generate_series(1, 3001) s(i)", token);
    ASSERT_TRUE(reader.has_value()) << reader.error().text();
    duckdb::DataChunk chunk;
    chunk.Initialize(duckdb::Allocator::DefaultAllocator(),
                     {duckdb::LogicalType::INTEGER, duckdb::LogicalType::VARCHAR});
    auto start = Clock::now();
    for (int i = 0; i < 2; i++) {
        chunk.Reset();
        auto more = (*reader)->next(chunk);
        ASSERT_TRUE(more.has_value()) << more.error().text();
    }
    EXPECT_LT(Clock::now() - start, milliseconds(2000));
    EXPECT_GT(chunk.size(), 0u);
    EXPECT_LT(chunk.size(), 952u + 1);
}

}  // namespace tributary::connectors
