// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/mysql_connection.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "connectors/mysql/dialect.h"

namespace tributary::connectors::mysql {

using connect::ChunkReader;

namespace {

/// A reader that pauses (the user looks at the first rows) must not be cut off by the server: 8 hours.
constexpr const char* kNetWriteTimeout = "SET SESSION net_write_timeout = 28800";

// PAD_CHAR_TO_FULL_LENGTH would change CHAR values, EMPTY_STRING_IS_NULL the meaning of '' in our predicates.
constexpr const char* kSessionSetup =
    "SET SESSION autocommit = 1, time_zone = '+00:00', sql_mode = "
    "REPLACE(REPLACE(@@sql_mode, 'PAD_CHAR_TO_FULL_LENGTH', ''), 'EMPTY_STRING_IS_NULL', '')";

bool isDelimiter(char c) {
    return !std::isalnum(static_cast<unsigned char>(c)) && c != '_';
}

/// The first word in upper case, comments and opening parentheses skipped.
std::string firstWord(std::string_view text) {
    size_t at = 0;
    while (at < text.size()) {
        if (std::isspace(static_cast<unsigned char>(text[at])) || text[at] == '(') {
            at++;
        } else if (text[at] == '#' || text.substr(at, 2) == "--") {
            at = std::min(text.find('\n', at), text.size());
        } else if (text.substr(at, 2) == "/*" && text.substr(at, 3) != "/*!" &&
                   text.substr(at, 4) != "/*M!") {
            at = text.find("*/", at);
            at = at == std::string_view::npos ? text.size() : at + 2;
        } else {
            break;
        }
    }
    std::string word;
    for (; at < text.size() && !isDelimiter(text[at]); at++) {
        word += static_cast<char>(std::toupper(static_cast<unsigned char>(text[at])));
    }
    return word;
}

/// Is `word` (upper case) anywhere in the text, be it in a string: strings cannot be told apart without
/// knowing the session's sql_mode.
bool mentions(std::string_view text, std::string_view word) {
    auto same = [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; };
    auto from = text.begin();
    while (true) {
        auto found = std::search(from, text.end(), word.begin(), word.end(), same);
        if (found == text.end()) return false;
        auto behind = found + static_cast<std::ptrdiff_t>(word.size());
        if ((found == text.begin() || isDelimiter(*(found - 1))) &&
            (behind == text.end() || isDelimiter(*behind))) {
            return true;
        }
        from = found + 1;
    }
}

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// "10.11.19-MariaDB-0+deb12u1" → "10.11.19".
std::string numberOf(const std::string& version) {
    return version.substr(0, version.find_first_not_of("0123456789."));
}

}  // namespace

MysqlConnection::MysqlConnection(SessionOptions options, TypeOptions types, std::unique_ptr<Client> client)
    : m_options(std::move(options)), m_types(types), m_client(std::move(client)) {
    m_socket = ::dup(mysql_get_socket(m_client->handle()));
    m_id = mysql_thread_id(m_client->handle());
}

MysqlConnection::~MysqlConnection() {
    m_client.reset();
    if (m_socket >= 0) ::close(m_socket);
}

Result<std::unique_ptr<connect::Connection>> MysqlConnection::open(const connect::Settings& settings,
                                                                   const CancelToken& token) {
    auto options = SessionOptions::from(settings);
    if (!options) return fail(options.error());
    auto types = TypeOptions::from(settings);
    if (!types) return fail(types.error());
    auto client =
        Client::openHost(*options, Wait::forSeconds(static_cast<double>(options->connectTimeout), &token));
    if (!client) return fail(client.error());
    std::unique_ptr<MysqlConnection> connection(new MysqlConnection(*options, *types, std::move(*client)));
    if (auto prepared = connection->prepareSession(token); !prepared) return fail(prepared.error());
    return std::unique_ptr<connect::Connection>(std::move(connection));
}

Result<void> MysqlConnection::prepareSession(const CancelToken& token) {
    Wait wait = Wait::forSeconds(static_cast<double>(m_options.connectTimeout), &token);
    if (auto set = m_client->execute(kSessionSetup, wait); !set) return set;
    if (auto probed = probe(wait); !probed) return probed;
    applyTimeout(wait);
    if (auto set = m_client->execute(kNetWriteTimeout, wait); !set && m_client->isDead()) return set;
    if (m_options.readOnly) {
        auto set = m_client->execute("SET SESSION TRANSACTION READ ONLY", wait);
        if (!set && m_client->isDead()) return set;
        m_capabilities.readOnlyEnforced = set.has_value();
    }
    return token.check();
}

Result<void> MysqlConnection::probe(const Wait& wait) {
    auto rows = m_client->rows("SELECT CONNECTION_ID(), VERSION(), @@version_comment", wait);
    if (!rows) return fail(rows.error());
    if (rows->empty() || rows->front().size() < 3) {
        return fail(ErrorCode::Unsupported,
                    "The server at " + m_options.place() + " does not tell its version",
                    "Is this a MySQL or MariaDB server? Check host and port.");
    }
    const TextRow& row = rows->front();
    // The handshake's number has 32 bits only, which is not enough for every server.
    std::string id = row[0].value_or("");
    std::from_chars(id.data(), id.data() + id.size(), m_id);
    std::string version = row[1].value_or("");
    bool mariaDb = (version + row[2].value_or("")).find("MariaDB") != std::string::npos;
    m_capabilities.product = mariaDb ? "MariaDB" : "MySQL";
    m_capabilities.version = numberOf(version);
    m_capabilities.timeZone = "UTC";
    m_capabilities.cancelsOnServer = true;
    m_capabilities.dialect = std::make_shared<MysqlDialect>();
    noteDatabase();
    return {};
}

void MysqlConnection::noteDatabase() {
    const char* database = m_client->handle()->db;  // the library follows what the server tells of USE
    m_capabilities.schemaPath.clear();
    if (database && *database) m_capabilities.schemaPath.emplace_back(database);
}

void MysqlConnection::applyTimeout(const Wait& wait) {
    if (m_options.statementTimeout == 0) return;
    std::string seconds = std::to_string(m_options.statementTimeout);
    // Where the server knows neither, the deadline of Execution::wait still stops the statement.
    std::string limit = m_capabilities.product == "MariaDB"
                            ? "SET SESSION max_statement_time = " + seconds
                            : "SET SESSION max_execution_time = " + seconds + "000";
    if (auto set = m_client->execute(limit, wait); !set)
        m_capabilities.version += " (no server-side time limit)";
}

Result<connect::Catalog> MysqlConnection::describe(const connect::ObjectPath& path,
                                                   const CancelToken& token) {
    Execution execution = begin("", token);
    Wait wait = execution.wait();
    Result<connect::Catalog> found = fail(ErrorCode::NotFound, "MySQL has schemas, tables and columns only");
    if (path.empty()) {
        found = describeSchemas(*m_client, wait);
    } else if (path.size() == 1) {
        found = describeTables(*m_client, path[0], wait);
    } else if (path.size() == 2) {
        found = describeTable(*m_client, path[0], path[1], m_types, wait);
    }
    ended();
    if (token.isCancelled()) return fail(token.error());
    return found;
}

Execution MysqlConnection::begin(std::string_view sql, const CancelToken& token) {
    {
        std::lock_guard lock(m_interruptMutex);
        m_running = true;
        m_killed = false;
    }
    return Execution{*m_client,           m_types, token, std::string(sql), [this] { interrupt(); },
                     [this] { ended(); }, {}};
}

void MysqlConnection::ended() {
    bool killed = false;
    {
        std::lock_guard lock(m_interruptMutex);
        m_running = false;
        killed = std::exchange(m_killed, false);
    }
    if (!killed || m_client->isDead()) return;
    // The kill may have arrived after the statement's end; a statement that does nothing then takes it
    // instead of the next one.
    Wait wait = Wait::forSeconds(1);
    if (auto first = m_client->execute("DO 0", wait); !first) {
        if (auto second = m_client->execute("DO 0", wait); !second) m_client->markDead();
    }
}

Result<std::unique_ptr<ChunkReader>> MysqlConnection::run(Execution execution) {
    Execution again = execution;
    auto reader = runPrepared(std::move(execution));
    if (reader || reader.error().code != ErrorCode::Unsupported || m_client->isDead()) return reader;
    {
        std::lock_guard lock(m_interruptMutex);
        m_running = true;
    }
    return runText(std::move(again));
}

Result<std::unique_ptr<ChunkReader>> MysqlConnection::read(const sql::RemoteQuery& query,
                                                           const CancelToken& token) {
    auto text = m_capabilities.dialect->select(query);
    if (!text) return fail(text.error());
    Execution execution = begin(*text, token);
    execution.planned.emplace();
    for (size_t index : query.projection) execution.planned->push_back(query.columns[index]);
    return run(std::move(execution));
}

Result<void> MysqlConnection::checkReadOnly(std::string_view text) const {
    if (!m_options.readOnly) return {};
    std::string word = firstWord(text);
    bool reads = isOneOf(word, {"SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "VALUES", "TABLE",
                                "HELP", "CHECKSUM", "USE"});
    // A read-only transaction still lets SELECT … INTO OUTFILE write a file on the server.
    if (mentions(text, "INTO") && (mentions(text, "OUTFILE") || mentions(text, "DUMPFILE"))) {
        reads = false;
        word = "SELECT … INTO OUTFILE";
    }
    if (reads) return {};
    return fail(ErrorCode::Permission,
                "The connection is read only and does not run " + (word.empty() ? "this" : word),
                "Switch 'Read only' off in the connection's settings to change data.");
}

Result<std::unique_ptr<ChunkReader>> MysqlConnection::native(std::string_view text,
                                                             const CancelToken& token) {
    if (auto allowed = checkReadOnly(text); !allowed) return fail(allowed.error());
    auto reader = run(begin(text, token));
    noteDatabase();
    return reader;
}

Result<std::vector<sql::Column>> MysqlConnection::describeNative(std::string_view text,
                                                                 const CancelToken& token) {
    if (auto allowed = checkReadOnly(text); !allowed) return fail(allowed.error());
    std::string word = firstWord(text);
    if (word == "CALL") {
        return fail(ErrorCode::Unsupported, "What a CALL returns is known only once it has run",
                    "Run it on the connection itself instead of inside query(…).");
    }
    Execution execution = begin(text, token);
    auto columns = describePrepared(execution);
    ended();
    if (columns || columns.error().code != ErrorCode::Unsupported) return columns;
    if (!isOneOf(word, {"SHOW", "DESCRIBE", "DESC", "EXPLAIN", "HELP"})) return columns;
    auto reader = run(begin(text, token));
    if (!reader) return fail(reader.error());
    return (*reader)->columns();
}

bool MysqlConnection::isAlive() {
    return m_client->ping(Wait::forSeconds(1));
}

void MysqlConnection::interrupt() noexcept {
    std::lock_guard lock(m_interruptMutex);
    if (!m_running || m_killed) return;
    m_killed = true;
    if (!killQuery(m_options, m_id) && m_socket >= 0) ::shutdown(m_socket, SHUT_RDWR);
}

}  // namespace tributary::connectors::mysql
