// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/rewrite/duck_rewriter.h"

#include <algorithm>

#include "core/lineage/schema.h"

namespace tributary::lineage {
namespace {

constexpr size_t kDeepest = 300;  ///< brackets in brackets

}  // namespace

std::string DuckRewriter::query(size_t first, size_t last) {
    m_first = first;
    range(first, std::min(last, m_t.size()));
    return m_tooDeep ? std::string() : std::move(m_out);
}

std::string DuckRewriter::word(size_t i) const {
    if (m_t[i].kind != TokenKind::Word) return {};
    std::string out(m_t.raw(i));
    for (char& c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return out;
}

std::string DuckRewriter::before(size_t i) const {
    return i > m_first ? word(i - 1) : std::string();
}

/// An alias without AS: DuckDB takes fewer words there than others do.
bool DuckRewriter::isBareAlias(size_t i, size_t end) const {
    if (!m_level.inSelectList || i <= m_first) return false;
    if (i + 1 < end && !m_t.isOp(i + 1, ",") && !isWord(i + 1, "FROM")) return false;
    const Token& last = m_t[i - 1];
    if (last.kind == TokenKind::String || last.kind == TokenKind::Number || last.kind == TokenKind::Quoted) {
        return true;
    }
    if (last.kind == TokenKind::Operator) return m_t.isOp(i - 1, ")") || m_t.isOp(i - 1, "]");
    return last.kind == TokenKind::Word && (last.keyword == Keyword::None || isWord(i - 1, "END"));
}

size_t DuckRewriter::closing(size_t i, size_t end) const {
    return std::min<size_t>(m_t[i].match, end);
}

void DuckRewriter::put(std::string_view text) {
    m_out += text;
    m_out += ' ';
    m_lastString = false;
}

void DuckRewriter::putName(const std::string& name) {
    std::string out = "\"";
    for (char c : name) {
        if (c == '"') out += '"';
        out += c;
    }
    put(out + "\"");
}

void DuckRewriter::finishItem() {
    if (m_level.alias.empty()) return;
    put("AS");
    putName(m_level.alias);
    m_level.alias.clear();
}

void DuckRewriter::range(size_t i, size_t end, bool over) {
    if (m_depth >= kDeepest) {
        m_tooDeep = true;
        return;
    }
    m_depth++;
    Level outer;
    std::swap(outer, m_level);
    m_level.inOver = over;
    while (i < end) i = one(i, end);
    finishItem();
    std::swap(outer, m_level);
    m_depth--;
}

size_t DuckRewriter::one(size_t i, size_t end) {
    const Token& token = m_t[i];
    if (m_level.itemStart) {
        const bool named = m_t.isName(i) || token.kind == TokenKind::String;
        if (named && m_t.traits().brackets && m_t.isOp(i + 1, "=") && i + 2 < end) {
            m_level.alias = token.kind == TokenKind::String ? m_t.literal(i) : m_t.name(i);
            m_level.itemStart = false;
            return i + 2;
        }
    }
    switch (token.kind) {
        case TokenKind::String:
            m_level.itemStart = false;
            return text(i);
        case TokenKind::Parameter: {
            m_level.itemStart = false;
            if (before(i) == "FROM" || before(i) == "JOIN") {
                putName(std::string(m_t.raw(i)));
            } else {
                put("NULL");
            }
            return i + 1;
        }
        case TokenKind::Number: {
            m_level.itemStart = false;
            std::string number(m_t.raw(i));
            const bool hex = number.size() > 1 && (number[1] == 'x' || number[1] == 'X');
            while (!hex && number.size() > 1 && std::isalpha(static_cast<unsigned char>(number.back()))) {
                number.pop_back();
            }
            put(hex ? "0" : number);
            return i + 1;
        }
        case TokenKind::Operator:
            return symbol(i, end);
        case TokenKind::Word:
            if (const size_t next = clause(i, end); next > i) return next;
            m_level.itemStart = false;
            if (const size_t next = call(i, end); next > i) return next;
            return name(i, end);
        case TokenKind::Quoted:
            m_level.itemStart = false;
            if (const size_t next = call(i, end); next > i) return next;
            return name(i, end);
        default:
            return end;
    }
}

size_t DuckRewriter::text(size_t i) {
    const std::string content = m_t.literal(i);
    const bool alias = before(i) == "AS";
    if (alias) {
        putName(content);
        return i + 1;
    }
    if (m_lastString) put("||");
    std::string out = "'";
    for (char c : content) {
        if (c == '\'') out += '\'';
        if (c != '\0') out += c;
    }
    put(out + "'");
    m_lastString = true;
    return i + 1;
}

size_t DuckRewriter::symbol(size_t i, size_t end) {
    if (m_t.isOp(i, "(") || m_t.isOp(i, "[")) return bracket(i, end);
    if (m_t.isOp(i, ",")) {
        finishItem();
        put(",");
        m_level.itemStart = m_level.inSelectList;
        return i + 1;
    }
    m_level.itemStart = m_level.itemStart && false;
    if (m_t.isOp(i, "::")) return typeEnd(i + 1, end);
    if (m_t.isOp(i, "<=>")) {
        put("=");
        return i + 1;
    }
    if (m_t.isOp(i, "!")) {
        put("NOT");
        return i + 1;
    }
    if (m_t.traits().colonPaths && m_t.isOp(i, ":") && i + 1 < end) {
        // payload:a.b[0].c is all of payload.
        i += 2;
        while (i < end) {
            if (m_t.isOp(i, "[")) {
                i = closing(i, end) + 1;
            } else if ((m_t.isOp(i, ".") || m_t.isOp(i, ":")) && i + 1 < end) {
                i += 2;
            } else {
                break;
            }
        }
        return std::min(i, end);
    }
    put(m_t.raw(i));
    return i + 1;
}

size_t DuckRewriter::bracket(size_t i, size_t end) {
    const bool round = opens(i);
    const size_t close = closing(i, end);
    // Oracle's outer joins: a.id = b.id (+)
    if (round && close == i + 2 && m_t.isOp(i + 1, "+")) return std::min(close + 1, end);
    m_level.itemStart = false;
    put(round ? "(" : "[");
    range(i + 1, close, i > 0 && isWord(i - 1, "OVER"));
    put(round ? ")" : "]");
    return std::min(close + 1, end);
}

size_t DuckRewriter::name(size_t i, size_t end) {
    if (m_level.inFrom && i > m_first) {
        const std::string last = before(i);
        if (last == "FROM" || last == "JOIN" || last == "ONLY" || m_t.isOp(i - 1, ",")) {
            return tableName(i, end);
        }
    }
    const bool bare = isBareAlias(i, end);
    if (bare) put("AS");
    const bool qualified = m_t.isOp(i + 1, ".") || (i > 0 && m_t.isOp(i - 1, "."));
    const bool aliased = bare || (before(i) == "AS" && !isWord(i, "NOT") && !isWord(i, "MATERIALIZED"));
    const std::string upper = word(i);
    if (qualified && (upper == "NEXTVAL" || upper == "CURRVAL") && m_out.size() > 1) {
        // A sequence is no column: take "name." back.
        while (!m_out.empty() && m_out.back() != '"') m_out.pop_back();
        const size_t from = m_out.size() > 1 ? m_out.rfind('"', m_out.size() - 2) : std::string::npos;
        if (from != std::string::npos) m_out.resize(from);
        put("NULL");
        return i + 1;
    }
    if (m_t[i].kind == TokenKind::Quoted) {
        const std::string full = m_t.name(i);
        if (m_t.traits().dottedQuotedNames && full.find('.') != std::string::npos) {
            const auto parts = splitName(full);
            for (size_t p = 0; p < parts.size(); p++) {
                if (p > 0) put(".");
                putName(parts[p]);
            }
        } else {
            putName(full);
        }
    } else if (qualified || aliased) {
        putName(std::string(m_t.raw(i)));
    } else {
        put(m_t.raw(i));
    }
    return i + 1;
}

size_t DuckRewriter::tableName(size_t i, size_t end) {
    std::vector<std::string> parts;
    size_t at = i;
    bool part = true;
    for (; at < end; at++) {
        if (part && m_t.isName(at)) {
            for (auto& piece : m_t.traits().dottedQuotedNames ? splitName(m_t.name(at))
                                                              : std::vector<std::string>{m_t.name(at)}) {
                parts.push_back(std::move(piece));
            }
            part = false;
        } else if (m_t.isOp(at, ".")) {
            part = true;
        } else {
            break;
        }
    }
    if (parts.size() > 3) {
        putName(joinName(parts));
        return at;
    }
    for (size_t p = 0; p < parts.size(); p++) {
        if (p > 0) put(".");
        putName(parts[p]);
    }
    return at;
}

}  // namespace tributary::lineage
