// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/plugin/source/listed_objects.h"
#include "core/plugin/source/plugin_dialect.h"
#include "core/plugin/source/source_session.h"

namespace tributary::plugin {

/// What a source has, one level at a time: by ADBC's GetObjects, else by the dialect's own statements.
/// Belongs to the session's thread.
class SourceCatalog {
  public:
    SourceCatalog(SourceSession& session, std::shared_ptr<const PluginDialect> dialect,
                  std::shared_ptr<SchemaPlaces> places);

    Result<connect::Catalog> schemas(const CancelToken& token);
    Result<connect::Catalog> tables(const std::string& schema, const CancelToken& token);
    Result<connect::Catalog> table(const sql::TableRef& table, const CancelToken& token);
    /// Columns of the rows a statement answers with, without its rows.
    Result<std::vector<ArrowColumn>> columnsOf(const std::string& sql, const CancelToken& token);

  private:
    /// Unsupported is "no value": the next way is tried.
    Result<std::optional<std::vector<ListedSchema>>> objects(const ObjectQuery& query,
                                                             const CancelToken& token);
    Result<std::vector<ListedTable>> listTables(const std::string& schema, const std::string& only,
                                                bool columns, const CancelToken& token);
    Result<void> learnCatalog(const CancelToken& token);
    void addSchema(const ListedSchema& schema, bool oneCatalog, connect::Catalog& out);
    Result<std::vector<sql::Column>> tableColumns(const sql::TableRef& table, const CancelToken& token);
    Result<void> decorate(const sql::TableRef& table, const ListedTable& listed, connect::Catalog& out,
                          const CancelToken& token);
    void addKeys(const sql::TableRef& table, const ListedTable& listed, connect::Catalog& out);
    Result<void> estimate(const sql::TableRef& table, connect::Catalog& out, const CancelToken& token);

    SourceSession& m_session;
    const std::shared_ptr<const PluginDialect> m_dialect;
    const std::shared_ptr<SchemaPlaces> m_places;
    std::optional<std::string> m_currentCatalog;
    bool m_catalogKnown = false;
};

}  // namespace tributary::plugin
