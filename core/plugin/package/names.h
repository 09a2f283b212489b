// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace tributary::plugin {

/// What manifests, indexes and packages may write. A path is relative, of [A-Za-z0-9._/-], with no empty, "."
/// or ".." part and at most 200 bytes.
bool isPackagePath(std::string_view path);
bool isFieldKey(std::string_view text);
bool isSymbol(std::string_view text);
bool isColor(std::string_view text);       ///< #336791
bool isSha256(std::string_view text);      ///< 64 lower-case hexadecimal digits
bool isKeyId(std::string_view text);       ///< 16 upper-case hexadecimal digits
bool isNumberList(std::string_view text);  ///< 1.1.0, 2.36
/// Compares 2.9 and 2.36 number by number: below 0, 0, above 0.
int compareNumberLists(std::string_view a, std::string_view b);

}  // namespace tributary::plugin
