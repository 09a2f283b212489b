// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tributary::plugins::odbc {

/// ODBC's wide characters are UTF-16 in unixODBC. What is not valid becomes U+FFFD.
std::string fromWide(const SQLWCHAR* text, size_t units);
void appendFromWide(std::string& out, const SQLWCHAR* text, size_t units);
std::basic_string<SQLWCHAR> toWide(std::string_view text);

/// "-12.345" as a whole number of units of 10^-scale; nullopt if it is no number, has more digits behind the
/// point (zeros do not count) or more than 38 in all.
std::optional<__int128> parseDecimal(std::string_view text, int scale);

}  // namespace tributary::plugins::odbc
