// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>
#include <duckdb.hpp>

#include "core/engine/federation_impl.h"

namespace tributary::engine {
namespace {

ErrorCode codeOf(duckdb::ExceptionType type) {
    using duckdb::ExceptionType;
    switch (type) {
        case ExceptionType::PARSER:
        case ExceptionType::SYNTAX:
        case ExceptionType::BINDER:
        case ExceptionType::CATALOG:
        case ExceptionType::PLANNER:
        case ExceptionType::PARAMETER_NOT_RESOLVED:
        case ExceptionType::PARAMETER_NOT_ALLOWED:
            return ErrorCode::Syntax;
        case ExceptionType::NOT_IMPLEMENTED:
            return ErrorCode::Unsupported;
        case ExceptionType::INTERRUPT:
            return ErrorCode::Cancelled;
        case ExceptionType::OUT_OF_MEMORY:
            return ErrorCode::Resource;
        case ExceptionType::IO:
            return ErrorCode::Io;
        case ExceptionType::PERMISSION:
            return ErrorCode::Permission;
        case ExceptionType::INTERNAL:
        case ExceptionType::FATAL:
            return ErrorCode::Internal;
        default:
            return ErrorCode::Query;
    }
}

/// Byte offset → line and column, both from 1, the column in characters (UTF-8 continuation bytes do not
/// count).
SourcePosition positionAt(const std::string& sql, size_t offset) {
    SourcePosition out;
    offset = std::min(offset, sql.size());
    for (size_t i = 0; i < offset; i++) {
        if (sql[i] == '\n') {
            out.line++;
            out.column = 1;
        } else if ((static_cast<unsigned char>(sql[i]) & 0xC0) != 0x80) {
            out.column++;
        }
    }
    const auto isWord = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80);
    };
    size_t end = offset;
    while (end < sql.size() && isWord(sql[end])) end++;
    if (end > offset) out.length = static_cast<uint32_t>(end - offset);
    return out;
}

bool startsWith(const std::string& text, std::string_view prefix) {
    return text.compare(0, prefix.size(), prefix) == 0;
}

/// What people new to the program run into, in its own words; DuckDB knows nothing of connections.
void explain(Error& error) {
    static const std::string kUnset =
        "Values were not provided for the following prepared statement parameters: ";
    if (startsWith(error.message, kUnset)) {
        std::string names;
        for (const char c : "$" + error.message.substr(kUnset.size()))
            names += c == ' ' ? std::string(" $") : std::string(1, c);
        error.code = ErrorCode::InvalidArgument;
        error.message = "The statement has a parameter without a value: " + names;
        error.hint = "Give every $name a value (on the command line: --param name=value).";
    } else if (startsWith(error.message, "Catalog \"") &&
               error.message.find("\" does not exist!") != std::string::npos) {
        error.hint =
            "There is no connection of that name: the list of connections shows those there are "
            "(on the command line: tributary connection list).";
    } else if (startsWith(error.message, "Table with name ")) {
        // DuckDB only looks among its own tables: what it then suggests helps nobody.
        const size_t suggestion = error.message.find("\nDid you mean \"pg_");
        if (suggestion != std::string::npos) error.message.resize(suggestion);
        error.hint =
            "A table of a connection is written connection.schema.table (on the command line, tributary "
            "schema lists them).";
    }
}

}  // namespace

Error toError(const duckdb::ErrorData& data, const std::string& sql) {
    Error error;
    error.code = codeOf(data.Type());
    error.message = data.RawMessage();
    // DuckDB appends the line with a caret; we keep the position as data instead.
    const size_t line = error.message.find("\n\nLINE ");
    if (line != std::string::npos) error.message.resize(line);
    const size_t trace = error.message.find("\n\nStack Trace:");
    if (trace != std::string::npos) error.message.resize(trace);
    const auto& extra = data.ExtraInfo();
    auto position = extra.find("position");
    if (position != extra.end() && !sql.empty()) {
        size_t offset = 0;
        const std::string& text = position->second;
        auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), offset);
        if (status == std::errc()) error.position = positionAt(sql, offset);
    }
    explain(error);
    if (error.code == ErrorCode::Internal) {
        error.hint =
            "This is a defect of the program: please report it with the statement. Reopen the workspace now.";
    } else if (error.code == ErrorCode::Resource) {
        error.hint = "Narrow the query, or raise the memory limit.";
    }
    return error;
}

}  // namespace tributary::engine
