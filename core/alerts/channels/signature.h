// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace tributary::alerts::channels {

/// Raw bytes (32).
std::string hmacSha256(std::string_view key, std::string_view message);
std::string sha256Hex(std::string_view message);
std::string hexText(std::string_view bytes);
/// With padding, on one line.
std::string base64(std::string_view bytes);

}  // namespace tributary::alerts::channels
