// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sql/lexer.h"

#include <array>

namespace tributary::sql {
namespace {

bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool isOperatorCharacter(char c) {
    return c != '\0' && std::string_view("+-*/<>=~!@#%^&|`?").find(c) != std::string_view::npos;
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Longest first.
constexpr std::array<std::string_view, 20> kOperators = {"<=>", "->>", "::", ":=", "<=", ">=", "<>",
                                                         "!=",  "==",  "||", "&&", "<<", ">>", "->",
                                                         "=>",  "=~",  "!~", "|>", "**", "..."};

}  // namespace

bool Lexer::next(Token& token) {
    if (m_at >= m_text.size()) return false;
    token = Token{TokenKind::Unknown, m_at, m_at, false};
    const size_t begin = m_at;
    if (atDelimiter()) {
        m_at += m_delimiter.size();
        token.kind = TokenKind::Operator;
    } else if (!(space(token) || comment(token) || regex(token) || prefixedString(token) || quoted(token) ||
                 dollar(token) || parameter(token) || number(token) || word(token) || operators(token))) {
        m_at++;
    }
    token.begin = begin;
    token.end = m_at;
    if (token.kind != TokenKind::Space && token.kind != TokenKind::Comment) {
        const std::string_view text = m_text.substr(begin, m_at - begin);
        m_afterTilde = text == "=~" || text == "!~";
    }
    return true;
}

void Lexer::skipLine() {
    const size_t end = m_text.find('\n', m_at);
    m_at = end == std::string_view::npos ? m_text.size() : end + 1;
}

/// Bytes of the UTF-8 space at the present place; 0: none there.
size_t Lexer::unicodeSpace() const {
    if (!m_rules.unicodeSpaces || static_cast<unsigned char>(peek()) < 0xc2) return 0;
    if (startsWith("\xc2\xa0")) return 2;
    if (startsWith("\xe3\x80\x80") || startsWith("\xe2\x80\xaf") || startsWith("\xe2\x81\x9f")) return 3;
    if (startsWith("\xef\xbb\xbf")) return 3;
    if (startsWith("\xe2\x80") && static_cast<unsigned char>(peek(2)) >= 0x80 &&
        static_cast<unsigned char>(peek(2)) <= 0x8b) {
        return 3;
    }
    return 0;
}

bool Lexer::isWordStart() const {
    return isLetter(peek()) && unicodeSpace() == 0;
}

bool Lexer::isWordPart() const {
    const char c = peek();
    return (isLetter(c) && unicodeSpace() == 0) || isDigit(c) || (c == '$' && m_rules.dollarInWords);
}

void Lexer::words() {
    while (m_at < m_text.size() && isWordPart() && !atDelimiter()) m_at++;
}

bool Lexer::space(Token& token) {
    const size_t begin = m_at;
    for (;;) {
        if (m_at < m_text.size() && isSpace(peek())) {
            m_at++;
        } else if (const size_t wide = unicodeSpace()) {
            m_at += wide;
        } else {
            break;
        }
        if (atDelimiter()) break;
    }
    token.kind = TokenKind::Space;
    return m_at > begin;
}

bool Lexer::comment(Token& token) {
    return lineComment(token) || blockComment(token);
}

bool Lexer::lineComment(Token& token) {
    const char c = peek();
    const char after = peek(c == '#' ? 1 : 2);
    const bool last = m_at + (c == '#' ? 1 : 2) >= m_text.size();
    bool starts = false;
    if (c == '-' && peek(1) == '-' && m_rules.dashComment) {
        starts = !m_rules.dashNeedsSpace || last || static_cast<unsigned char>(after) <= ' ';
    } else if (c == '#' && m_rules.hashComment) {
        starts = !m_rules.hashNeedsSpace || after == ' ' || after == '!';
    } else if (c == '/' && peek(1) == '/' && m_rules.slashComment) {
        starts = !m_afterTilde;
    }
    if (!starts) return false;
    const size_t end = m_text.find('\n', m_at);
    m_at = end == std::string_view::npos ? m_text.size() : end;
    token.kind = TokenKind::Comment;
    return true;
}

bool Lexer::blockComment(Token& token) {
    if (!m_rules.blockComment || peek() != '/' || peek(1) != '*') return false;
    const bool code = m_rules.executableComments && (peek(2) == '!' || (peek(2) == 'M' && peek(3) == '!'));
    token.kind = code ? TokenKind::Unknown : TokenKind::Comment;
    m_at += 2;
    for (int depth = 1; m_at < m_text.size();) {
        if (peek() == '*' && peek(1) == '/') {
            m_at += 2;
            if (--depth == 0) return true;
        } else if (m_rules.nestedComments && peek() == '/' && peek(1) == '*') {
            m_at += 2;
            depth++;
        } else {
            m_at++;
        }
    }
    token.unterminated = true;
    return true;
}

/// The present place is behind the opening quote.
void Lexer::finishQuote(Token& token, TokenKind kind, char close, bool backslash, bool doubled) {
    token.kind = kind;
    while (m_at < m_text.size()) {
        const char c = peek();
        if (c == '\\' && backslash) {
            m_at += 2;
        } else if (c != close) {
            m_at++;
        } else if (doubled && peek(1) == close) {
            m_at += 2;
        } else {
            m_at++;
            return;
        }
    }
    m_at = m_text.size();  // a backslash may have stepped over the end
    token.unterminated = true;
}

bool Lexer::quoted(Token& token) {
    const char c = peek();
    const bool backslash = m_rules.backslashInStrings;
    if (c == '\'') {
        m_at++;
        finishQuote(token, TokenKind::String, '\'', backslash, m_rules.doubledQuotes);
    } else if (c == '"') {
        m_at++;
        finishQuote(token, m_rules.doubleQuoteIsString ? TokenKind::String : TokenKind::QuotedIdentifier, '"',
                    backslash, m_rules.doubledQuotes);
    } else if (c == '`' && m_rules.backtickIdentifier) {
        m_at++;
        // MySQL has no backslash in names; ClickHouse has.
        finishQuote(token, TokenKind::QuotedIdentifier, '`', backslash && !m_rules.doubleQuoteIsString, true);
    } else if (c == '[' && m_rules.bracketIdentifier) {
        m_at++;
        finishQuote(token, TokenKind::QuotedIdentifier, ']', false, false);
    } else {
        return false;
    }
    return true;
}

/// E'…', X'…', N'…', U&'…' and U&"…": the letters belong to the string.
bool Lexer::prefixedString(Token& token) {
    const char letter = lower(peek());
    if (letter == 'u' && peek(1) == '&' && (peek(2) == '\'' || peek(2) == '"') && m_rules.longOperators) {
        m_at += 2;
        return quoted(token);
    }
    if (peek(1) != '\'' || letter == '\0' || m_rules.stringPrefixes.find(letter) == std::string_view::npos)
        return false;
    m_at += 2;
    finishQuote(token, TokenKind::String, '\'',
                m_rules.backslashInStrings || (letter == 'e' && m_rules.escapeStrings),
                m_rules.doubledQuotes);
    return true;
}

bool Lexer::dollar(Token& token) {
    if (peek() != '$') return false;
    if (m_rules.dollarQuotes && dollarQuote(token)) return true;
    if (!m_rules.dollarParameters || !(isLetter(peek(1)) || isDigit(peek(1)))) return false;
    token.kind = TokenKind::Parameter;
    m_at++;
    if (isDigit(peek())) {
        while (isDigit(peek())) m_at++;
    } else {
        // "$a$b" cannot be a parameter followed by something: stop at the next dollar.
        while (m_at < m_text.size() && (isDigit(peek()) || (isLetter(peek()) && unicodeSpace() == 0))) m_at++;
    }
    return true;
}

bool Lexer::dollarQuote(Token& token) {
    size_t end = m_at + 1;
    if (end < m_text.size() && isDigit(m_text[end]) && !m_rules.dollarTagMayStartWithDigit) return false;
    while (end < m_text.size() && (isLetter(m_text[end]) || isDigit(m_text[end]))) end++;
    if (end >= m_text.size() || m_text[end] != '$') return false;
    const std::string_view tag = m_text.substr(m_at, end + 1 - m_at);
    const size_t close = m_text.find(tag, end + 1);
    token.kind = TokenKind::String;
    token.unterminated = close == std::string_view::npos;
    m_at = token.unterminated ? m_text.size() : close + tag.size();
    return true;
}

bool Lexer::parameter(Token& token) {
    const char c = peek();
    const char after = peek(1);
    if (c == '{' && m_rules.braceParameters) return braceParameter(token);
    if (c == '?' && m_rules.questionParameters) {
        m_at++;
        while (isDigit(peek())) m_at++;
        token.kind = TokenKind::Parameter;
        return true;
    }
    const bool named = (c == ':' && m_rules.colonParameters && isLetter(after)) ||
                       (c == '@' && m_rules.atParameters && isLetter(after));
    if (named) {
        m_at++;
        words();
        token.kind = TokenKind::Parameter;
        return true;
    }
    if (c == '@' && m_rules.atVariables) {
        m_at += after == '@' ? 2 : 1;
        while (m_at < m_text.size() && (isWordPart() || peek() == '.') && !atDelimiter()) m_at++;
        token.kind = TokenKind::Word;
        return true;
    }
    return false;
}

/// {name:Type}; any other brace is an operator.
bool Lexer::braceParameter(Token& token) {
    size_t end = m_at + 1;
    if (end >= m_text.size() || !isLetter(m_text[end])) return false;
    while (end < m_text.size() && (isLetter(m_text[end]) || isDigit(m_text[end]))) end++;
    if (end >= m_text.size() || m_text[end] != ':') return false;
    constexpr size_t kLongestType = 500;  // keeps a script of braces linear
    const size_t limit = std::min(m_text.size(), end + kLongestType);
    while (end < limit && m_text[end] != '}' && m_text[end] != '\n') end++;
    if (end >= limit || m_text[end] != '}') return false;
    m_at = end + 1;
    token.kind = TokenKind::Parameter;
    return true;
}

bool Lexer::regex(Token& token) {
    if (!m_rules.regexAfterTilde || !m_afterTilde || peek() != '/') return false;
    m_at++;
    finishQuote(token, TokenKind::String, '/', true, false);
    return true;
}

bool Lexer::number(Token& token) {
    const bool dotFirst = peek() == '.' && isDigit(peek(1));
    if (!isDigit(peek()) && !dotFirst) return false;
    token.kind = TokenKind::Number;
    const auto digits = [this](bool hex) {
        while (m_at < m_text.size() && ((hex ? isHex(peek()) : isDigit(peek())) ||
                                        (peek() == '_' && (hex ? isHex(peek(1)) : isDigit(peek(1)))))) {
            m_at++;
        }
    };
    const char base = lower(peek(1));
    if (peek() == '0' && (base == 'x' || base == 'o' || base == 'b') && isHex(peek(2))) {
        m_at += 2;
        digits(base == 'x');
        return true;
    }
    digits(false);
    if (peek() == '.' && peek(1) != '.') {
        m_at++;
        digits(false);
    }
    const bool sign = peek(1) == '+' || peek(1) == '-';
    if (lower(peek()) == 'e' && isDigit(peek(sign ? 2 : 1))) {
        m_at += sign ? 2 : 1;
        digits(false);
    }
    if (m_rules.unitsOnNumbers) words();
    return true;
}

bool Lexer::word(Token& token) {
    if (!isWordStart()) return false;
    token.kind = TokenKind::Word;
    words();
    return true;
}

/// PostgreSQL's rule: as long as possible, not into a comment, and + or - at the end only after one of
/// ~!@#%^&|`?.
void Lexer::longOperator() {
    const size_t begin = m_at;
    bool special = false;
    while (isOperatorCharacter(peek()) && !atDelimiter()) {
        if (m_at > begin && ((peek() == '-' && peek(1) == '-') || (peek() == '/' && peek(1) == '*'))) break;
        special = special || std::string_view("~!@#%^&|`?").find(peek()) != std::string_view::npos;
        m_at++;
    }
    while (!special && m_at - begin > 1 && (m_text[m_at - 1] == '+' || m_text[m_at - 1] == '-')) m_at--;
}

bool Lexer::operators(Token& token) {
    const char c = peek();
    token.kind = TokenKind::Operator;
    if (m_rules.longOperators && isOperatorCharacter(c)) {
        // "?" of DuckDB was read as a parameter before; here it is PostgreSQL's JSON operator.
        longOperator();
        return true;
    }
    for (std::string_view known : kOperators) {
        if (startsWith(known)) {
            m_at += known.size();
            return true;
        }
    }
    if (std::string_view("+-*/<>=~!@#%^&|?;(),.[]{}:").find(c) != std::string_view::npos && c != '\0') {
        m_at++;
        return true;
    }
    token.kind = TokenKind::Unknown;
    return false;
}

std::vector<Token> tokenize(std::string_view text, Lexis lexis) {
    std::vector<Token> out;
    Lexer lexer(text, lexis);
    for (Token token; lexer.next(token);) out.push_back(token);
    return out;
}

}  // namespace tributary::sql
