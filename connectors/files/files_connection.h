// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>

#include "connectors/duckdb/duck_connection.h"
#include "connectors/files/file_tables.h"

namespace tributary::connectors::files {

/// Files as views of schema `main` in a DuckDB in memory. A view is made when its table is first asked for,
/// so that one broken file costs nobody but its reader.
class FilesConnection : public duck::DuckConnection {
  public:
    FilesConnection(duckdb::shared_ptr<duckdb::DuckDB> database, connect::Settings settings, bool readOnly);

  protected:
    Result<void> prepareTable(const sql::TableRef& table, const CancelToken& token) override;
    Result<std::vector<std::string>> prepareAll(const CancelToken& token) override;
    Result<connect::Catalog> describeTables(const std::string& schema, const CancelToken& token) override;
    Result<connect::Catalog> describeTable(const sql::TableRef& table, const CancelToken& token) override;

  private:
    Result<void> rescan();
    Result<void> makeView(const FileTable& table, const CancelToken& token);

    const connect::Settings m_settings;
    std::vector<FileTable> m_tables;
    std::map<std::string, std::string> m_made;  ///< view → what it reads
};

}  // namespace tributary::connectors::files
