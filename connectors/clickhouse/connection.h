// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "connectors/clickhouse/native_reader.h"
#include "connectors/clickhouse/types.h"
#include "core/connect/connector.h"
#include "core/net/http_client.h"

namespace tributary::connectors::clickhouse {

class StatementReader;

/// What a connection form says, checked.
struct Options {
    std::string baseUrl;  ///< "https://host:8443/"
    std::string user;
    std::string password;
    std::string database;
    net::TlsOptions tls;
    std::chrono::milliseconds connectTimeout{10'000};
    int64_t statementTimeout = 0;  ///< seconds; 0: none
    bool compress = false;
    bool readOnly = false;
    Strings strings = Strings::Text;

    static Result<Options> from(const connect::Settings& settings);
};

/// A statement in flight. Shared by the thread that reads it and whoever interrupts it.
struct Running {
    std::string id;    ///< the server's query_id
    CancelToken stop;  ///< ends the HTTP exchange
    std::atomic<bool> killed{false};
};

/// One "session" over HTTP: settings, the probed version, and the statement that runs. HTTP keeps no session,
/// so the connection stays usable whatever happened to a statement.
class ClickhouseConnection : public connect::Connection {
  public:
    explicit ClickhouseConnection(Options options);
    ~ClickhouseConnection() override;

    /// Probes version, time zone and how read-only the user is.
    Result<void> open(const CancelToken& token);

    const connect::Capabilities& capabilities() const override { return m_capabilities; }
    Result<connect::Catalog> describe(const connect::ObjectPath& path, const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> read(const sql::RemoteQuery& query,
                                                       const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> native(std::string_view text,
                                                         const CancelToken& token) override;
    Result<std::vector<sql::Column>> describeNative(std::string_view text, const CancelToken& token) override;
    bool isAlive() override;
    void interrupt() noexcept override;

    /// Ends a statement in the server, once; takes at most about a second.
    void kill(Running& running) const noexcept;

  private:
    friend class StatementReader;
    using Row = std::vector<std::string>;

    /// Which columns the system tables of this version have.
    static constexpr const char* kSystemColumns =
        "(SELECT concat(' ', arrayStringConcat(groupArray(concat(table, '.', name)), ' '), ' ') FROM "
        "system.columns WHERE database = 'system' AND table IN ('tables', 'columns', 'databases'))";

    std::string url(const std::string& queryId, bool forRead) const;
    net::HttpRequest request(std::string url, std::string body) const;
    /// Sends a statement and waits for the first bytes of its answer.
    Result<std::unique_ptr<StatementReader>> start(std::string text, bool forRead, const CancelToken& token);
    /// All rows of a query whose columns are all String.
    Result<std::vector<Row>> rows(const std::string& query, const CancelToken& token);
    Result<std::unique_ptr<connect::ChunkReader>> asTextWhereNeeded(const std::string& text,
                                                                    const CancelToken& token);
    void finished(const std::shared_ptr<Running>& running);
    bool atLeast(int major, int minor) const;
    bool compresses() const;

    Result<connect::Catalog> describeSchemas(const CancelToken& token);
    Result<connect::Catalog> describeTables(const std::string& schema, const CancelToken& token);
    Result<connect::Catalog> describeColumns(const std::string& schema, const std::string& table,
                                             const CancelToken& token);
    Result<std::string> tableFacts(const std::string& schema, const std::string& table,
                                   const CancelToken& token);
    Result<std::string> viewDefinition(const std::string& schema, const std::string& table,
                                       const CancelToken& token);
    Result<bool> systemColumn(const std::string& table, const std::string& column, const CancelToken& token);

    const Options m_options;
    net::HttpClient m_http;
    connect::Capabilities m_capabilities;
    int m_major = 0;
    int m_minor = 0;
    int m_profileReadonly = 0;             ///< of the user: 1 refuses every setting
    std::string m_systemColumns;           ///< " table.column table.column "; empty: not known yet
    std::atomic<int64_t> m_lastAnswer{0};  ///< steady clock, ms

    std::mutex m_mutex;
    std::shared_ptr<Running> m_running;
};

}  // namespace tributary::connectors::clickhouse
