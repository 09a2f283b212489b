// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/listed_objects.h"

#include <algorithm>
#include <set>

namespace tributary::plugin {

using duckdb::Value;

namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::optional<std::string> optionalText(const Value& value) {
    if (value.IsNull()) return std::nullopt;
    return value.ToString();
}

ListedColumn readColumn(const Value& value) {
    ListedColumn column;
    column.name = textOf(member(value, "column_name"));
    column.type = textOf(member(value, "xdbc_type_name"));
    column.comment = textOf(member(value, "remarks"));
    const Value code = member(value, "xdbc_nullable");  // 0: no, 1: yes, 2: unknown
    column.nullable = lower(textOf(member(value, "xdbc_is_nullable"))) != "no" && textOf(code) != "0";
    return column;
}

ListedConstraint readConstraint(const Value& value) {
    ListedConstraint out;
    out.name = textOf(member(value, "constraint_name"));
    out.type = textOf(member(value, "constraint_type"));
    for (const auto& name : items(member(value, "constraint_column_names")))
        out.columns.push_back(textOf(name));
    for (const auto& use : items(member(value, "constraint_column_usage"))) {
        out.targetSchema = textOf(member(use, "fk_db_schema"));
        if (out.targetSchema.empty()) out.targetSchema = textOf(member(use, "fk_catalog"));
        out.targetTable = textOf(member(use, "fk_table"));
        out.targetColumns.push_back(textOf(member(use, "fk_column_name")));
    }
    return out;
}

ListedTable readTable(const Value& value) {
    ListedTable table;
    table.name = textOf(member(value, "table_name"));
    table.type = textOf(member(value, "table_type"));
    for (const auto& column : items(member(value, "table_columns")))
        table.columns.push_back(readColumn(column));
    for (const auto& one : items(member(value, "table_constraints")))
        table.constraints.push_back(readConstraint(one));
    return table;
}

}  // namespace

Result<std::vector<ListedSchema>> readObjects(ArrowSource& source, const CancelToken& token) {
    auto rows = readValues(source, token);
    if (!rows) return fail(rows.error());
    std::vector<ListedSchema> out;
    for (const auto& row : *rows) {
        if (row.size() < 2) return fail(ErrorCode::Corrupt, "The plugin's list of tables has another shape");
        ListedSchema empty;
        empty.catalog = optionalText(row[0]);
        const auto schemas = items(row[1]);
        if (schemas.empty()) out.push_back(empty);
        for (const auto& schema : schemas) {
            ListedSchema listed = empty;
            listed.name = optionalText(member(schema, "db_schema_name"));
            for (const auto& table : items(member(schema, "db_schema_tables")))
                listed.tables.push_back(readTable(table));
            out.push_back(std::move(listed));
        }
    }
    return out;
}

connect::ObjectKind kindOf(const std::string& tableType) {
    const std::string type = lower(tableType);
    if (type.find("materialized") != std::string::npos) return connect::ObjectKind::MaterializedView;
    if (type.find("view") != std::string::npos) return connect::ObjectKind::View;
    if (type.find("foreign") != std::string::npos) return connect::ObjectKind::ForeignTable;
    return connect::ObjectKind::Table;
}

bool isSystemSchema(const std::string& name) {
    static const std::set<std::string> kSystem = {"information_schema", "pg_catalog", "pg_toast",
                                                  "performance_schema", "mysql",      "sys"};
    const std::string own = lower(name);
    return kSystem.count(own) > 0 || own.starts_with("pg_temp") || own.starts_with("pg_toast");
}

}  // namespace tributary::plugin
