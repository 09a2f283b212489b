// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/promql/lexer.h"

#include <cctype>
#include <charconv>
#include <cmath>

#include "core/alerts/model/time.h"

namespace tributary::alerts::promql {

namespace {

bool isWordStart(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':';
}
bool isWordPart(char c) {
    return isWordStart(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}
bool isDigit(char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

/// Reads PromQL's words from left to right.
class Lexer {
  public:
    explicit Lexer(std::string_view text) : m_text(text) {}

    Result<std::vector<Token>> run() {
        std::vector<Token> tokens;
        for (skip(); m_at < m_text.size(); skip()) {
            auto token = next();
            if (!token) return fail(std::move(token.error()));
            tokens.push_back(std::move(*token));
        }
        Token end;
        end.at = m_text.size();
        tokens.push_back(std::move(end));
        return tokens;
    }

  private:
    void skip() {
        while (m_at < m_text.size()) {
            if (m_text[m_at] == '#')
                while (m_at < m_text.size() && m_text[m_at] != '\n') ++m_at;
            else if (std::isspace(static_cast<unsigned char>(m_text[m_at])) != 0)
                ++m_at;
            else
                return;
        }
    }

    Result<Token> next() {
        Token token;
        token.at = m_at;
        const char c = m_text[m_at];
        if (c == '"' || c == '\'' || c == '`') return readText();
        if (isDigit(c) || (c == '.' && m_at + 1 < m_text.size() && isDigit(m_text[m_at + 1])))
            return readNumber();
        if (isWordStart(c) && !(c == ':' && m_brackets > 0)) {
            while (m_at < m_text.size() && isWordPart(m_text[m_at])) ++m_at;
            token.kind = Token::Kind::Word;
            token.text = m_text.substr(token.at, m_at - token.at);
            return token;
        }
        token.kind = Token::Kind::Symbol;
        for (const std::string_view two : {"==", "!=", "=~", "!~", "<=", ">="})
            if (m_text.substr(m_at, 2) == two) token.text = two;
        if (token.text.empty()) {
            if (std::string_view("+-*/%^=<>(){}[],:@").find(c) == std::string_view::npos)
                return fail(syntaxError(m_text, m_at, "unexpected character"));
            token.text = c;
        }
        if (c == '[') ++m_brackets;
        if (c == ']' && m_brackets > 0) --m_brackets;
        m_at += token.text.size();
        return token;
    }

    Result<Token> readNumber() {
        Token token;
        token.at = m_at;
        size_t end = m_at;
        while (end < m_text.size() && isDigit(m_text[end])) ++end;
        const bool hex = end == m_at + 1 && m_text[m_at] == '0' && end < m_text.size() &&
                         (m_text[end] == 'x' || m_text[end] == 'X');
        if (!hex && end < m_text.size() &&
            std::string_view("smhdwy").find(m_text[end]) != std::string_view::npos) {
            while (end < m_text.size() && std::isalnum(static_cast<unsigned char>(m_text[end])) != 0) ++end;
            token.kind = Token::Kind::Duration;
            token.text = m_text.substr(m_at, end - m_at);
            m_at = end;
            return token;
        }
        token.kind = Token::Kind::Number;
        const char* const begin = m_text.data() + m_at;
        const char* const stop = m_text.data() + m_text.size();
        if (hex) {
            uint64_t number = 0;
            const auto [last, error] = std::from_chars(begin + 2, stop, number, 16);
            if (error != std::errc()) return fail(syntaxError(m_text, m_at, "a number is expected"));
            token.number = static_cast<double>(number);
            m_at = static_cast<size_t>(last - m_text.data());
        } else {
            const auto [last, error] = std::from_chars(begin, stop, token.number);
            if (error != std::errc()) return fail(syntaxError(m_text, m_at, "a number is expected"));
            m_at = static_cast<size_t>(last - m_text.data());
        }
        if (m_at < m_text.size() && isWordPart(m_text[m_at]) && m_text[m_at] != ':')
            return fail(syntaxError(m_text, token.at, "this is neither a number nor a duration"));
        return token;
    }

    Result<Token> readText() {
        Token token;
        token.kind = Token::Kind::Text;
        token.at = m_at;
        const char quote = m_text[m_at++];
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == quote) {
                ++m_at;
                return token;
            }
            if (c != '\\' || quote == '`') {
                token.text += c;
            } else if (!readEscape(token.text)) {
                return fail(syntaxError(m_text, m_at, "unknown escape sequence"));
            }
        }
        return fail(syntaxError(m_text, token.at, "the closing quote is missing"));
    }

    bool readEscape(std::string& out) {
        if (++m_at >= m_text.size()) return false;
        const char c = m_text[m_at];
        constexpr std::string_view kNames = "abfnrtv\\'\"";
        constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\'\"";
        if (const size_t i = kNames.find(c); i != std::string_view::npos) {
            out += kValues[i];
            return true;
        }
        if (c != 'x' || m_at + 2 >= m_text.size()) return false;
        unsigned value = 0;
        const auto [end, error] =
            std::from_chars(m_text.data() + m_at + 1, m_text.data() + m_at + 3, value, 16);
        if (error != std::errc() || end != m_text.data() + m_at + 3) return false;
        out += static_cast<char>(value);
        m_at += 2;
        return true;
    }

    std::string_view m_text;
    size_t m_at = 0;
    int m_brackets = 0;
};

}  // namespace

Error syntaxError(std::string_view text, size_t at, const std::string& what) {
    SourcePosition position;
    for (size_t i = 0; i < at && i < text.size(); ++i) {
        if (text[i] == '\n') {
            ++position.line;
            position.column = 1;
        } else if ((static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U) {
            ++position.column;
        }
    }
    Error error(ErrorCode::Syntax,
                "The PromQL expression is not understood at " + std::to_string(position.line) + ":" +
                    std::to_string(position.column) + ": " + what + ".",
                "Check the expression in the Prometheus it comes from.");
    error.position = position;
    return error;
}

Result<std::vector<Token>> tokenize(std::string_view text) {
    return Lexer(text).run();
}

}  // namespace tributary::alerts::promql
