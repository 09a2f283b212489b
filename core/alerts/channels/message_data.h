// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "core/alerts/channels/channel.h"

namespace tributary::alerts::channels {

/// Alertmanager's template data: .Status .Alerts .GroupLabels .CommonLabels …, and ours: .GroupKey .Note
/// .TruncatedAlerts. `escape` changes every label and annotation value, for channels that give characters a
/// meaning.
nlohmann::json templateData(const Notification& notification,
                            const std::function<std::string(const std::string&)>& escape = {});

/// Alertmanager's webhook payload, version 4.
nlohmann::json webhookPayload(const Notification& notification);

/// The same for every attempt to send a message, another for any other message: a hash of the group's key,
/// and one of its alerts' states and the time of the message.
std::string idempotencyKey(const Notification& notification);
/// Of the group alone, 16 hexadecimal digits.
std::string groupHash(const Notification& notification);

/// "2025-01-01T00:00:00.5Z": RFC 3339 without needless zeros, as Go's JSON has it.
std::string jsonTime(TimePoint time);

/// JSON text; stray bytes become U+FFFD.
std::string dump(const nlohmann::json& json);

bool isFiring(const Notification& notification, const Alert& alert);
/// critical, error, warning or info, of the common label `severity`.
std::string severityOf(const Notification& notification);

/// At most `bytes` long, cut at a line if one is near, else at a character; ends with "…" when cut.
std::string shortened(const std::string& text, size_t bytes);

}  // namespace tributary::alerts::channels
