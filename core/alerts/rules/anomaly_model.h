// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "core/alerts/model/time.h"
#include "core/alerts/rules/condition.h"
#include "core/alerts/rules/reason.h"
#include "core/base/error.h"

namespace tributary::alerts {

/// What a model says about one row of a series.
struct AnomalyVerdict {
    double score = 0;  ///< 1 = boundary, above: anomalous
    double expected = 0;
    double lower = 0;
    double upper = 0;
    bool known = false;  ///< false while it learns: the other fields mean nothing
    bool alarm = false;  ///< within an incident (rest period included)
    std::string reason;  ///< in words
    Reason why;          ///< the same for programs
};

/// One streaming model of one series; sees rows once, oldest first.
class AnomalyModel {
  public:
    virtual ~AnomalyModel() = default;
    /// NaN: missing.
    virtual AnomalyVerdict update(TimePoint at, std::span<const double> values) = 0;
    /// "Not an anomaly": what lasts is over, and its like is not reported again.
    virtual void accept() {}
    virtual std::string save() const = 0;
    virtual Result<void> restore(std::string_view state) = 0;
};

/// Makes a model for a series of a rule with an Anomaly or Multivariate condition; null when it has none for
/// it.
using AnomalyModelFactory =
    std::function<std::unique_ptr<AnomalyModel>(const Condition& condition, size_t columns)>;

/// The detectors of core/alerts/detectors.
AnomalyModelFactory detectorModels();

}  // namespace tributary::alerts
