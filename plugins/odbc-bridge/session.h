// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sql.h>
#include <sqlext.h>
#include <tributary_adbc_source.hpp>

#include <mutex>

#include "plugins/odbc-bridge/quirks.h"

namespace tributary::plugins::odbc {

/// One ODBC connection. One thread at a time, but for cancel().
class Session {
  public:
    Session();
    ~Session();
    Session(const Session&) = delete;

    /// Connects; throws sdk::Error in the user's words, without the password.
    void open(const sdk::Options& options);
    void setReadOnly();

    /// Texts and numbers of SQLGetInfo; "" or 0 where the driver does not know.
    std::string infoText(SQLUSMALLINT what);
    SQLUINTEGER infoNumber(SQLUSMALLINT what);

    const Quirks& quirks() const { return m_quirks; }
    SQLHDBC handle() const { return m_connection; }
    /// "auto", "block" or "row": how rows are fetched.
    const std::string& fetchMode() const { return m_fetchMode; }
    int64_t queryTimeout() const { return m_queryTimeout; }

    /// What the driver says about the last failure of `handle`, as an Error with the status that fits.
    sdk::Error failure(SQLSMALLINT kind, SQLHANDLE handle, const std::string& doing);
    /// Throws failure() unless `result` is a success.
    void check(SQLRETURN result, SQLSMALLINT kind, SQLHANDLE handle, const std::string& doing);

    void cancel() noexcept;
    void setCancelled(const std::atomic<bool>* flag) { m_cancelled = flag; }

  private:
    friend class Statement;
    void connect(const std::string& text);
    void disconnect();
    void run(const std::vector<std::string>& statements);
    std::string hide(std::string text) const;

    SQLHENV m_environment = SQL_NULL_HENV;
    SQLHDBC m_connection = SQL_NULL_HDBC;
    bool m_connected = false;
    Quirks m_quirks;
    std::string m_secret, m_fetchMode = "auto";
    int64_t m_queryTimeout = 0, m_loginTimeout = 15;
    const std::atomic<bool>* m_cancelled = nullptr;
    std::mutex m_mutex;  // guards m_active
    std::vector<SQLHSTMT> m_active;
};

/// A statement handle that the session can cancel as long as it lives.
class Statement {
  public:
    explicit Statement(Session& session);
    ~Statement();
    Statement(const Statement&) = delete;

    void execute(const std::string& sql);
    SQLHSTMT handle() const { return m_handle; }
    void check(SQLRETURN result, const std::string& doing);
    /// The next row; false at the end.
    bool fetch();
    /// One cell of the current row; nullopt: NULL. Columns in ascending order, from 1.
    std::optional<std::string> wholeText(SQLUSMALLINT column);
    std::optional<std::string> wholeBytes(SQLUSMALLINT column);

  private:
    Session& m_session;
    SQLHSTMT m_handle = SQL_NULL_HSTMT;
};

/// The connection string the options make: the words of one the user wrote come first.
std::string connectionString(const sdk::Options& options);
/// True if `text` sets `keyword` already, however its letters are written.
bool hasKeyword(const std::string& text, const std::string& keyword);
/// `value` as ODBC wants it: in braces where it holds ; { } = or blanks at its ends.
std::string keywordValue(const std::string& value);

}  // namespace tributary::plugins::odbc
