// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/collect/observe.h"

#include <algorithm>

#include "core/lineage/schema.h"
#include "core/lineage/short_hash.h"
#include "core/lineage/syntax/table_functions.h"
#include "core/sql/splitter.h"

namespace tributary::lineage {
namespace {

sql::Lexis lexisOf(SqlDialect dialect) {
    switch (dialect) {
        case SqlDialect::PostgreSql:
        case SqlDialect::Redshift:
            return sql::Lexis::PostgreSql;
        case SqlDialect::MySql:
        case SqlDialect::Spark:
        case SqlDialect::Hive:
        case SqlDialect::BigQuery:
            return sql::Lexis::MySql;
        case SqlDialect::ClickHouse:
            return sql::Lexis::ClickHouse;
        case SqlDialect::Sqlite:
            return sql::Lexis::Sqlite;
        case SqlDialect::DuckDb:
            return sql::Lexis::DuckDb;
        case SqlDialect::InfluxQl:
            return sql::Lexis::InfluxQl;
        case SqlDialect::Flux:
            return sql::Lexis::Flux;
        default:
            return sql::Lexis::Standard;
    }
}

/// Files are of no connection, but those that a server reads from its own disk.
DatasetName datasetOf(const std::string& name, const StatementFacts& facts, const DatasetResolver& resolve) {
    if (!name.starts_with(kFilePrefix)) return resolve(name);
    const std::string path = name.substr(kFilePrefix.size());
    const bool everywhere = facts.jobSpace.empty() || path.find("://") != std::string::npos;
    return {everywhere ? std::string(kFileSpace) : facts.jobSpace, joinName({path})};
}

ObservedEnd endOf(const ColumnName& name, const DatasetName& dataset) {
    const bool whole = name.column == "*" || name.column == "?";
    return {dataset, whole ? std::string() : name.column};
}

/// What could not be told for sure is kept with what was written, or else with what was read.
void addNotes(const StatementLineage& lineage, const std::vector<DatasetName>& written, Observation& out) {
    const auto& on = written.empty() ? out.reads : written;
    for (const auto& note : lineage.notes) {
        for (const auto& dataset : on) out.tags.push_back({{dataset, ""}, std::string(kNoteTag), note});
    }
}

}  // namespace

std::string maskLiterals(std::string_view statement, SqlDialect dialect) {
    std::string out;
    out.reserve(statement.size());
    for (const auto& token : sql::tokenize(statement, lexisOf(dialect))) {
        const bool literal = token.kind == sql::TokenKind::String || token.kind == sql::TokenKind::Number ||
                             token.kind == sql::TokenKind::Unknown;
        if (token.kind == sql::TokenKind::Comment) continue;  // people leave values in comments, too
        if (literal) {
            out += '?';
        } else {
            out += statement.substr(token.begin, token.end - token.begin);
        }
    }
    return out;
}

std::string viewName(std::string_view statement, SqlDialect dialect) {
    bool view = false;
    std::string name;
    for (const auto& token : sql::tokenize(statement, lexisOf(dialect))) {
        if (token.kind == sql::TokenKind::Space || token.kind == sql::TokenKind::Comment) {
            if (!name.empty() && name.back() != '.') break;
            continue;
        }
        const std::string text(statement.substr(token.begin, token.end - token.begin));
        const std::string word = lowerText(text);
        if (!view) {
            view = word == "view";
        } else if (text == ".") {
            name += text;
        } else if (!name.empty() && name.back() != '.') {
            break;
        } else if (name.empty() && (word == "if" || word == "not" || word == "exists")) {
            continue;
        } else {
            name += text;
        }
    }
    return name.empty() ? name : joinName(splitName(name));
}

DatasetResolver inConnection(std::string connection) {
    return [connection = std::move(connection)](const std::string& name) {
        return DatasetName{connection, name};
    };
}

DatasetResolver inFederation(std::vector<std::string> connections) {
    for (auto& name : connections) name = foldName(joinName({name}));
    std::sort(connections.begin(), connections.end());
    return [connections = std::move(connections)](const std::string& name) {
        auto parts = splitName(name);
        const bool ours = parts.size() > 1 && std::binary_search(connections.begin(), connections.end(),
                                                                 foldName(joinName({parts.front()})));
        if (!ours) return DatasetName{"", name};
        const std::string connection = parts.front();
        parts.erase(parts.begin());
        return DatasetName{connection, joinName(parts)};
    };
}

Observation observe(const StatementLineage& lineage, const StatementFacts& facts,
                    const DatasetResolver& resolve) {
    Observation out;
    out.jobKind = facts.jobKind;
    out.jobSpace = facts.jobSpace;
    out.statement = maskLiterals(facts.statement, facts.dialect);
    out.dialect = facts.dialectName;
    out.user = facts.user;
    out.atMs = facts.atMs;
    out.isDefinition = facts.isDefinition;
    out.ran = facts.ran;
    out.durationMs = facts.durationMs;
    out.rows = facts.rows;
    std::vector<DatasetName> written;
    const auto add = [&](const std::string& name, std::vector<DatasetName>& to) {
        to.push_back(datasetOf(name, facts, resolve));
        if (name.starts_with(kFilePrefix)) out.datasets.push_back({to.back(), DatasetKind::File, {}});
    };
    for (const auto& name : lineage.inputs) add(name, out.reads);
    for (const auto& name : lineage.outputs) add(name, written);
    for (const auto& edge : lineage.edges) {
        if (edge.target.table.empty()) continue;                   // the answer of a query: shown, not kept
        if (edge.source.table.starts_with(kCallPrefix)) continue;  // constants: nothing hangs on them
        ObservedEdge made;
        made.source = endOf(edge.source, datasetOf(edge.source.table, facts, resolve));
        made.target = endOf(edge.target, datasetOf(edge.target.table, facts, resolve));
        made.subtype = edge.subtype;
        made.masking = edge.masking;
        made.expression = maskLiterals(edge.expression, facts.dialect);
        made.confidence = edge.source.column == "?" ? Confidence::Low : edge.confidence;
        out.edges.push_back(std::move(made));
    }
    if (lineage.kind == "CREATE VIEW" || lineage.kind == "CREATE MATERIALIZED VIEW") {
        const auto kind = lineage.kind == "CREATE VIEW" ? DatasetKind::View : DatasetKind::MaterializedView;
        const std::string made = foldName(viewName(facts.statement, facts.dialect));
        for (const auto& name : lineage.outputs) {
            // A view that feeds a table (TO t) is not that table.
            if (endsWithName(foldName(name), made)) out.datasets.push_back({resolve(name), kind, {}});
        }
    }
    addNotes(lineage, written, out);
    out.jobName = facts.jobName;
    if (out.jobName.empty()) {
        out.jobName = lineage.kind;
        if (!lineage.outputs.empty()) out.jobName += " " + displayName(resolve(lineage.outputs.front()));
        out.jobName += " #" + shortHash(out.statement);
    }
    return out;
}

}  // namespace tributary::lineage
