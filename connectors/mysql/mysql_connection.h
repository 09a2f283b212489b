// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/mysql/client.h"
#include "connectors/mysql/readers.h"
#include "connectors/mysql/types.h"
#include "core/connect/connector.h"

namespace tributary::connectors::mysql {

/// One session with a MySQL or MariaDB server: UTC, utf8mb4, autocommit. Threads as in connect::Connection.
class MysqlConnection final : public connect::Connection {
  public:
    static Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                             const CancelToken& token);
    ~MysqlConnection() override;

    const connect::Capabilities& capabilities() const override { return m_capabilities; }
    Result<connect::Catalog> describe(const connect::ObjectPath& path, const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> read(const sql::RemoteQuery& query,
                                                       const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> native(std::string_view text,
                                                         const CancelToken& token) override;
    Result<std::vector<sql::Column>> describeNative(std::string_view text, const CancelToken& token) override;
    bool isAlive() override;
    void interrupt() noexcept override;

  private:
    MysqlConnection(SessionOptions options, TypeOptions types, std::unique_ptr<Client> client);

    Result<void> prepareSession(const CancelToken& token);
    Result<void> probe(const Wait& wait);
    void noteDatabase();
    void applyTimeout(const Wait& wait);
    Result<void> checkReadOnly(std::string_view text) const;

    Execution begin(std::string_view sql, const CancelToken& token);
    Result<std::unique_ptr<connect::ChunkReader>> run(Execution execution);
    void ended();

    const SessionOptions m_options;
    const TypeOptions m_types;
    std::unique_ptr<Client> m_client;
    connect::Capabilities m_capabilities;
    uint64_t m_id = 0;
    int m_socket =
        -1;  ///< a duplicate, so that another thread may shut the session down whatever the library does

    std::mutex
        m_interruptMutex;  ///< held while a kill is on its way, so that it cannot hit the next statement
    bool m_running = false;
    bool m_killed = false;
};

/// The three levels of connect::Connection::describe, read from information_schema.
Result<connect::Catalog> describeSchemas(Client& client, const Wait& wait);
Result<connect::Catalog> describeTables(Client& client, const std::string& schema, const Wait& wait);
Result<connect::Catalog> describeTable(Client& client, const std::string& schema, const std::string& table,
                                       const TypeOptions& types, const Wait& wait);

}  // namespace tributary::connectors::mysql
