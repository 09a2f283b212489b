// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/postgresql/canceller.h"
#include "connectors/postgresql/error.h"
#include "core/base/cancel_token.h"
#include "core/connect/settings.h"

namespace tributary::connectors::postgresql {

/// One libpq connection, driven without ever blocking for more than 50 ms without looking at the token.
/// Belongs to one thread; only `interrupt` may come from another. When a token is cancelled the statement is
/// cancelled on the server, what is left of it is read away, and the session is usable again, or dead if the
/// server does not react.
class Session {
  public:
    static Result<std::unique_ptr<Session>> open(const connect::Settings& settings, const CancelToken& token);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Runs one statement or, without parameters, several; the rows of the last one as text.
    Result<PgResult> query(const std::string& sql, const std::vector<std::string>& parameters,
                           const CancelToken& token);

    /// Parses `sql` as the unnamed statement and describes it; nothing is executed.
    Result<PgResult> prepare(const std::string& sql, const CancelToken& token);

    /// Starts COPY … TO STDOUT; rows are then taken with `copyRow`. An error here means that no row was sent.
    Result<void> startCopy(const std::string& sql, size_t prefix, std::string_view statement,
                           const CancelToken& token);

    /// Starts the unnamed prepared statement, row by row; rows come from `nextResult`.
    Result<void> startPrepared(bool binary, const CancelToken& token);

    enum class Wait { Forever, UntilNothingComes };
    enum class Copied { Row, End, Nothing };
    struct CopyBuffer {
        std::unique_ptr<char, decltype(&PQfreemem)> data{nullptr, &PQfreemem};
        int size = 0;
    };
    /// The next message of a running COPY. `Nothing`, only when asked for: the server was silent for 50 ms.
    Result<Copied> copyRow(CopyBuffer& out, Wait wait, const CancelToken& token);

    /// The next result of the running statement, nullptr at its end. An error result is returned as it is.
    /// With UntilNothingComes `silent` tells that the server sent nothing for 50 ms.
    Result<PgResult> nextResult(const CancelToken& token, Wait wait = Wait::Forever, bool* silent = nullptr);

    /// Error of a result, with the statement's position; knows a timeout and a lost connection.
    Error failure(const PGresult* result, std::string_view statement = {}, size_t prefix = 0);

    /// Ends a statement nobody wants any more: on the server, and here.
    void abandon();

    /// False once the connection is gone.
    bool usable() const { return m_connection && PQstatus(m_connection) == CONNECTION_OK; }
    bool ping();
    void interrupt() noexcept;

    /// Takes the notices and warnings the server sent since the last call.
    std::vector<std::string> takeNotices();

    /// Value the server reports without being asked ("server_version", "default_transaction_read_only"); may
    /// be empty.
    std::string parameter(const char* name) const;
    bool inTransaction() const;
    bool running() const { return m_running; }
    int protocolPid() const { return m_connection ? PQbackendPID(m_connection) : 0; }

  private:
    Session() = default;
    Result<void> connect(const connect::Settings& settings, const CancelToken& token);
    Result<void> pollConnect(std::chrono::steady_clock::time_point deadline, const CancelToken& token);
    Result<void> sent(int ok, const CancelToken& token);
    Result<bool> waitInput(const CancelToken& token);
    Error lost();
    void finished();
    bool drain(std::chrono::milliseconds limit);
    void close();
    Error cancelled(const CancelToken& token);
    static void onNotice(void* self, const PGresult* result);

    PGconn* m_connection = nullptr;
    std::shared_ptr<Canceller> m_canceller;
    bool m_running = false;
    int64_t m_statementTimeout = 0;  ///< ms; 0: none
    std::chrono::steady_clock::time_point m_startedAt{};
    std::vector<std::string> m_notices;
};

}  // namespace tributary::connectors::postgresql
