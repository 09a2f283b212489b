// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/alerts/model/labels.h"
#include "core/alerts/model/matcher.h"

namespace tributary::alerts::promql {

struct Point {
    int64_t time = 0;  ///< milliseconds since 1970
    double value = 0;
};

/// The NaN with which Prometheus marks the end of a series; other NaNs are values.
double staleMarker();
bool isStale(double value);

struct Series {
    Labels labels;              ///< with __name__
    std::vector<Point> points;  ///< by time, stale markers among them
};

/// Series in memory, grown in order of time. Not thread-safe.
class SeriesStore {
  public:
    /// A second point of the same instant replaces the first; an older one is refused (Conflict).
    Result<void> append(const Labels& labels, int64_t time, double value);
    std::vector<const Series*> select(const Matchers& matchers) const;
    const std::vector<Series>& all() const { return m_series; }

  private:
    struct Hash {
        size_t operator()(const Labels& labels) const { return fingerprint(labels); }
    };
    std::vector<Series> m_series;
    std::unordered_map<Labels, size_t, Hash> m_index;
    std::unordered_map<std::string, std::vector<size_t>> m_byName;
};

}  // namespace tributary::alerts::promql
