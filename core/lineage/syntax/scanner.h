// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/lineage/syntax/token_stream.h"

namespace tributary::lineage {

/// Cuts text into tokens; TokenStream keeps them. One use.
class Scanner {
  public:
    Scanner(std::string_view text, const DialectTraits& traits) : m_text(text), m_traits(traits) {}
    std::vector<Token> scan();

  private:
    char at(size_t ahead = 0) const { return m_pos + ahead < m_text.size() ? m_text[m_pos + ahead] : '\0'; }
    bool starts(std::string_view what) const { return m_text.substr(m_pos, what.size()) == what; }
    void emit(TokenKind kind, size_t begin, Keyword keyword = Keyword::None);
    bool skipSpace();
    bool skipComment();
    void skipLine();
    bool scanString();
    bool scanPrefixedString();
    bool scanDollar();
    bool scanParameter();
    bool scanQuoted();
    bool scanNumber();
    bool scanWord();
    bool scanTemplate();
    bool scanDelimiter();
    void scanOperator();
    void finish(char close, bool backslash);
    Keyword abbreviation(size_t begin) const;
    bool aloneOnLine(size_t begin, size_t end) const;
    bool wordStart(char c) const;
    bool wordPart(char c) const;

    std::string_view m_text;
    const DialectTraits& m_traits;
    size_t m_pos = 0;
    std::string m_delimiter;  ///< MySQL's, when it is not ;
    std::vector<Token> m_tokens;
};

}  // namespace tributary::lineage
