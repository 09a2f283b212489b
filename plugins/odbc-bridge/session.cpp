// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/odbc-bridge/session.h"

#include <algorithm>

#include "plugins/odbc-bridge/text.h"

namespace tributary::plugins::odbc {

namespace {

bool good(SQLRETURN result) {
    return SQL_SUCCEEDED(result);
}

/// SQLSTATE → ADBC status, and what to try.
std::pair<int, const char*> meaningOf(const std::string& state) {
    const std::string group = state.substr(0, 2);
    if (state == "28000" || state == "28P01") return {ADBC_STATUS_UNAUTHENTICATED, "Check user and password"};
    if (state == "42501") return {ADBC_STATUS_UNAUTHORIZED, "Ask for the permission, or use another user"};
    if (state == "IM002")
        return {
            ADBC_STATUS_NOT_FOUND,
            "Check the name of the data source or driver: `odbcinst -q -s` and `odbcinst -q -d` list them"};
    if (state == "IM003" || state == "01000")
        return {ADBC_STATUS_NOT_FOUND, "Check that the driver is installed and can be loaded"};
    if (state == "HYT00" || state == "HYT01")
        return {ADBC_STATUS_TIMEOUT, "Try again, or allow more time in the connection's settings"};
    if (state == "HY008" || state == "57014" || state == "70100") return {ADBC_STATUS_CANCELLED, ""};
    if (state == "42S02" || state == "42P01" || state == "S0002") return {ADBC_STATUS_NOT_FOUND, ""};
    if (state == "42S01") return {ADBC_STATUS_ALREADY_EXISTS, ""};
    if (group == "08")
        return {ADBC_STATUS_IO, "Check server and port, and that the server runs and may be reached"};
    if (group == "42" || group == "37" || group == "S0") return {ADBC_STATUS_INVALID_ARGUMENT, ""};
    if (group == "23") return {ADBC_STATUS_INTEGRITY, ""};
    if (group == "22") return {ADBC_STATUS_INVALID_DATA, ""};
    if (state == "HYC00" || state == "IM001") return {ADBC_STATUS_NOT_IMPLEMENTED, ""};
    return {ADBC_STATUS_IO, ""};
}

/// SQL Server refuses a login with errors of its own, which FreeTDS hands on with the state of a syntax
/// error.
bool isRefusedLogin(const std::string& state, SQLINTEGER native) {
    if (state != "42000" && state != "HY000") return false;
    return native == 18452 || native == 18456 || (native >= 18486 && native <= 18488);
}

}  // namespace

Session::Session() {
    if (!good(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &m_environment)))
        throw sdk::Error(ADBC_STATUS_INTERNAL, "unixODBC could not be started: there is not enough memory");
    SQLSetEnvAttr(m_environment, SQL_ATTR_ODBC_VERSION, reinterpret_cast<SQLPOINTER>(SQL_OV_ODBC3), 0);
}

Session::~Session() {
    disconnect();
    SQLFreeHandle(SQL_HANDLE_ENV, m_environment);
}

void Session::disconnect() {
    if (m_connected) SQLDisconnect(m_connection);
    if (m_connection) SQLFreeHandle(SQL_HANDLE_DBC, m_connection);
    m_connection = SQL_NULL_HDBC;
    m_connected = false;
}

std::string Session::hide(std::string text) const {
    if (m_secret.empty()) return text;
    for (size_t at = text.find(m_secret); at != std::string::npos; at = text.find(m_secret, at + 3))
        text.replace(at, m_secret.size(), "***");
    return text;
}

sdk::Error Session::failure(SQLSMALLINT kind, SQLHANDLE handle, const std::string& doing) {
    std::string message, state = "HY000";
    SQLINTEGER native = 0;
    for (SQLSMALLINT i = 1; i <= 4; i++) {
        SQLWCHAR code[6] = {}, text[1024] = {};
        SQLINTEGER number = 0;
        SQLSMALLINT length = 0;
        if (!good(SQLGetDiagRecW(kind, handle, i, code, &number, text, 1024, &length))) break;
        // A first record that only warns is not the reason.
        if (i == 1 || state.rfind("01", 0) == 0) {
            state = fromWide(code, 5);
            native = number;
        }
        const std::string part =
            fromWide(text, static_cast<size_t>(std::clamp<SQLSMALLINT>(length, 0, 1023)));
        if (message.find(part) == std::string::npos) message += (message.empty() ? "" : "; ") + part;
    }
    if (m_cancelled && *m_cancelled)
        return sdk::Error(ADBC_STATUS_CANCELLED, "The query was cancelled", "57014");
    if (message.empty()) message = "the driver gives no reason";
    if (isRefusedLogin(state, native)) state = "28000";
    auto [status, advice] = meaningOf(state);
    std::string text = doing + " failed: " + hide(message);
    if (*advice) text += ". " + std::string(advice);
    return sdk::Error(status, text, state, native);
}

void Session::check(SQLRETURN result, SQLSMALLINT kind, SQLHANDLE handle, const std::string& doing) {
    if (!good(result)) throw failure(kind, handle, doing);
}

void Session::connect(const std::string& text) {
    check(SQLAllocHandle(SQL_HANDLE_DBC, m_environment, &m_connection), SQL_HANDLE_ENV, m_environment,
          "Connecting");
    SQLSetConnectAttr(m_connection, SQL_ATTR_LOGIN_TIMEOUT, reinterpret_cast<SQLPOINTER>(m_loginTimeout),
                      SQL_IS_UINTEGER);
    auto wide = toWide(text);
    const SQLRETURN result =
        SQLDriverConnectW(m_connection, nullptr, wide.data(), static_cast<SQLSMALLINT>(wide.size()), nullptr,
                          0, nullptr, SQL_DRIVER_NOPROMPT);
    std::fill(wide.begin(), wide.end(), SQLWCHAR(0));
    if (!good(result)) {
        const sdk::Error reason = failure(SQL_HANDLE_DBC, m_connection, "Connecting by ODBC");
        disconnect();
        throw reason;
    }
    m_connected = true;
}

void Session::open(const sdk::Options& options) {
    m_secret = options.text("password");
    m_loginTimeout = options.integer("odbc.login_timeout", 15, 1, 3600);
    m_queryTimeout = options.integer("odbc.query_timeout", 0, 0, 86400);
    m_fetchMode = options.text("odbc.fetch", "auto");
    if (m_fetchMode != "auto" && m_fetchMode != "block" && m_fetchMode != "row")
        throw sdk::Error(ADBC_STATUS_INVALID_ARGUMENT, "The setting odbc.fetch must be auto, block or row");
    const bool readOnly = options.boolean(ADBC_CONNECTION_OPTION_READ_ONLY, false);
    std::string text = connectionString(options);
    connect(text);
    m_quirks = quirksOf(infoText(SQL_DRIVER_NAME), infoText(SQL_DBMS_NAME));
    const size_t before = text.size();
    for (const auto& [key, value] : m_quirks.keywords) {
        if (!hasKeyword(text, key)) text += key + "=" + value + ";";
    }
    // Which driver answers is known only now: what it needs takes a second try.
    if (text.size() != before) {
        disconnect();
        connect(text);
    }
    run(m_quirks.atStart);
    if (readOnly) setReadOnly();
}

void Session::setReadOnly() {
    // Drivers that cannot keep it say so in a warning; the statements below do where there are any.
    SQLSetConnectAttr(m_connection, SQL_ATTR_ACCESS_MODE, reinterpret_cast<SQLPOINTER>(SQL_MODE_READ_ONLY),
                      SQL_IS_UINTEGER);
    run(m_quirks.whenReadOnly);
}

void Session::run(const std::vector<std::string>& statements) {
    for (const auto& sql : statements) Statement(*this).execute(sql);
}

std::string Session::infoText(SQLUSMALLINT what) {
    SQLWCHAR text[256] = {};
    SQLSMALLINT bytes = 0;
    if (!good(SQLGetInfoW(m_connection, what, text, sizeof text, &bytes))) return "";
    return fromWide(
        text, std::min<size_t>(255, static_cast<size_t>(std::max<SQLSMALLINT>(bytes, 0)) / sizeof(SQLWCHAR)));
}

SQLUINTEGER Session::infoNumber(SQLUSMALLINT what) {
    SQLUINTEGER number = 0;
    return good(SQLGetInfo(m_connection, what, &number, sizeof number, nullptr)) ? number : 0;
}

void Session::cancel() noexcept {
    const std::lock_guard lock(m_mutex);
    for (SQLHSTMT one : m_active) SQLCancel(one);
}

Statement::Statement(Session& session) : m_session(session) {
    session.check(SQLAllocHandle(SQL_HANDLE_STMT, session.handle(), &m_handle), SQL_HANDLE_DBC,
                  session.handle(), "Preparing a statement");
    const std::lock_guard lock(session.m_mutex);
    session.m_active.push_back(m_handle);
}

Statement::~Statement() {
    {
        const std::lock_guard lock(m_session.m_mutex);
        std::erase(m_session.m_active, m_handle);
    }
    SQLFreeHandle(SQL_HANDLE_STMT, m_handle);
}

void Statement::check(SQLRETURN result, const std::string& doing) {
    m_session.check(result, SQL_HANDLE_STMT, m_handle, doing);
}

void Statement::execute(const std::string& sql) {
    if (m_session.queryTimeout() > 0)
        SQLSetStmtAttr(m_handle, SQL_ATTR_QUERY_TIMEOUT,
                       reinterpret_cast<SQLPOINTER>(m_session.queryTimeout()), SQL_IS_UINTEGER);
    auto wide = toWide(sql);
    const SQLRETURN result = SQLExecDirectW(m_handle, wide.data(), static_cast<SQLINTEGER>(wide.size()));
    if (result != SQL_NO_DATA) check(result, "The statement");
}

bool Statement::fetch() {
    const SQLRETURN result = SQLFetch(m_handle);
    if (result == SQL_NO_DATA) return false;
    check(result, "Reading rows");
    return true;
}

}  // namespace tributary::plugins::odbc
