// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sandbox/adbc_call.h"
#include "app/sandbox/session.h"
#include "core/plugin/wire/arrow_holders.h"
#include "core/plugin/wire/packer.h"

namespace tributary::sandbox {

/// One ADBC database with one connection.
class AdbcSession final : public Session {
  public:
    AdbcSession(const AdbcDriver& driver, HostLink& link) : m_driver(driver), m_link(link) {}
    ~AdbcSession() override;

    void call(const CallRequest& request) override;

  private:
    using Outcome = std::optional<Failure>;  ///< none: Done has been sent
    class Statement;

    Outcome run(const CallRequest& request);
    Outcome openDatabase(plugin::Unpacker in);
    Outcome openConnection(const std::vector<std::pair<std::string, std::string>>& options);
    Outcome setConnectionOption(plugin::Unpacker in);
    Outcome query(std::string_view sql);
    Outcome objects(plugin::Unpacker in);
    Outcome info();
    Outcome tableTypes();
    Outcome statistics(plugin::Unpacker in);
    Outcome tableSchema(plugin::Unpacker in);
    Outcome executeSchema(std::string_view sql);
    Outcome partitions(std::string_view sql);
    Outcome readPartition(std::string_view part);
    Outcome ingest(const CallRequest& request);

    Outcome sendSchema(const ArrowSchema& schema);
    Outcome sendRows(ArrowArrayStream& stream, int64_t rowsAffected);
    Outcome streamFailure(ArrowArrayStream& stream, int status);
    void closeConnection();
    void cancelConnection();

    AdbcDriver m_driver;
    HostLink& m_link;
    AdbcDatabase m_database{};
    AdbcConnection m_connection{};
    bool m_hasDatabase = false;
    bool m_hasConnection = false;
};

}  // namespace tributary::sandbox
