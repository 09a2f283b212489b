// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/local_clock.h"

#include "core/alerts/model/time_zone.h"

namespace tributary::alerts::detectors {
namespace {

int64_t floorDivide(int64_t a, int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace

int64_t localTime(int64_t time, const TimeZone* zone) {
    if (!zone) return time;
    const TimePoint instant{Duration(floorDivide(time, 1000))};
    return time + 1000 * zone->offsetAt(instant).count();
}

int64_t secondOfDay(int64_t time, const TimeZone* zone) {
    const int64_t second = floorDivide(localTime(time, zone), 1000000);
    return second - 86400 * floorDivide(second, 86400);
}

}  // namespace tributary::alerts::detectors
