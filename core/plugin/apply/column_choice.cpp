// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/apply/column_choice.h"

#include <algorithm>
#include <set>

#include "core/sql/type_kind.h"

namespace tributary::plugin {
namespace {

using duckdb::LogicalTypeId;

bool fits(const sql::Column& column, ColumnKind kind) {
    switch (kind) {
        case ColumnKind::Number:
            return column.type.IsNumeric();
        case ColumnKind::Time:
            return sql::isPointInTime(column.type);
        case ColumnKind::Text:
            return column.type.id() == LogicalTypeId::VARCHAR || column.type.id() == LogicalTypeId::ENUM ||
                   column.type.id() == LogicalTypeId::UUID;
        case ColumnKind::Any:
            return true;
    }
    return false;
}

/// A number that only tells rows apart says nothing when it is added up or drawn.
bool isIdentifier(const sql::Column& column) {
    const std::string& name = column.name;
    return column.primaryKey || name == "id" || name.ends_with("_id");
}

/// A field for text takes another column rather than the same one twice, whatever is in it: a flow has two
/// ends. One for numbers or times can do nothing with other kinds.
int worth(const sql::Column& column, const ManifestField& field, bool used) {
    const int kind = field.prefers == ColumnKind::Text ? 4 : 16;
    return (fits(column, field.prefers) ? kind : 0) + (used ? 0 : 8) + (column.name == field.key ? 2 : 0) +
           (isIdentifier(column) && field.prefers == ColumnKind::Number ? 0 : 1);
}

}  // namespace

StepConfig suggestColumns(const StepPart& part, const std::vector<sql::Column>& columns) {
    StepConfig out;
    std::set<size_t> used;
    for (const auto& field : part.fields) {
        const bool isColumn = field.kind == FieldKind::Column || field.kind == FieldKind::Columns;
        if (!isColumn || !field.defaultValue.empty()) continue;
        if (!field.required && field.prefers == ColumnKind::Any) continue;
        std::optional<size_t> best;
        for (size_t i = 0; i < columns.size(); ++i) {
            const bool taken = used.count(i) > 0;
            if (!field.required && (taken || !fits(columns[i], field.prefers))) continue;
            if (!best ||
                worth(columns[i], field, taken) > worth(columns[*best], field, used.count(*best) > 0))
                best = i;
        }
        if (!best) continue;
        used.insert(*best);
        const std::string& name = columns[*best].name;
        out[field.key] = field.kind == FieldKind::Columns ? columnNamesText({name}) : name;
    }
    return out;
}

}  // namespace tributary::plugin
