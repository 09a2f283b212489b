// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <duckdb.hpp>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/engine/federation.h"

namespace tributary::testing {

/// What a session of the fake answers to one statement.
struct ScriptedAnswer {
    std::vector<sql::Column> columns;
    std::vector<std::vector<duckdb::Value>> rows;
    std::optional<Error> error;
    bool endless = false;  ///< repeats its rows until cancelled
};

/// A federation of invented catalogs and scripted answers. Thread-safe as the real one.
class FakeFederation : public engine::Federation {
  public:
    FakeFederation();

    void addSchema(const std::string& connection, const std::string& schema);
    void addTable(const std::string& connection, const std::string& schema, const std::string& table,
                  const std::vector<std::string>& columns);
    void failDescribe(const std::string& connection, Error error);
    void heal(const std::string& connection);
    void answer(const std::string& sql, ScriptedAnswer answer);
    int describeCalls() const;
    ScriptedAnswer answerTo(const std::string& sql) const;

    Result<void> attach(const std::string&, const std::string&, connect::Settings,
                        connect::SettingsResolver) override;
    Result<void> detach(const std::string&) override;
    std::vector<std::string> attached() const override;
    Result<std::unique_ptr<engine::Session>> openSession() override;
    Result<connect::Catalog> describe(const std::string& connection, const connect::ObjectPath& path,
                                      const CancelToken& token, bool refresh) override;
    std::optional<connect::Catalog> cached(const std::string& connection,
                                           const connect::ObjectPath& path) const override;
    Result<connect::Capabilities> test(const std::string&, const CancelToken&) override;
    engine::ConnectionStatus status(const std::string& connection) const override;
    void forget(const std::string&) override {}
    duckdb::DatabaseInstance& database() override { return *m_database.instance; }

  private:
    using Key = std::pair<std::string, connect::ObjectPath>;
    mutable std::mutex m_mutex;
    duckdb::DuckDB m_database;
    std::map<Key, connect::Catalog> m_catalogs;
    std::map<std::string, Error> m_failures;
    std::map<std::string, ScriptedAnswer> m_answers;
    int m_describeCalls = 0;
};

}  // namespace tributary::testing
