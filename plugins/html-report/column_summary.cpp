// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/html-report/column_summary.h"

#include <algorithm>

namespace report {
namespace {

using namespace tributary_sdk;

constexpr size_t kSample = 100000;
constexpr size_t kDistinct = 10000;
constexpr size_t kKeyBytes = 200;  ///< longer texts are told apart by their beginning

}  // namespace

ColumnSummary::ColumnSummary(std::string name, TypeInfo type)
    : m_name(std::move(name)), m_type(std::move(type)) {}

std::string ColumnSummary::typeName() const {
    static const char* const names[] = {"null",     "boolean", "integer", "integer", "float",     "decimal",
                                        "text",     "binary",  "date",    "time",    "timestamp", "duration",
                                        "interval", "list",    "struct",  "map",     "union"};
    std::string out = names[static_cast<size_t>(m_type.type)];
    if (m_type.type == Type::Decimal)
        out += "(" + std::to_string(m_type.precision) + "," + std::to_string(m_type.scale) + ")";
    return m_type.type == Type::Timestamp && !m_type.zone.empty() ? out + " UTC" : out;
}

void ColumnSummary::addNumber(double value) {
    if (!std::isfinite(value)) return;
    ++m_finite;
    const double distance = value - m_mean;
    m_mean += distance / static_cast<double>(m_finite);
    m_squares += distance * (value - m_mean);
    if (m_sample.size() < kSample) {
        m_sample.push_back(value);
        return;
    }
    const auto place = std::uniform_int_distribution<int64_t>(0, m_finite - 1)(m_random);
    if (place < static_cast<int64_t>(kSample)) m_sample[static_cast<size_t>(place)] = value;
}

void ColumnSummary::add(const Column& column, int64_t row) {
    ++m_rows;
    if (column.isNull(row)) {
        ++m_nulls;
        return;
    }
    const bool ordered = isNumeric() || isTemporal();
    std::string text = column.display(row);
    if (ordered) {
        const double value = column.number(row);
        addNumber(value);
        if (value < m_low || m_least.empty()) m_least = text;
        if (value > m_high || m_most.empty()) m_most = text;
        if (!std::isnan(value)) {
            m_low = std::min(m_low, value);
            m_high = std::max(m_high, value);
        }
    } else if (m_rows - m_nulls == 1) {
        m_least = m_most = text;
    } else {
        if (text < m_least) m_least = text;
        if (text > m_most) m_most = text;
    }
    if (m_overflow) return;
    if (text.size() > kKeyBytes) text.resize(kKeyBytes);
    ++m_counts[text];
    m_overflow = m_counts.size() > kDistinct;
}

double ColumnSummary::deviation() const {
    return m_finite > 1 ? std::sqrt(m_squares / static_cast<double>(m_finite - 1)) : 0;
}

double ColumnSummary::quantile(double p) const {
    std::vector<double> sorted = m_sample;
    const auto at = static_cast<std::ptrdiff_t>(p * static_cast<double>(sorted.size() - 1) + 0.5);
    std::nth_element(sorted.begin(), sorted.begin() + at, sorted.end());
    return sorted[static_cast<size_t>(at)];
}

std::vector<int64_t> ColumnSummary::histogram(size_t bins) const {
    std::vector<int64_t> out(bins, 0);
    if (m_sample.empty()) return out;
    const auto [low, high] = std::minmax_element(m_sample.begin(), m_sample.end());
    const double least = *low, width = *high - least;
    for (const double value : m_sample) {
        const double part = width > 0 ? (value - least) / width : 0.5;
        ++out[std::min(bins - 1, static_cast<size_t>(part * static_cast<double>(bins)))];
    }
    return out;
}

std::vector<std::pair<std::string, int64_t>> ColumnSummary::commonest(size_t count) const {
    std::vector<std::pair<std::string, int64_t>> out(m_counts.begin(), m_counts.end());
    const auto more = [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    };
    const size_t kept = std::min(count, out.size());
    std::partial_sort(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(kept), out.end(), more);
    out.resize(kept);
    return out;
}

}  // namespace report
