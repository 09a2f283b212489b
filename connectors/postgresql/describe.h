// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "connectors/postgresql/session.h"
#include "connectors/postgresql/types.h"
#include "core/connect/connector.h"

namespace tributary::connectors::postgresql {

/// What the catalog queries need to know about a session.
struct CatalogReader {
    Session& session;
    TypeCatalog& types;
    bool hasCollations = true;   ///< nondeterministic ones: PostgreSQL 12
    bool orderedAsBytes = true;  ///< byte order of the database's encoding is that of UTF-8

    Result<connect::Catalog> schemas(const CancelToken& token);
    Result<connect::Catalog> tables(const std::string& schema, const CancelToken& token);
    Result<connect::Catalog> columns(const std::string& schema, const std::string& table,
                                     const CancelToken& token);

  private:
    Result<void> readColumns(const std::string& table, connect::Catalog& catalog, const CancelToken& token);
    Result<void> readForeignKeys(const std::string& table, connect::Catalog& catalog,
                                 const CancelToken& token);
};

}  // namespace tributary::connectors::postgresql
