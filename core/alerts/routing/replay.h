// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/alerts/model/alert.h"
#include "core/alerts/routing/routing_config.h"
#include "core/alerts/routing/silences.h"

namespace tributary::alerts {

/// Alerts handed to the pipeline at an instant.
struct ReplayStep {
    TimePoint at{};
    std::vector<Alert> alerts;
};

struct ReplayOptions {
    TimePoint to{};  ///< the clock runs until then
    std::vector<Silence> silences;
    size_t limit = 100'000;  ///< notifications kept; beyond that they are counted only
};

struct ReplayResult {
    std::vector<Notification> notifications;  ///< one for each receiver, however many channels it has
    size_t count = 0;                         ///< of all of them
    size_t countWithoutGrouping = 0;          ///< had every alert been a group of its own, sent at once
};

/// The very pipeline under a simulated clock, every delivery succeeding at once: what a back-test would have
/// sent. `steps` in order of time. InvalidArgument for steps that go back.
Result<ReplayResult> replayNotifications(const std::shared_ptr<const RoutingConfig>& config,
                                         const std::vector<ReplayStep>& steps, const ReplayOptions& options);

}  // namespace tributary::alerts
