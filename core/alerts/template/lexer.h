// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace tributary::alerts::templates {

struct Token {
    enum class Kind {
        Text,
        Left,   ///< {{
        Right,  ///< }}
        Open,   ///< (
        Close,  ///< )
        Bar,
        Comma,
        Declare,  ///< :=
        Assign,   ///< =
        Space,
        Field,     ///< .name, without the dot in `text`
        Variable,  ///< $name
        Word,      ///< identifier, keyword, true, false, nil
        Dot,
        Number,
        Char,
        String,  ///< unquoted already
        End
    };
    Kind kind = Kind::End;
    size_t at = 0;
    std::string text;
};

/// Trimming and comments are done here already. Fails with Syntax, the position set.
Result<std::vector<Token>> tokenize(const std::string& text);

/// A Syntax error at byte `at` of `text`; `origin` names the text when there are several.
Error errorAt(std::string_view text, size_t at, std::string message, std::string_view origin = {});

}  // namespace tributary::alerts::templates
