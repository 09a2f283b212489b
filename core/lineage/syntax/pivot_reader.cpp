// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/lineage/syntax/query_reader.h"

namespace tributary::lineage {

using K = Keyword;

bool QueryReader::readPivot(Source& source, size_t& at, size_t end) {
    if (!m_tokens.is(at, K::Pivot) && !m_tokens.is(at, K::Unpivot)) return false;
    Pivot pivot;
    pivot.unpivot = m_tokens.is(at, K::Unpivot);
    size_t open = at + 1;
    while (open < end && !m_tokens.isOp(open, "(") && open < at + 4) ++open;  // INCLUDE NULLS
    if (!m_tokens.isOp(open, "(")) return false;
    const size_t close = closing(open, end);
    if (pivot.unpivot) {
        readUnpivotBody(pivot, open + 1, close);
    } else {
        readPivotBody(pivot, open + 1, close);
    }
    at = std::min(close + 1, end);
    Source named;
    readAlias(named, at, end);
    pivot.alias = std::move(named.alias);
    pivot.columnAliases = std::move(named.columnAliases);
    source.pivots.push_back(std::move(pivot));
    return true;
}

/// aggregates FOR column IN (values) [FOR …] [GROUP BY …]
void QueryReader::readPivotBody(Pivot& pivot, size_t first, size_t last) {
    const auto next = [&](size_t at, K keyword) {
        while (at < last && !m_tokens.is(at, keyword)) {
            at = m_tokens[at].match != 0 ? closing(at, last) + 1 : at + 1;
        }
        return std::min(at, last);
    };
    size_t at = next(first, K::For);
    readItems(pivot.aggregates, first, at);
    while (at < last && m_tokens.is(at, K::For)) {
        const size_t in = next(at, K::In);
        const size_t from = m_tokens.isOp(at + 1, "(") ? at + 2 : at + 1;
        for (auto& e : readList(from, in)) {
            for (auto& r : e.references) pivot.over.push_back(std::move(r));
        }
        at = in + 1;
        if (m_tokens.isOp(at, "(") && at < last) {
            const size_t close = closing(at, last);
            readPivotValues(pivot, at + 1, close);
            at = close + 1;
        } else if (at < last) {
            pivot.open = true;
            ++at;
        }
    }
}

void QueryReader::readPivotValues(Pivot& pivot, size_t first, size_t last) {
    if (m_tokens.is(first, K::Any) || startsQuery(first, last)) {
        pivot.open = true;
        return;
    }
    for (const auto& [begin, end] : splitCommas(first, last)) {
        Pivot::Value value;
        const bool aliased = end >= begin + 2 && m_tokens.isName(end - 1) &&
                             (m_tokens.is(end - 2, K::As) || m_tokens[end - 2].kind != TokenKind::Operator ||
                              m_tokens.isOp(end - 2, ")"));
        if (aliased) {
            value.name = m_tokens.name(end - 1);
        } else if (end == begin + 1 && m_tokens[begin].kind == TokenKind::String) {
            value.name = m_tokens.literal(begin);
        } else if (end == begin + 1 && m_tokens.isName(begin)) {
            value.name = m_tokens.name(begin);
        } else {
            value.name = m_tokens.slice(begin, end);
        }
        pivot.values.push_back(std::move(value));
    }
}

/// value FOR name IN (columns), (v1, v2) FOR name IN ((a, b) AS 'x', …)
void QueryReader::readUnpivotBody(Pivot& pivot, size_t first, size_t last) {
    size_t at = first;
    const auto names = [&](std::vector<std::string>& out, size_t stop) {
        for (; at < stop; ++at) {
            if (m_tokens.isName(at)) out.push_back(m_tokens.name(at));
        }
    };
    size_t forAt = first;
    while (forAt < last && !m_tokens.is(forAt, K::For)) ++forAt;
    names(pivot.valueColumns, forAt);
    size_t in = forAt;
    while (in < last && !m_tokens.is(in, K::In)) ++in;
    at = std::min(forAt + 1, last);
    names(pivot.nameColumns, in);
    const size_t open = in + 1;
    if (!m_tokens.isOp(open, "(") || open >= last) {
        pivot.open = true;
        return;
    }
    for (const auto& [begin, end] : splitCommas(open + 1, closing(open, last))) {
        Pivot::Value value;
        if (m_tokens.isOp(begin, "(")) {
            value.columns = readNames(begin);
        } else {
            size_t i = begin;
            auto parts = readName(i, end);
            if (parts.empty()) {
                pivot.open = true;
                continue;
            }
            value.columns.push_back(parts.back());
        }
        pivot.values.push_back(std::move(value));
    }
}

}  // namespace tributary::lineage
