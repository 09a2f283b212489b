// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>
#include <string>
#include <tributary_plugin.hpp>
#include <unordered_map>
#include <vector>

namespace report {

/// What is in one column, in memory that does not grow with the rows: numbers are sampled above 100,000,
/// different values counted up to 10,000.
class ColumnSummary {
  public:
    ColumnSummary(std::string name, tributary_sdk::TypeInfo type);
    void add(const tributary_sdk::Column& column, int64_t row);

    const std::string& name() const { return m_name; }
    bool isNumeric() const { return m_type.isNumeric(); }
    bool isTemporal() const { return m_type.isTemporal(); }
    std::string typeName() const;
    int64_t rows() const { return m_rows; }
    int64_t nulls() const { return m_nulls; }
    /// Different values; above the limit only "more than".
    size_t distinct() const { return m_counts.size(); }
    bool distinctKnown() const { return !m_overflow; }
    /// The least, the most: as text. Empty without values.
    const std::string& least() const { return m_least; }
    const std::string& most() const { return m_most; }
    double mean() const { return m_mean; }
    double deviation() const;
    int64_t finite() const { return m_finite; }
    bool sampled() const { return m_finite > static_cast<int64_t>(m_sample.size()); }
    /// Of the sample; p from 0 to 1. Needs a finite value.
    double quantile(double p) const;
    /// Of the sample, in `bins` steps from the least to the most.
    std::vector<int64_t> histogram(size_t bins) const;
    /// The commonest values, most first.
    std::vector<std::pair<std::string, int64_t>> commonest(size_t count) const;

  private:
    void addNumber(double value);
    std::string m_name;
    tributary_sdk::TypeInfo m_type;
    int64_t m_rows = 0, m_nulls = 0, m_finite = 0;
    bool m_overflow = false;
    std::unordered_map<std::string, int64_t> m_counts;
    std::string m_least, m_most;
    double m_low = HUGE_VAL, m_high = -HUGE_VAL, m_mean = 0, m_squares = 0;
    std::vector<double> m_sample;
    std::minstd_rand m_random{20240229};  ///< the same report for the same rows
};

}  // namespace report
