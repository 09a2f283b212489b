// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/syntax/scanner.h"

#include <cctype>

namespace tributary::lineage {
namespace {

bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool Scanner::wordStart(char c) const {
    return isLetter(c) || c == '_' || (c & 0x80) != 0 || (c == '#' && m_traits.hashInNames);
}

bool Scanner::wordPart(char c) const {
    return isLetter(c) || isDigit(c) || c == '_' || (c & 0x80) != 0 || c == '$' ||
           (c == '#' && m_traits.hashInNames) || (c == '@' && m_traits.dialect == SqlDialect::TSql);
}

void Scanner::emit(TokenKind kind, size_t begin, Keyword keyword) {
    Token token;
    token.kind = kind;
    token.keyword = keyword;
    token.begin = static_cast<uint32_t>(begin);
    token.end = static_cast<uint32_t>(m_pos);
    m_tokens.push_back(token);
}

std::vector<Token> Scanner::scan() {
    m_tokens.reserve(m_text.size() / 5 + 2);
    while (m_pos < m_text.size()) {
        if (skipSpace() || scanDelimiter() || skipComment() || scanTemplate() || scanString() ||
            scanDollar() || scanParameter() || scanQuoted() || scanNumber() || scanWord()) {
            continue;
        }
        scanOperator();
    }
    emit(TokenKind::End, m_text.size());
    return std::move(m_tokens);
}

bool Scanner::skipSpace() {
    if (isSpace(at())) {
        ++m_pos;
        return true;
    }
    // U+00A0, U+200B, U+3000, U+FEFF: pasted from documents.
    for (std::string_view wide : {"\xC2\xA0", "\xE2\x80\x8B", "\xE3\x80\x80", "\xEF\xBB\xBF"}) {
        if (starts(wide)) {
            m_pos += wide.size();
            return true;
        }
    }
    return false;
}

void Scanner::skipLine() {
    const size_t end = m_text.find('\n', m_pos);
    m_pos = end == std::string_view::npos ? m_text.size() : end + 1;
}

bool Scanner::skipComment() {
    if (starts("--") || (m_traits.slashComment && starts("//")) || (m_traits.hashComment && at() == '#')) {
        skipLine();
        return true;
    }
    if (!starts("/*")) return false;
    // MySQL's /*!40101 … */ is code: only its opening and closing are dropped.
    if (m_traits.dialect == SqlDialect::MySql && at(2) == '!') {
        m_pos += 3;
        while (isDigit(at())) ++m_pos;
        return true;
    }
    size_t depth = 1;
    m_pos += 2;
    while (m_pos < m_text.size() && depth > 0) {
        if (starts("*/")) {
            --depth;
            m_pos += 2;
        } else if (m_traits.nestedComments && starts("/*")) {
            ++depth;
            m_pos += 2;
        } else {
            ++m_pos;
        }
    }
    return true;
}

/// MySQL's client command DELIMITER x, and then x itself.
bool Scanner::scanDelimiter() {
    if (m_traits.dialect != SqlDialect::MySql) return false;
    const size_t begin = m_pos;
    if (!m_delimiter.empty() && starts(m_delimiter)) {
        m_pos += m_delimiter.size();
        emit(TokenKind::Separator, begin);
        return true;
    }
    constexpr std::string_view kCommand = "delimiter";
    const bool first = m_tokens.empty() || m_tokens.back().kind == TokenKind::Separator;
    if (!first || lower(at()) != 'd' || !isSpace(at(kCommand.size()))) return false;
    for (size_t i = 0; i < kCommand.size(); ++i) {
        if (lower(at(i)) != kCommand[i]) return false;
    }
    m_pos += kCommand.size();
    const size_t line = m_pos;
    skipLine();
    const std::string_view rest = m_text.substr(line, m_pos - line);
    const size_t from = rest.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return true;
    const size_t to = rest.find_first_of(" \t\r\n", from);
    m_delimiter = std::string(rest.substr(from, to == std::string_view::npos ? to : to - from));
    if (m_delimiter == ";") m_delimiter.clear();
    return true;
}

/// {{ … }} is a name or a value that somebody else fills in; {% … %} and {# … #} are not SQL at all.
bool Scanner::scanTemplate() {
    if (at() != '{' || (at(1) != '{' && at(1) != '%' && at(1) != '#')) return false;
    const char kind = at(1);
    const std::string_view close = kind == '{' ? "}}" : kind == '%' ? "%}" : "#}";
    const size_t end = m_text.find(close, m_pos + 2);
    if (end == std::string_view::npos) return false;
    const size_t begin = m_pos;
    m_pos = end + 2;
    if (kind == '{') emit(TokenKind::Parameter, begin);
    return true;
}

/// From behind the opening quote to behind the closing one; a doubled quote is content.
void Scanner::finish(char close, bool backslash) {
    while (m_pos < m_text.size()) {
        const char c = m_text[m_pos];
        if (backslash && c == '\\' && m_pos + 1 < m_text.size()) {
            m_pos += 2;
            continue;
        }
        ++m_pos;
        if (c != close) continue;
        if (at() != close) return;
        ++m_pos;
    }
}

bool Scanner::scanString() {
    if (scanPrefixedString()) return true;
    const bool doubleQuote = at() == '"' && m_traits.doubleQuoteIsString;
    if (at() != '\'' && !doubleQuote) return false;
    const size_t begin = m_pos;
    const char quote = at();
    if (m_traits.tripleQuotes && at(1) == quote && at(2) == quote) {
        const std::string close(3, quote);
        const size_t end = m_text.find(close, m_pos + 3);
        m_pos = end == std::string_view::npos ? m_text.size() : end + 3;
    } else {
        ++m_pos;
        finish(quote, m_traits.backslashInStrings);
    }
    emit(TokenKind::String, begin);
    return true;
}

/// N'…', E'…', B'…', X'…', U&'…', r'…', rb'…', q'[…]', nq'[…]'.
bool Scanner::scanPrefixedString() {
    if (!isLetter(at())) return false;
    size_t length = 1;
    while (length < 3 && (isLetter(at(length)) || at(length) == '&')) ++length;
    const char quote = at(length);
    if (quote != '\'' && !(quote == '"' && m_traits.doubleQuoteIsString)) return false;
    std::string prefix;
    for (size_t i = 0; i < length; ++i) prefix += lower(at(i));
    const size_t begin = m_pos;
    if (m_traits.quoteOperator && (prefix == "q" || prefix == "nq")) {
        const char open = at(length + 1);
        const char close = open == '['   ? ']'
                           : open == '{' ? '}'
                           : open == '(' ? ')'
                           : open == '<' ? '>'
                                         : open;
        const size_t end = m_text.find(std::string{close, '\''}, m_pos + length + 2);
        m_pos = end == std::string_view::npos ? m_text.size() : end + 2;
        emit(TokenKind::String, begin);
        return true;
    }
    const bool known = prefix == "n" || prefix == "e" || prefix == "b" || prefix == "x" || prefix == "u&" ||
                       prefix == "r" || prefix == "rb" || prefix == "br" || prefix == "_utf8" ||
                       prefix == "l";
    if (!known) return false;
    m_pos += length;
    if (m_traits.tripleQuotes && at(1) == quote && at(2) == quote) {
        const size_t end = m_text.find(std::string(3, quote), m_pos + 3);
        m_pos = end == std::string_view::npos ? m_text.size() : end + 3;
    } else {
        ++m_pos;
        const bool raw = prefix.find('r') != std::string::npos;
        finish(quote, prefix == "e" || (m_traits.backslashInStrings && !raw));
    }
    emit(TokenKind::String, begin);
    return true;
}

bool Scanner::scanDollar() {
    if (at() != '$') return false;
    const size_t begin = m_pos;
    if (m_traits.dollarQuotes) {
        size_t tag = 1;
        while (isLetter(at(tag)) || at(tag) == '_' || (tag > 1 && isDigit(at(tag)))) ++tag;
        if (at(tag) == '$') {
            const std::string_view mark = m_text.substr(m_pos, tag + 1);
            const size_t end = m_text.find(mark, m_pos + mark.size());
            m_pos = end == std::string_view::npos ? m_text.size() : end + mark.size();
            emit(TokenKind::String, begin);
            return true;
        }
    }
    if (at(1) == '{') {
        const size_t end = m_text.find('}', m_pos);
        m_pos = end == std::string_view::npos ? m_text.size() : end + 1;
        emit(TokenKind::Parameter, begin);
        return true;
    }
    // $1 after a dot is a column by position; elsewhere a parameter, which the reader of names decides.
    ++m_pos;
    while (isLetter(at()) || isDigit(at()) || at() == '_') ++m_pos;
    emit(TokenKind::Parameter, begin);
    return true;
}

bool Scanner::scanParameter() {
    const size_t begin = m_pos;
    if (at() == '?') {
        ++m_pos;
        while (isDigit(at())) ++m_pos;
        emit(TokenKind::Parameter, begin);
        return true;
    }
    if (at() == '@' && (wordStart(at(1)) || at(1) == '@')) {
        m_pos += at(1) == '@' ? 2 : 1;
        while (wordPart(at())) ++m_pos;
        emit(TokenKind::Parameter, begin);
        return true;
    }
    // :name, but not the second colon of a cast, a slice or a path behind an operand.
    if (at() == ':' && wordStart(at(1)) && (m_pos == 0 || m_text[m_pos - 1] != ':')) {
        const bool operand = !m_tokens.empty() && m_tokens.back().end == m_pos &&
                             (m_tokens.back().kind != TokenKind::Operator || m_text[m_pos - 1] == ')' ||
                              m_text[m_pos - 1] == ']');
        if (operand) return false;
        ++m_pos;
        while (wordPart(at())) ++m_pos;
        emit(TokenKind::Parameter, begin);
        return true;
    }
    return false;
}

bool Scanner::scanQuoted() {
    const size_t begin = m_pos;
    if (at() == '"' || at() == '`') {
        const char quote = at();
        ++m_pos;
        finish(quote, quote == '`' && m_traits.dialect == SqlDialect::BigQuery);
        emit(TokenKind::Quoted, begin);
        return true;
    }
    if (at() != '[' || !m_traits.brackets) return false;
    ++m_pos;
    finish(']', false);
    emit(TokenKind::Quoted, begin);
    return true;
}

bool Scanner::scanNumber() {
    if (!isDigit(at()) && !(at() == '.' && isDigit(at(1)))) return false;
    // a.1: the part behind the dot is a name, so that "t.1.2" stays three parts.
    const bool afterDot = !m_tokens.empty() && m_tokens.back().end == m_pos && m_text[m_pos - 1] == '.';
    const size_t begin = m_pos;
    if (at() == '.' && !m_tokens.empty() && m_tokens.back().end == m_pos) {
        const Token& last = m_tokens.back();
        const bool name = last.kind == TokenKind::Word || last.kind == TokenKind::Quoted ||
                          last.kind == TokenKind::Number || m_text[last.end - 1] == ')' ||
                          m_text[last.end - 1] == ']';
        if (name) return false;
    }
    while (isDigit(at()) || (at() == '.' && !afterDot && at(1) != '.') || at() == '_') ++m_pos;
    if ((at() == 'e' || at() == 'E') &&
        (isDigit(at(1)) || ((at(1) == '+' || at(1) == '-') && isDigit(at(2))))) {
        m_pos += 2;
        while (isDigit(at())) ++m_pos;
    }
    // 5m, 10L, 0xFF, and names of tables that start with a digit (MySQL, Hive).
    bool letters = false;
    while (isLetter(at()) || at() == '_' || (letters && isDigit(at()))) {
        letters = true;
        ++m_pos;
    }
    const bool name = afterDot && !m_tokens.empty();
    emit(name ? TokenKind::Word : TokenKind::Number, begin);
    return true;
}

bool Scanner::aloneOnLine(size_t begin, size_t end) const {
    for (size_t i = begin; i > 0 && m_text[i - 1] != '\n'; --i) {
        if (!isSpace(m_text[i - 1])) return false;
    }
    while (end < m_text.size() && m_text[end] != '\n') {
        if (!isSpace(m_text[end]) && !isDigit(m_text[end]) && m_text[end] != ';') return false;
        ++end;
    }
    return true;
}

bool Scanner::scanWord() {
    if (!wordStart(at())) return false;
    const size_t begin = m_pos;
    while (wordPart(at())) ++m_pos;
    const Keyword keyword = keywordOf(m_text.substr(begin, m_pos - begin));
    if (keyword == Keyword::Go && m_traits.goBatches && aloneOnLine(begin, m_pos)) {
        emit(TokenKind::Separator, begin);
        while (at() != '\n' && m_pos < m_text.size()) ++m_pos;
        return true;
    }
    emit(TokenKind::Word, begin, keyword == Keyword::None ? abbreviation(begin) : keyword);
    return true;
}

/// Teradata's INS, UPD and DEL, where a statement begins.
Keyword Scanner::abbreviation(size_t begin) const {
    const bool first = m_tokens.empty() || m_tokens.back().kind == TokenKind::Separator;
    if (m_traits.dialect != SqlDialect::Teradata || !first || m_pos - begin != 3) return Keyword::None;
    std::string word;
    for (size_t i = begin; i < m_pos; ++i) word += lower(m_text[i]);
    return word == "ins"   ? Keyword::Insert
           : word == "upd" ? Keyword::Update
           : word == "del" ? Keyword::Delete
                           : Keyword::None;
}

void Scanner::scanOperator() {
    const size_t begin = m_pos;
    const char c = at();
    if (c == ';') {
        ++m_pos;
        emit(TokenKind::Separator, begin);
        return;
    }
    if (c == '/' && m_traits.slashEndsStatement && aloneOnLine(begin, begin + 1)) {
        ++m_pos;
        emit(TokenKind::Separator, begin);
        return;
    }
    for (std::string_view op : {"->>", "<=>", "!==", "::", "->", "=>", ":=", "||", "<=", ">=", "<>", "!=",
                                "==",  "|>",  "**",  "@>", "<@", "#>", "~*", "!~", "=~", "+=", "-=", "*/"}) {
        if (starts(op)) {
            m_pos += op.size();
            if (op != "*/") emit(TokenKind::Operator, begin);
            return;
        }
    }
    ++m_pos;
    emit(TokenKind::Operator, begin);
}

}  // namespace tributary::lineage
