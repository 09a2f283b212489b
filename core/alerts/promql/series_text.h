// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/alerts/model/labels.h"

namespace tributary::alerts::promql {

/// `up{job="api"}`, `{a="b"}` or nothing: the labels, the name as __name__.
Result<Labels> parseMetric(std::string_view text);

/// Promtool's notation of a series: `1 2+3x4 5x2 _ _x3 stale -1.5 NaN`; nothing: no point at that instant. At
/// most a million points.
Result<std::vector<std::optional<double>>> parseValues(std::string_view text);

}  // namespace tributary::alerts::promql
