// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tributary::oracle {

/// What a test column holds. Nanoseconds: an instant that is never NULL (time of InfluxDB). Values are kept
/// as plain text; each source and the query generator quote them their way.
enum class Kind { Id, Int, BigInt, Double, Decimal, Text, Date, Timestamp, Nanoseconds, Boolean };

/// The values that have made engines lie; nullopt is NULL.
const std::vector<std::optional<std::string>>& nastyValues(Kind kind);

/// The value as a DuckDB literal of the column's kind.
std::string duckdbLiteral(Kind kind, const std::string& value);

}  // namespace tributary::oracle
