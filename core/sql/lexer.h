// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/sql/lexis_rules.h"

namespace tributary::sql {

/// Reads one token after the other; every byte is looked at a bounded number of times. One thread.
class Lexer {
  public:
    Lexer(std::string_view text, Lexis lexis) : m_text(text), m_rules(rulesFor(lexis)) {}

    /// False at the end of the text.
    bool next(Token& token);

    /// From here on this text is a token of its own wherever it stands outside strings, names and comments
    /// (MySQL's DELIMITER). Empty: none.
    void setDelimiter(std::string delimiter) { m_delimiter = std::move(delimiter); }
    size_t position() const { return m_at; }
    /// Moves behind the end of the present line.
    void skipLine();

  private:
    char peek(size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    bool startsWith(std::string_view what) const { return m_text.substr(m_at, what.size()) == what; }
    bool atDelimiter() const { return !m_delimiter.empty() && startsWith(m_delimiter); }
    size_t unicodeSpace() const;
    bool isWordStart() const;
    bool isWordPart() const;

    bool space(Token& token);
    bool comment(Token& token);
    bool lineComment(Token& token);
    bool blockComment(Token& token);
    bool quoted(Token& token);
    bool prefixedString(Token& token);
    bool dollar(Token& token);
    bool dollarQuote(Token& token);
    bool parameter(Token& token);
    bool braceParameter(Token& token);
    bool regex(Token& token);
    bool number(Token& token);
    bool word(Token& token);
    bool operators(Token& token);
    void longOperator();
    void finishQuote(Token& token, TokenKind kind, char close, bool backslash, bool doubled);
    void words();

    std::string_view m_text;
    const LexisRules& m_rules;
    std::string m_delimiter;
    size_t m_at = 0;
    bool m_afterTilde = false;  ///< the last token that counts was =~ or !~
};

}  // namespace tributary::sql
