// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/odbc-bridge/catalog.h"

#include <map>

#include "plugins/odbc-bridge/columns.h"
#include "plugins/odbc-bridge/text.h"

namespace tributary::plugins::odbc {

/// Empty names are given as "any".
struct Catalog::Names {
    std::basic_string<SQLWCHAR> catalog, schema, table;

    static SQLWCHAR* pointer(std::basic_string<SQLWCHAR>& name) {
        return name.empty() ? nullptr : name.data();
    }
    static SQLSMALLINT length(const std::basic_string<SQLWCHAR>& name) {
        return static_cast<SQLSMALLINT>(name.size());
    }
};

namespace {

/// A catalogue function's answer: the columns up to `last`, all as text.
std::vector<std::vector<std::string>> readAll(Statement& statement, SQLUSMALLINT last) {
    std::vector<std::vector<std::string>> out;
    SQLSMALLINT there = 0;
    statement.check(SQLNumResultCols(statement.handle(), &there), "Reading the catalogue");
    while (statement.fetch()) {
        std::vector<std::string> row{""};  // ODBC counts columns from 1
        for (SQLUSMALLINT i = 1; i <= last; i++)
            row.push_back(i <= there ? statement.wholeText(i).value_or("") : "");
        out.push_back(std::move(row));
    }
    return out;
}

}  // namespace

Catalog::Catalog(Session& session) : m_session(session) {
    m_catalogsAreSchemas =
        session.infoNumber(SQL_SCHEMA_USAGE) == 0 && session.infoText(SQL_CATALOG_NAME) == "Y";
}

Catalog::Names Catalog::namesOf(const sdk::TableName& table) const {
    Names out;
    out.table = toWide(table.name);
    if (m_catalogsAreSchemas) {
        out.catalog = toWide(table.schema);
    } else if (!m_session.quirks().schemasAreFiles) {
        out.catalog = toWide(table.catalog);
        out.schema = toWide(table.schema);
    }
    return out;
}

std::vector<sdk::TableInfo> Catalog::tables() {
    Statement statement(m_session);
    // Without this some drivers only list the current database; others do not know the question.
    static constexpr SQLWCHAR kAny[] = {'%', 0};
    auto any = std::basic_string<SQLWCHAR>(kAny);
    SQLWCHAR* catalog = m_catalogsAreSchemas ? any.data() : nullptr;
    statement.check(
        SQLTablesW(statement.handle(), catalog, catalog ? SQL_NTS : 0, nullptr, 0, nullptr, 0, nullptr, 0),
        "Listing the tables");
    std::vector<sdk::TableInfo> out;
    for (auto& row : readAll(statement, 5)) {
        sdk::TableInfo one;
        if (m_catalogsAreSchemas) {
            one.name.schema = row[1];
        } else {
            one.name.catalog = row[1];
            one.name.schema = row[2].empty() && m_session.quirks().schemasAreFiles ? "main" : row[2];
        }
        one.name.name = row[3];
        one.type = row[4].empty() ? "TABLE" : row[4];
        one.comment = row[5];
        out.push_back(std::move(one));
    }
    return out;
}

std::string Catalog::quoted(const sdk::TableName& table) {
    // Catalogues stay out: a connection is in one, and not every source lets others be named.
    std::string mark = m_session.infoText(SQL_IDENTIFIER_QUOTE_CHAR);
    if (mark.empty() || mark == " ") mark = "\"";
    const auto quote = [&](const std::string& name) {
        std::string out = mark;
        for (char c : name) {
            out += c;
            if (std::string(1, c) == mark) out += c;
        }
        return out + mark;
    };
    return (table.schema.empty() ? "" : quote(table.schema) + ".") + quote(table.name);
}

std::vector<sdk::ColumnInfo> Catalog::columns(const sdk::TableName& table) {
    // The types are those a query has: what SQLColumns tells may differ.
    std::vector<sdk::ColumnInfo> out;
    {
        Statement statement(m_session);
        statement.execute("SELECT * FROM " + quoted(table) + " WHERE 1 = 0");
        for (const auto& column : describeColumns(m_session, statement)) {
            sdk::ColumnInfo info;
            info.name = column.name;
            info.format = column.format;
            info.nativeType = column.typeName;
            info.nullable = column.nullable;
            out.push_back(std::move(info));
        }
    }
    addComments(table, out);
    return out;
}

void Catalog::addComments(const sdk::TableName& table, std::vector<sdk::ColumnInfo>& columns) {
    Statement statement(m_session);
    auto names = namesOf(table);
    if (!SQL_SUCCEEDED(SQLColumnsW(statement.handle(), Names::pointer(names.catalog),
                                   Names::length(names.catalog), Names::pointer(names.schema),
                                   Names::length(names.schema), Names::pointer(names.table),
                                   Names::length(names.table), nullptr, 0)))
        return;  // a driver without it: the query's columns are enough
    for (const auto& row : readAll(statement, 12)) {
        // The names are patterns: t_1 also finds tx1.
        if (row[3] != table.name) continue;
        for (auto& column : columns) {
            if (column.name != row[4]) continue;
            column.comment = row[12];
            if (row[11] == "0") column.nullable = false;
            // (10) is a length and (10,2) a precision: only where the type has one.
            const bool sized = row[5] == "2" || row[5] == "3";
            if (sized && !row[7].empty() && column.nativeType.find('(') == std::string::npos)
                column.nativeType +=
                    "(" + row[7] + (row[9].empty() || row[9] == "0" ? "" : "," + row[9]) + ")";
        }
    }
}

std::vector<sdk::Constraint> Catalog::constraints(const sdk::TableName& table) {
    auto names = namesOf(table);
    std::vector<sdk::Constraint> out;
    {
        Statement statement(m_session);
        const SQLRETURN result =
            SQLPrimaryKeysW(statement.handle(), Names::pointer(names.catalog), Names::length(names.catalog),
                            Names::pointer(names.schema), Names::length(names.schema), names.table.data(),
                            Names::length(names.table));
        sdk::Constraint key{"", "PRIMARY KEY", {}, {}, {}};
        for (const auto& row :
             SQL_SUCCEEDED(result) ? readAll(statement, 6) : std::vector<std::vector<std::string>>()) {
            key.columns.push_back(row[4]);
            key.name = row[6];
        }
        if (!key.columns.empty()) out.push_back(std::move(key));
    }
    Statement statement(m_session);
    const SQLRETURN result =
        SQLForeignKeysW(statement.handle(), nullptr, 0, nullptr, 0, nullptr, 0, Names::pointer(names.catalog),
                        Names::length(names.catalog), Names::pointer(names.schema),
                        Names::length(names.schema), names.table.data(), Names::length(names.table));
    if (!SQL_SUCCEEDED(result)) return out;
    for (const auto& row : readAll(statement, 12)) {
        if (row[9] == "1" || out.empty() || out.back().type != "FOREIGN KEY") {
            out.push_back({row[12], "FOREIGN KEY", {}, {row[1], row[2], row[3]}, {}});
            if (m_catalogsAreSchemas) out.back().foreignTable = {"", row[1], row[3]};
            if (m_session.quirks().schemasAreFiles) out.back().foreignTable = {"", "main", row[3]};
        }
        out.back().columns.push_back(row[8]);
        out.back().foreignColumns.push_back(row[4]);
    }
    return out;
}

std::optional<int64_t> Catalog::rowCount(const sdk::TableName& table) {
    Statement statement(m_session);
    auto names = namesOf(table);
    const SQLRETURN result =
        SQLStatisticsW(statement.handle(), Names::pointer(names.catalog), Names::length(names.catalog),
                       Names::pointer(names.schema), Names::length(names.schema), names.table.data(),
                       Names::length(names.table), SQL_INDEX_ALL, SQL_QUICK);
    if (!SQL_SUCCEEDED(result)) return std::nullopt;
    for (const auto& row : readAll(statement, 11)) {
        // Of the table itself (SQL_TABLE_STAT); a negative number means that nobody has counted.
        if (row[7] == "0" && !row[11].empty() && row[11][0] != '-') return std::stoll(row[11]);
    }
    return std::nullopt;
}

}  // namespace tributary::plugins::odbc
