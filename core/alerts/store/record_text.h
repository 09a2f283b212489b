// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/alerts/detectors/detector.h"
#include "core/alerts/model/alert.h"
#include "core/base/error.h"

namespace tributary::alerts {

inline int64_t millis(TimePoint time) {
    return time.time_since_epoch().count();
}
inline TimePoint timeOf(int64_t millisSinceEpoch) {
    return TimePoint(Duration(millisSinceEpoch));
}

/// How kinds of decision are called in the file.
inline constexpr const char* kAcknowledged = "acknowledged";
inline constexpr const char* kNotAnAnomaly = "not an anomaly";

/// Of this machine's clock: when a record was changed, not what it says.
int64_t nowMillis();

/// A JSON object of texts.
std::string labelsToJson(const Labels& labels);
/// Corrupt when it is none.
Result<Labels> labelsFromJson(const std::string& text);

/// Empty for a reason that tells nothing; what cannot be read is such a one.
std::string reasonToJson(const detectors::Reason& reason);
detectors::Reason reasonFromJson(const std::string& text);

std::string notificationToJson(const Notification& notification);
Result<Notification> notificationFromJson(const std::string& text);

}  // namespace tributary::alerts
