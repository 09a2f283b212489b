// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/duckdb/duck_error.h"

#include <cstdlib>

namespace tributary::connectors::duck {

namespace {

using duckdb::ExceptionType;

ErrorCode codeOf(ExceptionType type, const std::string& message) {
    if (message.find("read-only") != std::string::npos) return ErrorCode::Permission;
    switch (type) {
        case ExceptionType::PARSER:
        case ExceptionType::SYNTAX:
        case ExceptionType::BINDER:
        case ExceptionType::CATALOG:
        case ExceptionType::EXPRESSION:
            return ErrorCode::Syntax;
        case ExceptionType::IO:
            return ErrorCode::Io;
        case ExceptionType::OUT_OF_MEMORY:
            return ErrorCode::Resource;
        case ExceptionType::PERMISSION:
            return ErrorCode::Permission;
        case ExceptionType::NOT_IMPLEMENTED:
            return ErrorCode::Unsupported;
        case ExceptionType::INTERRUPT:
            return ErrorCode::Cancelled;
        case ExceptionType::SERIALIZATION:
            return ErrorCode::Corrupt;
        default:
            return ErrorCode::Query;
    }
}

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

}  // namespace

Error toError(const duckdb::ErrorData& data, std::string_view statement, const CancelToken& token) {
    if (token.isCancelled()) return token.error();
    std::string message = data.RawMessage();
    // DuckDB repeats the statement below the message; the position says the same.
    if (const size_t excerpt = message.find("\n\nLINE "); excerpt != std::string::npos)
        message.resize(excerpt);
    Error error(codeOf(data.Type(), message), message);
    error.nativeCode = duckdb::Exception::ExceptionTypeToString(data.Type());
    if (error.code == ErrorCode::Permission) {
        error.hint = "The database is open read-only. Switch read-only off to change it.";
    }
    const auto& extra = data.ExtraInfo();
    if (const auto found = extra.find("position"); found != extra.end() && !statement.empty()) {
        error.position = positionAt(statement, static_cast<size_t>(std::atoll(found->second.c_str())));
    }
    return error;
}

Error toError(const std::exception& exception) {
    return toError(duckdb::ErrorData(exception), std::string_view(), CancelToken());
}

}  // namespace tributary::connectors::duck
