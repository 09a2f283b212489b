// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/suggestion.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/alerts/detectors/local_clock.h"
#include "core/alerts/detectors/period.h"
#include "core/alerts/detectors/statistics.h"
#include "core/alerts/detectors/tail_fit.h"

namespace tributary::alerts::detectors {
namespace {

constexpr size_t kFewest = 200;
constexpr double kTail = 0.95;    ///< quantile beyond which the tail is fitted
constexpr double kUsual = 0.9;    ///< quantile that is well within the usual
constexpr double kQuarter = 13;   ///< weeks
constexpr double kMinute = 60e6;  ///< microseconds
constexpr double kDay = 86400e6;

/// Share of the movement that a season of that length explains.
double seasonShare(std::span<const double> values, size_t period) {
    double mean = 0;
    for (const double v : values) mean += v / static_cast<double>(values.size());
    double total = 0;
    for (const double v : values) total += (v - mean) * (v - mean);
    double left = 0;
    for (size_t phase = 0; phase < period; ++phase) {
        double middle = 0;
        double count = 0;
        for (size_t i = phase; i < values.size(); i += period) middle += values[i], ++count;
        for (size_t i = phase; i < values.size(); i += period)
            left += (values[i] - middle / count) * (values[i] - middle / count);
    }
    return total > 0 ? 1 - left / total : 0;
}

double median(std::vector<double> values) {
    return medianInPlace(values);
}

}  // namespace

Result<ThresholdSuggestion> suggestThreshold(std::span<const double> history, bool above,
                                             double rowsPerWeek) {
    std::vector<double> values;
    for (const double v : history)
        if (isUsable(v)) values.push_back(above ? v : -v);
    if (values.size() < kFewest || !(rowsPerWeek > 0))
        return fail(ErrorCode::InvalidArgument,
                    "A threshold cannot be learnt from " + std::to_string(values.size()) + " values.",
                    "Give it a history of at least " + std::to_string(kFewest) + " rows.");
    ThresholdSuggestion result;
    const size_t period = dominantPeriod(values);
    const double share = period ? seasonShare(values, period) : 0;
    std::sort(values.begin(), values.end());
    const auto count = static_cast<double>(values.size());
    const auto at = [&](double q) { return values[static_cast<size_t>(q * (count - 1))]; };
    const double edge = at(kTail);
    std::vector<double> excesses;
    for (const double v : values)
        if (v > edge) excesses.push_back(v - edge);
    TailFit tail{0, std::max(1e-9, 0.05 * (edge - at(0.5)))};
    if (excesses.size() >= 3) tail = fitTail(excesses);
    const double beyond = static_cast<double>(std::max<size_t>(excesses.size(), 1)) / count;
    const auto passedOnceIn = [&](double weeks) {
        return edge + tail.quantile(std::min(1.0, 1 / (weeks * rowsPerWeek) / beyond));
    };
    const double sign = above ? 1 : -1;
    result.warn = sign * passedOnceIn(1);
    result.critical = sign * passedOnceIn(kQuarter);
    result.recovery = sign * std::min(at(kUsual), passedOnceIn(1));
    constexpr double kMostlySeason = 0.6;
    result.seasonal = share > kMostlySeason;
    result.reason = result.seasonal ? Reason{"suggest.season", {100 * share, static_cast<double>(period)}, {}}
                                    : Reason{"suggest.tail", {count, result.warn, result.critical}, {}};
    return result;
}

std::vector<Reason> tuningAdvice(std::span<const PastAlert> alerts, int64_t hold, int64_t from, int64_t to) {
    std::vector<Reason> advice;
    const double weeks = static_cast<double>(to - from) / (7 * kDay);
    if (weeks <= 0) return advice;
    if (alerts.empty()) {
        if (weeks >= kQuarter) advice.push_back({"tune.never", {weeks}, {}});
        return advice;
    }
    const auto count = static_cast<double>(alerts.size());
    double firing = 0;
    double taken = 0;
    size_t atOnce = 0;
    std::vector<double> lengths;
    std::array<size_t, 24> hours{};
    for (size_t i = 0; i < alerts.size(); ++i) {
        const auto length = static_cast<double>(alerts[i].end - alerts[i].start);
        lengths.push_back(length);
        firing += length;
        taken += alerts[i].acknowledged ? 1 : 0;
        ++hours[static_cast<size_t>(secondOfDay(alerts[i].start, nullptr) / 3600)];
        if (i > 0 && static_cast<double>(alerts[i].start - alerts[i - 1].end) < 10 * kMinute) ++atOnce;
    }
    const double share = firing / static_cast<double>(to - from);
    if (share > 0.3) advice.push_back({"tune.always", {100 * share}, {}});
    if (count >= 5 && static_cast<double>(atOnce) > 0.3 * count)
        advice.push_back({"tune.flaps", {static_cast<double>(atOnce), count}, {}});
    const double usual = median(lengths);
    std::sort(lengths.begin(), lengths.end());
    const double held = static_cast<double>(hold) + lengths[static_cast<size_t>(0.7 * (count - 1))];
    if (count >= 5 && usual < 5 * kMinute)
        advice.push_back({"tune.short", {count, usual / kMinute, std::ceil(held / kMinute)}, {}});
    const auto busiest = std::max_element(hours.begin(), hours.end());
    if (count >= 8 && static_cast<double>(*busiest) > 0.6 * count)
        advice.push_back(
            {"tune.hour",
             {static_cast<double>(*busiest), count, static_cast<double>(busiest - hours.begin())},
             {}});
    if (count >= 10 && taken < 0.1 * count) advice.push_back({"tune.ignored", {taken, count}, {}});
    if (count / weeks > 20 && advice.empty()) advice.push_back({"tune.many", {count / weeks}, {}});
    return advice;
}

}  // namespace tributary::alerts::detectors
