// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/alerts/store/records.h"
#include "core/schedule/alert_service.h"

namespace tributary::schedule {

/// Everything about the service in Prometheus' text format 0.0.4.
std::string metricsText(const AlertServiceStatus& status,
                        const std::vector<alerts::InstanceRecord>& instances,
                        const std::map<std::string, alerts::EvaluationRecord>& evaluations,
                        alerts::TimePoint now);

}  // namespace tributary::schedule
