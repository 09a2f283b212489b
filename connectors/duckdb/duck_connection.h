// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <duckdb.hpp>
#include <memory>
#include <string>
#include <vector>

#include "core/connect/connector.h"

namespace tributary::connectors::duck {

class RunningStatement;

/// A session with an embedded DuckDB: of a database file, or of one in memory whose views are files. Derived
/// classes say what is there before it is asked for.
class DuckConnection : public connect::Connection {
  public:
    DuckConnection(duckdb::shared_ptr<duckdb::DuckDB> database, std::string product, bool readOnly);
    /// Session settings; call once before use.
    Result<void> configure(const connect::Settings& settings);

    const connect::Capabilities& capabilities() const override { return m_capabilities; }
    Result<connect::Catalog> describe(const connect::ObjectPath& path, const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> read(const sql::RemoteQuery& query,
                                                       const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> native(std::string_view text,
                                                         const CancelToken& token) override;
    Result<std::vector<sql::Column>> describeNative(std::string_view text, const CancelToken& token) override;
    bool isAlive() override { return true; }
    void interrupt() noexcept override;

  protected:
    using Cells = std::vector<std::vector<duckdb::Value>>;
    /// Called before a table is described or read.
    virtual Result<void> prepareTable(const sql::TableRef& table, const CancelToken& token);
    /// Called before native text runs.
    virtual Result<std::vector<std::string>> prepareAll(const CancelToken& token);
    virtual Result<connect::Catalog> describeTables(const std::string& schema, const CancelToken& token);
    virtual Result<connect::Catalog> describeTable(const sql::TableRef& table, const CancelToken& token);

    /// Runs one of our own statements to its end; `parameters` bind its ? marks.
    Result<Cells> fetch(const std::string& text, const CancelToken& token,
                        const std::vector<duckdb::Value>& parameters = {});
    Result<std::vector<sql::Column>> columnsOf(const std::string& text, std::string_view shown,
                                               const CancelToken& token);

  private:
    Result<connect::Catalog> describeSchemas(const CancelToken& token);
    Result<void> keyColumns(const sql::TableRef& table, connect::Catalog& catalog, const CancelToken& token);
    Result<duckdb::unique_ptr<duckdb::SQLStatement>> parse(std::string_view text, const CancelToken& token);
    Result<duckdb::unique_ptr<duckdb::QueryResult>> start(const std::string& text, std::string_view shown,
                                                          const CancelToken& token);
    Result<void> readSchemaPath();
    CancelToken::Registration watch(const CancelToken& token);
    std::unique_ptr<RunningStatement> begin(const CancelToken& token);

    duckdb::shared_ptr<duckdb::DuckDB> m_database;
    duckdb::Connection m_connection;
    connect::Capabilities m_capabilities;
    const bool m_readOnly;
    std::chrono::milliseconds m_statementTimeout{0};  ///< 0: none
};

/// The form field behind the limit.
connect::Field statementTimeoutField();

sql::Column columnOf(const std::string& name, const duckdb::LogicalType& type);

}  // namespace tributary::connectors::duck
