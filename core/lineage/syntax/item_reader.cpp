// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/lineage/syntax/expression_reader.h"
#include "core/lineage/syntax/query_reader.h"

namespace tributary::lineage {

using K = Keyword;

Expression QueryReader::readExpression(size_t first, size_t last, std::vector<std::string>* alias) {
    return ExpressionReader(*this, first, last).read(alias);
}

std::vector<Expression> QueryReader::readList(size_t first, size_t last) {
    std::vector<Expression> out;
    for (const auto& [begin, end] : splitCommas(first, last)) out.push_back(readExpression(begin, end));
    return out;
}

void QueryReader::readItems(std::vector<SelectItem>& items, size_t first, size_t last) {
    for (const auto& [begin, end] : splitCommas(first, last)) items.push_back(readItem(begin, end));
}

SelectItem QueryReader::readItem(size_t first, size_t last) {
    SelectItem item;
    size_t at = first;
    // *, a.*, a.b.*, and what may follow a star.
    while (at + 1 < last && m_tokens.isName(at) && m_tokens.isOp(at + 1, ".")) at += 2;
    if (at < last && m_tokens.isOp(at, "*") && (at == first || m_tokens.isOp(at - 1, "."))) {
        for (size_t i = first; i < at; i += 2) item.starOf.push_back(m_tokens.name(i));
        item.star = true;
        readStar(item, at + 1, last);
        return item;
    }
    if (readColumnsItem(item, first, last)) return item;
    const SqlDialect dialect = m_tokens.traits().dialect;
    // T-SQL: alias = expression, and @variable = expression. DuckDB: alias: expression.
    const bool assigns = dialect == SqlDialect::TSql && first + 2 < last && m_tokens.isOp(first + 1, "=") &&
                         (m_tokens.isName(first) || m_tokens[first].kind == TokenKind::Parameter);
    const bool prefixed = dialect == SqlDialect::DuckDb && first + 2 < last &&
                          m_tokens.isOp(first + 1, ":") && m_tokens.isName(first);
    if (assigns || prefixed) {
        item.expression = readExpression(first + 2, last);
        item.aliases.push_back(m_tokens.name(first));
        return item;
    }
    // (expression).*: some columns of it, whose names are not in the text.
    const bool fields = last >= first + 3 && m_tokens.isOp(last - 1, "*") && m_tokens.isOp(last - 2, ".");
    if (fields) {
        item.expression = readExpression(first, last - 2);
        item.expression.identity = false;
        const bool path = item.expression.references.size() == 1 && item.expression.function.empty();
        if (path) {
            item.star = true;
            item.starOf = item.expression.references.front().parts;
        } else {
            item.aliases.emplace_back("*");
        }
        return item;
    }
    item.expression = readExpression(first, last, &item.aliases);
    return item;
}

void QueryReader::readStar(SelectItem& item, size_t at, size_t last) {
    while (at < last) {
        const K keyword = m_tokens[at].keyword;
        const std::string_view word = m_tokens.raw(at);
        if (keyword == K::Ilike || keyword == K::Like) {
            if (m_tokens[at + 1].kind == TokenKind::String) item.like = m_tokens.literal(at + 1);
            at += 2;
            continue;
        }
        const bool except = keyword == K::Except || keyword == K::Exclude;
        const bool rename = keyword == K::Rename;
        if (!except && !rename && keyword != K::Replace && word != "APPLY") return;
        size_t begin = at + 1;
        size_t end = std::min(begin + 1, last);
        if (m_tokens.isOp(begin, "(")) {
            end = closing(begin, last);
            at = end + 1;
            ++begin;
        } else {
            while (end < last && (m_tokens.isOp(end, ".") || m_tokens.is(end, K::As) ||
                                  m_tokens.isOp(end - 1, ".") || m_tokens.is(end - 1, K::As))) {
                ++end;
            }
            at = end;
        }
        for (const auto& [from, to] : splitCommas(begin, end)) {
            if (except) {
                if (to > from) item.except.push_back(m_tokens.name(to - 1));
            } else if (rename) {
                if (to >= from + 3) item.rename.emplace_back(m_tokens.name(to - 3), m_tokens.name(to - 1));
            } else {
                item.replace.push_back(readItem(from, to));
            }
        }
    }
}

std::vector<std::string> QueryReader::readName(size_t& at, size_t end, bool* unknown) {
    std::vector<std::string> parts;
    if (m_tokens.is(at, K::Identifier) && m_tokens.isOp(at + 1, "(")) {
        const size_t close = closing(at + 1, end);
        const size_t inner = at + 2;
        const bool one = inner + 1 == close;
        if (one && m_tokens[inner].kind == TokenKind::String) {
            TokenStream text(m_tokens.literal(inner), m_tokens.traits());
            size_t i = 0;
            parts = QueryReader(text, 4).readName(i, text.size());
        } else if (m_tokens.isName(inner) && m_tokens[inner + 1].kind != TokenKind::Parameter) {
            size_t i = inner;
            parts = readName(i, close);
            if (i < close) parts.clear();
        }
        if (parts.empty() && unknown) *unknown = true;
        at = std::min(close + 1, end);
        return parts;
    }
    while (at < end) {
        if (m_tokens[at].kind == TokenKind::Parameter) {
            // {{ ref('x') }}, ${db}.t: a part that is only known later.
            const std::string_view raw = m_tokens.raw(at);
            const bool variable = raw.starts_with("${") || raw.starts_with("{{") || raw.starts_with("@");
            if (!variable && parts.empty()) break;
            parts.emplace_back(raw);
        } else if (m_tokens.isName(at)) {
            std::string part = m_tokens.name(at);
            const bool quoted = m_tokens[at].kind == TokenKind::Quoted;
            if (m_tokens.traits().dashesInNames && !quoted) {
                while (m_tokens.isOp(at + 1, "-") && at + 2 < end &&
                       m_tokens[at + 1].begin == m_tokens[at].end &&
                       m_tokens[at + 2].begin == m_tokens[at + 1].end) {
                    part += '-';
                    part += m_tokens.raw(at + 2);
                    at += 2;
                }
            }
            if (quoted && m_tokens.traits().dottedQuotedNames && part.find('.') != std::string::npos) {
                size_t from = 0;
                for (size_t dot = part.find('.'); dot != std::string::npos; dot = part.find('.', from)) {
                    parts.push_back(part.substr(from, dot - from));
                    from = dot + 1;
                }
                part = part.substr(from);
            }
            parts.push_back(std::move(part));
        } else {
            break;
        }
        ++at;
        while (m_tokens.isOp(at, ".") && m_tokens.isOp(at + 1, ".")) {  // db..table
            parts.emplace_back();
            ++at;
        }
        if (!m_tokens.isOp(at, ".") || at + 1 >= end) break;
        if (!m_tokens.isName(at + 1) && m_tokens[at + 1].kind != TokenKind::Parameter &&
            m_tokens[at + 1].kind != TokenKind::Number) {
            break;
        }
        ++at;
    }
    std::erase(parts, std::string());
    return parts;
}

std::vector<std::string> QueryReader::readNames(size_t open) {
    std::vector<std::string> names;
    const size_t close = closing(open, m_tokens.size());
    for (const auto& [begin, end] : splitCommas(open + 1, close)) {
        size_t at = begin;
        while (at + 2 < end && m_tokens.isName(at) && m_tokens.isOp(at + 1, ".")) at += 2;
        if (m_tokens.isName(at) || m_tokens[at].kind == TokenKind::String) {
            names.push_back(m_tokens[at].kind == TokenKind::String ? m_tokens.literal(at)
                                                                   : m_tokens.name(at));
        } else {
            names.emplace_back();
        }
        (void)end;
    }
    return names;
}

}  // namespace tributary::lineage
