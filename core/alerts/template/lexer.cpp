// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/template/lexer.h"

#include "core/alerts/template/go_format.h"

namespace tributary::alerts::templates {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

bool isSpace(char c) {
    return kSpaces.find(c) != std::string_view::npos;
}
bool isWordChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

class Lexer {
  public:
    explicit Lexer(const std::string& text) : m_text(text) {}

    Result<std::vector<Token>> run() {
        while (m_at < m_text.size()) {
            if (auto ok = textAndDelimiter(); !ok) return fail(ok.error());
        }
        m_tokens.push_back({Token::Kind::End, m_text.size(), {}});
        return std::move(m_tokens);
    }

  private:
    tl::unexpected<Error> wrong(size_t at, std::string message) const {
        return fail(errorAt(m_text, at, std::move(message)));
    }
    void add(Token::Kind kind, size_t at, std::string text = {}) {
        m_tokens.push_back({kind, at, std::move(text)});
    }
    bool startsWith(std::string_view what) const { return m_text.compare(m_at, what.size(), what) == 0; }
    char peek(size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }

    void skipSpaces() {
        while (m_at < m_text.size() && isSpace(m_text[m_at])) ++m_at;
    }

    /// Text up to the next {{, then what is between the braces.
    Result<void> textAndDelimiter() {
        const size_t begin = m_at;
        const size_t open = m_text.find("{{", m_at);
        size_t end = open == std::string::npos ? m_text.size() : open;
        m_at = open == std::string::npos ? end : open + 2;
        const bool trims = open != std::string::npos && peek() == '-' && isSpace(peek(1));
        if (trims) {
            ++m_at;
            while (end > begin && isSpace(m_text[end - 1])) --end;
        }
        if (end > begin) add(Token::Kind::Text, begin, m_text.substr(begin, end - begin));
        if (open == std::string::npos) return {};
        size_t comment = m_at;
        if (trims) comment += 1;
        if (m_text.compare(comment, 2, "/*") == 0) return skipComment(open, comment);
        add(Token::Kind::Left, open);
        return action(open);
    }

    /// At }} or " -}}": eats it, and the spaces behind when trimming.
    bool closes() {
        const bool trims =
            m_at < m_text.size() && isSpace(m_text[m_at]) && m_text.compare(m_at + 1, 3, "-}}") == 0;
        if (!trims && !startsWith("}}")) return false;
        m_at += trims ? 4 : 2;
        if (trims) skipSpaces();
        return true;
    }

    Result<void> skipComment(size_t open, size_t comment) {
        const size_t end = m_text.find("*/", comment + 2);
        if (end == std::string::npos) return wrong(open, "This comment has no end: '*/}}' is missing.");
        m_at = end + 2;
        if (!closes()) return wrong(m_at, "A comment must end right before '}}' or ' -}}'.");
        return {};
    }

    Result<void> action(size_t open) {
        while (true) {
            const size_t at = m_at;
            if (closes()) {
                add(Token::Kind::Right, at);
                return {};
            }
            if (m_at >= m_text.size()) return wrong(open, "This action has no end: '}}' is missing.");
            if (auto ok = token(); !ok) return ok;
        }
    }

    Result<void> token() {
        const size_t at = m_at;
        const char c = peek();
        if (isSpace(c)) {
            // The space of " -}}" belongs to the end of the action.
            while (m_at < m_text.size() && isSpace(m_text[m_at]) && m_text.compare(m_at + 1, 3, "-}}") != 0)
                ++m_at;
            if (m_at > at) add(Token::Kind::Space, at);
            return {};
        }
        if (c == '"' || c == '`' || c == '\'') return quoted(c);
        if (c == '$' || c == '.') return fieldOrVariable(c);
        if (isDigit(c) || c == '+' || c == '-') return number();
        if (isWordChar(c)) {
            while (isWordChar(peek())) ++m_at;
            add(Token::Kind::Word, at, m_text.substr(at, m_at - at));
            return {};
        }
        return symbol(c);
    }

    Result<void> symbol(char c) {
        const size_t at = m_at++;
        switch (c) {
            case '(':
                add(Token::Kind::Open, at);
                return {};
            case ')':
                add(Token::Kind::Close, at);
                return {};
            case '|':
                add(Token::Kind::Bar, at);
                return {};
            case ',':
                add(Token::Kind::Comma, at);
                return {};
            case '=':
                add(Token::Kind::Assign, at);
                return {};
            case ':':
                if (peek() != '=') return wrong(at, "Expected ':='.");
                ++m_at;
                add(Token::Kind::Declare, at);
                return {};
            default:
                return wrong(at, std::string("The character '") + c + "' has no meaning in an action.");
        }
    }

    Result<void> fieldOrVariable(char c) {
        const size_t at = m_at++;
        if (c == '.' && isDigit(peek())) {
            m_at = at;
            return number();
        }
        while (isWordChar(peek())) ++m_at;
        const std::string name = m_text.substr(at, m_at - at);
        if (c == '$') {
            add(Token::Kind::Variable, at, name);
        } else if (name.size() == 1) {
            add(Token::Kind::Dot, at);
        } else {
            add(Token::Kind::Field, at, name.substr(1));
        }
        return {};
    }

    Result<void> number() {
        const size_t at = m_at;
        if (peek() == '+' || peek() == '-') ++m_at;
        while (isWordChar(peek()) || peek() == '.' ||
               ((peek() == '+' || peek() == '-') && m_at > at &&
                std::string_view("eEpP").find(m_text[m_at - 1]) != std::string_view::npos &&
                m_text.compare(at, 2, "0x") != 0))
            ++m_at;
        add(Token::Kind::Number, at, m_text.substr(at, m_at - at));
        return {};
    }

    Result<void> quoted(char quote) {
        const size_t at = m_at++;
        while (m_at < m_text.size() && m_text[m_at] != quote) {
            if (quote != '`' && m_text[m_at] == '\n') break;
            if (quote != '`' && m_text[m_at] == '\\' && m_at + 1 < m_text.size()) ++m_at;
            ++m_at;
        }
        if (m_at >= m_text.size() || m_text[m_at] != quote)
            return wrong(at, std::string("This text has no closing ") + quote + ".");
        const std::string raw = m_text.substr(at + 1, m_at - at - 1);
        ++m_at;
        if (quote == '`') {
            add(Token::Kind::String, at, raw);
            return {};
        }
        auto value = unquoteGo(raw, quote);
        if (!value) return wrong(at, "This text holds an escape Go does not know.");
        add(quote == '"' ? Token::Kind::String : Token::Kind::Char, at, std::move(*value));
        return {};
    }

    const std::string& m_text;
    size_t m_at = 0;
    std::vector<Token> m_tokens;
};

}  // namespace

Result<std::vector<Token>> tokenize(const std::string& text) {
    return Lexer(text).run();
}

Error errorAt(std::string_view text, size_t at, std::string message, std::string_view origin) {
    SourcePosition position;
    for (size_t i = 0; i < at && i < text.size(); ++i) {
        if (text[i] == '\n') {
            ++position.line;
            position.column = 1;
        } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
            ++position.column;
        }
    }
    std::string where = "The template";
    if (!origin.empty()) where += " " + std::string(origin);
    where += ", line " + std::to_string(position.line) + ", column " + std::to_string(position.column) + ": ";
    Error error(ErrorCode::Syntax, where + std::move(message));
    error.position = position;
    return error;
}

}  // namespace tributary::alerts::templates
