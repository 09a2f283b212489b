// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::lineage {

/// How a source column takes part in a target column. The names are OpenLineage's subtypes (column lineage
/// facet 1-2-0): the first three are DIRECT (the value flows), the others INDIRECT (the value decides).
enum class Subtype : uint8_t {
    Identity,
    Transformation,
    Aggregation,
    Join,
    GroupBy,
    Filter,
    Sort,
    Window,
    Conditional
};

inline bool isDirect(Subtype subtype) {
    return subtype <= Subtype::Aggregation;
}
/// "IDENTITY", "GROUP_BY" …
std::string_view subtypeName(Subtype subtype);
std::optional<Subtype> subtypeNamed(std::string_view name);

/// High: bound against known schemas, or unambiguous in the text. Low: read tolerantly; schema or syntax
/// unknown.
enum class Confidence : uint8_t { High, Low };

/// A column of a dataset. `table` is the dotted name, quotes taken off, as far as the statement and its
/// defaults qualify it ("db.schema.table"; a part that holds a dot is written in double quotes); empty is the
/// statement's own result. `column` is "*" for all columns of a table whose schema is unknown, "?" where it
/// could not be told, and empty for the table as a whole.
struct ColumnName {
    std::string table;
    std::string column;
    auto operator<=>(const ColumnName&) const = default;
};

struct ColumnEdge {
    ColumnName source;
    ColumnName target;  ///< an INDIRECT edge that acts on every row has an empty target column
    Subtype subtype = Subtype::Identity;
    bool masking = false;    ///< the value cannot be read back from the target: hash, count …
    std::string expression;  ///< text of the target's expression, literals as written
    Confidence confidence = Confidence::High;
};

/// Where a column of a query's answer comes from. Targets are empty: the position is the target.
struct QueryColumn {
    std::string name;
    std::vector<ColumnEdge> sources;
};

/// One query body (SELECT, set operation, VALUES …), resolved.
struct QueryLineage {
    std::vector<QueryColumn> columns;
    std::vector<ColumnEdge> indirect;  ///< filters, joins, groups, sorts: act on every row
    std::vector<std::string> tables;   ///< read, views and base tables as named, no CTEs, no duplicates
    Confidence confidence = Confidence::High;
};

/// What one statement does.
struct StatementLineage {
    size_t begin = 0;  ///< bytes into the script
    size_t end = 0;
    std::string kind;  ///< "SELECT", "INSERT", "CREATE TABLE AS", "CREATE VIEW", "MERGE", "UPDATE" …; "OTHER"
    std::vector<std::string> inputs;
    std::vector<std::string> outputs;
    std::vector<std::string> outputColumns;  ///< of a query, in order
    std::vector<ColumnEdge> edges;
    Confidence confidence = Confidence::High;
    std::vector<std::string> notes;  ///< what could not be resolved, and why
    std::string error;  ///< the statement could not be read at all; the others of the script stand
};

/// A script, statement by statement, and as a whole: temporary tables of the script are seen through.
struct ScriptLineage {
    std::vector<StatementLineage> statements;
    std::vector<std::string> inputs;
    std::vector<std::string> outputs;
    std::vector<ColumnEdge> edges;
};

}  // namespace tributary::lineage
