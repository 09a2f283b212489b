// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/client.h"

#include <errmsg.h>
#include <fcntl.h>
#include <mysqld_error.h>
#include <poll.h>

#include <algorithm>

#include "core/net/resolve.h"

namespace tributary::connectors::mysql {

namespace {

using Clock = Wait::Clock;
constexpr auto kPollSlice = std::chrono::milliseconds(20);
/// How long a statement that was told to stop may take to say so before its session is cut.
constexpr auto kStopGrace = std::chrono::milliseconds(500);
/// The library runs a suspended call on a stack of this size: name resolution and TLS need more than its
/// default.
constexpr size_t kCallStackBytes = 256 * 1024;

int pollFor(MYSQL* mysql, int wanted, std::chrono::milliseconds limit) {
    pollfd fd{};
    fd.fd = mysql_get_socket(mysql);
    if (wanted & MYSQL_WAIT_READ) fd.events |= POLLIN;
    if (wanted & MYSQL_WAIT_WRITE) fd.events |= POLLOUT;
    if (wanted & MYSQL_WAIT_EXCEPT) fd.events |= POLLPRI;
    if (::poll(&fd, 1, static_cast<int>(limit.count())) <= 0) return 0;
    int ready = 0;
    if (fd.revents & (POLLIN | POLLHUP | POLLERR)) ready |= wanted & MYSQL_WAIT_READ;
    if (fd.revents & (POLLOUT | POLLHUP | POLLERR)) ready |= wanted & MYSQL_WAIT_WRITE;
    if (fd.revents & POLLPRI) ready |= MYSQL_WAIT_EXCEPT;
    return ready;
}

std::string defaultAuthorities() {
    return "/etc/ssl/certs/ca-certificates.crt";
}

}  // namespace

Result<SessionOptions> SessionOptions::from(const connect::Settings& settings) {
    SessionOptions out;
    out.host = settings.text("host", "localhost");
    out.socket = settings.text("socket");
    out.user = settings.text("user");
    out.password = settings.text("password");
    out.database = settings.text("database");
    out.tlsMode = settings.text("tls_mode", "prefer");
    out.tlsCa = settings.text("tls_ca");
    out.tlsCert = settings.text("tls_cert");
    out.tlsKey = settings.text("tls_key");
    out.readOnly = settings.flag("read_only");
    out.settings = settings;
    auto port = settings.integer("port", 3306);
    auto connectTimeout = settings.integer("connect_timeout", 10);
    auto statementTimeout = settings.integer("statement_timeout", 0);
    for (const auto* value : {&port, &connectTimeout, &statementTimeout}) {
        if (!*value) return fail(value->error());
    }
    if (*port < 1 || *port > 65535) {
        return fail(ErrorCode::InvalidArgument, "Port " + std::to_string(*port) + " does not exist",
                    "Ports are 1 to 65535; MySQL and MariaDB listen on 3306 by default.");
    }
    out.port = static_cast<unsigned>(*port);
    out.connectTimeout = std::clamp<int64_t>(*connectTimeout, 1, 3600);
    out.statementTimeout = std::clamp<int64_t>(*statementTimeout, 0, 30 * 24 * 3600);
    return out;
}

std::string SessionOptions::place() const {
    return socket.empty() ? host + ":" + std::to_string(port) : socket;
}

Wait Wait::forSeconds(double seconds, const CancelToken* token) {
    Wait wait;
    wait.token = token;
    wait.deadline = Clock::now() + std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
    return wait;
}

Client::Client(const SessionOptions& options) : m_options(options) {
    mysql_init(&m_mysql);
    applyOptions();
    applyTls();
}

Client::~Client() {
    // A dead session gets no farewell: the library would try to send it and could wait.
    if (m_dead && m_mysql.net.pvio != nullptr) {
        int fd = mysql_get_socket(&m_mysql);
        if (fd >= 0) ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    }
    mysql_close(&m_mysql);
}

void Client::applyOptions() {
    size_t stack = kCallStackBytes;
    mysql_options(&m_mysql, MYSQL_OPT_NONBLOCK, &stack);
    unsigned seconds = static_cast<unsigned>(m_options.connectTimeout);
    mysql_options(&m_mysql, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    // A server must not be able to ask for files of this machine.
    unsigned off = 0;
    mysql_options(&m_mysql, MYSQL_OPT_LOCAL_INFILE, &off);
    my_bool no = 0;
    mysql_options(&m_mysql, MYSQL_OPT_RECONNECT, &no);
    mysql_options(&m_mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    unsigned protocol = m_options.socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
    mysql_options(&m_mysql, MYSQL_OPT_PROTOCOL, &protocol);
    unsigned long packet = 1024UL * 1024 * 1024;
    mysql_options(&m_mysql, MYSQL_OPT_MAX_ALLOWED_PACKET, &packet);
    mysql_options4(&m_mysql, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "tributary");
}

void Client::applyTls() {
    if (m_options.tlsMode == "disable" || !m_options.socket.empty()) return;
    my_bool yes = 1;
    mysql_options(&m_mysql, MYSQL_OPT_SSL_ENFORCE, &yes);
    if (m_options.tlsMode == "verify") {
        mysql_options(&m_mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
        std::string authorities = m_options.tlsCa.empty() ? defaultAuthorities() : m_options.tlsCa;
        mysql_optionsv(&m_mysql, MYSQL_OPT_SSL_CA, authorities.c_str());
    }
    if (!m_options.tlsCert.empty()) mysql_optionsv(&m_mysql, MYSQL_OPT_SSL_CERT, m_options.tlsCert.c_str());
    if (!m_options.tlsKey.empty()) mysql_optionsv(&m_mysql, MYSQL_OPT_SSL_KEY, m_options.tlsKey.c_str());
}

Result<std::unique_ptr<Client>> Client::open(const SessionOptions& options, const Wait& wait) {
    std::unique_ptr<Client> client(new Client(options));
    if (auto connected = client->connect(wait); !connected) return fail(connected.error());
    return client;
}

Result<std::unique_ptr<Client>> Client::openHost(SessionOptions& options, const Wait& wait) {
    if (!options.socket.empty()) return open(options, wait);
    auto left = std::chrono::milliseconds(0);
    if (wait.deadline) {
        left = std::chrono::duration_cast<std::chrono::milliseconds>(*wait.deadline - Clock::now());
        left = std::max(left, std::chrono::milliseconds(1));
    }
    const CancelToken unused;
    auto addresses = net::resolveHost(options.host, left, wait.token ? *wait.token : unused);
    if (!addresses) return fail(addresses.error());
    Result<std::unique_ptr<Client>> client =
        fail(ErrorCode::Connection, "'" + options.host + "' has no address");
    for (const auto& address : *addresses) {
        options.address = address;
        client = open(options, wait);
        if (client || client.error().code != ErrorCode::Connection) break;
    }
    return client;
}

/// What the library is told to connect to. A name would be looked up again, which nothing can cancel, but a
/// certificate is checked against the name.
const std::string& Client::target() const {
    return m_options.address.empty() || m_options.tlsMode == "verify" ? m_options.host : m_options.address;
}

Result<void> Client::connect(const Wait& wait) {
    MYSQL* result = nullptr;
    auto text = [](const std::string& value) { return value.empty() ? nullptr : value.c_str(); };
    int status = mysql_real_connect_start(&result, &m_mysql, target().c_str(), m_options.user.c_str(),
                                          m_options.password.c_str(), text(m_options.database),
                                          m_options.port, text(m_options.socket), CLIENT_MULTI_RESULTS);
    bool done =
        finish(status, wait, [&](int ready) { return mysql_real_connect_cont(&result, &m_mysql, ready); });
    if (!done || result == nullptr) return fail(lastError(wait));
    m_connected = true;
    bool mustEncrypt =
        m_options.socket.empty() && (m_options.tlsMode == "require" || m_options.tlsMode == "verify");
    if (mustEncrypt && mysql_get_ssl_cipher(&m_mysql) == nullptr) {
        return fail(ErrorCode::Connection, "The server at " + m_options.place() + " does not offer TLS",
                    "Set up TLS on the server, or set TLS to 'prefer' if an open connection is acceptable.");
    }
    return {};
}

bool Client::finish(int status, const Wait& wait, const std::function<int(int)>& resume) {
    advance(status, wait, std::nullopt, resume);
    return !m_dead;
}

int Client::advance(int status, const Wait& wait, std::optional<Clock::time_point> pauseAt,
                    const std::function<int(int)>& resume) {
    std::optional<Clock::time_point> cutAt;
    while (status != 0) {
        auto now = Clock::now();
        bool late = wait.deadline && now >= *wait.deadline;
        if (!cutAt && (late || (wait.token && wait.token->isCancelled()))) {
            cutAt = now;
            if (wait.stop) {
                wait.stop();
                cutAt = Clock::now() + kStopGrace;
            }
        }
        if (pauseAt && !cutAt && now >= *pauseAt) return status;
        int ready = 0;
        if (cutAt && Clock::now() >= *cutAt) {
            m_dead = true;
            ready = MYSQL_WAIT_TIMEOUT;
        } else {
            ready = pollFor(&m_mysql, status, kPollSlice);
        }
        if (ready != 0) status = resume(ready);
    }
    return 0;
}

Result<void> Client::execute(std::string_view sql, const Wait& wait) {
    int failed = 0;
    int status = mysql_real_query_start(&failed, &m_mysql, sql.data(), sql.size());
    bool done =
        finish(status, wait, [&](int ready) { return mysql_real_query_cont(&failed, &m_mysql, ready); });
    if (!done || failed) return fail(lastError(wait, sql));
    return {};
}

Result<std::vector<TextRow>> Client::rows(std::string_view sql, const Wait& wait) {
    if (auto run = execute(sql, wait); !run) return fail(run.error());
    MYSQL_RES* stored = nullptr;
    int status = mysql_store_result_start(&stored, &m_mysql);
    bool done =
        finish(status, wait, [&](int ready) { return mysql_store_result_cont(&stored, &m_mysql, ready); });
    std::unique_ptr<MYSQL_RES, void (*)(MYSQL_RES*)> result(stored, mysql_free_result);
    if (!done || mysql_errno(&m_mysql) != 0) return fail(lastError(wait, sql));
    std::vector<TextRow> out;
    if (!result) return out;
    unsigned count = mysql_num_fields(result.get());
    while (MYSQL_ROW row = mysql_fetch_row(result.get())) {
        unsigned long* lengths = mysql_fetch_lengths(result.get());
        TextRow& cells = out.emplace_back(count);
        for (unsigned i = 0; i < count; i++) {
            if (row[i]) cells[i].emplace(row[i], lengths[i]);
        }
    }
    return out;
}

bool Client::ping(const Wait& wait) {
    if (m_dead || !m_connected) return false;
    int failed = 0;
    int status = mysql_ping_start(&failed, &m_mysql);
    bool done = finish(status, wait, [&](int ready) { return mysql_ping_cont(&failed, &m_mysql, ready); });
    if (!done || failed) m_dead = true;
    return !m_dead;
}

void Client::noteLoss(unsigned code) {
    if (code == CR_SERVER_GONE_ERROR || code == CR_SERVER_LOST) m_dead = true;
}

Error Client::lastError(const Wait& wait, std::string_view sql) {
    noteLoss(mysql_errno(&m_mysql));
    return errorFrom(mysql_errno(&m_mysql), mysql_sqlstate(&m_mysql), mysql_error(&m_mysql), wait, sql);
}

Error Client::lastError(MYSQL_STMT* statement, const Wait& wait, std::string_view sql) {
    // What goes wrong between two rows is noted with the session only.
    if (mysql_stmt_errno(statement) == 0) return lastError(wait, sql);
    noteLoss(mysql_stmt_errno(statement));
    return errorFrom(mysql_stmt_errno(statement), mysql_stmt_sqlstate(statement), mysql_stmt_error(statement),
                     wait, sql);
}

Error Client::errorFrom(unsigned code, std::string_view state, std::string_view message, const Wait& wait,
                        std::string_view sql) const {
    if (wait.token && wait.token->isCancelled()) return wait.token->error();
    if (wait.deadline && Clock::now() >= *wait.deadline && (m_dead || code == ER_QUERY_INTERRUPTED)) {
        Error error(ErrorCode::Timeout, "");
        error.retryable = true;
        if (m_connected) {
            error.message =
                "The server at " + m_options.place() + " did not answer within the statement's time limit";
            error.hint =
                "Raise the statement timeout, or look at what the server is busy with (SHOW PROCESSLIST).";
        } else {
            error.message = "No answer from " + m_options.place() + " within " +
                            std::to_string(m_options.connectTimeout) + " s";
            error.hint = "Check host and port, and whether a firewall lets this machine through.";
        }
        return error;
    }
    return describeError(code, state, message, m_options, sql);
}

bool killQuery(const SessionOptions& options, uint64_t id) noexcept {
    try {
        SessionOptions own = options;
        own.connectTimeout = 1;
        own.database.clear();
        Wait wait = Wait::forSeconds(1.0);
        auto client = Client::open(own, wait);
        return client && (*client)->execute("KILL QUERY " + std::to_string(id), wait).has_value();
    } catch (const std::exception&) {
        return false;  // out of memory: the caller cuts the session instead
    }
}

}  // namespace tributary::connectors::mysql
