// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace tributary::sql {

/// Is `text` one of `words` (given in upper case), in any case?
bool isWord(std::string_view text, std::initializer_list<std::string_view> words);

/// Is it a word every one of our dialects reserves, so that it can be printed in upper case?
bool isReserved(std::string_view text);

std::string upper(std::string_view text);

}  // namespace tributary::sql
