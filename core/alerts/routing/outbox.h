// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/alerts/model/alert.h"
#include "core/alerts/routing/route_tree.h"

namespace tributary::alerts {

/// Messages that wait to be sent as one: a digest, or what the rate limit held back.
struct Bundle {
    bool digest = false;
    std::string receiver;
    size_t channel = 0;
    std::string groupKey;  ///< of the only group in it; a name of the bundle's own when there are several
    Labels groupLabels;
    std::string note;  ///< of the only message in it
    size_t messages = 0;
    std::map<uint64_t, Alert> alerts;  ///< the latest of each
    TimePoint due{};
    Duration retry{0};  ///< after a failed attempt
};

/// A message that may go out now.
struct Outgoing {
    std::string bundle;  ///< key of the bundle it came from; empty: a message of its own
    Notification notification;
    size_t channel = 0;
};

/// The last stop before the channels: digests and rate limits. Without either every message passes at once.
/// A message that waits here counts as delivered and survives a restart. Not thread-safe.
class Outbox {
  public:
    /// Nothing when the message has to wait.
    std::optional<Outgoing> pass(Notification notification, size_t channel, const RouteNode& node,
                                 const std::optional<RateLimit>& limit, TimePoint now);
    /// Bundles that are due and may be sent; each waits for `done` or `retry`.
    std::vector<Outgoing> takeDue(TimePoint now, const RoutingConfig& config);
    void done(const std::string& bundle);
    void retry(const std::string& bundle, TimePoint now);
    TimePoint nextDue() const;

    using Times = std::deque<TimePoint>;
    /// All that must not be lost of it, what is under way included.
    std::optional<Bundle> bundle(const std::string& key) const;
    const Times* sendTimes(const std::string& channelKey) const;
    void restoreBundle(const std::string& key, Bundle bundle) { m_bundles[key] = std::move(bundle); }
    void restoreTimes(const std::string& key, Times times) { m_times[key] = std::move(times); }
    std::set<std::string> takeChangedBundles();
    std::set<std::string> takeChangedTimes();

  private:
    /// When there is room for one more message; `now` or later.
    TimePoint roomAt(const std::string& channelKey, const std::optional<RateLimit>& limit, TimePoint now);
    void countSent(const std::string& channelKey, const std::optional<RateLimit>& limit, TimePoint now);
    void collect(const std::string& key, Notification notification, size_t channel);

    std::map<std::string, Bundle> m_bundles;
    std::map<std::string, Times> m_times;      ///< of messages inside the limit's span, by channel
    std::map<std::string, Bundle> m_underWay;  ///< handed out, not yet reported
    std::set<std::string> m_changedBundles;
    std::set<std::string> m_changedTimes;
};

/// Labels and annotations that all have in common, the status as of `at`.
void completeNotification(Notification& notification);

}  // namespace tributary::alerts
