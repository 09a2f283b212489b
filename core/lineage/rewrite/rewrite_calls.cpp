// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/lineage/rewrite/duck_rewriter.h"

namespace tributary::lineage {
namespace {

using Words = std::initializer_list<std::string_view>;

bool among(const std::string& word, Words words) {
    return std::find(words.begin(), words.end(), std::string_view(word)) != words.end();
}

/// Words that stand before a bracket and are no functions, or are ones DuckDB's grammar has a form of its own
/// for.
bool isGrammar(const std::string& word) {
    return among(
        word,
        {"IN",      "VALUES",   "AND",      "OR",        "NOT",     "ON",        "WHERE",     "SELECT",
         "FROM",    "JOIN",     "OVER",     "AS",        "USING",   "EXISTS",    "UNION",     "ALL",
         "WHEN",    "THEN",     "ELSE",     "CASE",      "BY",      "TRIM",      "SUBSTRING", "POSITION",
         "OVERLAY", "COALESCE", "NULLIF",   "FILTER",    "GROUP",   "PARTITION", "SETS",      "ROLLUP",
         "CUBE",    "LIMIT",    "LIKE",     "ILIKE",     "BETWEEN", "IS",        "DISTINCT",  "EXCLUDE",
         "EXCEPT",  "ANY",      "SOME",     "ARRAY",     "ROW",     "WITH",      "RECURSIVE", "LATERAL",
         "PIVOT",   "UNPIVOT",  "FOR",      "QUALIFY",   "HAVING",  "WINDOW",    "ORDER",     "SET",
         "COLUMNS", "GROUPING", "TABLE",    "INTERSECT", "PERCENT", "OFFSET",    "FETCH",     "MATERIALIZED",
         "OF",      "RENAME",   "INTERVAL", "ESCAPE",    "END",     "RETURNING", "CROSS",     "NULLS",
         "SEMI",    "ANTI",     "INNER",    "OUTER",     "FULL",    "NATURAL",   "SIMILAR",   "GROUPING_ID",
         "COUNT"});
}

bool isUnit(const std::string& word) {
    return among(
        word,
        {"YEAR",      "YEARS",     "QUARTER",     "QUARTERS",     "MONTH",       "MONTHS",       "WEEK",
         "WEEKS",     "DAY",       "DAYS",        "HOUR",         "HOURS",       "MINUTE",       "MINUTES",
         "SECOND",    "SECONDS",   "MILLISECOND", "MILLISECONDS", "MICROSECOND", "MICROSECONDS", "NANOSECOND",
         "DAYOFWEEK", "DAYOFYEAR", "ISOWEEK",     "ISOYEAR",      "EPOCH",       "WEEKDAY",      "YY",
         "YYYY",      "QQ",        "MM",          "DD",           "WK",          "WW",           "HH",
         "MI",        "SS",        "MS",          "DW",           "DY",          "DECADE",       "CENTURY",
         "SUNDAY",    "MONDAY",    "TUESDAY",     "WEDNESDAY",    "THURSDAY",    "FRIDAY",       "SATURDAY",
         "DATE",      "TIME",      "TIMESTAMP",   "DATETIME"});
}

bool takesUnit(const std::string& function) {
    for (std::string_view part :
         {"DATE", "TIME", "TRUNC", "DIFF", "ADD", "SUB", "LAST_DAY", "WEEK", "PART", "DOW"}) {
        if (function.find(part) != std::string::npos) return true;
    }
    return false;
}

}  // namespace

size_t DuckRewriter::call(size_t i, size_t end) {
    const std::string w = word(i);
    if (w == "INTERVAL") {
        if (const size_t next = interval(i, end); next > i) return next;
    }
    if (const size_t next = typedLiteral(i); next > i) return next;
    if (among(w, {"ARRAY", "STRUCT", "MAP"}) && m_t.isOp(i + 1, "<")) {
        const size_t after = typeEnd(i, end);
        if (opens(after)) {
            put("\"struct\"(");
            arguments("STRUCT", after + 1, closing(after, end));
            put(")");
            return std::min(closing(after, end) + 1, end);
        }
        return after;
    }
    if (w == "BINARY" && !opens(i + 1) && m_t.isName(i + 1)) return i + 1;
    if (!opens(i + 1) || i + 1 >= end) return i;
    const size_t close = closing(i + 1, end);
    if (among(w, {"CAST", "TRY_CAST", "SAFE_CAST"})) return castCall(i, close);
    if (among(w, {"CONVERT", "TRY_CONVERT"})) return convertCall(i, close);
    if (w == "EXTRACT") return extractCall(i, close);
    if (w == "UNNEST" && m_level.inFrom) return unnestSource(i, end);
    const bool list = w == "ARRAY" && !isWord(i + 2, "SELECT") && !isWord(i + 2, "WITH");
    const bool ofStar = i > m_first && (m_t.isOp(i - 1, "*") || m_t.isOp(i - 1, ")")) && w == "REPLACE";
    if ((isGrammar(w) && w != "COUNT" && !list) || ofStar) return i;
    const std::string name = m_t[i].kind == TokenKind::Quoted ? m_t.name(i) : std::string(m_t.raw(i));
    if (w == "COUNT") {
        put("count");
    } else {
        putName(name);
    }
    put("(");
    arguments(w, i + 2, close);
    size_t at = std::min(close + 1, end);
    if (isWord(at, "WITHIN") && isWord(at + 1, "GROUP") && opens(at + 2)) {
        // f(a) WITHIN GROUP (ORDER BY b) takes both a and b.
        const size_t groupClose = closing(at + 2, end);
        size_t last = at + 5;
        while (last < groupClose && !among(word(last), {"ASC", "DESC", "NULLS"})) {
            last = opens(last) ? closing(last, end) + 1 : last + 1;
        }
        if (close > i + 2) put(",");
        range(at + 5, std::min(last, groupClose));
        at = std::min(groupClose + 1, end);
    }
    put(")");
    if (isWord(at, "KEEP") && opens(at + 1)) at = std::min(closing(at + 1, end) + 1, end);
    return at;
}

void DuckRewriter::arguments(const std::string& function, size_t first, size_t close) {
    if (isWord(first, "SELECT") || isWord(first, "WITH")) {
        range(first, close);
        return;
    }
    size_t start = first;
    for (size_t at = first; at <= close; at++) {
        if (at < close && m_t.isOp(at + 1, "<") && among(word(at), {"ARRAY", "STRUCT", "MAP"})) {
            at = std::min(typeEnd(at, close), close) - 1;
            continue;
        }
        if (at < close && (opens(at) || m_t.isOp(at, "["))) {
            at = std::min(closing(at, close), close - 1);
            continue;
        }
        if (at < close && !m_t.isOp(at, ",")) continue;
        if (at > start) argument(function, start, at);
        if (at < close) put(",");
        start = at + 1;
    }
}

void DuckRewriter::argument(const std::string& function, size_t first, size_t last) {
    if (last == first + 1 && takesUnit(function) && isUnit(word(first))) {
        put("'unit'");
        return;
    }
    if (last > first + 2 && m_t.isName(first) && (m_t.isOp(first + 1, "=>") || m_t.isOp(first + 1, ":="))) {
        first += 2;
    }
    for (size_t at = first; at < last; at++) {
        if (opens(at)) {
            at = closing(at, last);
            continue;
        }
        const bool ends = isWord(at, "SEPARATOR") || (isWord(at, "AS") && at > first) ||
                          (among(word(at), {"LIMIT", "HAVING"}) && at > first) ||
                          (among(word(at), {"ON"}) && isWord(at + 1, "OVERFLOW")) ||
                          (isWord(at, "USING") && at > first);
        if (ends) {
            last = at;
            break;
        }
    }
    range(first, last);
}

size_t DuckRewriter::castCall(size_t i, size_t close) {
    size_t as = i + 2;
    while (as < close && !isWord(as, "AS")) as = opens(as) ? closing(as, close) + 1 : as + 1;
    put("CAST(");
    range(i + 2, std::min(as, close));
    put("AS VARCHAR)");
    return close + 1;
}

size_t DuckRewriter::convertCall(size_t i, size_t close) {
    size_t first = i + 2;
    size_t last = close;
    size_t comma = first;
    while (comma < close && !m_t.isOp(comma, ",") && !isWord(comma, "USING")) {
        comma = opens(comma) ? closing(comma, close) + 1 : comma + 1;
    }
    if (m_t.traits().dialect == SqlDialect::TSql && comma < close) {
        first = comma + 1;
        last = first;
        while (last < close && !m_t.isOp(last, ",")) last = opens(last) ? closing(last, close) + 1 : last + 1;
    } else {
        last = std::min(comma, close);
    }
    put("CAST(");
    range(first, last);
    put("AS VARCHAR)");
    return close + 1;
}

size_t DuckRewriter::extractCall(size_t i, size_t close) {
    size_t from = i + 2;
    while (from < close && !isWord(from, "FROM")) from = opens(from) ? closing(from, close) + 1 : from + 1;
    put("\"extract\"(");
    range(from < close ? from + 1 : i + 2, close);
    put(")");
    return close + 1;
}

size_t DuckRewriter::interval(size_t i, size_t end) {
    size_t at = i + 1;
    const TokenKind kind = m_t[at].kind;
    size_t last = at + 1;
    if (opens(at)) {
        last = closing(at, end) + 1;
    } else if (kind == TokenKind::Operator && m_t.isOp(at, "-")) {
        last = at + 2;
    } else if (kind == TokenKind::Word || kind == TokenKind::Quoted) {
        while (m_t.isOp(last, ".")) last += 2;
        if (!isUnit(word(last))) return i;
    } else if (kind != TokenKind::String && kind != TokenKind::Number && kind != TokenKind::Parameter) {
        return i;
    }
    put("\"interval\"(");
    range(at, std::min(last, end));
    put(")");
    if (isUnit(word(last))) {
        last++;
        if (opens(last)) last = closing(last, end) + 1;
        if (isWord(last, "TO") && isUnit(word(last + 1))) last += 2;
    }
    return std::min(last, end);
}

/// DATE '2024-01-01' is text with a name before it.
size_t DuckRewriter::typedLiteral(size_t i) {
    if (m_t[i + 1].kind != TokenKind::String) return i;
    return among(word(i), {"DATE", "TIMESTAMP", "TIME", "DATETIME", "JSON", "NUMERIC", "BIGNUMERIC",
                           "TIMESTAMPTZ", "BYTES", "DECIMAL", "BIGDECIMAL", "RANGE"})
               ? i + 1
               : i;
}

/// Behind a type: name(p, s)[] or name<…>.
size_t DuckRewriter::typeEnd(size_t i, size_t end) const {
    if (i >= end) return end;
    i++;
    while (m_t.isOp(i, ".") && i + 1 < end) i += 2;
    if (among(word(i), {"PRECISION", "VARYING"})) i++;
    if (opens(i)) i = closing(i, end) + 1;
    if (m_t.isOp(i, "<")) {
        int depth = 0;
        for (; i < end; i++) {
            const auto raw = m_t.raw(i);
            if (m_t[i].kind != TokenKind::Operator) continue;
            depth += static_cast<int>(std::count(raw.begin(), raw.end(), '<'));
            depth -= static_cast<int>(std::count(raw.begin(), raw.end(), '>'));
            if (depth <= 0) {
                i++;
                break;
            }
        }
    }
    if (among(word(i), {"WITH", "WITHOUT"}) && isWord(i + 1, "TIME")) i += 3;
    while (m_t.isOp(i, "[") && closing(i, end) <= i + 2) i = closing(i, end) + 1;
    return std::min(i, end);
}

/// UNNEST(x) [AS] y [WITH OFFSET [AS] o]: y names the table and its column.
size_t DuckRewriter::unnestSource(size_t i, size_t end) {
    const size_t close = closing(i + 1, end);
    bool counts = false;
    for (size_t k = close + 1; k < std::min(end, close + 5); k++) {
        counts = counts || (isWord(k, "WITH") && among(word(k + 1), {"OFFSET", "ORDINALITY"}));
    }
    put(counts ? "LATERAL \"unnest_counted\"(" : "LATERAL \"unnest_rows\"(");
    arguments("UNNEST", i + 2, close);
    put(")");
    size_t at = close + 1;
    bool ordinal = false;
    std::string ordinality;
    const auto readOrdinality = [&] {
        if (!isWord(at, "WITH") || !among(word(at + 1), {"OFFSET", "ORDINALITY"})) return;
        ordinal = isWord(at + 1, "ORDINALITY");
        ordinality = isWord(at + 1, "OFFSET") ? "offset" : "ordinality";
        at += 2;
        if (!ordinal && isWord(at, "AS")) at++;
        if (!ordinal && at < end && m_t.isName(at) &&
            !among(word(at), {"WHERE", "JOIN", "LEFT", "CROSS", "INNER", "ON", "GROUP", "ORDER", "UNION"})) {
            ordinality = m_t.name(at++);
        }
    };
    readOrdinality();
    if (isWord(at, "AS")) at++;
    std::string alias;
    if (at < end && m_t.isName(at) &&
        !among(word(at), {"WHERE", "JOIN", "LEFT", "CROSS", "INNER", "ON", "GROUP", "ORDER", "UNION", "WITH",
                          "RIGHT", "FULL", "HAVING", "QUALIFY", "LIMIT", "USING", "SELECT"})) {
        alias = m_t.name(at++);
    }
    put("AS");
    if (opens(at)) {
        putName(alias.empty() ? "unnest" : alias);
        const size_t columnsClose = closing(at, end);
        range(at, std::min(columnsClose + 1, end));
        return std::min(columnsClose + 1, end);
    }
    readOrdinality();
    putName(alias.empty() ? "unnest" : alias + "#");
    put("(");
    putName(alias.empty() ? "unnest" : alias);
    if (!ordinality.empty()) {
        put(",");
        putName(ordinality);
    }
    put(")");
    const bool conditioned = among(word(at), {"ON", "USING"});
    if (before(i) == "JOIN" && i > m_first + 1 && !conditioned && word(i - 2) != "CROSS") put("ON TRUE");
    return std::min(at, end);
}

}  // namespace tributary::lineage
