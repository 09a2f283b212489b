// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/second_reading.h"

#include <algorithm>
#include <set>

#include "core/lineage/rewrite/duck_rewriter.h"
#include "core/lineage/syntax/table_functions.h"

namespace tributary::lineage {
namespace {

constexpr size_t kLongest = 128u << 10;  ///< bytes: beyond, a second reading takes longer than it is worth

std::string quoted(const std::string& name) {
    std::string out = "\"";
    for (char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

using Sources = std::set<std::pair<std::string, std::string>>;

/// The value's sources; a field of a structured column stands for the column.
void add(Sources& sources, Subtype subtype, const std::string& table, const std::string& column) {
    if (!isDirect(subtype) && subtype != Subtype::Conditional) return;
    if (table.starts_with(kCallPrefix)) return;  // the binder has no name for it
    const std::string folded = foldName(column);
    sources.emplace(foldName(table), folded.substr(0, folded.find_first_of(".:")));
}

/// WITH entries that stand before the statement their query belongs to.
void writeWith(std::string& sql, const std::vector<CommonTable>& tables, const TokenStream& tokens) {
    for (const auto& common : tables) {
        if (!common.query) continue;
        sql += sql.empty() ? "WITH RECURSIVE " : ", ";
        sql += quoted(common.name);
        for (size_t i = 0; i < common.columns.size(); i++) {
            sql += (i == 0 ? "(" : ", ") + quoted(common.columns[i]);
        }
        if (!common.columns.empty()) sql += ")";
        sql += " AS (" + DuckRewriter(tokens).query(common.query->firstToken, common.query->lastToken) + ") ";
    }
}

std::string textOf(const Statement& statement, const TokenStream& tokens) {
    const Query& query = *statement.query;
    std::string sql;
    writeWith(sql, statement.with, tokens);
    if (!tokens.is(query.firstToken, Keyword::With)) writeWith(sql, query.with, tokens);
    // Hive: FROM … INSERT … SELECT …
    size_t insert = statement.first;
    if (tokens.is(insert, Keyword::From)) {
        while (insert < query.firstToken && !tokens.is(insert, Keyword::Insert)) {
            insert = tokens.isOp(insert, "(") ? tokens[insert].match + 1 : insert + 1;
        }
        if (insert < query.firstToken) sql += DuckRewriter(tokens).query(statement.first, insert);
    }
    return sql + DuckRewriter(tokens).query(query.firstToken, query.lastToken);
}

}  // namespace

SecondReading::SecondReading(std::shared_ptr<Binder> binder) : m_binder(std::move(binder)) {}

Result<QueryLineage> SecondReading::read(const Statement& statement, const TokenStream& tokens,
                                         const SessionState& session,
                                         const std::vector<std::string>& tables) {
    const Query* query = statement.query.get();
    if (!query || query->lastToken <= query->firstToken || query->truncated) {
        return fail(ErrorCode::Unsupported, "the query does not stand in one piece");
    }
    std::vector<const SchemaTable*> known;
    for (const auto& name : tables) {
        const SchemaTable* table = session.find(name);
        if (!table || table->columns.empty()) {
            return fail(ErrorCode::NotFound, "the columns of " + name + " are not known");
        }
        known.push_back(table);
    }
    m_counts.asked++;
    const size_t bytes = tokens[query->lastToken - 1].end - tokens[query->firstToken].begin;
    if (bytes > kLongest) return fail(ErrorCode::Resource, "the query is too long to be read twice");
    BindOptions options;
    options.find = [&](const std::vector<std::string>& parts) {
        return session.find(session.qualify(parts));
    };
    auto bound = m_binder->bind(textOf(statement, tokens), known, options);
    if (bound) m_counts.bound++;
    return bound;
}

bool sameSources(const QueryLineage& bound, const Relation& resolved) {
    if (bound.columns.size() != resolved.columns.size()) return false;
    // In the same order; or, where a dialect orders a star's columns otherwise, by their names.
    std::vector<std::pair<std::string, Sources>> mine;
    std::vector<std::pair<std::string, Sources>> theirs;
    bool same = true;
    for (size_t i = 0; i < bound.columns.size(); i++) {
        auto& left = mine.emplace_back(foldName(bound.columns[i].name), Sources());
        auto& right = theirs.emplace_back(foldName(resolved.columns[i].name), Sources());
        for (const auto& edge : bound.columns[i].sources)
            add(left.second, edge.subtype, edge.source.table, edge.source.column);
        for (const auto& flow : resolved.columns[i].flows)
            add(right.second, flow.subtype, flow.table, flow.column);
        same = same && left.second == right.second;
    }
    if (same) return true;
    std::sort(mine.begin(), mine.end());
    std::sort(theirs.begin(), theirs.end());
    return mine == theirs;
}

RelationPtr withSources(const QueryLineage& bound, const Relation& resolved) {
    auto out = std::make_shared<Relation>();
    const bool alike = bound.columns.size() == resolved.columns.size();
    for (size_t i = 0; i < bound.columns.size(); i++) {
        Output column;
        column.name = alike ? resolved.columns[i].name : bound.columns[i].name;
        if (alike) column.expression = resolved.columns[i].expression;
        for (const auto& edge : bound.columns[i].sources) {
            column.flows.push_back({edge.source.table, edge.source.column, edge.subtype, edge.masking});
            if (column.expression.empty()) column.expression = edge.expression;
        }
        normalize(column.flows);
        out->columns.push_back(std::move(column));
    }
    return out;
}

}  // namespace tributary::lineage
