// SPDX-License-Identifier: GPL-3.0-or-later
#include <duckdb/common/types/interval.hpp>
#include <duckdb/common/types/timestamp.hpp>

#include "core/plugin/source/arrow_decode.h"

namespace tributary::plugin {

using duckdb::FlatVector;
using duckdb::idx_t;
using duckdb::interval_t;

namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;
constexpr int64_t kInfinity = std::numeric_limits<int64_t>::max();
/// 290309-12-22 (BC), where DuckDB's calendar begins.
constexpr int64_t kFirstMicros = -9'223'372'022'400'000'000;

/// Runs `convert(in, out)` for every value that is not NULL; false from it is a misfit.
template <class In, class Out, class Convert>
Result<void> convertEach(const ArrowColumn& column, const ArrowArray& array, int64_t from, idx_t count,
                         duckdb::Vector& out, idx_t at, const duckdb::ValidityMask* parent, Convert convert) {
    if (count == 0) return {};
    readValidity(array, from, count, out, at, parent);
    const auto& mask = FlatVector::Validity(out);
    const auto* source = static_cast<const In*>(array.buffers[1]) + array.offset + from;
    auto* target = FlatVector::GetData<Out>(out) + at;
    for (idx_t i = 0; i < count; i++) {
        if (!mask.RowIsValid(at + i)) continue;
        if (!convert(source[i], target[i])) {
            if constexpr (std::is_integral_v<In>) {
                return misfit(column, "the value " + std::to_string(source[i]));
            } else {
                return misfit(column, "a value that is too long or too fine");
            }
        }
    }
    return {};
}

bool times(int64_t value, int64_t factor, int64_t& out) {
    return !__builtin_mul_overflow(value, factor, &out);
}

/// A count of `factor` microseconds since 1970 that DuckDB's calendar reaches. The ends of the 64 bits are
/// infinity in every unit, as DuckDB writes it itself.
bool isStamp(int64_t value, int64_t factor) {
    if (value == kInfinity || value == -kInfinity) return true;
    int64_t micros = 0;
    return times(value, factor, micros) && micros >= kFirstMicros && micros != kInfinity;
}

bool stampMicros(int64_t value, int64_t factor, int64_t& out) {
    if (!isStamp(value, factor)) return false;
    out = value == kInfinity || value == -kInfinity ? value : value * factor;
    return true;
}

bool setInterval(interval_t& out, int32_t months, int32_t days, int64_t micros) {
    out.months = months;
    out.days = days;
    out.micros = micros;
    return true;
}

bool durationMicros(int64_t value, int64_t factor, interval_t& out) {
    int64_t micros = 0;
    return times(value, factor, micros) && setInterval(out, 0, 0, micros);
}

#pragma pack(push, 4)
struct DayTime {
    int32_t days;
    int32_t millis;
};
struct MonthDayNano {
    int32_t months;
    int32_t days;
    int64_t nanos;
};
#pragma pack(pop)

}  // namespace

#define TRIBUTARY_CONVERT(name, In, Out, body)                                                              \
    TRIBUTARY_ARROW_DECODER(name) {                                                                         \
        (void)decode;                                                                                       \
        return convertEach<In, Out>(column, array, from, count, out, at, parent, [](In in, Out & to) body); \
    }

TRIBUTARY_CONVERT(decodeDate32, int32_t, int32_t, {
    to = in;
    return in != std::numeric_limits<int32_t>::min();
})
TRIBUTARY_CONVERT(decodeDate64, int64_t, int32_t, {
    constexpr int64_t kMillisPerDay = 86'400'000;
    constexpr int64_t kLastDay = std::numeric_limits<int32_t>::max() - 1;
    const int64_t days = in / kMillisPerDay;
    to = static_cast<int32_t>(days);
    return in % kMillisPerDay == 0 && days <= kLastDay && days >= -kLastDay;
})
TRIBUTARY_CONVERT(decodeTimeSeconds, int32_t, int64_t, {
    to = in * kMicrosPerSecond;
    return to >= 0 && to <= kMicrosPerDay;
})
TRIBUTARY_CONVERT(decodeTimeMillis, int32_t, int64_t, {
    to = in * int64_t(1000);
    return to >= 0 && to <= kMicrosPerDay;
})
TRIBUTARY_CONVERT(decodeTimeMicros, int64_t, int64_t, {
    to = in;
    return to >= 0 && to <= kMicrosPerDay;
})
TRIBUTARY_CONVERT(decodeTimeNanos, int64_t, int64_t, {
    to = in;
    return to >= 0 && to <= kMicrosPerDay * 1000;
})
TRIBUTARY_CONVERT(decodeStampSeconds, int64_t, int64_t, {
    to = in;
    return isStamp(in, kMicrosPerSecond);
})
TRIBUTARY_CONVERT(decodeStampMillis, int64_t, int64_t, {
    to = in;
    return isStamp(in, 1000);
})
TRIBUTARY_CONVERT(decodeStampMicros, int64_t, int64_t, {
    to = in;
    return isStamp(in, 1);
})
TRIBUTARY_CONVERT(decodeStampNanos, int64_t, int64_t, {
    to = in;
    return in != std::numeric_limits<int64_t>::min();
})
TRIBUTARY_CONVERT(decodeZonedSeconds, int64_t, int64_t, { return stampMicros(in, kMicrosPerSecond, to); })
TRIBUTARY_CONVERT(decodeZonedMillis, int64_t, int64_t, { return stampMicros(in, 1000, to); })
TRIBUTARY_CONVERT(decodeDurationSeconds, int64_t, interval_t,
                  { return durationMicros(in, kMicrosPerSecond, to); })
TRIBUTARY_CONVERT(decodeDurationMillis, int64_t, interval_t, { return durationMicros(in, 1000, to); })
TRIBUTARY_CONVERT(decodeDurationMicros, int64_t, interval_t, { return durationMicros(in, 1, to); })
TRIBUTARY_CONVERT(decodeMonths, int32_t, interval_t, { return setInterval(to, in, 0, 0); })
TRIBUTARY_CONVERT(decodeDayTime, DayTime, interval_t,
                  { return setInterval(to, 0, in.days, in.millis * int64_t(1000)); })
TRIBUTARY_CONVERT(decodeMonthDayNano, MonthDayNano, interval_t,
                  { return in.nanos % 1000 == 0 && setInterval(to, in.months, in.days, in.nanos / 1000); })

#undef TRIBUTARY_CONVERT

}  // namespace tributary::plugin
