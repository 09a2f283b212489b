// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/alerts/template/value.h"

/// How Go writes and reads values: strconv and fmt.
namespace tributary::alerts::templates {

/// strconv.FormatFloat: `format` e, E, f, g or G; precision -1: the shortest text that reads back.
std::string formatFloat(double value, char format, int precision);
/// %v
std::string formatValue(const Json& json);
/// strconv.Quote
std::string quoteGo(std::string_view text);
/// What is between the quotes, with Go's escapes resolved.
std::optional<std::string> unquoteGo(std::string_view text, char quote);
/// Go's integer or float constant.
std::optional<Json> parseGoNumber(std::string_view text);
/// strconv.ParseFloat
std::optional<double> parseGoFloat(std::string_view text);

void appendUtf8(std::string& out, uint32_t codePoint);
/// Reads one character and moves on; a stray byte is U+FFFD.
uint32_t nextCodePoint(std::string_view text, size_t& at);
std::optional<uint32_t> onlyCodePoint(std::string_view text);

/// fmt.Sprintf; `limit` bounds widths and the result.
std::string formatPrintf(std::string_view format, const std::vector<Value>& arguments, size_t limit);
/// fmt.Sprint and, with `line`, fmt.Sprintln.
std::string formatPrint(const std::vector<Value>& arguments, bool line);

}  // namespace tributary::alerts::templates
