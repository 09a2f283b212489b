// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/promql/functions.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace tributary::alerts::promql {

namespace {

constexpr ValueType kS = ValueType::Scalar;
constexpr ValueType kV = ValueType::Vector;
constexpr ValueType kM = ValueType::Matrix;
constexpr ValueType kT = ValueType::Text;

std::vector<Signature> makeSignatures() {
    std::vector<Signature> all{
        {"absent", {kV}},
        {"clamp", {kV, kS, kS}},
        {"clamp_max", {kV, kS}},
        {"clamp_min", {kV, kS}},
        {"histogram_quantile", {kS, kV}},
        {"label_join", {kV, kT, kT, kT}, 1, true},
        {"label_replace", {kV, kT, kT, kT, kT}},
        {"pi", {}, 0, false, kS},
        {"predict_linear", {kM, kS}},
        {"quantile_over_time", {kS, kM}},
        {"round", {kV, kS}, 1},
        {"scalar", {kV}, 0, false, kS},
        {"sort", {kV}},
        {"sort_desc", {kV}},
        {"time", {}, 0, false, kS},
        {"timestamp", {kV}},
        {"vector", {kS}},
    };
    for (const std::string_view name :
         {"abs",  "ceil", "exp", "floor", "ln",  "log10", "log2", "sgn",  "sqrt", "acos",
          "asin", "atan", "cos", "sin",   "tan", "cosh",  "sinh", "tanh", "deg",  "rad"})
        all.push_back({name, {kV}});
    for (const std::string_view name :
         {"day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"})
        all.push_back({name, {kV}, 1});
    for (const std::string_view name :
         {"absent_over_time", "avg_over_time", "changes", "count_over_time", "delta", "deriv", "idelta",
          "increase", "irate", "last_over_time", "max_over_time", "min_over_time", "present_over_time",
          "rate", "resets", "stddev_over_time", "stdvar_over_time", "sum_over_time"})
        all.push_back({name, {kM}});
    return all;
}

double onCalendar(std::string_view name, double seconds) {
    using namespace std::chrono;
    if (!std::isfinite(seconds) || std::abs(seconds) > 9e12) return std::nan("");
    const auto instant = sys_seconds(std::chrono::seconds(static_cast<int64_t>(std::floor(seconds))));
    const auto day = floor<days>(instant);
    const year_month_day date{day};
    const auto ofDay = instant - day;
    if (name == "hour") return static_cast<double>(ofDay / 1h);
    if (name == "minute") return static_cast<double>(ofDay / 1min % 60);
    if (name == "month") return static_cast<unsigned>(date.month());
    if (name == "year") return static_cast<int>(date.year());
    if (name == "day_of_month") return static_cast<unsigned>(date.day());
    if (name == "day_of_week") return weekday(day).c_encoding();
    if (name == "day_of_year") return static_cast<double>((day - sys_days(date.year() / 1 / 1)).count() + 1);
    return static_cast<unsigned>(year_month_day_last(date.year() / date.month() / last).day());
}

using Formula = double (*)(double);
const std::map<std::string_view, Formula>& formulas() {
    static const std::map<std::string_view, Formula> kAll{
        {"abs", [](double v) { return std::abs(v); }},
        {"ceil", [](double v) { return std::ceil(v); }},
        {"exp", [](double v) { return std::exp(v); }},
        {"floor", [](double v) { return std::floor(v); }},
        {"ln", [](double v) { return std::log(v); }},
        {"log10", [](double v) { return std::log10(v); }},
        {"log2", [](double v) { return std::log2(v); }},
        {"sgn", [](double v) { return v < 0   ? -1.0
                                      : v > 0 ? 1.0
                                              : v; }},
        {"sqrt", [](double v) { return std::sqrt(v); }},
        {"acos", [](double v) { return std::acos(v); }},
        {"asin", [](double v) { return std::asin(v); }},
        {"atan", [](double v) { return std::atan(v); }},
        {"cos", [](double v) { return std::cos(v); }},
        {"sin", [](double v) { return std::sin(v); }},
        {"tan", [](double v) { return std::tan(v); }},
        {"cosh", [](double v) { return std::cosh(v); }},
        {"sinh", [](double v) { return std::sinh(v); }},
        {"tanh", [](double v) { return std::tanh(v); }},
        {"deg", [](double v) { return v * 180 / M_PI; }},
        {"rad", [](double v) { return v * M_PI / 180; }}};
    return kAll;
}

}  // namespace

const Signature* findFunction(std::string_view name) {
    static const std::vector<Signature> kAll = makeSignatures();
    const auto found =
        std::find_if(kAll.begin(), kAll.end(), [&](const Signature& s) { return s.name == name; });
    return found == kAll.end() ? nullptr : &*found;
}

std::optional<double> overValue(std::string_view name, double value, std::span<const double> parameters) {
    if (const auto formula = formulas().find(name); formula != formulas().end())
        return formula->second(value);
    if (name == "clamp") {
        if (parameters[0] > parameters[1]) return std::nullopt;
        return std::isnan(value) ? value : std::max(parameters[0], std::min(parameters[1], value));
    }
    if (name == "clamp_max") return std::isnan(value) ? value : std::min(parameters[0], value);
    if (name == "clamp_min") return std::isnan(value) ? value : std::max(parameters[0], value);
    if (name == "round") {
        const double inverse = 1.0 / (parameters.empty() ? 1.0 : parameters[0]);
        return std::floor(value * inverse + 0.5) / inverse;
    }
    return onCalendar(name, value);
}

double quantile(double q, std::vector<double> values) {
    if (values.empty() || std::isnan(q)) return std::nan("");
    if (q < 0) return -HUGE_VAL;
    if (q > 1) return HUGE_VAL;
    std::sort(values.begin(), values.end(),
              [](double a, double b) { return std::isnan(a) ? !std::isnan(b) : a < b; });
    const double rank = q * (static_cast<double>(values.size()) - 1);
    const auto lower = static_cast<size_t>(std::max(0.0, std::floor(rank)));
    const size_t upper = std::min(values.size() - 1, lower + 1);
    const double weight = rank - std::floor(rank);
    return values[lower] * (1 - weight) + values[upper] * weight;
}

namespace {

using Bucket = std::pair<double, double>;  ///< upper bound, cumulative count

double bucketQuantile(double q, std::vector<Bucket> buckets) {
    if (std::isnan(q)) return std::nan("");
    if (q < 0) return -HUGE_VAL;
    if (q > 1) return HUGE_VAL;
    std::sort(buckets.begin(), buckets.end());
    if (buckets.empty() || !std::isinf(buckets.back().first)) return std::nan("");
    std::vector<Bucket> merged;
    for (const Bucket& bucket : buckets) {
        if (!merged.empty() && merged.back().first == bucket.first)
            merged.back().second += bucket.second;
        else
            merged.push_back(bucket);
    }
    for (size_t i = 1; i < merged.size(); ++i)
        merged[i].second = std::max(merged[i].second, merged[i - 1].second);
    if (merged.size() < 2 || merged.back().second == 0) return std::nan("");
    double rank = q * merged.back().second;
    size_t b = 0;
    while (b < merged.size() - 1 && merged[b].second < rank) ++b;
    if (b == merged.size() - 1) return merged[merged.size() - 2].first;
    if (b == 0 && merged[0].first <= 0) return merged[0].first;
    const double end = merged[b].first;
    double start = 0;
    double count = merged[b].second;
    if (b > 0) {
        start = merged[b - 1].first;
        count -= merged[b - 1].second;
        rank -= merged[b - 1].second;
    }
    return start + (end - start) * (rank / count);
}

}  // namespace

Result<Vector> histogramQuantile(double q, const Vector& input) {
    std::map<Labels, std::vector<Bucket>> groups;
    for (const Element& element : input) {
        const auto bound = element.labels.find("le");
        if (bound == element.labels.end()) continue;
        char* end = nullptr;
        const double upper = std::strtod(bound->second.c_str(), &end);
        if (end == bound->second.c_str() || *end != '\0') continue;
        Labels labels = element.labels;
        labels.erase("le");
        labels.erase("__name__");
        groups[labels].emplace_back(upper, element.value);
    }
    Vector out;
    for (auto& [labels, buckets] : groups) out.push_back({labels, bucketQuantile(q, std::move(buckets)), 0});
    return out;
}

Result<Vector> labelReplace(Vector input, std::span<const std::string> texts) {
    const std::string& target = texts[0];
    RE2::Options options;
    options.set_log_errors(false);
    const RE2 expression("(?s:" + texts[3] + ")", options);
    if (!expression.ok())
        return fail(ErrorCode::Syntax,
                    "'" + texts[3] + "' in label_replace is not a regular expression: " + expression.error());
    if (!isLabelName(target))
        return fail(ErrorCode::Syntax, "'" + target + "' in label_replace is not a label's name.");
    // RE2 writes groups as \1, Go as $1.
    std::string rewrite;
    for (size_t i = 0; i < texts[1].size(); ++i) {
        const char c = texts[1][i];
        const size_t brace = i + 1 < texts[1].size() && texts[1][i + 1] == '{' ? 1 : 0;
        if (c == '$' && i + 1 + brace < texts[1].size() &&
            std::isdigit(static_cast<unsigned char>(texts[1][i + 1 + brace]))) {
            (rewrite += '\\') += texts[1][i + 1 + brace];
            i += 1 + 2 * brace;
        } else if (c == '\\') {
            rewrite += "\\\\";
        } else {
            rewrite += c;
        }
    }
    for (Element& element : input) {
        const auto source = element.labels.find(texts[2]);
        const std::string value = source == element.labels.end() ? "" : source->second;
        if (!RE2::FullMatch(value, expression)) continue;
        std::string replaced = value;
        if (!RE2::Replace(&replaced, RE2("\\A(?s:" + texts[3] + ")\\z", options), rewrite)) continue;
        if (replaced.empty())
            element.labels.erase(target);
        else
            element.labels[target] = replaced;
    }
    return input;
}

Result<Vector> labelJoin(Vector input, std::span<const std::string> texts) {
    if (!isLabelName(texts[0]))
        return fail(ErrorCode::Syntax, "'" + texts[0] + "' in label_join is not a label's name.");
    for (Element& element : input) {
        std::string joined;
        for (size_t i = 2; i < texts.size(); ++i) {
            if (i > 2) joined += texts[1];
            if (const auto found = element.labels.find(texts[i]); found != element.labels.end())
                joined += found->second;
        }
        if (joined.empty())
            element.labels.erase(texts[0]);
        else
            element.labels[texts[0]] = joined;
    }
    return input;
}

}  // namespace tributary::alerts::promql
