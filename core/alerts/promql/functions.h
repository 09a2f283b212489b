// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/alerts/promql/expression.h"
#include "core/alerts/promql/series_store.h"

namespace tributary::alerts::promql {

struct Element {
    Labels labels;
    double value = 0;
    int64_t time = 0;  ///< of the point it comes from, for timestamp()
};
using Vector = std::vector<Element>;
using Matrix = std::vector<Series>;

/// What a function takes; the last `optional` parameters may be left out, `variadic`: the last may repeat.
struct Signature {
    std::string_view name;
    std::vector<ValueType> parameters;
    size_t optional = 0;
    bool variadic = false;
    ValueType result = ValueType::Vector;
};
/// Nothing for a function this subset does not have.
const Signature* findFunction(std::string_view name);
bool isAggregation(std::string_view name);
bool takesParameter(std::string_view aggregation);

/// The window a range function looks at, in milliseconds.
struct Window {
    int64_t start = 0;
    int64_t end = 0;
    int64_t at = 0;  ///< the instant that is evaluated
    double seconds() const { return static_cast<double>(end - start) / 1000; }
};
/// rate, avg_over_time …: one value from the points of one series; nothing: the series is left out.
std::optional<double> overRange(std::string_view name, std::span<const Point> points, const Window& window,
                                double parameter);
/// abs, round, hour …: one value from one value.
std::optional<double> overValue(std::string_view name, double value, std::span<const double> parameters);

Result<Vector> aggregate(const Expression& expression, Vector input, double parameter,
                         const std::string& text);
Result<Vector> binary(const Expression& expression, const Vector& left, const Vector& right);
/// One operation on two numbers; nothing: a comparison that does not hold.
std::optional<double> apply(Operator op, double left, double right);

double quantile(double q, std::vector<double> values);
Result<Vector> histogramQuantile(double q, const Vector& buckets);
Result<Vector> labelReplace(Vector input, std::span<const std::string> texts);
Result<Vector> labelJoin(Vector input, std::span<const std::string> texts);

}  // namespace tributary::alerts::promql
