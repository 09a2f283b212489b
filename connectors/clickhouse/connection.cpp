// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/clickhouse/connection.h"

#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>

#include "connectors/clickhouse/dialect.h"
#include "connectors/clickhouse/statement_reader.h"
#include "connectors/clickhouse/statement_text.h"

namespace tributary::connectors::clickhouse {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kKillTimeout{400};

int64_t nowMs() {
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

std::string newQueryId() {
    std::random_device random;
    std::string out = "tributary-";
    char part[9];
    for (int i = 0; i < 4; i++) {
        std::snprintf(part, sizeof part, "%08x", static_cast<unsigned>(random()));
        out += part;
    }
    return out;
}

bool hasLineBreak(const std::string& text) {
    return text.find_first_of("\r\n") != std::string::npos;
}

bool isLoopback(const std::string& host) {
    return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0;
}

void addSetting(std::string& url, std::string_view name, std::string_view value) {
    url += "&" + std::string(name) + "=" + net::urlEncode(value);
}

}  // namespace

Result<Options> Options::from(const connect::Settings& settings) {
    Options out;
    const std::string host = settings.text("host", "localhost");
    const std::string mode = settings.text("tls_mode", "disable");
    const bool tls = mode != "disable";
    auto port = settings.integer("port", tls ? 8443 : 8123);
    auto connect = settings.integer("connect_timeout", 10);
    auto statement = settings.integer("statement_timeout", 0);
    for (const auto* number : {&port, &connect, &statement}) {
        if (!*number) return fail(number->error());
    }
    if (*port < 1 || *port > 65535) {
        return fail(ErrorCode::InvalidArgument, "'port' must be between 1 and 65535",
                    "ClickHouse's HTTP port is usually 8123.");
    }
    const bool isIpv6 = host.find(':') != std::string::npos && host.front() != '[';
    out.baseUrl = std::string(tls ? "https://" : "http://") + (isIpv6 ? "[" + host + "]" : host) + ":" +
                  std::to_string(*port) + "/";
    out.user = settings.text("user", "default");
    out.password = settings.text("password");
    out.database = settings.text("database", "default");
    if (hasLineBreak(out.user) || hasLineBreak(out.password)) {
        return fail(ErrorCode::InvalidArgument, "User name and password cannot hold line breaks",
                    "Type them again; a pasted text may end with one.");
    }
    out.tls = {mode != "require", settings.text("tls_ca"), settings.text("tls_cert"),
               settings.text("tls_key")};
    out.connectTimeout = std::chrono::seconds(std::max<int64_t>(1, *connect));
    out.statementTimeout = std::max<int64_t>(0, *statement);
    const std::string compression = settings.text("compression", "auto");
    out.compress = compression == "on" || (compression == "auto" && !isLoopback(host));
    out.readOnly = settings.flag("read_only");
    out.strings = settings.text("strings", "text") == "blob" ? Strings::Blob : Strings::Text;
    return out;
}

ClickhouseConnection::ClickhouseConnection(Options options) : m_options(std::move(options)) {}
ClickhouseConnection::~ClickhouseConnection() = default;

Result<void> ClickhouseConnection::open(const CancelToken& token) {
    m_profileReadonly = 1;  // until known, send no setting
    const std::string question =
        "SELECT version(), timezone(), (SELECT toString(value) FROM system.settings WHERE name = 'readonly' "
        "LIMIT 1), ";
    auto answer = rows(question + kSystemColumns, token);
    if (!answer && answer.error().code == ErrorCode::Permission) answer = rows(question + "''", token);
    if (!answer) {
        Error error = answer.error();
        if (error.code == ErrorCode::Corrupt) {
            error = Error(ErrorCode::Connection, "What answers there is not ClickHouse's HTTP interface",
                          "Check host and port; the HTTP port is usually 8123, or 8443 with TLS.");
        }
        return fail(std::move(error));
    }
    if (answer->size() != 1 || answer->front().size() != 4) {
        return fail(ErrorCode::Connection, "The server did not tell its version", "Check host and port.");
    }
    const Row& row = answer->front();
    std::sscanf(row[0].c_str(), "%d.%d", &m_major, &m_minor);
    m_profileReadonly = std::atoi(row[2].c_str());
    m_systemColumns = row[3];
    m_capabilities.dialect = std::make_shared<ClickhouseDialect>();
    m_capabilities.product = "ClickHouse";
    m_capabilities.version = row[0];
    m_capabilities.timeZone = row[1];
    m_capabilities.schemaPath = {m_options.database};  // sent with every statement: USE does not last
    m_capabilities.cancelsOnServer = true;
    m_capabilities.readOnlyEnforced = m_options.readOnly || m_profileReadonly != 0;
    return {};
}

bool ClickhouseConnection::compresses() const {
    // Servers of the 18 and 19 series lose the last frame of such an answer (seen on 18.16).
    return m_options.compress && atLeast(20, 1);
}

bool ClickhouseConnection::atLeast(int major, int minor) const {
    return m_major > major || (m_major == major && m_minor >= minor);
}

std::string ClickhouseConnection::url(const std::string& queryId, bool forRead) const {
    std::string out = m_options.baseUrl +
                      "?default_format=Native&database=" + net::urlEncode(m_options.database) +
                      "&query_id=" + net::urlEncode(queryId);
    if (compresses()) out += "&compress=1";
    if (m_profileReadonly == 1) return out;  // such a user may not change any setting
    if (m_options.readOnly && m_profileReadonly == 0) addSetting(out, "readonly", "2");
    // A quarter of the server's own: a block is kept whole, and a table may have hundreds of columns.
    addSetting(out, "max_block_size", "16384");
    if (m_options.statementTimeout > 0) {
        addSetting(out, "max_execution_time", std::to_string(m_options.statementTimeout));
        addSetting(out, "timeout_overflow_mode", "throw");
    }
    if (forRead) {  // a profile may say that part of an answer is enough; for a table's rows it never is
        addSetting(out, "read_overflow_mode", "throw");
        addSetting(out, "result_overflow_mode", "throw");
    }
    if (m_major < 20) addSetting(out, "allow_experimental_low_cardinality_type", "1");
    if (atLeast(20, 1)) addSetting(out, "cancel_http_readonly_queries_on_client_close", "1");
    return out;
}

net::HttpRequest ClickhouseConnection::request(std::string url, std::string body) const {
    net::HttpRequest out;
    out.method = "POST";
    out.url = std::move(url);
    out.body = std::move(body);
    out.headers = {"X-ClickHouse-User: " + m_options.user, "Content-Type: text/plain; charset=UTF-8"};
    if (!m_options.password.empty()) out.headers.push_back("X-ClickHouse-Key: " + m_options.password);
    out.tls = m_options.tls;
    out.connectTimeout = m_options.connectTimeout;
    return out;
}

Result<std::unique_ptr<StatementReader>> ClickhouseConnection::start(std::string text, bool forRead,
                                                                     const CancelToken& token) {
    if (auto ok = token.check(); !ok) return fail(ok.error());
    auto running = std::make_shared<Running>();
    running->id = newQueryId();
    {
        std::lock_guard lock(m_mutex);
        m_running = running;
    }
    auto link = token.onCancel([running, token] { running->stop.cancel(token.reason()); });
    net::HttpRequest http = request(url(running->id, forRead), std::move(text));
    if (m_options.statementTimeout > 0) {
        // The server checks its limit between blocks; a little later we do not wait for it any more.
        http.idleTimeout = std::chrono::seconds(m_options.statementTimeout + 2);
    }
    auto stream = m_http.open(http, running->stop);
    if (!stream) {
        const bool reached =
            stream.error().code == ErrorCode::Cancelled || stream.error().code == ErrorCode::Timeout;
        if (reached) kill(*running);
        finished(running);
        return fail(token.isCancelled() ? token.error() : stream.error());
    }
    m_lastAnswer = nowMs();
    auto reader = std::make_unique<StatementReader>(*this, std::move(running), std::move(*stream), token,
                                                    std::move(link));
    if (auto ok = reader->begin(compresses(), m_options.strings); !ok) return fail(ok.error());
    return reader;
}

void ClickhouseConnection::finished(const std::shared_ptr<Running>& running) {
    m_lastAnswer = nowMs();
    std::lock_guard lock(m_mutex);
    if (m_running == running) m_running.reset();
}

void ClickhouseConnection::kill(Running& running) const noexcept {
    if (running.killed.exchange(true)) return;
    try {
        std::string address = m_options.baseUrl + "?default_format=TabSeparated";
        net::HttpRequest http = request(
            std::move(address), "KILL QUERY WHERE query_id = " + ClickhouseDialect::quoteText(running.id));
        http.connectTimeout = kKillTimeout;
        http.idleTimeout = kKillTimeout;
        // Nothing to be done when it fails: the socket is closed as well, which ends all statements that
        // write.
        static_cast<void>(m_http.send(http, CancelToken()));
    } catch (const std::exception&) {
        running.killed = false;  // out of memory: the reader's end tries again
    }
}

void ClickhouseConnection::interrupt() noexcept {
    std::shared_ptr<Running> running;
    {
        std::lock_guard lock(m_mutex);
        running = m_running;
    }
    if (!running) return;
    running->stop.cancel();
    kill(*running);
}

bool ClickhouseConnection::isAlive() {
    constexpr int64_t kFresh = 1000;
    if (nowMs() - m_lastAnswer < kFresh) return true;
    net::HttpRequest http;
    http.url = m_options.baseUrl + "ping";
    http.tls = m_options.tls;
    http.connectTimeout = std::min<milliseconds>(m_options.connectTimeout, milliseconds(2000));
    http.idleTimeout = milliseconds(2000);
    auto answer = m_http.send(http, CancelToken());
    if (answer) m_lastAnswer = nowMs();
    return answer.has_value();
}

Result<std::unique_ptr<connect::ChunkReader>> ClickhouseConnection::read(const sql::RemoteQuery& query,
                                                                         const CancelToken& token) {
    auto text = m_capabilities.dialect->select(query);
    if (!text) return fail(text.error());
    auto reader = start(std::move(*text), true, token);
    if (!reader) return fail(reader.error());
    std::vector<sql::Column> expected;
    for (size_t index : query.projection) expected.push_back(query.columns[index]);
    if (auto ok = (*reader)->expect(std::move(expected)); !ok) return fail(ok.error());
    return std::unique_ptr<connect::ChunkReader>(std::move(*reader));
}

Result<std::unique_ptr<connect::ChunkReader>> ClickhouseConnection::native(std::string_view text,
                                                                           const CancelToken& token) {
    const std::string format = trailingFormat(text);
    if (!format.empty() && format != "NATIVE") {
        return fail(
            ErrorCode::InvalidArgument,
            "The statement asks for FORMAT " + format + ", but rows are read in ClickHouse's Native format",
            "Leave the FORMAT clause out; choose the format when exporting the result.");
    }
    const std::string statement(text);
    auto reader = start(statement, false, token);
    if (!reader) {
        const bool needsText = reader.error().code == ErrorCode::Unsupported && isQuery(text);
        return needsText ? asTextWhereNeeded(statement, token) : fail(reader.error());
    }
    if ((*reader)->columns().empty() && isQuery(text)) {  // no row: the answer did not even name its columns
        auto columns = describeNative(text, token);
        if (!columns) return fail(columns.error());
        if (auto ok = (*reader)->expect(std::move(*columns)); !ok) return fail(ok.error());
    }
    return std::unique_ptr<connect::ChunkReader>(std::move(*reader));
}

Result<std::unique_ptr<connect::ChunkReader>> ClickhouseConnection::asTextWhereNeeded(
    const std::string& text, const CancelToken& token) {
    auto columns = describeNative(text, token);
    if (!columns) return fail(columns.error());
    std::string list;
    for (const auto& column : *columns)
        list += (list.empty() ? "" : ", ") + m_capabilities.dialect->selectItem(column);
    auto reader = start("SELECT " + list + " FROM (" + withoutEnd(text) + "\n)", false, token);
    if (!reader) return fail(reader.error());
    if (auto ok = (*reader)->expect(std::move(*columns)); !ok) return fail(ok.error());
    return std::unique_ptr<connect::ChunkReader>(std::move(*reader));
}

Result<std::vector<sql::Column>> ClickhouseConnection::describeNative(std::string_view text,
                                                                      const CancelToken& token) {
    std::vector<sql::Column> out;
    if (isQuery(text)) {
        auto described = rows("DESCRIBE (" + withoutEnd(text) + "\n)", token);
        if (!described) return fail(described.error());
        for (const Row& row : *described) {
            if (row.size() >= 2) out.push_back(makeColumn(row[0], row[1], m_options.strings));
        }
        return out;
    }
    if (!returnsRows(text)) return out;
    auto reader = native(text, token);
    if (!reader) return fail(reader.error());
    return (*reader)->columns();
}

Result<std::vector<ClickhouseConnection::Row>> ClickhouseConnection::rows(const std::string& query,
                                                                          const CancelToken& token) {
    auto reader = start(query, false, token);
    if (!reader) return fail(reader.error());
    std::vector<Row> out;
    if ((*reader)->columns().empty()) return out;
    duckdb::vector<duckdb::LogicalType> types;
    for (const auto& column : (*reader)->columns()) types.push_back(column.type);
    duckdb::DataChunk chunk;
    chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
    while (true) {
        chunk.Reset();
        auto more = (*reader)->next(chunk);
        if (!more) return fail(more.error());
        if (!*more) return out;
        for (duckdb::idx_t i = 0; i < chunk.size(); i++) {
            Row row;
            for (duckdb::idx_t c = 0; c < chunk.ColumnCount(); c++) {
                const duckdb::Value value = chunk.GetValue(c, i);
                row.push_back(value.IsNull() ? std::string() : value.ToString());
            }
            out.push_back(std::move(row));
        }
    }
}

}  // namespace tributary::connectors::clickhouse
