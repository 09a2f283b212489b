// SPDX-License-Identifier: GPL-3.0-or-later
#include <sqlite3.h>

#include <cstdint>
#include <memory>

#include "app/demo/demo_parts.h"

namespace tributary::demo {

namespace {

/// pick(i, salt, n): a number in [0, n) that is the same on every machine (SplitMix64).
void pick(sqlite3_context* context, int, sqlite3_value** arguments) {
    const uint64_t range = static_cast<uint64_t>(sqlite3_value_int64(arguments[2]));
    if (range == 0) return sqlite3_result_null(context);
    uint64_t z = static_cast<uint64_t>(sqlite3_value_int64(arguments[0])) * 0x9E3779B97F4A7C15u +
                 static_cast<uint64_t>(sqlite3_value_int64(arguments[1])) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    sqlite3_result_int64(context, static_cast<int64_t>((z ^ (z >> 31)) % range));
}

struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};

}  // namespace

Result<void> writeShop(const std::string& path) {
    sqlite3* raw = nullptr;
    const int opened =
        sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    const std::unique_ptr<sqlite3, Close> db(raw);
    const auto failed = [&] {
        return fail(ErrorCode::Io,
                    "The demo shop '" + path + "' cannot be written: " + sqlite3_errmsg(db.get()),
                    "Check that the folder can be written and the disk has space.");
    };
    if (opened != SQLITE_OK) return failed();
    sqlite3_create_function_v2(db.get(), "pick", 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, pick,
                               nullptr, nullptr, nullptr);
    for (const std::string& statement : shopStatements()) {
        if (sqlite3_exec(db.get(), statement.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            return failed();
    }
    return {};
}

}  // namespace tributary::demo
