// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connectors/postgresql/session.h"
#include "core/sql/remote_query.h"

namespace tributary::connectors::postgresql {

/// The tables that columns of results come from, as the server tells it with every result: looked up once per
/// table and session. One thread, the session's.
class ColumnSources {
  public:
    /// Fills `source` of the columns, one per field of `described`.
    Result<void> tell(Session& session, const PGresult* described, std::vector<sql::Column>& columns,
                      const CancelToken& token);
    /// After a statement that may have renamed something.
    void forget() { m_tables.clear(); }

  private:
    struct Table {
        std::string schema;
        std::string name;
        std::map<int, std::string> columns;  ///< by attnum
    };
    Result<void> load(Session& session, const std::string& oids, const CancelToken& token);

    std::map<Oid, Table> m_tables;
};

}  // namespace tributary::connectors::postgresql
