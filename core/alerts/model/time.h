// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tributary::alerts {

/// Instants are UTC, in milliseconds. Nothing in this module reads a clock: who calls says what time it is,
/// so that a back-test runs the very objects the service runs.
using Duration = std::chrono::milliseconds;
using TimePoint = std::chrono::sys_time<Duration>;

/// "1h30m", "500ms", "2w": Prometheus' notation (units y, w, d, h, m, s, ms, largest first, each once; "0").
Result<Duration> parseDuration(std::string_view text);
/// The shortest text that `parseDuration` reads back: "90m" is "1h30m", nothing is "0s".
std::string durationText(Duration duration);

/// RFC 3339 with an offset or Z, or seconds since 1970 as a number.
Result<TimePoint> parseTime(std::string_view text);
/// RFC 3339 in UTC with milliseconds: "2025-01-01T00:00:00.000Z".
std::string timeText(TimePoint time);

}  // namespace tributary::alerts
