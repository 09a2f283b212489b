// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sqlite/sqlite_error.h"

namespace tributary::connectors::sqlite {

namespace {

SourcePosition positionAt(std::string_view text, size_t offset) {
    SourcePosition position;
    for (size_t i = 0; i < offset && i < text.size(); i++) {
        if (text[i] == '\n') {
            position.line++;
            position.column = 1;
        } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
            position.column++;
        }
    }
    return position;
}

struct Meaning {
    int code;
    ErrorCode meaning;
    const char* hint;
    bool retryable;
};

constexpr Meaning kMeanings[] = {
    {SQLITE_BUSY, ErrorCode::Conflict,
     "Another program holds the file locked. Try again when it is done, or raise the lock wait time.", true},
    {SQLITE_LOCKED, ErrorCode::Conflict, "Another statement holds the table. Try again.", true},
    {SQLITE_READONLY, ErrorCode::Permission,
     "The connection or the file is read-only. Switch read-only off, or check the file's permissions.",
     false},
    {SQLITE_PERM, ErrorCode::Permission, "Check the file's permissions.", false},
    {SQLITE_AUTH, ErrorCode::Permission, "", false},
    {SQLITE_NOTADB, ErrorCode::Corrupt,
     "The file is something else, or an encrypted database (SQLCipher, SEE), which cannot be read.", false},
    {SQLITE_CORRUPT, ErrorCode::Corrupt,
     "The database file is damaged. Restore a copy, or try the sqlite3 shell's .recover command.", false},
    {SQLITE_FULL, ErrorCode::Resource, "The disk or the database is full.", false},
    {SQLITE_NOMEM, ErrorCode::Resource, "Memory ran out.", false},
    {SQLITE_TOOBIG, ErrorCode::Resource, "A text or blob is larger than SQLite allows.", false},
    {SQLITE_IOERR, ErrorCode::Io, "Check the disk and the network share the file is on.", true},
    {SQLITE_CANTOPEN, ErrorCode::Io,
     "Check that the file and its folder can be read; a WAL database also needs its folder writable.", false},
};

}  // namespace

Error lastError(sqlite3* db, int code, std::string_view statement) {
    const int extended = db ? sqlite3_extended_errcode(db) : code;
    std::string message = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    Error error(ErrorCode::Query, message);
    if (message.rfind(kMisfitMark, 0) == 0) {
        error.code = ErrorCode::Data;
        error.message = message.substr(kMisfitMark.size());
        error.hint =
            "Set the connection's column types to 'text' or 'sampled' to see the value as it is stored.";
    }
    error.nativeCode = std::to_string(extended);
    for (const Meaning& m : kMeanings) {
        if (m.code != (code & 0xff)) continue;
        error.code = m.meaning;
        error.hint = m.hint;
        error.retryable = m.retryable;
    }
    if (!statement.empty() && (code & 0xff) == SQLITE_ERROR) {
        error.code = ErrorCode::Syntax;
        const int offset = sqlite3_error_offset(db);
        if (offset >= 0) error.position = positionAt(statement, static_cast<size_t>(offset));
    }
    return error;
}

Error stepError(sqlite3* db, int code, const CancelToken& token, bool timedOut) {
    if (token.isCancelled()) return token.error();
    if ((code & 0xff) == SQLITE_INTERRUPT) {
        if (timedOut) {
            return Error(ErrorCode::Timeout,
                         "The statement ran longer than the connection's statement timeout",
                         "Raise the statement timeout, or ask for less.");
        }
        return Error(ErrorCode::Cancelled, "The statement was interrupted");
    }
    return lastError(db, code);
}

}  // namespace tributary::connectors::sqlite
