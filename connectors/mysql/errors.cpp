// SPDX-License-Identifier: GPL-3.0-or-later
#include <errmsg.h>
#include <mysqld_error.h>

#include <algorithm>

#include "connectors/mysql/client.h"

namespace tributary::connectors::mysql {

namespace {

// Numbers that only one of MySQL and MariaDB knows, so the library's headers lack them.
constexpr unsigned kMariaDbStatementTimeout = 1969;
constexpr unsigned kMariaDbConnectionKilled = 1927;
constexpr unsigned kMySqlQueryTimeout = 3024;
constexpr unsigned kMySqlNotInReadOnlyMode = 1290;
constexpr unsigned kMySqlUserLimit = 1226;
constexpr unsigned kAccessDeniedNoPassword = 1698;
constexpr unsigned kUnknownAuthPlugin = 2059;

struct Meaning {
    unsigned code;
    ErrorCode kind;
    const char* hint;
    bool retryable;
};

constexpr const char* kLostHint =
    "The server ended the session: it was restarted, the session was killed, or a time limit of the server "
    "passed. "
    "Try again; a new session is opened.";
constexpr const char* kGrantHint = "Ask for the privilege (GRANT …), or connect as another user.";

const Meaning kMeanings[] = {
    {ER_ACCESS_DENIED_ERROR, ErrorCode::Authentication,
     "Check user and password; an account belongs to a host in MySQL: 'user'@'this machine' must exist.",
     false},
    {kAccessDeniedNoPassword, ErrorCode::Authentication,
     "This account signs in through the operating system only. Use an account with a password.", false},
    {kUnknownAuthPlugin, ErrorCode::Authentication,
     "The account uses a sign-in method this program has no plugin for. Change the account's plugin on the "
     "server.",
     false},
    {ER_HOST_NOT_PRIVILEGED, ErrorCode::Authentication,
     "The server accepts no account from this machine. Create 'user'@'this host' on the server.", false},
    {ER_HOST_IS_BLOCKED, ErrorCode::Connection,
     "Too many failed attempts came from this machine. Run FLUSH HOSTS on the server.", true},
    {ER_DBACCESS_DENIED_ERROR, ErrorCode::Permission, kGrantHint, false},
    {ER_TABLEACCESS_DENIED_ERROR, ErrorCode::Permission, kGrantHint, false},
    {ER_COLUMNACCESS_DENIED_ERROR, ErrorCode::Permission, kGrantHint, false},
    {ER_SPECIFIC_ACCESS_DENIED_ERROR, ErrorCode::Permission, kGrantHint, false},
    {ER_PROCACCESS_DENIED_ERROR, ErrorCode::Permission, kGrantHint, false},
    {kMySqlNotInReadOnlyMode, ErrorCode::Permission, "The server runs with an option that refuses this.",
     false},
    {ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ErrorCode::Permission,
     "The connection is read only. Switch 'Read only' off in its settings to change data.", false},
    {ER_BAD_DB_ERROR, ErrorCode::NotFound,
     "Check the database's name; SHOW DATABASES lists what you may see.", false},
    {ER_NO_SUCH_TABLE, ErrorCode::NotFound,
     "Check the spelling; on many servers upper and lower case differ in table names.", false},
    {ER_PARSE_ERROR, ErrorCode::Syntax, "", false},
    {ER_BAD_FIELD_ERROR, ErrorCode::Syntax, "Check the column's name, or quote text with single quotes.",
     false},
    {ER_NON_UNIQ_ERROR, ErrorCode::Syntax, "Say which table's column is meant: table.column.", false},
    {ER_SP_DOES_NOT_EXIST, ErrorCode::Syntax, "Check the function's name and its database.", false},
    {ER_EMPTY_QUERY, ErrorCode::Syntax, "Write a statement first.", false},
    {ER_QUERY_INTERRUPTED, ErrorCode::Query, "Somebody stopped the statement on the server (KILL QUERY).",
     true},
    {kMariaDbStatementTimeout, ErrorCode::Timeout,
     "Raise the statement timeout of the connection, or narrow the query.", true},
    {kMySqlQueryTimeout, ErrorCode::Timeout,
     "Raise the statement timeout of the connection, or narrow the query.", true},
    {ER_LOCK_WAIT_TIMEOUT, ErrorCode::Timeout,
     "Another session holds the rows. Try again, or find it with "
     "SHOW PROCESSLIST.",
     true},
    {ER_LOCK_DEADLOCK, ErrorCode::Conflict, "Two sessions waited for each other. Try again.", true},
    {ER_CON_COUNT_ERROR, ErrorCode::Resource,
     "The server has no free session. Close some, or raise max_connections.", true},
    {ER_TOO_MANY_USER_CONNECTIONS, ErrorCode::Resource, "This user has no free session. Close some.", true},
    {kMySqlUserLimit, ErrorCode::Resource, "This user has used up a limit of the server.", true},
    {ER_SERVER_SHUTDOWN, ErrorCode::Connection, kLostHint, true},
    {kMariaDbConnectionKilled, ErrorCode::Connection, kLostHint, true},
    {CR_SERVER_GONE_ERROR, ErrorCode::Connection, kLostHint, true},
    {CR_SERVER_LOST, ErrorCode::Connection, kLostHint, true},
    {CR_CONNECTION_ERROR, ErrorCode::Connection, "Check the socket's path and whether the server runs.",
     true},
    {CR_CONN_HOST_ERROR, ErrorCode::Connection,
     "Check host and port, whether the server runs, and whether a firewall lets this machine through.", true},
    {CR_UNKNOWN_HOST, ErrorCode::Connection, "Check the host's name.", true},
    {CR_SSL_CONNECTION_ERROR, ErrorCode::Connection,
     "Check the TLS settings: the authority's certificate, the host's name in the server's certificate, and "
     "the "
     "client certificate and key.",
     false},
    {ER_NET_PACKET_TOO_LARGE, ErrorCode::Resource, "Raise max_allowed_packet on the server.", false},
    {ER_UNSUPPORTED_PS, ErrorCode::Unsupported, "", false},
};

/// Byte range in `sql` → line, column and length in characters.
SourcePosition positionOf(std::string_view sql, size_t begin, size_t length) {
    SourcePosition position;
    auto characters = [](std::string_view text) {
        return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
    };
    std::string_view before = sql.substr(0, begin);
    size_t lineStart = before.rfind('\n');
    position.line = static_cast<uint32_t>(std::count(before.begin(), before.end(), '\n') + 1);
    lineStart = lineStart == std::string_view::npos ? 0 : lineStart + 1;
    position.column = static_cast<uint32_t>(characters(before.substr(lineStart)) + 1);
    position.length = std::max<uint32_t>(1, static_cast<uint32_t>(characters(sql.substr(begin, length))));
    return position;
}

size_t lineStart(std::string_view sql, size_t line) {
    size_t at = 0;
    for (size_t n = 1; n < line; n++) {
        size_t next = sql.find('\n', at);
        if (next == std::string_view::npos) return at;
        at = next + 1;
    }
    return at;
}

/// "… near 'FORM t' at line 2": the quoted text is the rest of the statement, cut at 80 characters.
std::optional<SourcePosition> nearPosition(std::string_view sql, std::string_view message) {
    size_t near = message.find("near '");
    size_t at = message.rfind("' at line ");
    if (near == std::string_view::npos || at == std::string_view::npos || at < near + 6) return std::nullopt;
    std::string_view rest = message.substr(near + 6, at - near - 6);
    size_t line = std::strtoul(std::string(message.substr(at + 10)).c_str(), nullptr, 10);
    if (rest.empty()) return positionOf(sql, sql.size(), 0);
    size_t found = sql.find(rest, lineStart(sql, line));
    if (found == std::string_view::npos) found = sql.find(rest);
    if (found == std::string_view::npos) return std::nullopt;
    size_t word = rest.find_first_of(" \t\r\n(),;");
    return positionOf(sql, found, word == 0 ? 1 : std::min(word, rest.size()));
}

/// "Unknown column 't.x' in …": where the name stands, when it stands in one place only.
std::optional<SourcePosition> namePosition(std::string_view sql, std::string_view message) {
    size_t open = message.find('\'');
    size_t close = message.find('\'', open == std::string_view::npos ? open : open + 1);
    if (close == std::string_view::npos) return std::nullopt;
    std::string_view name = message.substr(open + 1, close - open - 1);
    size_t dot = name.rfind('.');
    if (dot != std::string_view::npos) name = name.substr(dot + 1);
    if (name.empty()) return std::nullopt;
    auto partOfWord = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80);
    };
    std::optional<size_t> only;
    for (size_t i = sql.find(name); i != std::string_view::npos; i = sql.find(name, i + 1)) {
        size_t end = i + name.size();
        if ((i > 0 && partOfWord(sql[i - 1])) || (end < sql.size() && partOfWord(sql[end]))) continue;
        if (only) return std::nullopt;
        only = i;
    }
    return only ? std::optional(positionOf(sql, *only, name.size())) : std::nullopt;
}

}  // namespace

Error describeError(unsigned code, std::string_view state, std::string_view message,
                    const SessionOptions& options, std::string_view sql) {
    Error error(ErrorCode::Query, options.settings.redacted(message));
    error.nativeCode = std::to_string(code) + " (" + std::string(state) + ")";
    for (const auto& meaning : kMeanings) {
        if (meaning.code != code) continue;
        error.code = meaning.kind;
        error.hint = meaning.hint;
        error.retryable = meaning.retryable;
    }
    if (error.message.empty()) error.message = "The server gave no reason";
    if (error.code == ErrorCode::Authentication) {
        error.message =
            "The server at " + options.place() + " refused user '" + options.user + "': " + error.message;
    } else if (error.code == ErrorCode::Connection) {
        error.message = "No working connection to " + options.place() + ": " + error.message;
        const bool noSocket = code == CR_CONNECTION_ERROR && options.socket.empty();
        if (noSocket) {
            error.hint =
                "Check host and port, whether the server runs, and whether a firewall lets this machine "
                "through.";
        }
    }
    if (!sql.empty() && code == ER_PARSE_ERROR) error.position = nearPosition(sql, message);
    if (!sql.empty() && (code == ER_BAD_FIELD_ERROR || code == ER_NO_SUCH_TABLE ||
                         code == ER_NON_UNIQ_ERROR || code == ER_SP_DOES_NOT_EXIST)) {
        error.position = namePosition(sql, message);
    }
    return error;
}

}  // namespace tributary::connectors::mysql
