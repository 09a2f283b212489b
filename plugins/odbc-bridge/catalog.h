// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/odbc-bridge/session.h"

namespace tributary::plugins::odbc {

/// What the driver's catalogue functions tell. Sources whose catalogues are databases and which have no
/// schemas (MariaDB) show them as schemas; SQLite's tables are in "main".
class Catalog {
  public:
    explicit Catalog(Session& session);

    std::vector<sdk::TableInfo> tables();
    std::vector<sdk::ColumnInfo> columns(const sdk::TableName& table);
    std::vector<sdk::Constraint> constraints(const sdk::TableName& table);
    std::optional<int64_t> rowCount(const sdk::TableName& table);

  private:
    struct Names;  // the three names as the driver wants them
    Names namesOf(const sdk::TableName& table) const;
    std::string quoted(const sdk::TableName& table);
    void addComments(const sdk::TableName& table, std::vector<sdk::ColumnInfo>& columns);

    Session& m_session;
    bool m_catalogsAreSchemas = false;
};

}  // namespace tributary::plugins::odbc
