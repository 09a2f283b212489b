// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <set>

#include "connectors/mysql/dialect.h"
#include "connectors/mysql/mysql_connection.h"

namespace tributary::connectors::mysql {

using connect::Catalog;
using connect::ForeignKey;
using connect::Object;
using connect::ObjectKind;

namespace {

bool isSystemSchema(const std::string& name) {
    return name == "information_schema" || name == "mysql" || name == "performance_schema" || name == "sys";
}

template <typename T>
std::optional<T> numberIn(const std::optional<std::string>& text) {
    T value{};
    if (!text) return std::nullopt;
    auto [end, status] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (status != std::errc()) return std::nullopt;
    return value;
}

std::string textOf(const TextRow& row, size_t index) {
    return row[index].value_or("");
}

std::string where(const std::string& schema, const std::string& table) {
    return " WHERE TABLE_SCHEMA = " + textLiteral(schema) + " AND TABLE_NAME = " + textLiteral(table);
}

ObjectKind kindOf(const std::string& tableType) {
    return tableType.find("VIEW") != std::string::npos ? ObjectKind::View : ObjectKind::Table;
}

/// information_schema compares names without case on many servers: where `Name` and `name` both exist only
/// the one that was asked for counts. `column` holds the name.
void keepExactName(std::vector<TextRow>& rows, size_t column, const std::string& name) {
    bool exact =
        std::any_of(rows.begin(), rows.end(), [&](const TextRow& row) { return row[column] == name; });
    if (!exact) return;
    rows.erase(
        std::remove_if(rows.begin(), rows.end(), [&](const TextRow& row) { return row[column] != name; }),
        rows.end());
}

/// Columns that MariaDB's `json` made: text with a check json_valid(`column`). Servers without such checks
/// have a type of its own and no such table.
std::set<std::string> jsonChecked(Client& client, const std::string& schema, const std::string& table,
                                  const Wait& wait) {
    std::set<std::string> out;
    auto rows = client.rows(
        "SELECT CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = " +
            textLiteral(schema) + " AND TABLE_NAME = " + textLiteral(table),
        wait);
    if (!rows) return out;
    constexpr std::string_view open = "json_valid(`";
    for (const auto& row : *rows) {
        std::string clause = textOf(row, 0);
        if (clause.rfind(open, 0) != 0 || clause.size() < open.size() + 2) continue;
        out.insert(clause.substr(open.size(), clause.size() - open.size() - 2));
    }
    return out;
}

/// Digits after the second's point, from "datetime(6)": servers before MySQL 5.6 have no DATETIME_PRECISION.
std::optional<unsigned> fractionOf(const std::string& columnType, const std::string& dataType) {
    if (dataType != "time" && dataType != "datetime" && dataType != "timestamp") return std::nullopt;
    unsigned digits = 0;
    if (columnType.size() > dataType.size() && columnType[dataType.size()] == '(') {
        std::from_chars(columnType.data() + dataType.size() + 1, columnType.data() + columnType.size(),
                        digits);
    }
    return digits;
}

Result<void> readColumns(Client& client, const std::string& schema, const std::string& table,
                         const TypeOptions& types, const Wait& wait, Catalog& catalog) {
    auto rows = client.rows(
        "SELECT COLUMN_NAME, COLUMN_TYPE, DATA_TYPE, IS_NULLABLE, COLUMN_KEY, COLUMN_COMMENT, "
        "CHARACTER_SET_NAME, "
        "COLLATION_NAME, NUMERIC_PRECISION, NUMERIC_SCALE, CHARACTER_MAXIMUM_LENGTH, "
        "TABLE_NAME "
        "FROM information_schema.COLUMNS" +
            where(schema, table) + " ORDER BY ORDINAL_POSITION",
        wait);
    if (!rows) return fail(rows.error());
    keepExactName(*rows, 11, table);
    std::set<std::string> json = jsonChecked(client, schema, table, wait);
    for (const auto& row : *rows) {
        ColumnFacts facts;
        facts.columnType = textOf(row, 1);
        facts.dataType = textOf(row, 2);
        facts.charset = textOf(row, 6);
        facts.collation = textOf(row, 7);
        facts.precision = numberIn<unsigned>(row[8]);
        facts.scale = numberIn<unsigned>(row[9]);
        facts.fraction = fractionOf(facts.columnType, facts.dataType);
        facts.maxLength = numberIn<uint64_t>(row[10]);
        facts.jsonChecked = json.count(textOf(row, 0)) > 0;
        sql::Column& column = catalog.columns.emplace_back();
        column.name = textOf(row, 0);
        column.nativeType = describedType(facts);
        column.nullable = textOf(row, 3) == "YES";
        column.primaryKey = textOf(row, 4) == "PRI";
        column.comment = textOf(row, 5);
        applyType(column, nativeTypeOf(facts), types);
    }
    return {};
}

Result<void> readForeignKeys(Client& client, const std::string& schema, const std::string& table,
                             const Wait& wait, Catalog& catalog) {
    auto rows = client.rows(
        "SELECT CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, "
        "REFERENCED_COLUMN_NAME "
        "FROM information_schema.KEY_COLUMN_USAGE" +
            where(schema, table) +
            " AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY CONSTRAINT_NAME, ORDINAL_POSITION",
        wait);
    if (!rows) return fail(rows.error());
    for (const auto& row : *rows) {
        if (catalog.foreignKeys.empty() || catalog.foreignKeys.back().name != textOf(row, 0)) {
            ForeignKey& key = catalog.foreignKeys.emplace_back();
            key.name = textOf(row, 0);
            key.target = {textOf(row, 2), textOf(row, 3)};
        }
        catalog.foreignKeys.back().columns.push_back(textOf(row, 1));
        catalog.foreignKeys.back().targetColumns.push_back(textOf(row, 4));
    }
    return {};
}

}  // namespace

Result<Catalog> describeSchemas(Client& client, const Wait& wait) {
    auto rows = client.rows("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA ORDER BY SCHEMA_NAME", wait);
    if (!rows) return fail(rows.error());
    Catalog catalog;
    for (const auto& row : *rows) {
        Object& schema = catalog.objects.emplace_back();
        schema.kind = ObjectKind::Schema;
        schema.name = textOf(row, 0);
        schema.system = isSystemSchema(schema.name);
    }
    std::stable_partition(catalog.objects.begin(), catalog.objects.end(),
                          [](const Object& schema) { return !schema.system; });
    return catalog;
}

Result<Catalog> describeTables(Client& client, const std::string& schema, const Wait& wait) {
    auto rows = client.rows(
        "SELECT TABLE_NAME, TABLE_TYPE, TABLE_ROWS, TABLE_COMMENT FROM information_schema.TABLES WHERE "
        "TABLE_SCHEMA = " +
            textLiteral(schema) + " ORDER BY TABLE_NAME",
        wait);
    if (!rows) return fail(rows.error());
    Catalog catalog;
    for (const auto& row : *rows) {
        Object& table = catalog.objects.emplace_back();
        table.name = textOf(row, 0);
        table.kind = kindOf(textOf(row, 1));
        table.rowEstimate = numberIn<uint64_t>(row[2]);
        table.comment = textOf(row, 3) == "VIEW" ? "" : textOf(row, 3);
    }
    if (!catalog.objects.empty()) return catalog;
    auto known = client.rows(
        "SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = " + textLiteral(schema), wait);
    if (!known) return fail(known.error());
    if (known->empty()) {
        return fail(ErrorCode::NotFound, "There is no database '" + schema + "' you may see",
                    "SHOW DATABASES lists what this user may see.");
    }
    return catalog;
}

Result<Catalog> describeTable(Client& client, const std::string& schema, const std::string& table,
                              const TypeOptions& types, const Wait& wait) {
    Catalog catalog;
    if (auto read = readColumns(client, schema, table, types, wait, catalog); !read)
        return fail(read.error());
    if (catalog.columns.empty()) {
        return fail(ErrorCode::NotFound, "There is no table '" + schema + "." + table + "' you may see",
                    "Check the spelling; on many servers upper and lower case differ in table names.");
    }
    if (auto read = readForeignKeys(client, schema, table, wait, catalog); !read) return fail(read.error());
    auto rows = client.rows(
        "SELECT TABLE_NAME, TABLE_ROWS, TABLE_COMMENT FROM information_schema.TABLES" + where(schema, table),
        wait);
    if (!rows) return fail(rows.error());
    keepExactName(*rows, 0, table);
    if (!rows->empty()) {
        catalog.rowEstimate = numberIn<uint64_t>(rows->front()[1]);
        std::string comment = textOf(rows->front(), 2);
        catalog.comment = comment == "VIEW" ? "" : comment;
    }
    rows = client.rows(
        "SELECT TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS" + where(schema, table), wait);
    if (!rows) return fail(rows.error());
    keepExactName(*rows, 0, table);
    if (!rows->empty()) catalog.definition = textOf(rows->front(), 1);
    return catalog;
}

}  // namespace tributary::connectors::mysql
