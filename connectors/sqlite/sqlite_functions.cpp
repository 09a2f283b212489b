// SPDX-License-Identifier: GPL-3.0-or-later
#include <string>

#include "connectors/sqlite/sqlite_dialect.h"
#include "connectors/sqlite/sqlite_error.h"
#include "connectors/sqlite/sqlite_values.h"

namespace tributary::connectors::sqlite {

namespace {

void raise(sqlite3_context* context, sqlite3_value* value, sqlite3_value* column, std::string_view type) {
    std::string shown;
    exactText(value, shown);
    if (shown.size() > 60) shown = "of " + std::to_string(shown.size()) + " characters";
    std::string message(kMisfitMark);
    message.append("Column '").append(textOf(column)).append("' holds the ").append(storageClass(value));
    message.append(" value ").append(shown).append(", which is no exact ").append(type);
    sqlite3_result_error(context, message.c_str(), static_cast<int>(message.size()));
}

/// (value, column, type): 0 for NULL, an error for anything else.
void misfitFunction(sqlite3_context* context, int, sqlite3_value** arguments) {
    if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return sqlite3_result_int(context, 0);
    raise(context, arguments[0], arguments[1], textOf(arguments[2]));
}

template <typename T, bool (*Parse)(std::string_view, T&)>
void parseFunction(sqlite3_context* context, int, sqlite3_value** arguments) {
    if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return sqlite3_result_null(context);
    T number;
    if (sqlite3_value_type(arguments[0]) == SQLITE_TEXT && Parse(textOf(arguments[0]), number)) {
        return sqlite3_result_int64(context, number);
    }
    raise(context, arguments[0], arguments[1], static_cast<const char*>(sqlite3_user_data(context)));
}

/// (value, column, width, scale): the decimal times 10^scale.
void decimalFunction(sqlite3_context* context, int, sqlite3_value** arguments) {
    if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return sqlite3_result_null(context);
    const auto width = static_cast<uint8_t>(sqlite3_value_int(arguments[2]));
    const auto scale = static_cast<uint8_t>(sqlite3_value_int(arguments[3]));
    duckdb::hugeint_t huge;
    int64_t number;
    if (width <= 18 && scale <= width && exactDecimal(arguments[0], width, scale, huge) &&
        duckdb::Hugeint::TryCast(huge, number)) {
        return sqlite3_result_int64(context, number);
    }
    raise(context, arguments[0], arguments[1],
          "DECIMAL(" + std::to_string(width) + "," + std::to_string(scale) + ")");
}

using Function = void (*)(sqlite3_context*, int, sqlite3_value**);

/// SQLite calls through C; nothing may be thrown into it.
template <Function F>
void guarded(sqlite3_context* context, int count, sqlite3_value** arguments) {
    try {
        F(context, count, arguments);
    } catch (const std::exception&) {
        sqlite3_result_error_nomem(context);
    }
}

struct Definition {
    const char* name;
    int arguments;
    Function function;
    const char* type;
};

constexpr Definition kDefinitions[] = {
    {"tributary_misfit", 3, guarded<misfitFunction>, ""},
    {"tributary_date", 2, guarded<parseFunction<int32_t, parseDate>>, "DATE"},
    {"tributary_time", 2, guarded<parseFunction<int64_t, parseTime>>, "TIME"},
    {"tributary_timestamp", 2, guarded<parseFunction<int64_t, parseTimestamp>>, "TIMESTAMP"},
    {"tributary_timestamptz", 2, guarded<parseFunction<int64_t, parseTimestampTz>>,
     "TIMESTAMP WITH TIME ZONE"},
    {"tributary_decimal", 4, guarded<decimalFunction>, ""},
};

}  // namespace

int registerFunctions(sqlite3* db) {
    for (const Definition& d : kDefinitions) {
        const int code =
            sqlite3_create_function_v2(db, d.name, d.arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                       const_cast<char*>(d.type), d.function, nullptr, nullptr, nullptr);
        if (code != SQLITE_OK) return code;
    }
    return SQLITE_OK;
}

}  // namespace tributary::connectors::sqlite
