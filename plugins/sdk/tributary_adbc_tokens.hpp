// SPDX-License-Identifier: MIT
//
// The words, names, numbers, texts and signs of a simple SQL statement, one after the other.
#pragma once

#include <tributary_arrow_build.hpp>

namespace tributary::sdk {

class SqlTokens {
  public:
    explicit SqlTokens(std::string_view sql) : m_sql(sql) { advance(); }

  protected:
    enum class Kind { End, Word, Quoted, Number, Text, Symbol };

    [[noreturn]] void refuse(const std::string& what) const {
        const std::string near(m_sql.substr(m_start, 40));
        throw Error(5,
                    what + " is not understood, at " + (near.empty() ? "the end" : "'" + near + "'") +
                        ". This source takes SELECT columns FROM table [WHERE …] [LIMIT n] [OFFSET n]; let "
                        "Tributary do the rest",
                    "42601");
    }

    static bool letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
               static_cast<unsigned char>(c) >= 0x80;
    }
    static bool digit(char c) { return c >= '0' && c <= '9'; }
    char at(size_t index) const { return index < m_sql.size() ? m_sql[index] : '\0'; }

    void advance() {
        while (m_at < m_sql.size() && std::string_view(" \t\r\n").find(m_sql[m_at]) != std::string_view::npos)
            m_at++;
        m_start = m_at;
        m_token.clear();
        const char c = at(m_at);
        if (m_at >= m_sql.size()) {
            m_kind = Kind::End;
        } else if (letter(c)) {
            m_kind = Kind::Word;
            while (letter(at(m_at)) || digit(at(m_at))) m_token += m_sql[m_at++];
        } else if (digit(c) || (c == '.' && digit(at(m_at + 1)))) {
            number();
        } else if (c == '"' || c == '\'') {
            m_kind = c == '"' ? Kind::Quoted : Kind::Text;
            quoted(c);
        } else {
            m_kind = Kind::Symbol;
            m_token = m_sql.substr(m_at, 2);
            static constexpr std::string_view kDouble[] = {"<=", ">=", "<>", "!=", "::"};
            bool known = false;
            for (auto pair : kDouble) known = known || m_token == pair;
            if (!known) m_token.resize(1);
            m_at += m_token.size();
        }
    }
    void number() {
        m_kind = Kind::Number;
        while (digit(at(m_at)) || at(m_at) == '.') m_token += m_sql[m_at++];
        if (at(m_at) != 'e' && at(m_at) != 'E') return;
        m_token += m_sql[m_at++];
        if (at(m_at) == '+' || at(m_at) == '-') m_token += m_sql[m_at++];
        while (digit(at(m_at))) m_token += m_sql[m_at++];
    }
    void quoted(char mark) {
        for (m_at++; m_at < m_sql.size(); m_at++) {
            if (m_sql[m_at] == mark) {
                m_at++;
                if (at(m_at) != mark) return;
            }
            m_token += m_sql[m_at];
        }
        throw Error(5, "A quotation mark is not closed in the statement", "42601");
    }

    bool isWord(const char* keyword) const {
        if (m_kind != Kind::Word || m_token.size() != std::strlen(keyword)) return false;
        for (size_t i = 0; i < m_token.size(); i++) {
            const char c = m_token[i];
            if ((c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c) != keyword[i]) return false;
        }
        return true;
    }
    bool word(const char* keyword) {
        if (!isWord(keyword)) return false;
        advance();
        return true;
    }
    bool symbol(std::string_view text) {
        if (m_kind != Kind::Symbol || m_token != text) return false;
        advance();
        return true;
    }
    void expect(const char* keyword) {
        if (!word(keyword)) refuse(std::string("A statement without ") + keyword + " here");
    }
    void close() {
        if (!symbol(")")) refuse("What stands before a missing ')'");
    }
    std::string name() {
        if (m_kind != Kind::Word && m_kind != Kind::Quoted) refuse("A name");
        std::string out = m_token;
        advance();
        return out;
    }
    uint64_t count() {
        if (m_kind != Kind::Number || m_token.find_first_not_of("0123456789") != std::string::npos ||
            m_token.size() > 19)
            refuse("The number of rows");
        const uint64_t out = std::stoull(m_token);
        advance();
        return out;
    }

    std::string_view m_sql;
    size_t m_at = 0, m_start = 0;
    Kind m_kind = Kind::End;
    std::string m_token;
};

}  // namespace tributary::sdk
