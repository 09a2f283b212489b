// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/syntax/token_stream.h"

#include "core/lineage/syntax/scanner.h"

namespace tributary::lineage {

TokenStream::TokenStream(std::string text, const DialectTraits& traits)
    : m_text(std::move(text)), m_traits(&traits), m_tokens(Scanner(m_text, traits).scan()) {
    pairBrackets();
}

void TokenStream::pairBrackets() {
    std::vector<uint32_t> open;
    const auto last = static_cast<uint32_t>(m_tokens.size() - 1);
    for (uint32_t i = 0; i < last; ++i) {
        Token& token = m_tokens[i];
        if (token.kind != TokenKind::Operator || token.end != token.begin + 1) continue;
        const char c = m_text[token.begin];
        if (c == '(' || c == '[' || c == '{') {
            token.match = last;
            open.push_back(i);
        } else if (c == ')' || c == ']' || c == '}') {
            const char wanted = c == ')' ? '(' : c == ']' ? '[' : '{';
            // A bracket of another kind left open in between is taken to end here too.
            for (size_t k = open.size(); k > 0 && open.size() - k < 8; --k) {
                if (m_text[m_tokens[open[k - 1]].begin] != wanted) continue;
                for (size_t n = k - 1; n < open.size(); ++n) m_tokens[open[n]].match = i;
                open.resize(k - 1);
                break;
            }
        }
    }
    for (uint32_t i = last; i-- > 0;) {
        if (isOp(i, "(")) m_tokens[i].inside = isOp(i + 1, "(") ? m_tokens[i + 1].inside : i + 1;
    }
}

std::string_view TokenStream::raw(size_t i) const {
    const Token& token = (*this)[i];
    return std::string_view(m_text).substr(token.begin, token.end - token.begin);
}

bool TokenStream::isOp(size_t i, std::string_view op) const {
    const Token& token = (*this)[i];
    return token.kind == TokenKind::Operator && token.end - token.begin == op.size() && raw(i) == op;
}

std::string TokenStream::name(size_t i) const {
    const std::string_view text = raw(i);
    if ((*this)[i].kind != TokenKind::Quoted || text.size() < 2) return std::string(text);
    const char close = text.front() == '[' ? ']' : text.front();
    std::string out;
    const size_t end = text.back() == close ? text.size() - 1 : text.size();
    for (size_t k = 1; k < end; ++k) {
        out += text[k];
        if (text[k] == close && k + 1 < end && text[k + 1] == close) ++k;
    }
    return out;
}

std::string TokenStream::literal(size_t i) const {
    std::string_view text = raw(i);
    if (text.empty()) return {};
    if (text.front() == '$') {
        const size_t mark = text.find('$', 1);
        if (mark == std::string_view::npos || text.size() < 2 * (mark + 1)) return std::string(text);
        return std::string(text.substr(mark + 1, text.size() - 2 * (mark + 1)));
    }
    const size_t quote = text.find_first_of("'\"");
    if (quote == std::string_view::npos) return std::string(text);
    const char mark = text[quote];
    const std::string_view prefix = text.substr(0, quote);
    text.remove_prefix(quote);
    if (m_traits->quoteOperator && !prefix.empty() && (prefix.back() | 0x20) == 'q') {
        return text.size() < 4 ? std::string() : std::string(text.substr(2, text.size() - 4));
    }
    if (m_traits->tripleQuotes && text.size() >= 6 && text[1] == mark && text[2] == mark) {
        return std::string(text.substr(3, text.size() - 6));
    }
    std::string out;
    const size_t end = text.size() > 1 && text.back() == mark ? text.size() - 1 : text.size();
    const bool backslash = m_traits->backslashInStrings || prefix == "e" || prefix == "E";
    for (size_t k = 1; k < end; ++k) {
        char c = text[k];
        if (backslash && c == '\\' && k + 1 < end) {
            c = text[++k];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        } else if (c == mark && k + 1 < end && text[k + 1] == mark) {
            ++k;
        }
        out += c;
    }
    return out;
}

std::string TokenStream::slice(size_t first, size_t last) const {
    if (first >= last || first >= size()) return {};
    const size_t end = (*this)[last - 1].end;
    std::string out;
    for (size_t i = (*this)[first].begin; i < end; ++i) {
        const char c = m_text[i];
        const bool space = c == ' ' || (c >= '\t' && c <= '\r');
        if (!space) {
            out += c;
        } else if (out.empty() || out.back() != ' ') {
            out += ' ';
        }
    }
    return out;
}

}  // namespace tributary::lineage
