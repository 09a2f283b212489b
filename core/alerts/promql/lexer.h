// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace tributary::alerts::promql {

struct Token {
    enum class Kind : uint8_t { End, Word, Number, Duration, Text, Symbol };
    Kind kind = Kind::End;
    std::string text;  ///< a Text without its quotes, a Symbol as written
    double number = 0;
    size_t at = 0;  ///< of its first byte
};

Result<std::vector<Token>> tokenize(std::string_view text);
/// A Syntax error at a byte of the text, with line and column.
Error syntaxError(std::string_view text, size_t at, const std::string& what);

}  // namespace tributary::alerts::promql
