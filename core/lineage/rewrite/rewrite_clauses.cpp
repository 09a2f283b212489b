// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/lineage/rewrite/duck_rewriter.h"

namespace tributary::lineage {
namespace {

using Words = std::initializer_list<std::string_view>;

bool among(const std::string& word, Words words) {
    return std::find(words.begin(), words.end(), std::string_view(word)) != words.end();
}

bool isSetOperation(const std::string& word) {
    return among(word, {"UNION", "EXCEPT", "INTERSECT", "MINUS"});
}

/// First words of what may stand in brackets behind WITH after a table: hints, in T-SQL.
bool isTableHint(const std::string& word) {
    return among(word, {"NOLOCK", "INDEX", "ROWLOCK", "TABLOCK", "TABLOCKX", "UPDLOCK", "READPAST",
                        "HOLDLOCK", "READUNCOMMITTED", "READCOMMITTED", "PAGLOCK", "XLOCK", "NOWAIT",
                        "FORCESEEK", "FORCESCAN", "NOEXPAND", "SERIALIZABLE", "REPEATABLEREAD", "SNAPSHOT"});
}

}  // namespace

/// Behind a clause that says nothing about columns: to the next set operation or clause that can follow it.
size_t DuckRewriter::skipClause(size_t i, size_t end) const {
    for (; i < end; i++) {
        const std::string w = word(i);
        if (isSetOperation(w) || among(w, {"QUALIFY", "WINDOW", "SELECT", "INSERT"})) return i;
        if (opens(i) || m_t.isOp(i, "[")) i = closing(i, end);
    }
    return end;
}

size_t DuckRewriter::clause(size_t i, size_t end) {
    const std::string w = word(i);
    const bool afterDot = i > 0 && m_t.isOp(i - 1, ".");
    const bool isQualifier = m_t.isOp(i + 1, ".");
    if (afterDot || isQualifier || (before(i) == "AS" && !among(w, {"STRUCT", "VALUE", "OF"}))) return i;
    if (isSetOperation(w)) {
        // `* EXCEPT (a)` is no set operation.
        const bool star = i > 0 && m_t.isOp(i - 1, "*") && w == "EXCEPT" && m_level.inSelectList;
        if (star) {
            put("EXCLUDE");
            return i + 1;
        }
        finishItem();
        m_level = Level();
        put(w == "MINUS" ? "EXCEPT" : w);
        if (isWord(i + 1, "DISTINCT")) return i + 2;
        return i + 1;
    }
    if (const size_t next = selectClause(i, end); next > i) return next;
    if (const size_t next = joinClause(i, end); next > i) return next;
    if (const size_t next = tableClause(i, end); next > i) return next;
    return groupClause(i, end);
}

size_t DuckRewriter::selectClause(size_t i, size_t end) {
    const std::string w = word(i);
    if (w == "WITH" && !opens(i + 1) && i + 1 < end && m_t.isName(i + 1)) return withClause(i, end);
    if (w == "SELECT" || w == "SEL") {
        put("SELECT");
        size_t at = i + 1;
        for (; at < end; at++) {
            const std::string next = word(at);
            if (next == "DISTINCT" || next == "DISTINCTROW" || next == "UNIQUE") {
                put("DISTINCT");
            } else if (next == "AS" && among(word(at + 1), {"STRUCT", "VALUE"})) {
                at++;
            } else if (next == "TOP" && (m_t[at + 1].kind == TokenKind::Number || opens(at + 1) ||
                                         m_t[at + 1].kind == TokenKind::Parameter)) {
                at = opens(at + 1) ? closing(at + 1, end) : at + 1;
                if (isWord(at + 1, "PERCENT")) at++;
                if (isWord(at + 1, "WITH") && isWord(at + 2, "TIES")) at += 2;
            } else if (!among(next, {"ALL", "STRAIGHT_JOIN", "SQL_NO_CACHE", "SQL_CALC_FOUND_ROWS",
                                     "HIGH_PRIORITY", "SQL_CACHE", "STREAM"}) ||
                       m_t.isOp(at + 1, ".") || m_t.isOp(at + 1, ",")) {
                break;
            }
        }
        m_level.inSelectList = true;
        m_level.inFrom = false;
        m_level.itemStart = true;
        return at;
    }
    if (w == "INTO" && m_level.inSelectList) {  // SELECT … INTO target FROM …
        size_t at = i + 1;
        while (at < end && !isWord(at, "FROM")) at++;
        return at;
    }
    if (w == "FROM" && !m_level.inOver) {
        finishItem();
        put("FROM");
        m_level.inSelectList = m_level.itemStart = false;
        m_level.inFrom = true;
        if (isWord(i + 1, "DUAL") && !m_t.isOp(i + 2, ".")) {
            put("(SELECT 1) AS dual");
            return i + 2;
        }
        return i + 1;
    }
    if (w == "PREWHERE" || w == "WHERE") {
        m_level.inFrom = false;
        put(m_level.where ? "AND" : "WHERE");
        m_level.where = true;
        return i + 1;
    }
    return i;
}

/// WITH names itself without RECURSIVE in some dialects.
size_t DuckRewriter::withClause(size_t i, size_t end) {
    put("WITH");
    if (isWord(i + 1, "RECURSIVE") || !m_t.traits().implicitRecursion) return i + 1;
    size_t at = i + 1;
    while (at < end && m_t.isName(at)) {
        const std::string own = m_t.name(at);
        size_t body = at + 1;
        if (opens(body)) body = closing(body, end) + 1;
        if (isWord(body, "AS")) body++;
        if (!opens(body)) break;
        const size_t close = closing(body, end);
        bool united = false;
        for (size_t k = body; k < close; k++) {
            united = united || isWord(k, "UNION");
            if (united && m_t.isName(k) && m_t.name(k) == own) {
                put("RECURSIVE");
                return i + 1;
            }
        }
        at = m_t.isOp(close + 1, ",") ? close + 2 : end;
    }
    return i + 1;
}

size_t DuckRewriter::joinClause(size_t i, size_t end) {
    const std::string w = word(i);
    if (w == "LEFT" && among(word(i + 1), {"SEMI", "ANTI"})) return i + 1;
    if (w == "GLOBAL" && among(word(i + 1), {"ANY", "ALL", "LEFT", "INNER", "RIGHT", "JOIN", "IN", "NOT"}))
        return i + 1;
    if (among(w, {"ANY", "ALL"}) && among(word(i + 1), {"LEFT", "INNER", "RIGHT", "JOIN", "FULL"}))
        return i + 1;
    if (w == "STRAIGHT_JOIN") {
        put("JOIN");
        m_level.inFrom = true;
        return i + 1;
    }
    if (w == "JOIN") {
        put("JOIN");
        m_level.inFrom = true;
        return i + 1;
    }
    if (w == "CROSS" && isWord(i + 1, "APPLY")) {
        put("CROSS JOIN LATERAL");
        return i + 2;
    }
    if (w == "OUTER" && isWord(i + 1, "APPLY")) return outerApply(i + 2, end);
    if (w == "LATERAL" && isWord(i + 1, "VIEW")) return lateralView(i + 2, end);
    if (w == "TABLE" && opens(i + 1) && m_level.inFrom) {
        const size_t close = closing(i + 1, end);
        const std::string before = i > 0 ? word(i - 1) : "";
        if (before != "LATERAL") put("LATERAL");
        Level level = m_level;
        range(i + 2, close);
        m_level = level;
        return std::min(close + 1, end);
    }
    return i;
}

size_t DuckRewriter::primaryEnd(size_t i, size_t end) const {
    while (i < end && (m_t.isName(i) || m_t.isOp(i, "."))) i++;
    if (opens(i)) i = closing(i, end) + 1;
    if (isWord(i, "AS")) i++;
    if (i < end && m_t.isName(i) &&
        !among(word(i), {"WHERE", "ON", "LEFT", "JOIN", "CROSS", "OUTER", "INNER", "GROUP", "ORDER", "UNION",
                         "RIGHT", "FULL"})) {
        i++;
        if (opens(i)) i = closing(i, end) + 1;
    }
    return std::min(i, end);
}

size_t DuckRewriter::outerApply(size_t i, size_t end) {
    const size_t last = primaryEnd(i, end);
    put("LEFT JOIN LATERAL");
    const Level level = m_level;
    range(i, last);
    m_level = level;
    put("ON TRUE");
    return last;
}

size_t DuckRewriter::lateralView(size_t i, size_t end) {
    if (isWord(i, "OUTER")) i++;
    size_t open = i;
    while (open < end && !opens(open)) open++;
    const size_t close = closing(open, end);
    put("CROSS JOIN LATERAL");
    const Level level = m_level;
    range(i, std::min(close + 1, end));
    m_level = level;
    size_t at = close + 1;
    std::string alias = "lateral_view";
    if (at < end && m_t.isName(at) && !isWord(at, "AS")) alias = m_t.name(at++);
    put("AS");
    putName(alias);
    if (isWord(at, "AS")) at++;
    bool first = true;
    while (at < end && m_t.isName(at) && (first ? isWord(at - 1, "AS") : m_t.isOp(at - 1, ","))) {
        put(first ? "(" : ",");
        first = false;
        putName(m_t.name(at++));
        if (!m_t.isOp(at, ",")) break;
        at++;
    }
    if (!first) put(")");
    return std::min(at, end);
}

size_t DuckRewriter::tableClause(size_t i, size_t end) {
    const std::string w = word(i);
    const std::string next = word(i + 1);
    if (w == "WITH" && opens(i + 1) && isTableHint(word(i + 2)))
        return std::min(closing(i + 1, end) + 1, end);
    if (w == "OPTION" && opens(i + 1)) return std::min(closing(i + 1, end) + 1, end);
    if (!m_level.inFrom) return i;
    if (w == "FINAL" && !opens(i + 1)) return i + 1;
    if (w == "PARTITION" && opens(i + 1)) return std::min(closing(i + 1, end) + 1, end);
    if (w == "TABLESAMPLE" || (w == "SAMPLE" && (opens(i + 1) || m_t[i + 1].kind == TokenKind::Number))) {
        size_t at = i + 1;
        if (m_t[at].kind == TokenKind::Word) at++;
        if (opens(at)) at = closing(at, end) + 1;
        if (m_t[at].kind == TokenKind::Number) at++;
        if (among(word(at), {"REPEATABLE", "SEED"}) && opens(at + 1)) at = closing(at + 1, end) + 1;
        return std::min(at, end);
    }
    if (among(w, {"AT", "BEFORE"}) && opens(i + 1)) return std::min(closing(i + 1, end) + 1, end);
    if (among(w, {"USE", "FORCE", "IGNORE"}) && among(next, {"INDEX", "KEY"}) && opens(i + 2)) {
        return std::min(closing(i + 2, end) + 1, end);
    }
    if (w == "FOR" && among(next, {"SYSTEM_TIME", "VERSION", "TIMESTAMP", "SYSTEM_VERSION"})) {
        return tableClause(i + 1, end) > i + 1 ? tableClause(i + 1, end) : i;
    }
    if (among(w, {"SYSTEM_TIME", "VERSION", "TIMESTAMP", "SYSTEM_VERSION"}) && next == "AS" &&
        isWord(i + 2, "OF")) {
        size_t at = i + 3;
        while (at < end &&
               (m_t.isName(at) || m_t[at].kind == TokenKind::String || m_t[at].kind == TokenKind::Number)) {
            if (among(word(at), {"WHERE", "JOIN", "ON", "AS", "LEFT", "INNER", "CROSS"})) break;
            at++;
            if (opens(at)) at = closing(at, end) + 1;
        }
        return std::min(at, end);
    }
    return i;
}

size_t DuckRewriter::groupClause(size_t i, size_t end) {
    const std::string w = word(i);
    const std::string next = word(i + 1);
    const bool by = next == "BY";
    if (m_level.inOver && by && among(w, {"DISTRIBUTE", "SORT", "CLUSTER"})) {
        put(w == "SORT" ? "ORDER BY" : "PARTITION BY");
        return i + 2;
    }
    if (by && among(w, {"DISTRIBUTE", "SORT", "CLUSTER"})) return skipClause(i + 2, end);
    if (w == "CONNECT" && by) {
        size_t at = i + 2;
        while (at < end && !among(word(at), {"GROUP", "ORDER", "START", "UNION", "MINUS", "WHERE"})) {
            at = opens(at) ? closing(at, end) + 1 : at + 1;
        }
        return std::min(at, end);
    }
    if (w == "START" && next == "WITH") {
        size_t at = i + 2;
        while (at < end && !among(word(at), {"GROUP", "ORDER", "CONNECT", "UNION", "MINUS"})) {
            at = opens(at) ? closing(at, end) + 1 : at + 1;
        }
        return std::min(at, end);
    }
    if (among(w, {"PRIOR", "CONNECT_BY_ROOT"}) && m_t.isName(i + 1)) return i + 1;
    if (among(w, {"GROUP", "ORDER", "HAVING", "QUALIFY", "WINDOW"}) && (by || w != "GROUP")) {
        if (!m_level.inOver) m_level.inFrom = m_level.inSelectList = m_level.itemStart = false;
        put(w);
        if (by) put("BY");
        if (by && isWord(i + 1, "BY") && isWord(i + 2, "SIBLINGS")) return i + 3;
        return by ? i + 2 : i + 1;
    }
    if (w == "WITH" && among(next, {"ROLLUP", "CUBE", "TOTALS", "TIES"})) return i + 2;
    if (w == "GROUPING" && next == "SETS" && i > 0 && !m_t.isOp(i - 1, ",") && !isWord(i - 1, "BY")) {
        return opens(i + 2) ? std::min(closing(i + 2, end) + 1, end) : i;
    }
    const bool number = m_t[i + 1].kind == TokenKind::Number || m_t[i + 1].kind == TokenKind::Parameter;
    if (w == "LIMIT" && !m_level.inOver && (number || opens(i + 1) || next == "ALL"))
        return skipClause(i + 1, end);
    if ((w == "OFFSET" && number) || (w == "FETCH" && among(next, {"FIRST", "NEXT"})))
        return skipClause(i + 1, end);
    if (w == "SETTINGS" || (w == "FORMAT" && i + 2 == end))
        return m_t.traits().dialect == SqlDialect::ClickHouse ? end : i;
    if (w == "FOR" && among(next, {"XML", "JSON", "UPDATE", "BROWSE", "SHARE"})) return end;
    if (among(w, {"IGNORE", "RESPECT"}) && next == "NULLS") return i + 2;
    if (w == "COLLATE" && m_t.isName(i + 1)) return i + 2;
    if (w == "REGEXP" || w == "RLIKE") {
        put("LIKE");
        return i + 1;
    }
    if (among(w, {"LIKE", "ILIKE"}) && among(next, {"ANY", "ALL", "SOME"})) {
        put("IN");
        return i + 2;
    }
    if (w == "DIV" || (w == "MOD" && !opens(i + 1))) {
        put("/");
        return i + 1;
    }
    if (w == "XOR") {
        put("OR");
        return i + 1;
    }
    return i;
}

}  // namespace tributary::lineage
