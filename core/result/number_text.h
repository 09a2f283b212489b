// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <duckdb.hpp>

namespace tributary::result {

/// Longest text any of these writes, in bytes.
constexpr size_t kNumberRoom = 64;

/// Each writes at `to` and returns the end. The texts are those DuckDB's own casts give, but for floats,
/// which it sometimes prints longer than reading them back needs.
char* writeUnsigned(char* to, uint64_t value);
char* writeSigned(char* to, int64_t value);
char* writeDouble(char* to, double value);  ///< shortest that reads back equal: 0.1, 1e+20, nan, inf
char* writeFloat(char* to, float value);
char* writeDecimal(char* to, int64_t value, uint8_t scale);  ///< always with a digit before the point
char* writeDecimal(char* to, duckdb::hugeint_t value, uint8_t scale);
char* writeDate(char* to, duckdb::date_t date);
char* writeTime(char* to, int64_t micros);  ///< 12:00:00 or 12:00:00.5
char* writeTimestamp(char* to, duckdb::timestamp_t timestamp);

}  // namespace tributary::result
