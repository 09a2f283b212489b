// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/lineage/dialect.h"
#include "core/lineage/syntax/keyword.h"

namespace tributary::lineage {

enum class TokenKind : uint8_t {
    Word,       ///< bare name or keyword
    Quoted,     ///< name in quotes
    String,     ///< text literal
    Number,     ///<
    Parameter,  ///< @v, :v, ?, ${v}
    Operator,   ///< one or more operator characters; brackets and dots one by one
    Separator,  ///< ; and what else ends a statement (GO, /)
    End
};

struct Token {
    TokenKind kind = TokenKind::End;
    Keyword keyword = Keyword::None;  ///< of words
    uint32_t begin = 0;
    uint32_t end = 0;
    uint32_t match =
        0;  ///< of an opening bracket: its closing one's index (the stream's end if there is none)
    uint32_t inside = 0;  ///< of (: the first token behind it that is no (
};

/// A script cut into tokens, comments and spaces dropped, brackets paired. Never fails: what is not closed
/// ends with the text. Owns the text. One pass, linear.
class TokenStream {
  public:
    TokenStream(std::string text, const DialectTraits& traits);

    size_t size() const { return m_tokens.size() - 1; }  ///< without the End token
    /// The End token beyond the end.
    const Token& operator[](size_t i) const { return i < m_tokens.size() ? m_tokens[i] : m_tokens.back(); }
    std::string_view text() const { return m_text; }
    std::string_view raw(size_t i) const;
    bool is(size_t i, Keyword keyword) const { return (*this)[i].keyword == keyword; }
    bool isOp(size_t i, std::string_view op) const;
    bool isName(size_t i) const {
        const TokenKind kind = (*this)[i].kind;
        return kind == TokenKind::Word || kind == TokenKind::Quoted;
    }
    /// A name without its quotes, doubled quotes made one.
    std::string name(size_t i) const;
    /// A text literal's content, escapes resolved as far as lineage needs them.
    std::string literal(size_t i) const;
    /// Source text of tokens [first, last), runs of space made one.
    std::string slice(size_t first, size_t last) const;
    const DialectTraits& traits() const { return *m_traits; }

  private:
    void pairBrackets();

    std::string m_text;
    const DialectTraits* m_traits;
    std::vector<Token> m_tokens;
};

}  // namespace tributary::lineage
