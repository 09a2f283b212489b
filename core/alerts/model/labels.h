// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tributary::alerts {

/// Names to values, sorted by name. A label whose value is empty is the same as none.
using Labels = std::map<std::string, std::string>;

/// FNV-1a over the sorted pairs, each name and value followed by the byte 0xff: what Prometheus and
/// Alertmanager call the fingerprint.
uint64_t fingerprint(const Labels& labels);
/// The fingerprint as Alertmanager prints it: 16 hexadecimal digits.
std::string fingerprintText(const Labels& labels);
/// `{a="1", b="2"}`; quotes, backslashes and line ends are escaped.
std::string labelsText(const Labels& labels);
/// [a-zA-Z_][a-zA-Z0-9_]*
bool isLabelName(std::string_view name);
/// Any column name as a label name: what is not allowed becomes '_'.
std::string toLabelName(std::string_view name);

}  // namespace tributary::alerts
