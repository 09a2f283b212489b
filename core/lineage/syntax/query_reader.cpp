// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/syntax/query_reader.h"

#include <algorithm>

namespace tributary::lineage {

using K = Keyword;

size_t QueryReader::closing(size_t open, size_t end) const {
    return std::min<size_t>(m_tokens[open].match, end);
}

bool QueryReader::startsQuery(size_t at, size_t end) const {
    if (at < end && m_tokens.isOp(at, "(")) at = m_tokens[at].inside;
    if (at >= end) return false;
    switch (m_tokens[at].keyword) {
        case K::Select:
        case K::Sel:
            return !m_tokens.isOp(at + 1, "=") && !m_tokens.isOp(at + 1, ".");
        case K::With:
            return m_tokens.isName(at + 1) || m_tokens[at + 1].kind == TokenKind::String;
        case K::Values:
            return m_tokens.isOp(at + 1, "(") || m_tokens.is(at + 1, K::Row);
        case K::From:
            return m_tokens.isName(at + 1) || m_tokens.isOp(at + 1, "(");
        case K::Table:
            return m_tokens.isName(at + 1) && !m_tokens.isOp(at + 2, "(");
        case K::Pivot:
        case K::Unpivot:
            return startsPivot(at);
        default:
            return false;
    }
}

std::vector<std::pair<size_t, size_t>> QueryReader::splitCommas(size_t first, size_t last) const {
    std::vector<std::pair<size_t, size_t>> parts;
    size_t begin = first;
    for (size_t i = first; i < last; ++i) {
        if (m_tokens[i].match != 0) {
            i = std::min<size_t>(m_tokens[i].match, last - 1);
        } else if (m_tokens.isOp(i, ",")) {
            if (i > begin) parts.emplace_back(begin, i);
            begin = i + 1;
        }
    }
    if (last > begin) parts.emplace_back(begin, last);
    return parts;
}

bool QueryReader::isStatementWord(size_t at) const {
    if (!m_tokens.traits().newStatementByKeyword) return false;
    const size_t next = at + 1;
    switch (m_tokens[at].keyword) {
        case K::Update:
        case K::Merge:
        case K::Exec:
        case K::Execute:
        case K::Print:
        case K::Truncate:
            return m_tokens.isName(next) || m_tokens[next].kind == TokenKind::Parameter ||
                   m_tokens.isOp(next, "(");
        case K::Delete:
        case K::Declare:
        case K::Drop:
        case K::Create:
        case K::Alter:
        case K::Begin:
        case K::Commit:
        case K::Return:
            return true;
        case K::If:
        case K::While:
            return !m_tokens.isOp(next, ".");
        case K::Set:
            return m_tokens[next].kind == TokenKind::Parameter || m_tokens.isName(next);
        default:
            return false;
    }
}

bool QueryReader::isClauseWord(size_t at, size_t end) const {
    const Token& token = m_tokens[at];
    if (token.kind == TokenKind::Separator) return true;
    if (token.keyword == K::None) return m_tokens.isOp(at, "|>");
    if (at > 0 && m_tokens.isOp(at - 1, ".")) return false;
    const size_t next = at + 1;
    if (m_tokens.isOp(next, ".") || m_tokens.isOp(next, "=>")) return false;
    switch (token.keyword) {
        case K::From:
            return !(at > 0 && m_tokens.is(at - 1, K::Distinct) && at > 1 &&
                     (m_tokens.is(at - 2, K::Is) || m_tokens.is(at - 2, K::Not)));
        case K::Select:
        case K::Sel:
            return next < end && !m_tokens.isOp(next, ",") && !m_tokens.isOp(next, "=");
        case K::Where:
        case K::Having:
        case K::Qualify:
        case K::Union:
        case K::Intersect:
        case K::Prewhere:
        case K::Then:
        case K::Loop:
        case K::Returning:
            return true;
        case K::Minus:
        case K::Except:
            return m_tokens.is(next, K::All) || m_tokens.is(next, K::Distinct) || startsQuery(next, end) ||
                   m_tokens.is(next, K::Corresponding);
        case K::Group:
        case K::Order:
        case K::Cluster:
        case K::Distribute:
        case K::Sort:
        case K::Partition:
            return m_tokens.is(next, K::By) || m_tokens.is(next, K::Siblings);
        case K::Limit:
            return m_tokens[next].kind == TokenKind::Number || m_tokens[next].kind == TokenKind::Parameter ||
                   m_tokens.is(next, K::All) || m_tokens.isOp(next, "(") || m_tokens.isName(next) ||
                   m_tokens.is(next, K::Null);
        case K::Offset:
            return m_tokens[next].kind == TokenKind::Number || m_tokens[next].kind == TokenKind::Parameter;
        case K::Fetch:
            return m_tokens.is(next, K::First) || m_tokens.raw(next) == "NEXT" ||
                   m_tokens.raw(next) == "next";
        case K::Window:
            return m_tokens.isName(next) && m_tokens.is(next + 1, K::As);
        case K::For:
            return !m_tokens.isOp(next, ",");
        case K::Into:
        case K::Settings:
            return m_tokens.isName(next) || m_tokens[next].kind == TokenKind::Parameter ||
                   m_tokens[next].kind == TokenKind::String;
        case K::Format:
            return m_tokens.traits().dialect == SqlDialect::ClickHouse && m_tokens.isName(next);
        case K::Connect:
            return m_tokens.is(next, K::By);
        case K::Start:
            return m_tokens.is(next, K::With);
        case K::Output:
            return m_tokens.traits().dialect == SqlDialect::TSql &&
                   (m_tokens.isName(next) || m_tokens[next].kind == TokenKind::Parameter);
        case K::On:
            return m_tokens.is(next, K::Conflict) || m_tokens.is(next, K::Duplicate);
        case K::With:
            return at > 0 && !m_tokens.isOp(next, "(") && !m_tokens.is(next, K::Time) &&
                   !m_tokens.is(next, K::Local) && !m_tokens.is(next, K::Ordinality) &&
                   !m_tokens.is(next, K::Offset);
        case K::Insert:
            return m_tokens.is(next, K::Into) || m_tokens.is(next, K::Overwrite) || m_tokens.isName(next);
        case K::Lateral:
            return m_tokens.is(next, K::View);
        case K::Values:
            return false;
        default:
            return isStatementWord(at);
    }
}

size_t QueryReader::clauseEnd(size_t at, size_t end) const {
    size_t cases = 0;
    for (size_t i = at; i < end; ++i) {
        const Token& token = m_tokens[i];
        if (token.match != 0) {
            i = closing(i, end);
            continue;
        }
        if (token.kind == TokenKind::Operator && (m_tokens.isOp(i, ")") || m_tokens.isOp(i, "]"))) return i;
        if (token.keyword == K::Case && !m_tokens.isOp(i + 1, ",") && !m_tokens.isOp(i + 1, ".") &&
            !(i > 0 && m_tokens.isOp(i - 1, "."))) {
            ++cases;
        } else if (token.keyword == K::End && !(i > 0 && m_tokens.isOp(i - 1, "."))) {
            if (cases == 0) return i;
            --cases;
        } else if (cases > 0 && token.keyword == K::Then) {
            continue;
        } else if (isClauseWord(i, end)) {
            return i;
        }
    }
    return end;
}

std::unique_ptr<Query> QueryReader::readQuery(size_t& at, size_t end) {
    auto query = std::make_unique<Query>();
    query->firstToken = at;
    if (m_depth >= m_maxDepth) {
        query->truncated = true;
        at = end;
        query->lastToken = end;
        return query;
    }
    ++m_depth;
    std::vector<CommonTable> with;
    bool recursive = false;
    if (m_tokens.is(at, K::With)) {
        readWith(*query, at, end);
        with = std::move(query->with);
        recursive = query->recursive;
    }
    auto first = readTerm(at, end);
    bool byName = false;
    if (readSetOperator(at, end, byName)) {
        auto set = std::make_unique<Query>();
        set->kind = Query::Kind::SetOperation;
        set->byName = byName;
        set->branches.push_back(std::move(first));
        do {
            set->branches.push_back(readTerm(at, end));
        } while (at < end && readSetOperator(at, end, set->byName));
        first = std::move(set);
    }
    readClauses(*first, at, end);
    if (m_tokens.isOp(at, "|>") && at < end) first = readPipes(std::move(first), at, end);
    if (!with.empty()) {
        for (auto& table : first->with) with.push_back(std::move(table));
        first->with = std::move(with);
        first->recursive = first->recursive || recursive;
    }
    first->firstToken = query->firstToken;
    first->lastToken = at;
    --m_depth;
    return first;
}

void QueryReader::readWith(Query& query, size_t& at, size_t end) {
    ++at;
    if (m_tokens.is(at, K::Recursive)) {
        query.recursive = true;
        ++at;
    }
    while (at < end) {
        CommonTable table;
        const size_t before = at;
        const bool named = m_tokens.isName(at) || m_tokens[at].kind == TokenKind::String;
        size_t open = at + 1;
        if (named && m_tokens.isOp(open, "(") && m_tokens.is(closing(open, end) + 1, K::As)) {
            table.columns = readNames(open);
            open = closing(open, end) + 1;
        }
        const bool hasAs = m_tokens.is(open, K::As);
        if (hasAs) ++open;
        while (m_tokens.is(open, K::Not) || m_tokens.is(open, K::Materialized)) ++open;
        if (named && hasAs && m_tokens.isOp(open, "(")) {
            table.name = m_tokens.name(at);
            const size_t close = closing(open, end);
            at = open + 1;
            if (startsQuery(at, close)) {
                table.query = readQuery(at, close);
            } else {
                table.query = readChange(at, close);
            }
            at = std::min(close + 1, end);
            // SEARCH … SET x, CYCLE … SET y: up to the comma or the query.
            while (at < end && !m_tokens.isOp(at, ",") && !startsQuery(at, end) &&
                   (m_tokens.raw(at) == "SEARCH" || m_tokens.raw(at) == "CYCLE")) {
                while (at < end && !startsQuery(at, end)) ++at;
            }
        } else {
            // ClickHouse: WITH expression AS name.
            size_t stop = at;
            while (stop < end && !m_tokens.isOp(stop, ",") && !m_tokens.is(stop, K::Select)) {
                stop = m_tokens[stop].match != 0 ? closing(stop, end) + 1 : stop + 1;
            }
            std::vector<std::string> alias;
            table.scalar = readExpression(at, std::min(stop, end), &alias);
            if (!alias.empty()) table.name = alias.front();
            at = std::min(stop, end);
        }
        if (!table.name.empty()) query.with.push_back(std::move(table));
        if (!m_tokens.isOp(at, ",") || at <= before) return;
        ++at;
    }
}

/// WITH x AS (DELETE FROM t … RETURNING a, b): x is those columns of t.
std::unique_ptr<Query> QueryReader::readChange(size_t first, size_t last) {
    auto query = std::make_unique<Query>();
    const K keyword = m_tokens[first].keyword;
    if (keyword != K::Insert && keyword != K::Update && keyword != K::Delete && keyword != K::Merge) {
        query->truncated = true;
        return query;
    }
    m_changes.emplace_back(first, last);
    size_t at = first + 1;
    while (m_tokens.is(at, K::Into) || m_tokens.is(at, K::From) || m_tokens.is(at, K::Only)) ++at;
    Source target;
    target.name = readName(at, last);
    if (m_tokens.is(at, K::As)) ++at;
    if (mayBeAlias(at, last)) target.alias = m_tokens.name(at);
    query->from.push_back(std::move(target));
    while (at < last && !m_tokens.is(at, K::Returning))
        at = m_tokens[at].match != 0 ? closing(at, last) + 1 : at + 1;
    if (at < last) readItems(query->items, at + 1, last);
    return query;
}

bool QueryReader::readSetOperator(size_t& at, size_t end, bool& byName) const {
    size_t i = at;
    const K keyword = m_tokens[i].keyword;
    // BigQuery: { FULL | LEFT } [OUTER] | INNER before the operator.
    if (keyword == K::Left || keyword == K::Full || keyword == K::Inner) {
        ++i;
        if (m_tokens.is(i, K::Outer)) ++i;
    }
    const K op = m_tokens[i].keyword;
    if (i >= end || (op != K::Union && op != K::Except && op != K::Intersect && op != K::Minus)) return false;
    ++i;
    while (m_tokens.is(i, K::All) || m_tokens.is(i, K::Distinct)) ++i;
    if (m_tokens.is(i, K::Strict)) ++i;
    if (m_tokens.is(i, K::Corresponding) || (m_tokens.is(i, K::By) && m_tokens.is(i + 1, K::Name))) {
        byName = true;
        i += m_tokens.is(i, K::By) ? 2 : 1;
        if (m_tokens.is(i, K::On) || m_tokens.is(i, K::By)) ++i;
        if (m_tokens.isOp(i, "(") && !startsQuery(i, end)) i = closing(i, end) + 1;
    }
    at = std::min(i, end);
    return true;
}

std::unique_ptr<Query> QueryReader::readTerm(size_t& at, size_t end) {
    if (m_tokens.isOp(at, "(")) {
        const size_t close = closing(at, end);
        // ((((…)))): the brackets that hold nothing else are one.
        size_t open = at;
        while (m_tokens.isOp(open + 1, "(") && m_tokens[open + 1].match + 1 == m_tokens[open].match) ++open;
        const size_t inner = closing(open, end);
        size_t i = open + 1;
        auto query = readQuery(i, inner);
        at = std::min(close + 1, end);
        return query;
    }
    switch (m_tokens[at].keyword) {
        case K::Select:
        case K::Sel:
            return readSelect(at, end);
        case K::From:
            return readFromFirst(at, end);
        case K::Values:
            return readValues(at, end);
        case K::With:
            return readQuery(at, end);
        case K::Pivot:
        case K::Unpivot:
            return readPivotStatement(at, end);
        case K::Table: {
            auto query = std::make_unique<Query>();
            SelectItem all;
            all.star = true;
            query->items.push_back(std::move(all));
            ++at;
            Source source;
            readSource(source, at, end);
            query->from.push_back(std::move(source));
            return query;
        }
        default: {
            auto query = std::make_unique<Query>();
            query->truncated = true;
            at = clauseEnd(at, end);
            return query;
        }
    }
}

void QueryReader::skipSelectModifiers(Query& query, size_t& at, size_t end) {
    while (at < end) {
        const size_t next = at + 1;
        const K keyword = m_tokens[at].keyword;
        if (keyword == K::Distinct || keyword == K::Unique) {
            query.distinct = true;
            ++at;
            if (m_tokens.is(at, K::On) && m_tokens.isOp(at + 1, "(")) {
                for (auto& e : readList(at + 2, closing(at + 1, end))) query.groups.push_back(std::move(e));
                at = closing(at + 1, end) + 1;
            }
        } else if (keyword == K::All || keyword == K::StraightJoin) {
            ++at;
        } else if (keyword == K::Top &&
                   (m_tokens[next].kind == TokenKind::Number || m_tokens.isOp(next, "(") ||
                    m_tokens[next].kind == TokenKind::Parameter)) {
            at = m_tokens.isOp(next, "(") ? closing(next, end) + 1 : next + 1;
            if (m_tokens.is(at, K::Percent)) ++at;
            if (m_tokens.is(at, K::With) && m_tokens.is(at + 1, K::Ties)) at += 2;
        } else if (keyword == K::As && (m_tokens.is(next, K::Struct) || m_tokens.is(next, K::Value))) {
            at += 2;
        } else if (m_tokens.raw(at).substr(0, 4) == "SQL_" && !m_tokens.isOp(next, ",")) {
            ++at;
        } else {
            return;
        }
    }
}

std::unique_ptr<Query> QueryReader::readSelect(size_t& at, size_t end) {
    auto query = std::make_unique<Query>();
    ++at;
    skipSelectModifiers(*query, at, end);
    const size_t stop = clauseEnd(at, end);
    readItems(query->items, at, stop);
    at = stop;
    readClauses(*query, at, end);
    return query;
}

/// FROM a SELECT b, FROM a: Hive and DuckDB. INSERTs behind it are the statement reader's.
std::unique_ptr<Query> QueryReader::readFromFirst(size_t& at, size_t end) {
    auto query = std::make_unique<Query>();
    ++at;
    readSources(query->from, at, end);
    if (m_tokens.is(at, K::Select)) {
        ++at;
        skipSelectModifiers(*query, at, end);
        const size_t stop = clauseEnd(at, end);
        readItems(query->items, at, stop);
        at = stop;
    } else if (!m_tokens.is(at, K::Insert)) {
        SelectItem all;
        all.star = true;
        query->items.push_back(std::move(all));
    }
    if (!m_tokens.is(at, K::Insert)) readClauses(*query, at, end);
    return query;
}

std::unique_ptr<Query> QueryReader::readValues(size_t& at, size_t end) {
    auto query = std::make_unique<Query>();
    query->kind = Query::Kind::Values;
    ++at;
    while (at < end) {
        if (m_tokens.is(at, K::Row)) ++at;
        if (!m_tokens.isOp(at, "(")) {
            // Spark: VALUES 1, 2.
            const size_t stop = clauseEnd(at, end);
            for (auto& e : readList(at, stop)) {
                query->rows.emplace_back();
                query->rows.back().push_back(std::move(e));
            }
            at = stop;
            break;
        }
        const size_t close = closing(at, end);
        // Thousands of literal rows say nothing about lineage but cost.
        bool plain = true;
        for (size_t i = at + 1; i < close && plain; ++i) {
            plain = m_tokens[i].kind != TokenKind::Word && m_tokens[i].kind != TokenKind::Quoted;
        }
        if (query->rows.empty() || !plain) query->rows.push_back(readList(at + 1, close));
        at = std::min(close + 1, end);
        if (!m_tokens.isOp(at, ",")) break;
        ++at;
    }
    return query;
}

void QueryReader::readInto(Query& query, size_t& at, size_t end) {
    ++at;
    while (m_tokens.is(at, K::Temporary) || m_tokens.is(at, K::Temp) || m_tokens.is(at, K::Unlogged) ||
           m_tokens.is(at, K::Table) || m_tokens.is(at, K::Strict) || m_tokens.is(at, K::Local) ||
           m_tokens.is(at, K::Global)) {
        if (m_tokens.is(at, K::Temporary) || m_tokens.is(at, K::Temp)) query.intoTemporary = true;
        ++at;
    }
    if (m_tokens.isName(at)) query.into = readName(at, end);
    const size_t stop = clauseEnd(at, end);
    at = stop;
}

void QueryReader::readWindows(Query& query, size_t first, size_t last) {
    for (const auto& [begin, stop] : splitCommas(first, last)) {
        if (!m_tokens.isName(begin)) continue;
        query.windows.emplace_back(m_tokens.name(begin), readExpression(begin + 2, stop));
    }
}

/// Everything behind the select list, in any order.
void QueryReader::readClauses(Query& query, size_t& at, size_t end) {
    while (at < end) {
        const K keyword = m_tokens[at].keyword;
        const auto body = [&](size_t skip) {
            const size_t first = std::min(at + skip, end);
            const size_t stop = clauseEnd(first, end);
            at = stop;
            return std::pair(first, stop);
        };
        if (keyword == K::From && query.from.empty()) {
            ++at;
            readSources(query.from, at, end);
        } else if (keyword == K::Lateral && m_tokens.is(at + 1, K::View)) {
            readSources(query.from, at, end);
        } else if (keyword == K::Where || keyword == K::Having || keyword == K::Qualify ||
                   keyword == K::Prewhere) {
            const auto [first, stop] = body(1);
            query.filters.push_back(readExpression(first, stop));
        } else if (keyword == K::Start || keyword == K::Connect) {
            const auto [first, stop] = body(2);
            query.filters.push_back(readExpression(first, stop));
        } else if (keyword == K::Group) {
            const auto [first, stop] = body(2);
            for (auto& e : readList(first, stop)) query.groups.push_back(std::move(e));
        } else if (keyword == K::Order || keyword == K::Sort || keyword == K::Cluster ||
                   keyword == K::Distribute || keyword == K::Partition) {
            const auto [first, stop] = body(m_tokens.is(at + 1, K::Siblings) ? 3 : 2);
            for (auto& e : readList(first, stop)) query.order.push_back(std::move(e));
        } else if (keyword == K::Window) {
            const auto [first, stop] = body(1);
            readWindows(query, first, stop);
        } else if (keyword == K::Into) {
            readInto(query, at, end);
        } else if (keyword == K::Limit || keyword == K::Offset || keyword == K::Fetch ||
                   keyword == K::Settings || keyword == K::Format || keyword == K::For ||
                   (keyword == K::With && !startsQuery(at, end))) {
            body(1);
        } else {
            return;
        }
    }
}

}  // namespace tributary::lineage
