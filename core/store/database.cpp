// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include <sqlite3.h>

#include <cstring>

namespace tributary::store {
namespace {

// Two windows and a service may write at once; every transaction is short.
constexpr int kBusyTimeoutMs = 5000;

ErrorCode codeFor(int status) {
    switch (status & 0xff) {
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
            return ErrorCode::Corrupt;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return ErrorCode::Conflict;
        case SQLITE_FULL:
        case SQLITE_NOMEM:
            return ErrorCode::Resource;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return ErrorCode::Permission;
        case SQLITE_CANTOPEN:
        case SQLITE_IOERR:
            return ErrorCode::Io;
        default:
            return ErrorCode::Internal;
    }
}

const char* hintFor(ErrorCode code) {
    switch (code) {
        case ErrorCode::Conflict:
            return "Another Tributary is writing to the workspace; try again.";
        case ErrorCode::Resource:
            return "Free some space on the disk and try again.";
        case ErrorCode::Permission:
            return "Check that you may write to the workspace file and its folder.";
        case ErrorCode::Io:
            return "Check that the folder exists and that you may write to it.";
        default:
            return "";
    }
}

}  // namespace

Error sqliteError(sqlite3* database, int status) {
    const ErrorCode code = codeFor(status);
    std::string why = database ? sqlite3_errmsg(database) : sqlite3_errstr(status);
    Error error(code, "The workspace could not be used: " + why, hintFor(code));
    error.nativeCode = "SQLite " + std::to_string(status);
    error.retryable = code == ErrorCode::Conflict;
    return error;
}

Statement::Statement(sqlite3* database, std::string_view sql) : m_database(database) {
    m_status = sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &m_statement, nullptr);
}

Statement::~Statement() {
    sqlite3_finalize(m_statement);
}

Statement& Statement::bind(std::string_view value) {
    if (m_status != SQLITE_OK) return *this;
    const char* data = value.data() ? value.data() : "";  // a null pointer would bind NULL
    m_status = sqlite3_bind_text64(m_statement, m_next++, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind(int64_t value) {
    if (m_status == SQLITE_OK) m_status = sqlite3_bind_int64(m_statement, m_next++, value);
    return *this;
}

Statement& Statement::bind(const std::optional<int64_t>& value) {
    if (value) return bind(*value);
    if (m_status == SQLITE_OK) m_status = sqlite3_bind_null(m_statement, m_next++);
    return *this;
}

Statement& Statement::bindNumber(const std::optional<double>& value) {
    if (m_status != SQLITE_OK) return *this;
    m_status =
        value ? sqlite3_bind_double(m_statement, m_next++, *value) : sqlite3_bind_null(m_statement, m_next++);
    return *this;
}

Result<bool> Statement::step() {
    if (m_status != SQLITE_OK) return fail(sqliteError(m_database, m_status));
    const int status = sqlite3_step(m_statement);
    if (status == SQLITE_ROW) return true;
    if (status == SQLITE_DONE) return false;
    m_status = status;
    return fail(sqliteError(m_database, status));
}

Result<void> Statement::run() {
    for (;;) {
        auto row = step();
        if (!row) return fail(row.error());
        if (!*row) return {};
    }
}

void Statement::reset() {
    sqlite3_reset(m_statement);
    m_next = 1;
}

std::string Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
    return data ? std::string(data, static_cast<size_t>(sqlite3_column_bytes(m_statement, column)))
                : std::string();
}

int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_statement, column);
}

double Statement::number(int column) const {
    return sqlite3_column_double(m_statement, column);
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

Database::~Database() {
    close();
}

Result<void> Database::open(const std::string& path) {
    const int status = sqlite3_open_v2(
        path.c_str(), &m_handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    if (status != SQLITE_OK) {
        Error error = sqliteError(m_handle, status);
        close();
        return fail(std::move(error));
    }
    sqlite3_extended_result_codes(m_handle, 1);
    sqlite3_busy_timeout(m_handle, kBusyTimeoutMs);
    return {};
}

bool Database::looksLikeDatabase() const {
    sqlite3_file* file = nullptr;
    if (sqlite3_file_control(m_handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file)
        return false;
    sqlite3_int64 size = 0;
    if (!file->pMethods || file->pMethods->xFileSize(file, &size) != SQLITE_OK) return false;
    if (size == 0) return true;
    char magic[16] = {};
    const int status = file->pMethods->xRead(file, magic, sizeof magic, 0);
    return status == SQLITE_OK && std::memcmp(magic, "SQLite format 3", sizeof magic) == 0;
}

void Database::close() {
    sqlite3_close_v2(m_handle);
    m_handle = nullptr;
}

Result<void> Database::execute(const char* sql) {
    const int status = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
    if (status != SQLITE_OK) return fail(sqliteError(m_handle, status));
    return {};
}

Result<int64_t> Database::integer(std::string_view sql) {
    Statement statement(m_handle, sql);
    auto row = statement.step();
    if (!row) return fail(row.error());
    return *row ? statement.integer(0) : 0;
}

Transaction::Transaction(Database& database)
    : m_database(database), m_begun(database.execute("BEGIN IMMEDIATE")) {
    m_open = m_begun.has_value();
}

Transaction::~Transaction() {
    // A failed ROLLBACK means SQLite has rolled back by itself already.
    if (m_open) sqlite3_exec(m_database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> Transaction::commit() {
    if (!m_begun) return m_begun;
    auto done = m_database.execute("COMMIT");
    if (done) m_open = false;
    return done;
}

}  // namespace tributary::store
