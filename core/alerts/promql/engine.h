// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/model/sample.h"
#include "core/alerts/promql/functions.h"

namespace tributary::alerts::promql {

struct Value {
    ValueType type = ValueType::Vector;
    double scalar = 0;
    std::string text;
    Vector vector;
    Matrix matrix;
};

/// The value of an expression at one instant over series in memory, as Prometheus 2.42 computes it: points
/// count for 5 minutes, stale markers end a series. Resource when it would take too long.
Result<Value> evaluate(const Expression& expression, const SeriesStore& store, TimePoint at,
                       Duration defaultStep = std::chrono::minutes(1));

/// The same for a rule's expression: a scalar is a vector of one without labels.
Result<Vector> evaluateVector(const Expression& expression, const SeriesStore& store, TimePoint at,
                              Duration defaultStep = std::chrono::minutes(1));

/// Rules' queries (`expr`) over series in memory. The store must outlive it. One thread at a time.
class StoreSource : public SampleSource {
  public:
    explicit StoreSource(const SeriesStore& store) : m_store(store) {}
    Result<SampleSet> at(const Query& query, TimePoint at, const CancelToken& token) override;
    Result<std::vector<std::pair<TimePoint, SampleSet>>> range(const Query& query, TimePoint from,
                                                               TimePoint to, Duration step,
                                                               const CancelToken& token) override;

  private:
    const SeriesStore& m_store;
    std::string m_text;
    std::unique_ptr<Expression> m_parsed;  ///< of m_text
};

}  // namespace tributary::alerts::promql
