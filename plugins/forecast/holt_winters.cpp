// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/forecast/holt_winters.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>

namespace forecast {
namespace {

struct Start {
    double level = 0, trend = 0;
    std::vector<double> season;
    size_t at = 0;  ///< first value that is forecast
};

/// Moving averages of the first two seasons give trend and season; a line through the trend gives level and
/// slope.
Start startOf(const std::vector<double>& values, int period, Seasonal seasonal) {
    Start out;
    if (seasonal == Seasonal::None) {
        out.level = values[1];
        out.trend = values[1] - values[0];
        out.at = 2;
        return out;
    }
    const int span = 2 * period, half = period / 2;
    std::vector<double> trend(static_cast<size_t>(span), NAN);
    for (int i = half; i + half < span; ++i) {
        double sum = 0;
        for (int j = -half; j <= half; ++j) {
            const bool edge = period % 2 == 0 && (j == -half || j == half);
            sum += values[static_cast<size_t>(i + j)] * (edge ? 0.5 : 1.0);
        }
        trend[static_cast<size_t>(i)] = sum / period;
    }
    std::vector<double> sum(static_cast<size_t>(period), 0), count(static_cast<size_t>(period), 0);
    double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (int i = 0; i < span; ++i) {
        const double t = trend[static_cast<size_t>(i)];
        if (std::isnan(t)) continue;
        const double value = values[static_cast<size_t>(i)];
        sum[static_cast<size_t>(i % period)] += seasonal == Seasonal::Additive ? value - t : value / t;
        count[static_cast<size_t>(i % period)] += 1;
        n += 1;
        sx += n;
        sy += t;
        sxx += n * n;
        sxy += n * t;
    }
    const double determinant = n * sxx - sx * sx;
    out.trend = determinant != 0 ? (n * sxy - sx * sy) / determinant : 0;
    out.level = (sy - out.trend * sx) / n;
    for (size_t i = 0; i < sum.size(); ++i) out.season.push_back(sum[i] / std::max(count[i], 1.0));
    const double mean = std::accumulate(out.season.begin(), out.season.end(), 0.0) / period;
    for (double& one : out.season) one = seasonal == Seasonal::Additive ? one - mean : one / mean;
    out.at = static_cast<size_t>(period);
    return out;
}

/// Runs through the values with the model's parameters.
void smooth(const std::vector<double>& values, const Start& start, Model& model) {
    model.level = start.level;
    model.trend = start.trend;
    std::vector<double> season = start.season;
    model.squaredError = 0;
    model.fitted.assign(values.size(), NAN);
    for (size_t i = start.at; i < values.size(); ++i) {
        double* s = season.empty() ? nullptr : &season[i % season.size()];
        const double base = model.level + model.trend, value = values[i];
        const bool times = model.seasonal == Seasonal::Multiplicative;
        const double forecast = !s ? base : times ? base * *s : base + *s;
        model.fitted[i] = forecast;
        model.squaredError += (value - forecast) * (value - forecast);
        const double plain = !s ? value : times ? value / *s : value - *s, before = model.level;
        model.level = model.alpha * plain + (1 - model.alpha) * base;
        model.trend = model.beta * (model.level - before) + (1 - model.beta) * model.trend;
        if (s)
            *s = model.gamma * (times ? value / model.level : value - model.level) + (1 - model.gamma) * *s;
    }
    model.errors = values.size() - start.at;
    model.season.clear();
    for (size_t i = 0; i < season.size(); ++i)
        model.season.push_back(season[(values.size() + i) % season.size()]);
}

using Point = std::array<double, 3>;

/// Nelder and Mead's method in the unit cube: no derivatives, and quick for three numbers.
Point minimise(const std::function<double(const Point&)>& f, Point start, size_t dimensions) {
    std::vector<std::pair<double, Point>> simplex;
    const auto clamped = [](Point p) {
        for (double& x : p) x = std::clamp(x, 0.0, 1.0);
        return p;
    };
    const auto add = [&](const Point& p) { simplex.emplace_back(f(p), p); };
    add(start);
    for (size_t i = 0; i < dimensions; ++i) {
        Point p = start;
        p[i] += p[i] < 0.5 ? 0.25 : -0.25;
        add(p);
    }
    for (int round = 0; round < 220; ++round) {
        std::stable_sort(simplex.begin(), simplex.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        double width = 0;
        for (size_t i = 0; i < dimensions; ++i)
            width = std::max(width, std::abs(simplex.back().second[i] - simplex.front().second[i]));
        if (width < 1e-7) break;
        Point centre{};
        for (size_t k = 0; k + 1 < simplex.size(); ++k) {
            for (size_t i = 0; i < dimensions; ++i)
                centre[i] += simplex[k].second[i] / static_cast<double>(dimensions);
        }
        const auto along = [&](double by) {
            Point p = simplex.back().second;
            for (size_t i = 0; i < dimensions; ++i) p[i] = centre[i] + by * (p[i] - centre[i]);
            p = clamped(p);
            return std::pair(f(p), p);
        };
        auto best = along(-1);
        if (best.first < simplex.front().first) {
            const auto further = along(-2);
            if (further.first < best.first) best = further;
        } else if (best.first >= simplex[simplex.size() - 2].first) {
            const auto nearer = along(best.first < simplex.back().first ? -0.5 : 0.5);
            if (nearer.first < std::min(best.first, simplex.back().first)) {
                best = nearer;
            } else {
                for (size_t k = 1; k < simplex.size(); ++k) {
                    Point& p = simplex[k].second;
                    for (size_t i = 0; i < dimensions; ++i) p[i] = (p[i] + simplex.front().second[i]) / 2;
                    simplex[k].first = f(p);
                }
                continue;
            }
        }
        simplex.back() = best;
    }
    return std::min_element(simplex.begin(), simplex.end(),
                            [](const auto& a, const auto& b) { return a.first < b.first; })
        ->second;
}

}  // namespace

double Model::at(int step) const {
    const double base = level + trend * step;
    if (season.empty()) return base;
    const double s = season[static_cast<size_t>((step - 1) % period)];
    return seasonal == Seasonal::Multiplicative ? base * s : base + s;
}

double Model::varianceAt(int step) const {
    double sum = 1;
    for (int j = 1; j < step; ++j) {
        double psi = alpha * (1 + j * beta) +
                     (seasonal != Seasonal::None && j % period == 0 ? gamma * (1 - alpha) : 0);
        if (seasonal == Seasonal::Multiplicative) {
            const double now = season[static_cast<size_t>((step - 1) % period)],
                         then = season[static_cast<size_t>((step - 1 - j % period + period) % period)];
            psi *= then != 0 ? now / then : 1;
        }
        sum += psi * psi;
    }
    return variance * sum;
}

std::string Model::text() const {
    char numbers[96];
    std::snprintf(numbers, sizeof numbers, "alpha %.3f, beta %.3f", alpha, beta);
    if (seasonal == Seasonal::None) return "Holt (trend, no season), " + std::string(numbers);
    std::snprintf(numbers, sizeof numbers, "alpha %.3f, beta %.3f, gamma %.3f", alpha, beta, gamma);
    return std::string("Holt-Winters, ") + (seasonal == Seasonal::Additive ? "additive" : "multiplicative") +
           " season of " + std::to_string(period) + ", " + numbers;
}

Model fit(const std::vector<double>& values, int period, Seasonal seasonal,
          const std::function<void()>& check) {
    const Start start = startOf(values, period, seasonal);
    Model model;
    model.seasonal = seasonal;
    model.period = seasonal == Seasonal::None ? 1 : period;
    const auto error = [&](const Point& p) {
        check();
        model.alpha = p[0];
        model.beta = p[1];
        model.gamma = p[2];
        smooth(values, start, model);
        return std::isfinite(model.squaredError) ? model.squaredError : HUGE_VAL;
    };
    const size_t dimensions = seasonal == Seasonal::None ? 2 : 3;
    Point best{0.3, 0.1, dimensions == 3 ? 0.1 : 0.0};
    double least = HUGE_VAL;
    for (const Point& from : {Point{0.3, 0.1, 0.1}, Point{0.8, 0.05, 0.6}, Point{0.1, 0.02, 0.4}}) {
        Point first = from;
        if (dimensions < 3) first[2] = 0;
        const Point found = minimise(error, first, dimensions);
        if (const double e = error(found); e < least) {
            least = e;
            best = found;
        }
    }
    error(best);
    double mean = 0;
    for (size_t i = start.at; i < values.size(); ++i)
        mean += (values[i] - model.fitted[i]) / static_cast<double>(model.errors);
    for (size_t i = start.at; i < values.size(); ++i) {
        const double rest = values[i] - model.fitted[i] - mean;
        model.variance += rest * rest / std::max<double>(1, static_cast<double>(model.errors) - 1);
    }
    return model;
}

Model fitBest(const std::vector<double>& values, int period, bool known, const std::function<void()>& check) {
    Model best = fit(values, 1, Seasonal::None, check);
    if (period < 2 || values.size() < static_cast<size_t>(period) * 5 / 2) return best;
    const bool positive = *std::min_element(values.begin(), values.end()) > 0;
    bool seasonalFound = false;
    for (const Seasonal seasonal : {Seasonal::Additive, Seasonal::Multiplicative}) {
        if (seasonal == Seasonal::Multiplicative && !positive) continue;
        Model model = fit(values, period, seasonal, check);
        // A season has many numbers of its own: one that was only guessed must be clearly better than the
        // plain trend.
        const double mean = model.squaredError / static_cast<double>(model.errors);
        const bool better = seasonalFound ? model.squaredError < best.squaredError
                            : known       ? true
                                          : mean < 0.9 * best.squaredError / static_cast<double>(best.errors);
        if (!better) continue;
        best = std::move(model);
        seasonalFound = true;
    }
    return best;
}

}  // namespace forecast
