// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace tributary_notify {

/// 32 raw bytes.
std::string hmacSha256(std::string_view key, std::string_view message);
std::string hexText(std::string_view raw);
std::string base64(std::string_view raw);
/// For a query's or a path's value.
std::string urlEncode(std::string_view text);

}  // namespace tributary_notify
