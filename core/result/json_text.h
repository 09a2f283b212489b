// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <string_view>

#include "core/result/out_buffer.h"

namespace tributary::result {

/// "text" with what JSON asks to be escaped.
void putJsonText(OutBuffer& out, std::string_view text);

/// A value of any type: numbers exact however wide, NaN and infinities as "NaN", "Infinity", "-Infinity";
/// lists as arrays, structs and maps as objects (a map's keys as text), JSON columns as they are, all else as
/// text.
void putJsonValue(OutBuffer& out, const duckdb::Value& value);

/// A JSON column's text: kept as it is (line ends between tokens become spaces), or as text if it is no JSON.
void putJsonDocument(OutBuffer& out, std::string_view text);

void putJsonDouble(OutBuffer& out, double value, bool isFloat);

}  // namespace tributary::result
