// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/alerts/detectors/detector.h"
#include "core/alerts/model/alert.h"
#include "core/alerts/routing/silences.h"

namespace tributary::alerts {

/// One group of rules as it is kept: a rule file's text with this group alone.
struct RuleGroupRecord {
    std::string file;  ///< absolute path of the file it came from; empty: made here
    std::string name;  ///< unique within `file`
    std::string yaml;
    bool enabled = true;
    TimePoint changedAt{};  ///< set by the store
};

/// A file of rules that is followed: what it held when it was read last.
struct RuleFileRecord {
    std::string path;         ///< absolute
    std::string fingerprint;  ///< of its bytes
    std::string error;        ///< why it could not be read; its groups are then those of before
    TimePoint readAt{};
};

/// Where notifications go. Secret values are never here: `secretKeys` names the fields that are in the
/// SecretStore under `channelSecretKey`.
struct ChannelRecord {
    std::string id;  ///< uuid, given by the store
    std::string name;
    std::string type;
    std::map<std::string, std::string> settings;
    std::vector<std::string> secretKeys;
    bool enabled = true;
};

using SilenceRecord = Silence;

/// Somebody has seen it: escalation of these alerts stops until they are resolved.
struct AcknowledgementRecord {
    std::string fingerprint;  ///< of the alert's labels, 16 hexadecimal digits
    std::string by;
    std::string comment;
    TimePoint at{};
};

/// What a person said of an alert, kept as history.
struct DecisionRecord {
    enum class Kind : uint8_t {
        Acknowledged,
        NotAnAnomaly,  ///< the rule's detector learns from it
    };
    int64_t id = 0;  ///< given by the store, ascending
    Kind kind = Kind::NotAnAnomaly;
    TimePoint at{};
    std::string ruleId;
    std::string fingerprint;
    Labels labels;
    std::string by;
    std::string comment;
    std::optional<TimePoint> takenAt;  ///< when the owner of the lease took it; none: not yet
    std::string outcome;               ///< why it could not be taken; empty: it was, or not yet
};

/// What a value was judged by, where the condition has one.
struct Judged {
    std::optional<double> value;
    std::optional<double> expected;
    std::optional<double> lower;
    std::optional<double> upper;
};

/// One alert of a rule as it stands: what "active alerts" lists.
struct InstanceRecord {
    std::string ruleId;
    std::string fingerprint;
    std::string state;  ///< "pending", "firing", "recovering", "resolved", "nodata", "error" …
    Labels labels;
    Labels annotations;
    TimePoint activeAt{};
    std::optional<TimePoint> firedAt;
    std::optional<TimePoint> resolvedAt;
    TimePoint evaluatedAt{};
    Judged judged;
};

/// A change of state: one line of the alert history.
struct TransitionRecord {
    int64_t id = 0;  ///< given by the store, ascending
    TimePoint at{};
    std::string ruleId;
    std::string rule;   ///< its name
    std::string group;  ///< its group's name
    std::string fingerprint;
    Labels labels;
    std::string from;
    std::string to;
    std::string reason;  ///< in words; may be empty
    Judged judged;
    detectors::Reason why = {};  ///< the reason for programs that translate it
};

/// One evaluation of a rule. The newest `kEvaluationsKept` of each rule are kept.
struct EvaluationRecord {
    std::string ruleId;
    TimePoint scheduledAt{};  ///< the instant it was evaluated for
    TimePoint startedAt{};
    Duration duration{0};
    uint64_t rows = 0;
    uint64_t active = 0;  ///< alerts that are not normal afterwards
    std::string error;    ///< empty: it went well
};

/// One attempt's outcome to tell somebody, after retries.
struct DeliveryRecord {
    int64_t id = 0;  ///< given by the store, ascending
    TimePoint at{};
    std::string receiver;
    std::string channel;
    std::string groupKey;
    bool delivered = false;
    bool firing = true;
    uint64_t firingAlerts = 0;
    uint64_t resolvedAlerts = 0;
    uint64_t attempts = 1;
    Duration duration{0};
    std::string title;  ///< one line for people
    std::string error;  ///< empty: delivered
};

/// A notification that could not be delivered, kept to be sent again by hand.
struct DeadLetterRecord {
    int64_t id = 0;
    TimePoint at{};
    std::string channel;
    std::string error;
    uint64_t attempts = 0;
    Notification notification;
    bool resend = false;  ///< asked to be sent again, and not yet
};

/// Who evaluates and sends.
struct LeaseRecord {
    std::string owner;  ///< uuid of a running program
    std::string host;
    int64_t pid = 0;
    std::string process;  ///< store::thisProcessTag
    std::string program;  ///< "service" or "window"
    std::string address;  ///< of its HTTP endpoint, "127.0.0.1:9187"; empty: none
    int64_t token = 0;    ///< grows with every new owner
    TimePoint since{};
    TimePoint heartbeat{};
};

/// Proof of being the owner; every write of the owner is refused (Conflict) when somebody else is by now.
struct Fence {
    std::string owner;
    int64_t token = 0;
};

}  // namespace tributary::alerts
