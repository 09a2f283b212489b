// SPDX-License-Identifier: GPL-3.0-or-later
// GoogleSQL's pipes: FROM t |> WHERE … |> AGGREGATE … |> SELECT …
#include <algorithm>

#include "core/lineage/syntax/query_reader.h"

namespace tributary::lineage {
namespace {

using K = Keyword;

/// Have no columns been chosen yet, only added?
bool pristine(const Query& query) {
    if (query.kind != Query::Kind::Select || query.pipedColumns > 0 || query.items.empty()) return false;
    const SelectItem& star = query.items.front();
    return star.star && star.starOf.empty() && star.except.empty() && star.replace.empty() &&
           star.rename.empty();
}

/// Columns that EXTEND added are names for what chooses among them.
void keepExtended(Query& query) {
    for (size_t i = 1; i < query.items.size(); ++i) {
        SelectItem& item = query.items[i];
        if (item.star || item.aliases.empty()) continue;
        CommonTable named;
        named.name = item.aliases.front();
        named.scalar = std::move(item.expression);
        query.with.push_back(std::move(named));
    }
    query.items.clear();
}

/// SELECT * FROM (input): the next step's rows.
std::unique_ptr<Query> over(std::unique_ptr<Query> input, std::string alias) {
    auto query = std::make_unique<Query>();
    SelectItem all;
    all.star = true;
    query->items.push_back(std::move(all));
    Source source;
    source.kind = Source::Kind::Query;
    source.alias = std::move(alias);
    source.query = std::move(input);
    query->from.push_back(std::move(source));
    return query;
}

}  // namespace

/// Where a step ends: the next |> or what ends the query.
size_t QueryReader::stepEnd(size_t at, size_t end) const {
    while (at < end && !m_tokens.isOp(at, "|>") && m_tokens[at].kind != TokenKind::Separator &&
           !m_tokens.isOp(at, ")")) {
        at = m_tokens[at].match != 0 ? closing(at, end) + 1 : at + 1;
    }
    return std::min(at, end);
}

std::unique_ptr<Query> QueryReader::readPipes(std::unique_ptr<Query> input, size_t& at, size_t end) {
    while (m_tokens.isOp(at, "|>") && at < end) {
        const size_t first = at + 1;
        const size_t last = stepEnd(first, end);
        const K keyword = m_tokens[first].keyword;
        std::string alias;
        if (keyword == K::As && m_tokens.isName(first + 1)) alias = m_tokens.name(first + 1);
        // Names of tables are seen until columns are chosen; from then on each step reads the one before.
        if (!pristine(*input) || !alias.empty()) input = over(std::move(input), std::move(alias));
        readStep(*input, first, last);
        at = last;
    }
    return input;
}

void QueryReader::readStep(Query& query, size_t first, size_t last) {
    const K keyword = m_tokens[first].keyword;
    const size_t body = first + 1;
    const auto raw = m_tokens.raw(first);
    if (query.items.empty()) return;
    SelectItem& star = query.items.front();
    if (keyword == K::Where) {
        query.filters.push_back(readExpression(body, last));
    } else if (keyword == K::Select || keyword == K::Extend) {
        if (keyword == K::Select) keepExtended(query);
        query.distinct = m_tokens.is(body, K::Distinct);
        readItems(query.items, query.distinct ? body + 1 : body, last);
        query.pipedColumns = keyword == K::Select ? 1 : 0;
    } else if (keyword == K::Aggregate) {
        size_t group = body;
        while (group < last && !m_tokens.is(group, K::Group)) {
            group = m_tokens[group].match != 0 ? closing(group, last) + 1 : group + 1;
        }
        keepExtended(query);
        size_t keys = std::min(group + 1, last);
        while (keys < last && !m_tokens.is(keys - 1, K::By)) ++keys;
        readItems(query.items, keys, last);
        for (const auto& [from, to] : splitCommas(keys, last))
            query.groups.push_back(readExpression(from, to));
        readItems(query.items, body, std::min(group, last));
        query.pipedColumns = 1;
    } else if (keyword == K::Set) {
        for (const auto& [from, to] : splitCommas(body, last)) {
            if (to < from + 3) continue;
            SelectItem item;
            item.expression = readExpression(from + 2, to);
            item.aliases.push_back(m_tokens.name(from));
            star.replace.push_back(std::move(item));
        }
    } else if (keyword == K::Drop) {
        for (size_t i = body; i < last; ++i) {
            if (m_tokens.isName(i)) star.except.push_back(m_tokens.name(i));
        }
    } else if (keyword == K::Rename) {
        for (const auto& [from, to] : splitCommas(body, last)) {
            star.rename.emplace_back(m_tokens.name(from), m_tokens.name(to - 1));
        }
    } else if (keyword == K::Order) {
        for (auto& e : readList(body + 1, last)) query.order.push_back(std::move(e));
    } else if (keyword == K::Pivot || keyword == K::Unpivot) {
        size_t at = first;
        if (!query.from.empty()) readPivot(query.from.back(), at, last);
    } else if (keyword != K::As && keyword != K::Limit && raw != "DISTINCT") {
        size_t at = first;  // JOIN and its kin
        readSources(query.from, at, last);
    }
}

}  // namespace tributary::lineage
