// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/alerts/model/alert.h"
#include "core/alerts/routing/routing_config.h"
#include "core/alerts/routing/silences.h"

namespace tributary::alerts {

/// One message for one channel of a receiver. Whoever sends it tries again until `deadline`, then reports
/// `delivered` or `failed` with the id.
struct Delivery {
    uint64_t id = 0;
    Notification notification;
    size_t channel = 0;  ///< index in the receiver's channels
    TimePoint deadline{};
};

enum class AlertState { Unprocessed, Active, Suppressed };

/// Alertmanager's marker of an alert.
struct AlertStatus {
    AlertState state = AlertState::Unprocessed;
    std::vector<std::string> silencedBy;   ///< ids, sorted
    std::vector<std::string> inhibitedBy;  ///< fingerprints, sorted
};

/// An alert the pipeline knows, for lists.
struct KnownAlert {
    Alert alert;
    AlertStatus status;
    std::vector<std::string> receivers;  ///< sorted
    bool acknowledged = false;
    bool flapping = false;
};

/// Where labels go in the tree.
struct RouteMatch {
    std::vector<std::string> path;  ///< from the root: the matchers of each node, the root is "{}"
    std::string receiver;
    std::string groupKey;
    Labels groupLabels;
    Duration groupWait{0};
    Duration groupInterval{0};
    Duration repeatInterval{0};
    std::vector<std::string> muteTimeIntervals;
    std::vector<std::string> activeTimeIntervals;
};

/// What would become of an alert now.
struct Verdict {
    struct Receiver {
        RouteMatch route;
        std::string mutedBy;         ///< name of the time interval; empty: none
        bool outsideActive = false;  ///< none of its active intervals holds now
        bool tells = false;          ///< a message would go out at the next flush
        TimePoint nextFlush{};
    };
    std::vector<std::string> silencedBy;
    std::vector<std::string> inhibitedBy;  ///< labels of the inhibiting alerts, as text
    std::vector<Receiver> receivers;
};

/// Alertmanager's pipeline on the caller's clock: route → group → flush (group_wait, group_interval) →
/// inhibit → active time → mute time → silence → dedup against the notification log → deliveries; with flap
/// damping, rate limits, escalation and digests where the configuration asks for them. Not thread-safe;
/// nothing blocks. `now` must not go back; if it does, nothing is sent until it has caught up.
class Pipeline {
  public:
    Pipeline(std::shared_ptr<const RoutingConfig> config, TimePoint now);
    ~Pipeline();
    Pipeline(Pipeline&&) noexcept;
    Pipeline& operator=(Pipeline&&) noexcept;

    /// Takes alerts as POST /api/v2/alerts does: no `startsAt`/`endsAt` is TimePoint{} (now; now + resolve
    /// timeout). The good ones are taken even when others are wrong (InvalidArgument naming the first).
    Result<void> ingest(const std::vector<Alert>& alerts, TimePoint now);
    /// Does what is due and gives what is to be sent, in order.
    std::vector<Delivery> run(TimePoint now);
    /// Call `run` again then; TimePoint::max(): nothing is planned.
    TimePoint nextWakeup() const;

    void delivered(uint64_t id, TimePoint now);
    /// Given up: the group tries again at its next flush.
    void failed(uint64_t id, TimePoint now);

    /// Another configuration; groups whose route is still there keep their times.
    void configure(std::shared_ptr<const RoutingConfig> config, TimePoint now);
    const RoutingConfig& config() const;

    Silences& silences();
    const Silences& silences() const;
    /// Firing alerts that a silence with these matchers would cover.
    std::vector<KnownAlert> wouldSilence(const Matchers& matchers, TimePoint now) const;

    /// Stops the escalation of the alert until it is resolved. `fingerprint`: 16 hexadecimal digits.
    void acknowledge(const std::string& fingerprint);
    void unacknowledge(const std::string& fingerprint);

    std::vector<KnownAlert> alerts(TimePoint now) const;  ///< firing and not yet forgotten, by fingerprint
    AlertStatus status(const std::string& fingerprint) const;
    std::vector<RouteMatch> routeTest(const Labels& labels) const;
    Verdict explain(const Labels& labels, TimePoint now) const;

    /// What changed since the last call and must survive a restart, by key; an empty value removes the key.
    std::map<std::string, std::string> takeChanges();
    /// Fingerprints of alerts it no longer needs since the last call, and of acknowledgements that ended.
    std::vector<std::string> takeForgottenAlerts();
    std::vector<std::string> takeEndedAcknowledgements();
    /// After construction: what `takeChanges` said, and the alerts it still needs. A message that was under
    /// way when the program ended is sent again. Corrupt values are left out and named in the error; the rest
    /// is restored all the same.
    Result<void> restore(const std::map<std::string, std::string>& state, const std::vector<Alert>& alerts,
                         TimePoint now);

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace tributary::alerts
