// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <map>

#include "core/alerts/promql/functions.h"

namespace tributary::alerts::promql {

namespace {

using Points = std::span<const Point>;

/// Neumaier's sum, as Prometheus adds up a range.
struct PreciseSum {
    double sum = 0;
    double rest = 0;
    void add(double value) {
        const double next = sum + value;
        if (std::abs(sum) >= std::abs(value))
            rest += (sum - next) + value;
        else
            rest += (value - next) + sum;
        sum = next;
    }
    double value() const { return std::isinf(sum) ? sum : sum + rest; }
};

/// rate, increase and delta: what the window would have seen had it been full (promql/functions.go).
std::optional<double> extrapolated(Points points, const Window& window, bool isCounter, bool isRate) {
    if (points.size() < 2) return std::nullopt;
    double result = points.back().value - points.front().value;
    if (isCounter) {
        double last = points.front().value;
        for (const Point& point : points) {
            if (point.value < last) result += last;
            last = point.value;
        }
    }
    double toStart = static_cast<double>(points.front().time - window.start) / 1000;
    const double toEnd = static_cast<double>(window.end - points.back().time) / 1000;
    const double sampled = static_cast<double>(points.back().time - points.front().time) / 1000;
    const double average = sampled / static_cast<double>(points.size() - 1);
    if (isCounter && result > 0 && points.front().value >= 0)
        toStart = std::min(toStart, sampled * (points.front().value / result));
    const double threshold = average * 1.1;
    double interval = sampled;
    interval += toStart < threshold ? toStart : average / 2;
    interval += toEnd < threshold ? toEnd : average / 2;
    double factor = interval / sampled;
    if (isRate) factor /= window.seconds();
    return result * factor;
}

std::optional<double> instantly(Points points, bool isRate) {
    if (points.size() < 2) return std::nullopt;
    const Point& last = points.back();
    const Point& previous = points[points.size() - 2];
    double result = isRate && last.value < previous.value ? last.value : last.value - previous.value;
    if (last.time == previous.time) return std::nullopt;
    if (isRate) result /= static_cast<double>(last.time - previous.time) / 1000;
    return result;
}

double average(Points points) {
    double mean = 0;
    double rest = 0;
    double count = 0;
    for (const Point& point : points) {
        ++count;
        const double value = point.value;
        if (std::isinf(mean)) {
            if (std::isinf(value) && (mean > 0) == (value > 0)) continue;
            if (!std::isinf(value) && !std::isnan(value)) continue;
        }
        PreciseSum sum{mean, rest};
        sum.add(value / count - mean / count);
        mean = sum.sum;
        rest = sum.rest;
    }
    return std::isinf(mean) ? mean : mean + rest;
}

double variance(Points points) {
    PreciseSum mean;
    PreciseSum aux;
    double count = 0;
    for (const Point& point : points) {
        ++count;
        const double delta = point.value - (mean.sum + mean.rest);
        mean.add(delta / count);
        aux.add(delta * (point.value - (mean.sum + mean.rest)));
    }
    return (aux.sum + aux.rest) / count;
}

struct Line {
    double slope;
    double intercept;
};

Line regression(Points points, int64_t origin) {
    double n = 0;
    PreciseSum x, y, xy, x2;
    bool constant = true;
    for (const Point& point : points) {
        constant = constant && point.value == points.front().value;
        const double seconds = static_cast<double>(point.time - origin) / 1e3;
        ++n;
        x.add(seconds);
        y.add(point.value);
        xy.add(seconds * point.value);
        x2.add(seconds * seconds);
    }
    if (constant)
        return std::isinf(points.front().value) ? Line{std::nan(""), std::nan("")}
                                                : Line{0, points.front().value};
    const double sx = x.sum + x.rest, sy = y.sum + y.rest, sxy = xy.sum + xy.rest, sx2 = x2.sum + x2.rest;
    const double slope = (sxy - sx * sy / n) / (sx2 - sx * sx / n);
    return {slope, sy / n - slope * sx / n};
}

double changes(Points points, bool onlyDown) {
    double count = 0;
    for (size_t i = 1; i < points.size(); ++i) {
        const double a = points[i - 1].value;
        const double b = points[i].value;
        if (onlyDown ? b < a : b != a && !(std::isnan(a) && std::isnan(b))) ++count;
    }
    return count;
}

double extreme(Points points, bool largest) {
    double best = points.front().value;
    for (const Point& point : points)
        if (std::isnan(best) || (largest ? point.value > best : point.value < best)) best = point.value;
    return best;
}

double sum(Points points) {
    PreciseSum total;
    for (const Point& point : points) total.add(point.value);
    return total.value();
}

using Formula = std::optional<double> (*)(Points, const Window&, double);

const std::map<std::string_view, Formula>& formulas() {
    static const std::map<std::string_view, Formula> kAll{
        {"rate", [](Points p, const Window& w, double) { return extrapolated(p, w, true, true); }},
        {"increase", [](Points p, const Window& w, double) { return extrapolated(p, w, true, false); }},
        {"delta", [](Points p, const Window& w, double) { return extrapolated(p, w, false, false); }},
        {"irate", [](Points p, const Window&, double) { return instantly(p, true); }},
        {"idelta", [](Points p, const Window&, double) { return instantly(p, false); }},
        {"avg_over_time", [](Points p, const Window&, double) { return std::optional(average(p)); }},
        {"sum_over_time", [](Points p, const Window&, double) { return std::optional(sum(p)); }},
        {"count_over_time",
         [](Points p, const Window&, double) { return std::optional(static_cast<double>(p.size())); }},
        {"min_over_time", [](Points p, const Window&, double) { return std::optional(extreme(p, false)); }},
        {"max_over_time", [](Points p, const Window&, double) { return std::optional(extreme(p, true)); }},
        {"last_over_time", [](Points p, const Window&, double) { return std::optional(p.back().value); }},
        {"present_over_time", [](Points, const Window&, double) { return std::optional(1.0); }},
        {"stdvar_over_time", [](Points p, const Window&, double) { return std::optional(variance(p)); }},
        {"stddev_over_time",
         [](Points p, const Window&, double) { return std::optional(std::sqrt(variance(p))); }},
        {"changes", [](Points p, const Window&, double) { return std::optional(changes(p, false)); }},
        {"resets", [](Points p, const Window&, double) { return std::optional(changes(p, true)); }},
        {"deriv",
         [](Points p, const Window&, double) -> std::optional<double> {
             if (p.size() < 2) return std::nullopt;
             return regression(p, p.front().time).slope;
         }},
        {"predict_linear",
         [](Points p, const Window& w, double seconds) -> std::optional<double> {
             if (p.size() < 2) return std::nullopt;
             const Line line = regression(p, w.at);
             return line.slope * seconds + line.intercept;
         }},
        {"quantile_over_time", [](Points p, const Window&, double q) {
             std::vector<double> values;
             for (const Point& point : p) values.push_back(point.value);
             return std::optional(quantile(q, std::move(values)));
         }}};
    return kAll;
}

}  // namespace

std::optional<double> overRange(std::string_view name, std::span<const Point> points, const Window& window,
                                double parameter) {
    const auto formula = formulas().find(name);
    if (points.empty() || formula == formulas().end()) return std::nullopt;
    return formula->second(points, window, parameter);
}

}  // namespace tributary::alerts::promql
