// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <duckdb.hpp>
#include <string>
#include <string_view>

namespace tributary::connectors::sqlite {

/// Exact readings of what SQLite stores. Each answers false when the text or number is not exactly such a
/// value; nothing is rounded, shifted or guessed.
bool parseDate(std::string_view text, int32_t& days);
/// YYYY-MM-DD[( |T)HH:MM[:SS[.f…]]], no zone; microseconds since 1970.
bool parseTimestamp(std::string_view text, int64_t& micros);
/// As parseTimestamp with a time and a closing Z or ±HH:MM; microseconds since 1970 UTC.
bool parseTimestampTz(std::string_view text, int64_t& micros);
/// HH:MM[:SS[.f…]]; microseconds since midnight.
bool parseTime(std::string_view text, int64_t& micros);
/// The one decimal of `scale` places that SQLite keeps as `value`: whole numbers, and doubles of at most 15
/// digits that convert back to the same double. Times 10^scale.
bool exactDecimal(sqlite3_value* value, uint8_t width, uint8_t scale, duckdb::hugeint_t& out);

/// The stored value as text: numbers in the shortest exact form, text as it is, blobs (and text that is no
/// UTF-8) as X'hex'.
void exactText(sqlite3_value* value, std::string& out);

std::string_view textOf(sqlite3_value* value);
std::string_view blobOf(sqlite3_value* value);
const char* storageClass(sqlite3_value* value);

}  // namespace tributary::connectors::sqlite
