// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/sqlite/sqlite_reader.h"
#include "connectors/sqlite/sqlite_session.h"
#include "core/connect/connector.h"

namespace tributary::connectors::sqlite {

/// main, temp (when it holds anything) and the attached databases.
Result<connect::Catalog> describeDatabases(Session& session, const CancelToken& token);
Result<connect::Catalog> describeTables(Session& session, const std::string& schema,
                                        const CancelToken& token);
Result<connect::Catalog> describeTable(Session& session, const std::string& schema, const std::string& table,
                                       const CancelToken& token);

/// Columns of a prepared statement. Those whose declaration leaves the type open are decided from the first
/// rows, which are kept in `lookahead`; nothing is stepped for a statement that may write.
Result<std::vector<sql::Column>> statementColumns(Session& session, sqlite3_stmt* statement,
                                                  Lookahead& lookahead, const CancelToken& token);

}  // namespace tributary::connectors::sqlite
