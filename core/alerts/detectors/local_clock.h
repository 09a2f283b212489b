// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace tributary::alerts {
class TimeZone;
}

namespace tributary::alerts::detectors {

/// Microseconds since 1970 on the clock on the wall; `zone` null: UTC.
int64_t localTime(int64_t time, const TimeZone* zone);
/// Seconds since midnight there, 0 … 86399.
int64_t secondOfDay(int64_t time, const TimeZone* zone);

}  // namespace tributary::alerts::detectors
