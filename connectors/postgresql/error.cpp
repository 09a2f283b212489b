// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/error.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include "core/base/utf8.h"

namespace tributary::connectors::postgresql {
namespace {

struct StateRule {
    std::string_view prefix;
    ErrorCode code;
    bool retryable;
    std::string_view hint;  ///< used when the server gives none
};

// The first prefix that fits decides, so exact codes stand before their class.
constexpr std::array<StateRule, 28> kRules{{
    {"28", ErrorCode::Authentication, false,
     "Check the user name and the password, and that pg_hba.conf on the server admits this client."},
    {"3D000", ErrorCode::NotFound, false, "Check the name of the database."},
    {"42501", ErrorCode::Permission, false, "Ask the owner for the privilege (GRANT), or use another user."},
    {"25006", ErrorCode::Permission, false,
     "This connection is read-only. Switch that off in the connection's settings if you mean to write."},
    {"53300", ErrorCode::Resource, true,
     "The server has no free session. Try again, or close other sessions."},
    {"53", ErrorCode::Resource, false,
     "The server ran out of memory, disk or another limit; ask who runs it."},
    {"54", ErrorCode::Resource, false, "Make the statement smaller."},
    {"57P01", ErrorCode::Connection, true, "The server or an administrator ended the session. Try again."},
    {"57P02", ErrorCode::Connection, true, "The server crashed. Try again when it is back."},
    {"57P03", ErrorCode::Connection, true,
     "The server is starting up or shutting down. Try again in a moment."},
    {"57P05", ErrorCode::Connection, true, "The session was idle too long for the server. Try again."},
    {"57014", ErrorCode::Cancelled, false, "The server stopped the statement at somebody's request."},
    {"25P03", ErrorCode::Connection, true, "The session was idle in a transaction for too long. Try again."},
    {"25P02", ErrorCode::Query, false,
     "An earlier statement of this transaction failed: run ROLLBACK first."},
    {"08", ErrorCode::Connection, true, "Check that the server is running and can be reached."},
    {"40", ErrorCode::Conflict, true, "Another transaction was in the way. Try again."},
    {"55P03", ErrorCode::Conflict, true, "Somebody else holds a lock. Try again."},
    {"42", ErrorCode::Syntax, false, ""},
    {"3F000", ErrorCode::NotFound, false, "Check the name of the schema."},
    {"0A000", ErrorCode::Unsupported, false, ""},
    {"22021", ErrorCode::Data, false,
     "The data holds bytes that are no valid text in the server's encoding. Read the column as bytea "
     "instead."},
    {"22P05", ErrorCode::Data, false,
     "The text holds a character that has no equivalent in the other encoding. Read the column as bytea "
     "instead."},
    {"58", ErrorCode::Io, false, "The server could not read or write one of its files; ask who runs it."},
    {"XX001", ErrorCode::Corrupt, false, "The server reports damaged data; ask who runs it."},
    {"XX002", ErrorCode::Corrupt, false, "The server reports a damaged index; ask who runs it."},
    {"2F", ErrorCode::Query, false, ""},
    {"22", ErrorCode::Query, false, ""},
    {"23", ErrorCode::Query, false, ""},
}};

const StateRule* ruleFor(std::string_view state) {
    for (const auto& rule : kRules) {
        if (state.substr(0, rule.prefix.size()) == rule.prefix) return &rule;
    }
    return nullptr;
}

void applyRule(Error& error, std::string_view state) {
    error.nativeCode = std::string(state);
    const StateRule* rule = ruleFor(state);
    if (!rule) return;
    error.code = rule->code;
    error.retryable = rule->retryable;
    if (error.hint.empty()) error.hint = std::string(rule->hint);
}

std::string field(const PGresult* result, int which) {
    const char* text = PQresultErrorField(result, which);
    return text ? text : "";
}

std::string trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
    return std::string(text);
}

bool isWordByte(char c) {
    auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) || c == '_' || byte >= 0x80;
}

bool startsCharacter(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

/// Finds ":  28P01: text" in a verbose message; the severity before it may be in any language.
bool findSqlState(std::string_view message, std::string& state, std::string& text) {
    for (size_t at = message.find(":  "); at != std::string_view::npos; at = message.find(":  ", at + 1)) {
        std::string_view rest = message.substr(at + 3);
        if (rest.size() < 7 || rest[5] != ':') continue;
        auto isStateByte = [](unsigned char c) { return std::isdigit(c) || std::isupper(c); };
        if (!std::all_of(rest.begin(), rest.begin() + 5, isStateByte)) continue;
        state = std::string(rest.substr(0, 5));
        text = trimmed(rest.substr(6, rest.find('\n', 6) - 6));
        return true;
    }
    return false;
}

/// What libpq tells of each address, without the indented lines that guess at why: the hint does that.
std::string inOneLine(std::string_view message) {
    std::string out;
    for (size_t at = 0; at < message.size();) {
        const size_t end = std::min(message.find('\n', at), message.size());
        const std::string_view line = message.substr(at, end - at);
        at = end + 1;
        if (line.empty() || line.front() == '\t') continue;
        out += (out.empty() ? "" : "; ") + printable(line, false);
    }
    return out;
}

}  // namespace

ErrorCode codeForSqlState(std::string_view state) {
    const StateRule* rule = ruleFor(state);
    return rule ? rule->code : ErrorCode::Query;
}

SourcePosition positionIn(std::string_view statement, size_t position) {
    SourcePosition out;
    size_t at = 0;
    for (size_t character = 1; at < statement.size() && character < position; character++) {
        if (statement[at] == '\n') {
            out.line++;
            out.column = 1;
        } else {
            out.column++;
        }
        for (at++; at < statement.size() && !startsCharacter(statement[at]);) at++;
    }
    uint32_t length = 0;
    for (; at < statement.size() && isWordByte(statement[at]); at++) length += startsCharacter(statement[at]);
    out.length = std::max<uint32_t>(1, length);
    return out;
}

Error errorFromResult(const PGresult* result, std::string_view statement, size_t prefix) {
    Error error(ErrorCode::Query, field(result, PG_DIAG_MESSAGE_PRIMARY),
                field(result, PG_DIAG_MESSAGE_HINT));
    std::string state = field(result, PG_DIAG_SQLSTATE);
    if (error.message.empty()) return connectionLost(trimmed(PQresultErrorMessage(result)));
    std::string detail = field(result, PG_DIAG_MESSAGE_DETAIL);
    if (!detail.empty()) error.message += ". " + detail;
    applyRule(error, state);
    std::string position = field(result, PG_DIAG_STATEMENT_POSITION);
    if (!statement.empty() && !position.empty()) {
        size_t at = std::strtoull(position.c_str(), nullptr, 10);
        if (at > prefix) error.position = positionIn(statement, at - prefix);
    }
    return error;
}

Error errorFromConnect(std::string_view message, bool needsPassword) {
    Error error(ErrorCode::Connection, inOneLine(message));
    std::string state;
    std::string text;
    if (findSqlState(message, state, text)) {
        error.message = text;
        applyRule(error, state);
        return error;
    }
    auto says = [&](std::string_view what) { return message.find(what) != std::string_view::npos; };
    if (needsPassword || says("no password supplied")) {
        error.code = ErrorCode::Authentication;
        error.hint = "The server asks for a password: fill it in.";
    } else if (says("certificate")) {
        error.code = ErrorCode::Authentication;
        error.hint =
            "Give the certificate of the authority that signed the server's (TLS page), and the host name it "
            "names.";
    } else if (says("SSL")) {
        error.hint = "Choose another TLS mode, or ask who runs the server whether it offers TLS.";
    } else if (says("could not translate host name")) {
        error.hint = "Check the host name.";
    } else {
        error.hint = "Check host and port, that the server is running, and that no firewall is in between.";
        error.retryable = true;
    }
    return error;
}

Error connectionLost(std::string_view detail) {
    std::string text = printable(detail, false);
    Error error(ErrorCode::Connection,
                "The connection to the server was lost" + (text.empty() ? text : ": " + text),
                "Try again; if it happens again, look into the server's log.");
    error.retryable = true;
    return error;
}

}  // namespace tributary::connectors::postgresql
