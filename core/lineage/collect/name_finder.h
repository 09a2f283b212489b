// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/lineage/dialect.h"
#include "core/lineage/lineage_store.h"
#include "core/lineage/schema.h"

namespace tributary::lineage {

/// Where native texts look for a name without a schema, by connection (connect::Capabilities::schemaPath).
using SchemaPaths = std::map<std::string, std::vector<std::string>>;

/// What names in statements mean, by what the workspace knows: connections and their tables. Reads the store
/// when it is first asked for tables. One thread; the store must outlive it.
class NameFinder {
  public:
    /// `types`: connection → connector id.
    NameFinder(const LineageStore& store, std::map<std::string, std::string> types);

    /// The language of a connection's native texts; nullopt: not one that is read.
    std::optional<SqlDialect> dialectOf(const std::string& connection) const;
    /// Connector id; empty when there is no such connection.
    std::string typeOf(const std::string& connection) const;
    /// Names of all connections.
    std::vector<std::string> connections() const;
    /// Tables whose columns are all known.
    const SchemaCatalog& schemaOf(const std::string& connection);
    /// A native text may leave the schema out: the first of the session's schemas that has such a table is
    /// meant, else the first of them at all. Where the session does not tell, the only table of that name is.
    DatasetName qualified(DatasetName name, const SchemaPaths& paths);

  private:
    const Graph& known();
    const SchemaCatalog& namesOf(const std::string& connection);

    const LineageStore& m_store;
    const std::map<std::string, std::string> m_types;
    std::optional<Graph> m_known;
    std::map<std::string, SchemaCatalog> m_schemas, m_names;
};

}  // namespace tributary::lineage
