// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/column_sources.h"

#include <cstdlib>
#include <set>

namespace tributary::connectors::postgresql {

Result<void> ColumnSources::tell(Session& session, const PGresult* described,
                                 std::vector<sql::Column>& columns, const CancelToken& token) {
    std::set<Oid> unknown;
    for (int i = 0; i < PQnfields(described); i++) {
        const Oid table = PQftable(described, i);
        if (table != InvalidOid && !m_tables.contains(table)) unknown.insert(table);
    }
    if (!unknown.empty()) {
        std::string oids;
        for (const Oid oid : unknown) oids += (oids.empty() ? "" : ", ") + std::to_string(oid);
        if (auto loaded = load(session, oids, token); !loaded) return loaded;
    }
    for (size_t i = 0; i < columns.size(); i++) {
        const auto table = m_tables.find(PQftable(described, static_cast<int>(i)));
        if (table == m_tables.end()) continue;
        const auto column = table->second.columns.find(PQftablecol(described, static_cast<int>(i)));
        if (column == table->second.columns.end()) continue;
        columns[i].source = sql::ColumnSource{table->second.schema, table->second.name, column->second};
    }
    return {};
}

Result<void> ColumnSources::load(Session& session, const std::string& oids, const CancelToken& token) {
    auto rows = session.query(
        "SELECT c.oid, n.nspname, c.relname, a.attnum, a.attname FROM pg_catalog.pg_class c JOIN "
        "pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_attribute a ON a.attrelid = "
        "c.oid WHERE a.attnum > 0 AND c.oid IN (" +
            oids + ")",
        {}, token);
    if (!rows) return fail(rows.error());
    for (int i = 0; i < PQntuples(rows->get()); i++) {
        const auto cell = [&](int column) { return PQgetvalue(rows->get(), i, column); };
        Table& table = m_tables[static_cast<Oid>(std::strtoul(cell(0), nullptr, 10))];
        table.schema = cell(1);
        table.name = cell(2);
        table.columns[std::atoi(cell(3))] = cell(4);
    }
    return {};
}

}  // namespace tributary::connectors::postgresql
