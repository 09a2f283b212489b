// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::lineage {

struct SchemaColumn {
    std::string name;
    std::string type;  ///< as the source names it; empty: unknown
};

struct SchemaTable {
    std::string name;  ///< dotted, as the source spells it
    std::vector<SchemaColumn> columns;
    std::string viewSql;  ///< the query of a view; empty: a table
};

/// What is known of the tables a statement may name. Names are found without regard to case and by any dotted
/// suffix that is unambiguous. Filled by the caller (a connection's catalog, a schema file, earlier
/// statements of a session); not thread-safe.
class SchemaCatalog {
  public:
    /// Adds, or replaces the table of the same full name.
    void add(SchemaTable table);
    void remove(std::string_view name);
    void rename(std::string_view from, std::string_view to);
    /// Exact name first, then the only table whose name ends in (or is a suffix of) `name`.
    const SchemaTable* find(std::string_view name) const;
    const std::map<std::string, SchemaTable>& tables() const { return m_tables; }  ///< by folded name

  private:
    std::map<std::string, SchemaTable> m_tables;
    std::multimap<std::string, std::string> m_byLastPart;
};

/// Parts of a dotted name, quotes (" ` [ ]) taken off.
std::vector<std::string> splitName(std::string_view dotted);
/// The parts joined; a part that holds a dot or a quote is quoted.
std::string joinName(const std::vector<std::string>& parts);
/// Lower case by ASCII alone.
std::string lowerText(std::string_view text);
/// Is `name` `end`, or does it end in it from a dot on? Both folded.
bool endsWithName(std::string_view name, std::string_view end);
/// Lower case by ASCII and, part by part, without quotes: two names that fold alike are one table.
std::string foldName(std::string_view dotted);

}  // namespace tributary::lineage
