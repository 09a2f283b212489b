// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/clickhouse/errors.h"

#include <cctype>
#include <charconv>

namespace tributary::connectors::clickhouse {
namespace {

constexpr std::string_view kCode = "Code: ";
constexpr std::string_view kMarker = "__exception__";

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// The number at `at`; 0 when there is none.
uint32_t numberAt(std::string_view text, size_t at) {
    uint32_t value = 0;
    if (at < text.size()) std::from_chars(text.data() + at, text.data() + text.size(), value);
    return value;
}

void cutAt(std::string_view& text, std::string_view what) {
    const size_t at = text.find(what);
    if (at != std::string_view::npos) text = text.substr(0, at);
}

void trim(std::string_view& text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
}

/// Without code, class names, version and stack trace: what a person needs.
std::string messageOf(std::string_view text) {
    for (std::string_view noise : {", Stack trace", "Stack trace:", ", e.what() = ", " (version ",
                                   "\r\n__exception__", "__exception__"}) {
        cutAt(text, noise);
    }
    static constexpr std::string_view kClass = "DB::Exception: ";
    const size_t at = text.find(kClass);
    if (at != std::string_view::npos && at < 60) text.remove_prefix(at + kClass.size());
    trim(text);
    if (!text.empty() && text.back() == '.') text.remove_suffix(1);
    return std::string(text.substr(0, 2000));
}

struct Kind {
    ErrorCode code;
    std::string_view hint;
};

Kind kindOf(uint32_t code) {
    switch (code) {
        case 62:
            return {ErrorCode::Syntax, "Correct the statement at the marked place."};
        case 46:
            return {ErrorCode::Syntax, "Check the function's name; this server's version may not have it."};
        case 47:
            return {ErrorCode::Syntax,
                    "Check the column's name: ClickHouse distinguishes upper and lower case."};
        case 42:
        case 43:
        case 53:
        case 386:
            return {ErrorCode::Syntax, "Check the types of the arguments, and cast where needed."};
        case 60:
            return {ErrorCode::NotFound, "Check database and table name; refresh the schema if it changed."};
        case 81:
            return {ErrorCode::NotFound, "Check the name of the database in the connection's settings."};
        case 192:
        case 193:
        case 194:
        case 516:
            return {ErrorCode::Authentication, "Check user name and password of the connection."};
        case 195:
            return {ErrorCode::Authentication, "The server does not let this user in from this address."};
        case 164:
            return {ErrorCode::Permission, "The session is read-only; use a connection that may write."};
        case 291:
        case 497:
            return {ErrorCode::Permission, "Ask the administrator of the server for the missing grant."};
        case 159:
        case 160:
            return {ErrorCode::Timeout,
                    "Narrow the query, or raise the statement timeout of the connection."};
        case 202:
            return {ErrorCode::Resource, "The server runs as many queries as it may; try again later."};
        case 241:
            return {ErrorCode::Resource, "Narrow the query, or raise max_memory_usage on the server."};
        case 394:
            return {ErrorCode::Cancelled, "Somebody ended the query on the server."};
        case 115:
        case 452:
            return {ErrorCode::InvalidArgument,
                    "The user's profile on the server does not take this setting."};
        default:
            return {ErrorCode::Query, ""};
    }
}

std::optional<SourcePosition> positionOf(std::string_view text) {
    const size_t line = text.find("(line ");
    const size_t column = text.find("col ", line == std::string_view::npos ? 0 : line);
    if (line != std::string_view::npos && column != std::string_view::npos) {
        return SourcePosition{numberAt(text, line + 6), numberAt(text, column + 4), 1};
    }
    static constexpr std::string_view kPosition = "failed at position ";
    const size_t at = text.find(kPosition);  // one-line statements get no line number
    if (at == std::string_view::npos) return std::nullopt;
    return SourcePosition{1, numberAt(text, at + kPosition.size()), 1};
}

}  // namespace

Error serverError(std::string_view text, long status) {
    const size_t at = text.find(kCode);
    const uint32_t code = at == std::string_view::npos ? 0 : numberAt(text, at + kCode.size());
    if (code == 0) {
        trim(text);
        std::string shown(text.substr(0, 200));
        return Error(status == 401 || status == 403 ? ErrorCode::Authentication : ErrorCode::Connection,
                     "The server answered with HTTP status " + std::to_string(status) +
                         (shown.empty() ? std::string() : ": " + shown),
                     "Check that host and port belong to ClickHouse's HTTP interface (usually 8123, or 8443 "
                     "with TLS).");
    }
    const Kind kind = kindOf(code);
    Error error(kind.code, messageOf(text.substr(at)), std::string(kind.hint));
    error.nativeCode = std::to_string(code);
    error.retryable = code == 159 || code == 202 || code == 241;
    if (code == 62) error.position = positionOf(text);
    return error;
}

bool beginsWithException(std::string_view bytes) {
    while (!bytes.empty() && (bytes.front() == '\r' || bytes.front() == '\n')) bytes.remove_prefix(1);
    if (bytes.substr(0, kMarker.size()) == kMarker) return true;
    return bytes.size() > kCode.size() && bytes.substr(0, kCode.size()) == kCode &&
           isDigit(bytes[kCode.size()]);
}

std::optional<std::string_view> findException(std::string_view tail) {
    for (size_t at = tail.find(kCode); at != std::string_view::npos; at = tail.find(kCode, at + 1)) {
        if (at + kCode.size() >= tail.size() || !isDigit(tail[at + kCode.size()])) continue;
        if (tail.substr(at, 60).find("DB::Exception") != std::string_view::npos) return tail.substr(at);
    }
    return std::nullopt;
}

}  // namespace tributary::connectors::clickhouse
