// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <vector>

namespace tributary::ui {

struct AxisTick {
    double value = 0;
    QString label;
};

/// Ticks at 1, 2 or 5 times a power of ten inside [low, high], about `wanted` of them. Labels have as many
/// digits as the step needs, with k, M, G … beyond a hundred thousand.
std::vector<AxisTick> numberTicks(double low, double high, int wanted);

/// Ticks at whole milliseconds … hours, days, months, years; values in microseconds since 1970, no zone
/// applied. A label tells only what differs from its neighbour; the first one and a change of day tell the
/// date.
std::vector<AxisTick> timeTicks(double low, double high, int wanted);

/// As timeTicks, of moments in UTC labelled with the clock of `zone` (IANA name; empty: UTC). A tick stands
/// at a round time of that clock, also across a change to summer time.
std::vector<AxisTick> timeTicksInZone(double low, double high, int wanted, const QByteArray& zone);

/// `low`, `high` widened to ends that look deliberate; includes zero when asked.
struct AxisRange {
    double low = 0;
    double high = 1;
};
AxisRange niceRange(double low, double high, bool includeZero);

}  // namespace tributary::ui
