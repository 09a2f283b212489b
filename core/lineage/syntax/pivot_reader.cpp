// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/lineage/syntax/query_reader.h"

namespace tributary::lineage {

using K = Keyword;

namespace {

bool isWord(std::string_view raw, std::string_view word) {
    return raw.size() == word.size() && std::equal(raw.begin(), raw.end(), word.begin(), [](char a, char b) {
               return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b;
           });
}

}  // namespace

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
    if (at < last && m_tokens.is(at, K::Group)) {
        for (auto& e : readList(at + 2, last)) {
            for (auto& r : e.references) pivot.groups.push_back(std::move(r));
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

/// DuckDB's PIVOT t ON …: a statement, and a query wherever one may stand.
bool QueryReader::startsPivot(size_t at) const {
    if (m_tokens.traits().dialect != SqlDialect::DuckDb) return false;
    if (m_tokens.isOp(at + 1, "(")) return m_tokens.is(m_tokens[at + 1].match + 1, K::On);
    return m_tokens.isName(at + 1);
}

/// PIVOT t ON a, b IN (…) USING sum(v) AS s GROUP BY g; UNPIVOT t ON a, b INTO NAME n VALUE v.
std::unique_ptr<Query> QueryReader::readPivotStatement(size_t& at, size_t end) {
    auto query = std::make_unique<Query>();
    SelectItem all;
    all.star = true;
    query->items.push_back(std::move(all));
    Pivot pivot;
    pivot.unpivot = m_tokens.is(at, K::Unpivot);
    ++at;
    Source source;
    readSource(source, at, end);
    const auto part = [&](std::initializer_list<K> stops) {
        const size_t first = at;
        while (at < end && m_tokens[at].kind != TokenKind::Separator && !m_tokens.isOp(at, ")") &&
               std::none_of(stops.begin(), stops.end(), [&](K k) { return m_tokens.is(at, k); })) {
            at = m_tokens[at].match != 0 ? closing(at, end) + 1 : at + 1;
        }
        at = std::min(at, end);
        return std::pair(first, at);
    };
    while (at < end) {
        const K keyword = m_tokens[at].keyword;
        ++at;
        if (keyword == K::On) {
            const auto [first, last] = part({K::Using, K::Group, K::Into, K::Order, K::Limit});
            pivot.unpivot ? readUnpivotOn(pivot, first, last) : readPivotOn(pivot, first, last);
        } else if (keyword == K::Using) {
            const auto [first, last] = part({K::Group, K::Order, K::Limit});
            readItems(pivot.aggregates, first, last);
        } else if (keyword == K::Group) {
            const auto [first, last] = part({K::Order, K::Limit});
            for (auto& e : readList(first + 1, last)) {
                for (auto& r : e.references) pivot.groups.push_back(std::move(r));
            }
        } else if (keyword == K::Into) {
            const auto [first, last] = part({K::Order, K::Limit});
            auto* names = &pivot.nameColumns;
            for (size_t i = first; i < last; ++i) {
                if (m_tokens.is(i, K::Value)) names = &pivot.valueColumns;
                const bool word = m_tokens.is(i, K::Value) || m_tokens.is(i, K::Name);
                if (m_tokens.isName(i) && !(word && names->empty())) names->push_back(m_tokens.name(i));
            }
        } else {
            --at;
            break;
        }
    }
    if (pivot.unpivot && pivot.nameColumns.empty()) pivot.nameColumns.emplace_back("name");
    if (pivot.unpivot && pivot.valueColumns.empty()) pivot.valueColumns.emplace_back("value");
    source.pivots.push_back(std::move(pivot));
    query->from.push_back(std::move(source));
    return query;
}

/// year, country IN ('a', 'b'): a column for each combination of the values, if all are in the text.
void QueryReader::readPivotOn(Pivot& pivot, size_t first, size_t last) {
    constexpr size_t kMost = 4096;
    std::vector<Pivot::Value> names(1);
    for (const auto& [begin, end] : splitCommas(first, last)) {
        size_t in = begin;
        while (in < end && !m_tokens.is(in, K::In))
            in = m_tokens[in].match != 0 ? closing(in, end) + 1 : in + 1;
        Expression on = readExpression(begin, std::min(in, end));
        for (auto& r : on.references) pivot.over.push_back(std::move(r));
        Pivot values;
        if (in + 1 < end && m_tokens.isOp(in + 1, "(")) {
            readPivotValues(values, in + 2, closing(in + 1, end));
        }
        pivot.open = pivot.open || values.values.empty() || names.size() * values.values.size() > kMost;
        if (pivot.open) continue;
        std::vector<Pivot::Value> next;
        for (const auto& name : names) {
            for (const auto& value : values.values) {
                next.push_back({name.name.empty() ? value.name : name.name + "_" + value.name, {}});
            }
        }
        names = std::move(next);
    }
    if (!pivot.open) pivot.values = std::move(names);
}

/// jan, (q1, q2) AS h, COLUMNS(* EXCLUDE (id)).
void QueryReader::readUnpivotOn(Pivot& pivot, size_t first, size_t last) {
    for (const auto& [begin, end] : splitCommas(first, last)) {
        const bool columns = m_tokens.is(begin, K::Columns) && m_tokens.isOp(begin + 1, "(");
        if (columns || m_tokens.isOp(begin, "*")) {
            SelectItem star = columns ? readItem(begin + 2, closing(begin + 1, end)) : readItem(begin, end);
            if (star.star) pivot.folded.push_back(std::move(star));
            continue;
        }
        Pivot::Value value;
        const size_t stop = m_tokens.isOp(begin, "(") ? closing(begin, end) + 1 : end;
        for (const auto& e : readList(begin, stop)) {
            for (const auto& r : e.references) value.columns.push_back(r.parts.back());
        }
        pivot.values.push_back(std::move(value));
    }
}

/// What begins a part of MATCH_RECOGNIZE.
bool QueryReader::startsMatchPart(size_t at) const {
    static constexpr std::string_view kHeads[] = {"MEASURES", "PATTERN", "DEFINE", "SUBSET", "AFTER", "ONE"};
    const bool by = m_tokens.is(at, K::Partition) || m_tokens.is(at, K::Order);
    return (by && m_tokens.is(at + 1, K::By)) || (m_tokens.is(at, K::All) && m_tokens.is(at + 1, K::Rows)) ||
           std::any_of(std::begin(kHeads), std::end(kHeads),
                       [&](std::string_view head) { return isWord(m_tokens.raw(at), head); });
}

/// One part of MATCH_RECOGNIZE. `variables` are the names its pattern gives to rows.
void QueryReader::readMatchPart(Pivot& match, std::vector<std::string>& variables, size_t first,
                                size_t last) {
    const std::string_view head = m_tokens.raw(first);
    if (m_tokens.is(first, K::Partition)) {
        for (auto& e : readList(first + 2, last)) {
            for (auto& r : e.references) match.over.push_back(std::move(r));
        }
    } else if (m_tokens.is(first, K::Order)) {
        for (auto& e : readList(first + 2, last)) match.filters.push_back(std::move(e));
    } else if (isWord(head, "MEASURES")) {
        for (const auto& [begin, end] : splitCommas(first + 1, last)) {
            const bool mode = isWord(m_tokens.raw(begin), "FINAL") || isWord(m_tokens.raw(begin), "RUNNING");
            match.aggregates.push_back(readItem(mode ? begin + 1 : begin, end));
        }
    } else if (m_tokens.is(first, K::All)) {
        match.allRows = true;
    } else if (isWord(head, "PATTERN") || isWord(head, "SUBSET")) {
        for (size_t i = first + 1; i < last; ++i) {
            if (m_tokens.isName(i)) variables.push_back(m_tokens.name(i));
        }
    } else if (isWord(head, "DEFINE")) {
        for (const auto& [begin, end] : splitCommas(first + 1, last)) {
            variables.push_back(m_tokens.name(begin));
            if (end > begin + 2) match.filters.push_back(readExpression(begin + 2, end));
        }
    }
}

/// MATCH_RECOGNIZE (PARTITION BY … ORDER BY … MEASURES … PATTERN (…) SUBSET … DEFINE …).
bool QueryReader::readMatch(Source& source, size_t& at, size_t end) {
    if (!m_tokens.is(at, K::MatchRecognize) || !m_tokens.isOp(at + 1, "(")) return false;
    const size_t close = closing(at + 1, end);
    Pivot match;
    match.match = true;
    std::vector<std::string> variables;
    for (size_t i = at + 2; i < close;) {
        size_t stop = i + 1;
        while (stop < close && !startsMatchPart(stop)) {
            stop = m_tokens[stop].match != 0 ? closing(stop, close) + 1 : stop + 1;
        }
        stop = std::min(stop, close);
        readMatchPart(match, variables, i, stop);
        i = stop;
    }
    // A.price: the column of a row that the pattern calls A.
    const auto unqualify = [&](Expression& e) {
        for (auto& r : e.references) {
            const bool variable = r.parts.size() > 1 && std::find(variables.begin(), variables.end(),
                                                                  r.parts.front()) != variables.end();
            if (variable) r.parts.erase(r.parts.begin());
        }
    };
    for (auto& measure : match.aggregates) unqualify(measure.expression);
    for (auto& filter : match.filters) unqualify(filter);
    at = std::min(close + 1, end);
    Source named;
    readAlias(named, at, end);
    match.alias = std::move(named.alias);
    match.columnAliases = std::move(named.columnAliases);
    source.pivots.push_back(std::move(match));
    return true;
}

}  // namespace tributary::lineage
