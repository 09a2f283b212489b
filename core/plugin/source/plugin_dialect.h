// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "core/plugin/source/source_dialect.h"

namespace tributary::plugin {

/// Where a schema of the explorer is in the source. ADBC knows catalogs with schemas; the program has one
/// level.
struct SchemaPlace {
    std::optional<std::string> catalog;  ///< absent: not filtered by it
    std::optional<std::string> schema;   ///< absent: the source has none
    bool printCatalog = false;           ///< a table's name needs the catalog in front
};

/// The schemas of one connection by the name they have in the explorer. Thread-safe.
class SchemaPlaces {
  public:
    void set(const std::string& name, SchemaPlace place);
    /// A name that was never listed is a schema of that name.
    SchemaPlace find(const std::string& name) const;
    bool knows(const std::string& name) const;

  private:
    mutable std::mutex m_mutex;
    std::map<std::string, SchemaPlace> m_places;
};

/// The dialect of one plugin connection: the manifest's, with tables named as the source has them. Where the
/// language has no LIMIT, reading stops after so many rows instead.
class PluginDialect final : public sql::Dialect {
  public:
    PluginDialect(SourceDialect source, std::shared_ptr<const SchemaPlaces> places);

    const SourceDialect& source() const { return m_source; }
    bool selectsAll() const { return !m_source.sql; }

    std::string_view id() const override;
    std::string quote(std::string_view name) const override;
    std::string tableName(const sql::TableRef& table) const override;
    std::optional<std::string> literal(const duckdb::Value& value, const sql::Column& column) const override;
    std::string comparand(const sql::Column& column, sql::Comparison op) const override;
    std::string selectItem(const sql::Column& column) const override;
    std::optional<std::string> predicate(const sql::Predicate& p,
                                         const std::vector<sql::Column>& columns) const override;
    std::string orderItem(const sql::OrderItem& item, const std::vector<sql::Column>& columns) const override;
    Result<std::string> select(const sql::RemoteQuery& query) const override;
    bool canOrder(const sql::OrderItem& item, const std::vector<sql::Column>& columns) const override;
    size_t maxInList() const override;
    bool supportsLimit() const override { return true; }
    bool supportsOrderBy() const override;

    /// SELECT * of a table, to learn its columns.
    std::string selectAll(const sql::TableRef& table) const;
    /// A statement of SourceDialect with its {schema} and {table} filled in.
    std::string filled(const std::string& text, const sql::TableRef& table) const;

  private:
    const SourceDialect m_source;
    const std::shared_ptr<const SchemaPlaces> m_places;
};

}  // namespace tributary::plugin
