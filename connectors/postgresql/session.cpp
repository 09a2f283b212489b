// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/session.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "core/net/resolve.h"

namespace tributary::connectors::postgresql {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
constexpr int kPollMs = 50;
constexpr milliseconds kCancelGrace{120};    ///< a cancelled statement has to be seen as such within 200 ms
constexpr milliseconds kAbandonGrace{1000};  ///< nobody waits for an abandoned one
constexpr milliseconds kPingPatience{2000};
constexpr const char* kSystemCertificates = "/etc/ssl/certs/ca-certificates.crt";

using Parameters = std::vector<std::pair<std::string, std::string>>;

int pollSocket(PGconn* connection, short events, int timeoutMs) {
    pollfd fd{PQsocket(connection), events, 0};
    int ready = ::poll(&fd, 1, timeoutMs);
    return ready < 0 && errno == EINTR ? 0 : ready;
}

/// Keywords and values for libpq. The password stands in no string but this value.
Parameters connectParameters(const connect::Settings& settings) {
    Parameters out{
        {"host", settings.text("host", "localhost")},
        {"port", settings.text("port", "5432")},
        {"dbname", settings.text("database")},
        {"user", settings.text("user")},
        {"password", settings.text("password")},
        {"sslmode", settings.text("tls_mode", "prefer")},
        {"sslrootcert", settings.text("tls_ca")},
        {"sslcert", settings.text("tls_cert")},
        {"sslkey", settings.text("tls_key")},
        {"application_name", "Tributary"},
        {"client_encoding", "UTF8"},
        {"gssencmode", "disable"},
    };
    std::error_code ignored;
    bool verifies = settings.text("tls_mode").rfind("verify", 0) == 0;
    if (verifies && settings.text("tls_ca").empty() &&
        std::filesystem::exists(kSystemCertificates, ignored)) {
        for (auto& [key, value] : out) {
            if (key == "sslrootcert") value = kSystemCertificates;
        }
    }
    std::erase_if(out, [](const auto& parameter) { return parameter.second.empty(); });
    return out;
}

/// Adds the addresses of the host: libpq would look its name up inside the call that starts to connect, deaf
/// to cancel and time limit. The name stays, for certificates and ~/.pgpass.
Result<void> resolve(Parameters& parameters, milliseconds limit, const CancelToken& token) {
    auto host =
        std::find_if(parameters.begin(), parameters.end(), [](const auto& p) { return p.first == "host"; });
    if (host == parameters.end() || host->second.find_first_of("/@,") != std::string::npos)
        return {};  // a socket
    auto addresses = net::resolveHost(host->second, limit, token);
    if (!addresses) return fail(addresses.error());
    std::string names, numbers;
    for (const auto& address : *addresses) {
        const char* comma = names.empty() ? "" : ",";
        names += comma + host->second;
        numbers += comma + address;
    }
    host->second = names;
    parameters.emplace_back("hostaddr", numbers);
    return {};
}

}  // namespace

Result<std::unique_ptr<Session>> Session::open(const connect::Settings& settings, const CancelToken& token) {
    std::unique_ptr<Session> session(new Session());
    auto connected = session->connect(settings, token);
    if (!connected) return fail(connected.error());
    return session;
}

Session::~Session() {
    close();
}

Result<void> Session::connect(const connect::Settings& settings, const CancelToken& token) {
    auto seconds = settings.integer("connect_timeout", 10);
    if (!seconds) return fail(seconds.error());
    auto statementSeconds = settings.integer("statement_timeout", 0);
    if (!statementSeconds) return fail(statementSeconds.error());
    m_statementTimeout = *statementSeconds * 1000;
    if (auto port = settings.integer("port", 5432); !port) return fail(port.error());
    auto limit = *seconds > 0 ? Clock::now() + std::chrono::seconds(*seconds) : Clock::time_point::max();
    auto parameters = connectParameters(settings);
    auto resolved = resolve(parameters, std::chrono::seconds(std::max<int64_t>(0, *seconds)), token);
    if (!resolved) return resolved;
    std::vector<const char*> keys;
    std::vector<const char*> values;
    for (const auto& [key, value] : parameters) {
        keys.push_back(key.c_str());
        values.push_back(value.c_str());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    m_connection = PQconnectStartParams(keys.data(), values.data(), 0);
    if (!m_connection) return fail(ErrorCode::Resource, "Not enough memory for a connection");
    PQsetErrorVerbosity(m_connection,
                        PQERRORS_VERBOSE);  // the only way to the SQLSTATE of a refused connection
    PQsetNoticeReceiver(m_connection, &Session::onNotice, this);
    auto polled = pollConnect(limit, token);
    if (!polled) return polled;
    PQsetErrorVerbosity(m_connection, PQERRORS_DEFAULT);
    PQsetnonblocking(m_connection, 1);
    m_canceller = std::make_shared<Canceller>(m_connection);
    return {};
}

Result<void> Session::pollConnect(Clock::time_point deadline, const CancelToken& token) {
    PostgresPollingStatusType status =
        PQstatus(m_connection) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (status != PGRES_POLLING_OK) {
        if (status == PGRES_POLLING_FAILED) {
            return fail(
                errorFromConnect(PQerrorMessage(m_connection), PQconnectionNeedsPassword(m_connection)));
        }
        if (token.isCancelled()) return fail(token.error());
        if (Clock::now() > deadline) {
            Error error(
                ErrorCode::Connection, "The server did not answer within the connect timeout",
                "Check host and port, that the server is running, and that no firewall is in between.");
            error.nativeCode = "ETIMEDOUT";
            error.retryable = true;
            return fail(std::move(error));
        }
        short events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (pollSocket(m_connection, events, kPollMs) != 0) status = PQconnectPoll(m_connection);
    }
    return {};
}

void Session::onNotice(void* self, const PGresult* result) {
    auto& notices = static_cast<Session*>(self)->m_notices;
    const char* severity = PQresultErrorField(result, PG_DIAG_SEVERITY);
    const char* text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    constexpr size_t kMost = 1000;  // a statement may raise one per row
    if (text && notices.size() < kMost)
        notices.push_back(std::string(severity ? severity : "NOTICE") + ": " + text);
}

std::vector<std::string> Session::takeNotices() {
    return std::exchange(m_notices, {});
}

Error Session::lost() {
    // The server may have said why before it closed the connection.
    Error error = connectionLost(m_connection ? PQerrorMessage(m_connection) : "");
    if (m_connection && m_running && PQstatus(m_connection) == CONNECTION_BAD) {
        PgResult result(PQgetResult(m_connection));
        if (result && PQresultErrorField(result.get(), PG_DIAG_SQLSTATE))
            error = errorFromResult(result.get());
    }
    close();
    return error;
}

void Session::close() {
    if (m_canceller) m_canceller->setRunning(false);
    m_running = false;
    if (m_connection) PQfinish(m_connection);
    m_connection = nullptr;
}

void Session::finished() {
    m_running = false;
    m_canceller->setRunning(false);
    if (m_canceller->stray()) close();
}

Result<void> Session::sent(int ok, const CancelToken& token) {
    if (!ok) return fail(lost());
    m_running = true;
    m_startedAt = Clock::now();
    m_canceller->setRunning(true);
    int left = 0;
    while ((left = PQflush(m_connection)) == 1) {
        if (token.isCancelled()) return fail(cancelled(token));
        int ready = pollSocket(m_connection, POLLIN | POLLOUT, kPollMs);
        if (ready < 0 || (ready > 0 && !PQconsumeInput(m_connection))) return fail(lost());
    }
    if (left < 0) return fail(lost());
    return {};
}

Result<bool> Session::waitInput(const CancelToken& token) {
    if (token.isCancelled()) return fail(cancelled(token));
    int ready = pollSocket(m_connection, POLLIN, kPollMs);
    if (ready == 0) return false;
    if (ready < 0) return fail(lost());
    // When this fails, what came before the end is still to be read; libpq then reports the loss as a result.
    PQconsumeInput(m_connection);
    return true;
}

Result<PgResult> Session::nextResult(const CancelToken& token, Wait wait, bool* silent) {
    if (!m_connection) return fail(connectionLost(""));
    if (token.isCancelled()) return fail(cancelled(token));
    while (PQisBusy(m_connection) && PQstatus(m_connection) == CONNECTION_OK) {
        auto got = waitInput(token);
        if (!got) return fail(got.error());
        if (!*got && wait == Wait::UntilNothingComes) {
            if (silent) *silent = true;
            return PgResult();
        }
    }
    PgResult result(PQgetResult(m_connection));
    if (!result) finished();
    return result;
}

Error Session::failure(const PGresult* result, std::string_view statement, size_t prefix) {
    Error error = errorFromResult(result, statement, prefix);
    auto elapsed = Clock::now() - m_startedAt;
    if (error.nativeCode == "57014" && m_statementTimeout > 0 &&
        elapsed >= milliseconds(m_statementTimeout)) {
        error.code = ErrorCode::Timeout;
        error.message = "The server stopped the statement after " +
                        std::to_string(m_statementTimeout / 1000) +
                        " s, the statement timeout of this connection";
        error.hint = "Raise the statement timeout in the connection's settings, or narrow the query.";
    }
    if (!m_connection || PQstatus(m_connection) != CONNECTION_OK) error.retryable = true;
    return error;
}

Result<PgResult> Session::query(const std::string& sql, const std::vector<std::string>& parameters,
                                const CancelToken& token) {
    if (!m_connection) return fail(connectionLost(""));
    int ok = 0;
    if (parameters.empty()) {
        ok = PQsendQuery(m_connection, sql.c_str());
    } else {
        std::vector<const char*> values;
        for (const auto& parameter : parameters) values.push_back(parameter.c_str());
        ok = PQsendQueryParams(m_connection, sql.c_str(), static_cast<int>(values.size()), nullptr,
                               values.data(), nullptr, nullptr, 0);
    }
    auto started = sent(ok, token);
    if (!started) return fail(started.error());
    PgResult last;
    for (;;) {
        auto result = nextResult(token);
        if (!result) return fail(result.error());
        if (!*result) return last;
        if (PQresultStatus(result->get()) == PGRES_FATAL_ERROR) {
            Error error = failure(result->get());
            abandon();
            return fail(std::move(error));
        }
        last = std::move(*result);
    }
}

Result<PgResult> Session::prepare(const std::string& sql, const CancelToken& token) {
    PgResult described;
    for (int step = 0; step < 2; step++) {
        if (!m_connection) return fail(connectionLost(""));
        auto started = sent(step == 0 ? PQsendPrepare(m_connection, "", sql.c_str(), 0, nullptr)
                                      : PQsendDescribePrepared(m_connection, ""),
                            token);
        if (!started) return fail(started.error());
        for (;;) {
            auto result = nextResult(token);
            if (!result) return fail(result.error());
            if (!*result) break;
            if (PQresultStatus(result->get()) == PGRES_FATAL_ERROR) {
                Error error = failure(result->get(), sql);
                abandon();
                return fail(std::move(error));
            }
            described = std::move(*result);
        }
    }
    return described;
}

Result<void> Session::startCopy(const std::string& sql, size_t prefix, std::string_view statement,
                                const CancelToken& token) {
    if (!m_connection) return fail(connectionLost(""));
    auto started = sent(PQsendQuery(m_connection, sql.c_str()), token);
    if (!started) return started;
    auto result = nextResult(token);
    if (!result) return fail(result.error());
    if (*result && PQresultStatus(result->get()) == PGRES_COPY_OUT) return {};
    Error error = *result ? failure(result->get(), statement, prefix)
                          : Error(ErrorCode::Internal, "The server answered COPY with nothing");
    abandon();
    return fail(std::move(error));
}

Result<void> Session::startPrepared(bool binary, const CancelToken& token) {
    if (!m_connection) return fail(connectionLost(""));
    int ok = PQsendQueryPrepared(m_connection, "", 0, nullptr, nullptr, nullptr, binary ? 1 : 0);
    if (ok) PQsetSingleRowMode(m_connection);
    return sent(ok, token);
}

Result<Session::Copied> Session::copyRow(CopyBuffer& out, Wait wait, const CancelToken& token) {
    if (!m_connection) return fail(connectionLost(""));
    if (token.isCancelled()) return fail(cancelled(token));  // also while rows come without a pause
    for (;;) {
        char* data = nullptr;
        int size = PQgetCopyData(m_connection, &data, 1);
        if (size > 0) {
            out.data.reset(data);
            out.size = size;
            return Copied::Row;
        }
        if (size < 0 || PQstatus(m_connection) != CONNECTION_OK) break;
        auto got = waitInput(token);
        if (!got) return fail(got.error());
        if (!*got && wait == Wait::UntilNothingComes) return Copied::Nothing;
    }
    for (;;) {  // the end: the outcome of the statement is still to come
        auto result = nextResult(token);
        if (!result) return fail(result.error());
        if (!*result) return Copied::End;
        if (PQresultStatus(result->get()) == PGRES_FATAL_ERROR) {
            Error error = failure(result->get());
            abandon();
            return fail(std::move(error));
        }
    }
}

bool Session::drain(milliseconds limit) {
    auto deadline = Clock::now() + limit;
    while (m_connection) {
        if (!PQisBusy(m_connection) || PQstatus(m_connection) != CONNECTION_OK) {
            PgResult result(PQgetResult(m_connection));
            if (!result) {
                finished();
                return true;
            }
            auto status = PQresultStatus(result.get());
            if (status == PGRES_COPY_IN) PQputCopyEnd(m_connection, "COPY FROM STDIN is not supported here");
            if (status == PGRES_COPY_OUT) {
                char* data = nullptr;
                int size = 0;
                while ((size = PQgetCopyData(m_connection, &data, 1)) > 0) PQfreemem(data);
                if (size < 0) continue;
                if (PQstatus(m_connection) != CONNECTION_OK) return false;
            } else {
                continue;
            }
        }
        auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now()).count();
        if (left < 0) return false;
        if (pollSocket(m_connection, POLLIN, static_cast<int>(left)) > 0) PQconsumeInput(m_connection);
    }
    return false;
}

Error Session::cancelled(const CancelToken& token) {
    m_canceller->cancel();
    if (!drain(kCancelGrace)) close();
    return token.error();
}

void Session::abandon() {
    if (!m_connection || !m_running || drain(milliseconds(2))) return;
    m_canceller->cancel();
    if (!drain(kAbandonGrace)) close();
}

bool Session::ping() {
    if (!usable() || m_running) return usable();
    CancelToken unused;
    if (!sent(PQsendQuery(m_connection, ""), unused)) return false;
    if (!drain(kPingPatience)) close();
    return usable();
}

void Session::interrupt() noexcept {
    if (auto canceller = m_canceller) canceller->cancel();
}

std::string Session::parameter(const char* name) const {
    const char* value = m_connection ? PQparameterStatus(m_connection, name) : nullptr;
    return value ? value : "";
}

bool Session::inTransaction() const {
    if (!m_connection) return false;
    auto status = PQtransactionStatus(m_connection);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

}  // namespace tributary::connectors::postgresql
