// SPDX-License-Identifier: GPL-3.0-or-later
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/connectors/mysql/mysql_fixture.h"

namespace tributary::connectors {

/// A port that accepts nobody: bound and listening, but nothing ever answers.
class MutePort {
  public:
    MutePort() {
        m_socket = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof(address);
        ::bind(m_socket, reinterpret_cast<sockaddr*>(&address), length);
        ::listen(m_socket, 1);
        ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &length);
        m_port = ntohs(address.sin_port);
    }
    ~MutePort() { close(); }
    void close() {
        if (m_socket >= 0) ::close(m_socket);
        m_socket = -1;
    }
    std::string port() const { return std::to_string(m_port); }

  private:
    int m_socket = -1;
    int m_port = 0;
};

class MysqlErrors : public MysqlTest {
  protected:
    Error openError(const connect::Settings& settings, const CancelToken& token) {
        auto opened = m_connector->open(settings, token);
        EXPECT_FALSE(opened.has_value());
        return opened ? Error() : opened.error();
    }

    Error runError(const std::string& sql) {
        auto rows = tryRun(sql);
        EXPECT_FALSE(rows.has_value()) << sql;
        return rows ? Error() : rows.error();
    }
};

TEST_F(MysqlErrors, WrongPasswordIsAnAuthenticationError) {
    connect::Settings settings = m_settings;
    settings.setSecret("password", "not-the-password");
    Error error = openError(settings, m_token);
    EXPECT_EQ(error.code, ErrorCode::Authentication) << error.text();
    EXPECT_FALSE(error.hint.empty());
    EXPECT_EQ(error.text().find("not-the-password"), std::string::npos);
}

TEST_F(MysqlErrors, ADeadHostFailsAtOnceAndAMuteOneInTime) {
    connect::Settings settings = m_settings;
    MutePort mute;
    settings.set("port", mute.port());
    settings.set("connect_timeout", "1");
    auto start = Clock::now();
    Error silent = openError(settings, m_token);
    EXPECT_EQ(silent.code, ErrorCode::Timeout) << silent.text();
    EXPECT_LE(Clock::now() - start, std::chrono::seconds(3));
    mute.close();
    start = Clock::now();
    Error dead = openError(settings, m_token);
    EXPECT_EQ(dead.code, ErrorCode::Connection) << dead.text();
    EXPECT_TRUE(dead.retryable);
    EXPECT_LE(Clock::now() - start, std::chrono::seconds(1));
}

TEST_F(MysqlErrors, ConnectingCanBeCancelled) {
    connect::Settings settings = m_settings;
    MutePort mute;
    settings.set("port", mute.port());
    settings.set("connect_timeout", "60");
    CancelToken token;
    token.cancel();
    auto start = Clock::now();
    EXPECT_EQ(openError(settings, token).code, ErrorCode::Cancelled);
    EXPECT_LE(Clock::now() - start, std::chrono::milliseconds(500));
}

TEST_F(MysqlErrors, UnknownDatabaseAndBadSettings) {
    connect::Settings settings = m_settings;
    settings.set("database", "no_such_database");
    EXPECT_EQ(openError(settings, m_token).code, ErrorCode::NotFound);
    settings = m_settings;
    settings.set("port", "99999");
    EXPECT_EQ(openError(settings, m_token).code, ErrorCode::InvalidArgument);
    settings = m_settings;
    settings.set("zero_dates", "perhaps");
    EXPECT_EQ(openError(settings, m_token).code, ErrorCode::InvalidArgument);
}

TEST_F(MysqlErrors, MissingPermission) {
    run("CREATE TABLE secret (n INT)");
    run("CREATE OR REPLACE USER nobody@'127.0.0.1' IDENTIFIED BY 'nobody-pw'");
    connect::Settings settings = m_settings;
    settings.set("user", "nobody");
    settings.setSecret("password", "nobody-pw");
    settings.erase("database");
    auto nobody = open(settings);
    auto rows = drain(nobody->native("SELECT * FROM `" + m_schema + "`.secret", m_token));
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, ErrorCode::Permission) << rows.error().text();
    EXPECT_FALSE(rows.error().hint.empty());
    settings.set("database", m_schema);
    EXPECT_EQ(openError(settings, m_token).code, ErrorCode::Permission);
    run("DROP USER nobody@'127.0.0.1'");
}

TEST_F(MysqlErrors, SyntaxErrorsTellTheirPlace) {
    Error error = runError("SELECT 'ä',\n  2 FORM t WHERE x");
    EXPECT_EQ(error.code, ErrorCode::Syntax) << error.text();
    ASSERT_TRUE(error.position.has_value());
    EXPECT_EQ(error.position->line, 2u);
    EXPECT_EQ(error.position->column, 10u) << "FORM is taken for an alias; the server stops at t";
    error = runError("SELECT 'ä', wrong_name FROM seq_1_to_3");
    ASSERT_TRUE(error.position.has_value()) << error.text();
    EXPECT_EQ(error.position->column, 13u);
    EXPECT_EQ(error.position->length, 10u);
    error = runError("SELECT * FROM nowhere");
    EXPECT_EQ(error.code, ErrorCode::NotFound);
    ASSERT_TRUE(error.position.has_value());
    EXPECT_EQ(error.position->column, 15u);
    error = runError("SELECT (1");
    ASSERT_TRUE(error.position.has_value()) << error.text();
    EXPECT_EQ(error.position->column, 10u);
    EXPECT_EQ(runError("SELECT ?").code, ErrorCode::Syntax);
    EXPECT_EQ(one("SELECT 7"), "7");
}

TEST_F(MysqlErrors, AChangedTableIsSaidSo) {
    run("CREATE TABLE t (n INT)");
    auto query = tableQuery("t");
    run("ALTER TABLE t MODIFY n VARCHAR(10)");
    auto rows = drain(m_connection->read(query, m_token));
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, ErrorCode::Conflict) << rows.error().text();
    EXPECT_EQ(one("SELECT 7"), "7");
}

}  // namespace tributary::connectors
