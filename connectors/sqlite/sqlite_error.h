// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/base/cancel_token.h"
#include "core/base/error.h"

namespace tributary::connectors::sqlite {

struct CloseDatabase {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
struct FreeValue {
    void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
};
using DatabasePtr = std::unique_ptr<sqlite3, CloseDatabase>;
using StatementPtr = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;
using ValuePtr = std::unique_ptr<sqlite3_value, FreeValue>;

/// What our own SQL functions put before the text of a Data error, so that it is told from SQLite's own
/// errors.
inline constexpr std::string_view kMisfitMark = "tributary: ";

/// SQLite's last error on `db` in the user's words; `statement` locates a syntax error.
Error lastError(sqlite3* db, int code, std::string_view statement = {});

/// As lastError, but the token's reason when the statement was interrupted because of it.
Error stepError(sqlite3* db, int code, const CancelToken& token, bool timedOut);

}  // namespace tributary::connectors::sqlite
