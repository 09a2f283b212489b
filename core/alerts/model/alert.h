// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/alerts/model/labels.h"
#include "core/alerts/model/time.h"

namespace tributary::alerts {

/// What a rule hands to the notification pipeline: Alertmanager's alert. Its labels are its identity.
struct Alert {
    Labels labels;
    Labels annotations;
    TimePoint startsAt{};
    TimePoint endsAt{};  ///< firing until then, unless sent again
    TimePoint updatedAt{};
    std::string generatorUrl;

    bool isResolvedAt(TimePoint now) const { return endsAt <= now; }
};

/// One message to one receiver about one group of alerts, before it is rendered for a channel.
struct Notification {
    std::string receiver;
    std::string groupKey;  ///< `{}/{severity="page"}:{alertname="Down"}`, as Alertmanager forms it
    Labels groupLabels;
    Labels commonLabels;
    Labels commonAnnotations;
    /// By job, then instance, then labels, as Alertmanager sorts; each is firing or resolved as of `at`.
    std::vector<Alert> alerts;
    TimePoint at{};
    bool firing = true;       ///< at least one alert is firing
    std::string externalUrl;  ///< of this program, empty: none
    size_t truncatedAlerts = 0;
    std::string
        note;  ///< what the pipeline adds: "flapping", "escalated after 15m", "digest of 12"; empty: nothing
};

}  // namespace tributary::alerts
