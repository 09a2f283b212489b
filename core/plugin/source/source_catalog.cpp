// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/source_catalog.h"

#include <algorithm>
#include <set>

#include "core/plugin/source/connection_form.h"

namespace tributary::plugin {

using connect::Catalog;

namespace {

bool isUnsupported(const Error& error) {
    return error.code == ErrorCode::Unsupported;
}

bool isYes(const std::string& text) {
    return text == "YES" || text == "yes" || text == "true" || text == "1" || text == "t";
}

sql::Column* columnNamed(std::vector<sql::Column>& columns, const std::string& name) {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == name; });
    return found == columns.end() ? nullptr : &*found;
}

tl::unexpected<Error> noSuchTable(const sql::TableRef& table) {
    return fail(ErrorCode::NotFound,
                "There is no table or view '" + table.name + "' in '" + table.schema + "'",
                "Refresh the schema; it may have been renamed or dropped.");
}

}  // namespace

SourceCatalog::SourceCatalog(SourceSession& session, std::shared_ptr<const PluginDialect> dialect,
                             std::shared_ptr<SchemaPlaces> places)
    : m_session(session), m_dialect(std::move(dialect)), m_places(std::move(places)) {}

Result<std::optional<std::vector<ListedSchema>>> SourceCatalog::objects(const ObjectQuery& query,
                                                                        const CancelToken& token) {
    const auto& part = m_session.recipe().plugin.manifest.connection;
    if (part && quirkOf(*part, "objects") == "information_schema") return std::nullopt;
    auto reader = m_session.process().objects(query, token);
    if (!reader) {
        if (isUnsupported(reader.error())) return std::nullopt;
        return fail(m_session.refined(reader.error()));
    }
    auto listed = readObjects(**reader, token);
    if (!listed) {
        if (isUnsupported(listed.error())) return std::nullopt;
        return fail(m_session.refined(listed.error()));
    }
    return std::move(*listed);
}

Result<void> SourceCatalog::learnCatalog(const CancelToken& token) {
    if (m_catalogKnown) return {};
    const std::string& text = m_dialect->source().currentCatalog;
    if (!text.empty()) {
        auto rows = m_session.rows(text, token);
        if (!rows) return fail(rows.error());
        if (!rows->empty() && !rows->front().empty()) m_currentCatalog = textOf(rows->front()[0]);
    }
    m_catalogKnown = true;
    return {};
}

void SourceCatalog::addSchema(const ListedSchema& schema, bool oneCatalog, Catalog& out) {
    SchemaPlace place;
    place.catalog = schema.catalog;
    const bool named = schema.name && !schema.name->empty();
    std::string name;
    if (named) {
        place.schema = schema.name;
        place.printCatalog = !oneCatalog && schema.catalog && !schema.catalog->empty();
        name = (place.printCatalog ? *schema.catalog + "." : "") + *schema.name;
    } else {  // catalogs are what other sources call schemas
        place.printCatalog = schema.catalog && !schema.catalog->empty();
        name = place.printCatalog ? *schema.catalog : "main";
    }
    m_places->set(name, place);
    connect::Object object;
    object.kind = connect::ObjectKind::Schema;
    object.name = name;
    object.system = isSystemSchema(named ? *schema.name : name);
    out.objects.push_back(std::move(object));
}

Result<Catalog> SourceCatalog::schemas(const CancelToken& token) {
    if (auto known = learnCatalog(token); !known) return fail(known.error());
    ObjectQuery query;
    query.depth = ObjectDepth::Schemas;
    if (m_currentCatalog) query.catalog = m_currentCatalog;
    auto listed = objects(query, token);
    if (!listed) return fail(listed.error());
    Catalog out;
    if (*listed) {
        std::set<std::string> catalogs;
        auto& all = **listed;
        std::erase_if(all, [&](const auto& s) { return m_currentCatalog && s.catalog != m_currentCatalog; });
        for (const auto& schema : all) catalogs.insert(schema.catalog.value_or(""));
        for (const auto& schema : all) addSchema(schema, catalogs.size() <= 1, out);
    } else if (!m_dialect->source().schemas.empty()) {
        auto rows = m_session.rows(m_dialect->source().schemas, token);
        if (!rows) return fail(rows.error());
        for (const auto& row : *rows) addSchema({std::nullopt, textOf(row.at(0)), {}}, true, out);
    }
    if (out.objects.empty()) addSchema({}, true, out);
    std::sort(out.objects.begin(), out.objects.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    const auto twice = std::unique(out.objects.begin(), out.objects.end(),
                                   [](const auto& a, const auto& b) { return a.name == b.name; });
    out.objects.erase(twice, out.objects.end());
    return out;
}

Result<std::vector<ListedTable>> SourceCatalog::listTables(const std::string& schema, const std::string& only,
                                                           bool columns, const CancelToken& token) {
    if (!m_places->knows(schema)) {
        if (auto all = schemas(token); !all) return fail(all.error());
    }
    const SchemaPlace place = m_places->find(schema);
    ObjectQuery query;
    query.depth = columns ? ObjectDepth::Columns : ObjectDepth::Tables;
    if (place.catalog && !place.catalog->empty()) query.catalog = place.catalog;
    query.schemaPattern = place.schema;  // as a pattern it matches itself; what else it matches is left out
    if (!only.empty()) query.tablePattern = only;
    auto listed = objects(query, token);
    if (!listed) return fail(listed.error());
    std::vector<ListedTable> out;
    if (*listed) {
        for (auto& one : **listed) {
            const bool here = one.name.value_or("") == place.schema.value_or("") &&
                              (!place.catalog || one.catalog.value_or("") == *place.catalog);
            if (here) std::move(one.tables.begin(), one.tables.end(), std::back_inserter(out));
        }
    } else if (!m_dialect->source().tables.empty()) {
        auto rows = m_session.rows(m_dialect->filled(m_dialect->source().tables, {schema, ""}), token);
        if (!rows) return fail(rows.error());
        for (const auto& row : *rows)
            out.push_back({textOf(row.at(0)), row.size() > 1 ? textOf(row[1]) : "", {}, {}});
    } else {
        return fail(ErrorCode::Unsupported, "The plugin cannot list its tables",
                    "Name the table in a statement; its columns are read then.");
    }
    if (!only.empty()) std::erase_if(out, [&](const auto& table) { return table.name != only; });
    return out;
}

Result<Catalog> SourceCatalog::tables(const std::string& schema, const CancelToken& token) {
    auto listed = listTables(schema, "", false, token);
    if (!listed) return fail(listed.error());
    Catalog out;
    std::set<std::string> seen;
    for (const auto& table : *listed) {
        if (!seen.insert(table.name).second) continue;
        connect::Object object;
        object.name = table.name;
        object.kind = kindOf(table.type);
        object.system = table.type.find("SYSTEM") != std::string::npos ||
                        table.type.find("system") != std::string::npos || table.type == "toast_table";
        out.objects.push_back(std::move(object));
    }
    std::sort(out.objects.begin(), out.objects.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return out;
}

Result<std::vector<ArrowColumn>> SourceCatalog::columnsOf(const std::string& sql, const CancelToken& token) {
    if (!m_dialect->source().typesFromRows) {
        auto schema = m_session.process().executeSchema(sql, token);
        if (schema) return readArrowSchema(**schema);
        if (!isUnsupported(schema.error())) return fail(m_session.refined(schema.error()));
    }
    auto reader = m_session.read(sql, token);
    if (!reader) return fail(reader.error());
    return readArrowSchema((*reader)->schema());
}

Result<std::vector<sql::Column>> SourceCatalog::tableColumns(const sql::TableRef& table,
                                                             const CancelToken& token) {
    auto arrow = columnsOf(m_dialect->selectAll(table), token);
    if (!arrow) return fail(arrow.error());
    return toColumns(*arrow);
}

void SourceCatalog::addKeys(const sql::TableRef& table, const ListedTable& listed, Catalog& out) {
    for (const auto& constraint : listed.constraints) {
        if (constraint.type == "PRIMARY KEY") {
            for (const auto& name : constraint.columns) {
                if (auto* column = columnNamed(out.columns, name)) column->primaryKey = true;
            }
        } else if (constraint.type == "FOREIGN KEY" && !constraint.targetTable.empty()) {
            connect::ForeignKey key;
            key.name = constraint.name;
            key.columns = constraint.columns;
            key.target = {constraint.targetSchema.empty() ? table.schema : constraint.targetSchema,
                          constraint.targetTable};
            key.targetColumns = constraint.targetColumns;
            out.foreignKeys.push_back(std::move(key));
        }
    }
}

Result<void> SourceCatalog::decorate(const sql::TableRef& table, const ListedTable& listed, Catalog& out,
                                     const CancelToken& token) {
    const auto& source = m_dialect->source();
    if (!source.columns.empty()) {
        auto rows = m_session.rows(m_dialect->filled(source.columns, table), token);
        if (!rows) return fail(rows.error());
        for (const auto& row : *rows) {
            auto* column = row.size() >= 5 ? columnNamed(out.columns, textOf(row[0])) : nullptr;
            if (!column) continue;
            if (!row[1].IsNull()) column->nativeType = textOf(row[1]);
            column->nullable = isYes(textOf(row[2]));
            column->primaryKey = isYes(textOf(row[3]));
            column->comment = textOf(row[4]);
        }
    } else {
        for (const auto& one : listed.columns) {
            auto* column = columnNamed(out.columns, one.name);
            if (!column) continue;
            if (!one.type.empty()) column->nativeType = one.type;
            column->nullable = one.nullable;
            column->comment = one.comment;
        }
    }
    addKeys(table, listed, out);
    for (auto& column : out.columns)
        column.push = source.push ? source.push(column.type, column.nativeType) : sql::PushRules::none();
    return {};
}

Result<void> SourceCatalog::estimate(const sql::TableRef& table, Catalog& out, const CancelToken& token) {
    const SchemaPlace place = m_places->find(table.schema);
    TableName name{place.catalog, place.schema, table.name};
    auto reader = m_session.process().statistics(name, true, token);
    // An estimate nobody has to have: only the end of the process counts.
    if (!reader)
        return m_session.process().alive() ? Result<void>() : fail(m_session.refined(reader.error()));
    auto rows = readValues(**reader, token);
    if (!rows) return m_session.process().alive() ? Result<void>() : fail(m_session.refined(rows.error()));
    constexpr int kRowCountKey = 6;
    for (const auto& row : *rows) {
        if (row.size() < 2) continue;
        for (const auto& schema : items(row[1])) {
            for (const auto& figure : items(member(schema, "db_schema_statistics"))) {
                if (textOf(member(figure, "table_name")) != table.name) continue;
                if (textOf(member(figure, "statistic_key")) != std::to_string(kRowCountKey)) continue;
                if (!member(figure, "column_name").IsNull()) continue;
                const duckdb::Value value = member(figure, "statistic_value");
                double rowCount = -1;
                if (!value.IsNull()) rowCount = std::strtod(value.ToString().c_str(), nullptr);
                if (rowCount >= 0) out.rowEstimate = static_cast<uint64_t>(rowCount);
            }
        }
    }
    return {};
}

Result<Catalog> SourceCatalog::table(const sql::TableRef& table, const CancelToken& token) {
    auto listed = listTables(table.schema, table.name, true, token);
    ListedTable found;
    if (listed) {
        if (listed->empty()) return noSuchTable(table);
        found = std::move(listed->front());
    } else if (!isUnsupported(listed.error())) {
        return fail(listed.error());
    }
    auto columns = tableColumns(table, token);
    if (!columns) return fail(columns.error());
    Catalog out;
    out.columns = std::move(*columns);
    if (auto done = decorate(table, found, out, token); !done) return fail(done.error());
    if (const auto& text = m_dialect->source().definition; !text.empty()) {
        auto rows = m_session.rows(m_dialect->filled(text, table), token);
        if (!rows) return fail(rows.error());
        if (!rows->empty() && !rows->front().empty()) out.definition = textOf(rows->front()[0]);
    }
    if (auto done = estimate(table, out, token); !done) return fail(done.error());
    return out;
}

}  // namespace tributary::plugin
