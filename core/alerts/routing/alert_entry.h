// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "core/alerts/model/alert.h"

namespace tributary::alerts {

/// An alert as the pipeline took it. Never changed: an update is another entry.
struct AlertEntry {
    Alert alert;
    uint64_t fingerprint = 0;
    bool timeout = false;  ///< its end is only the resolve timeout, not what the sender said
};
using AlertEntryPtr = std::shared_ptr<const AlertEntry>;

/// Alertmanager's merge of two alerts with the same labels whose times overlap.
inline AlertEntry mergeEntries(const AlertEntry& old, const AlertEntry& young, TimePoint now) {
    if (young.alert.updatedAt < old.alert.updatedAt) return mergeEntries(young, old, now);
    AlertEntry merged = young;
    if (old.alert.startsAt < young.alert.startsAt) merged.alert.startsAt = old.alert.startsAt;
    const bool later = old.alert.endsAt > young.alert.endsAt;
    // Of two that are over the later end counts; otherwise an end somebody named beats a timeout.
    const bool keep =
        young.alert.isResolvedAt(now) ? old.alert.isResolvedAt(now) && later : later && !old.timeout;
    if (keep) merged.alert.endsAt = old.alert.endsAt;
    return merged;
}

/// Alertmanager's order inside a notification: by job, then instance, then all labels.
bool beforeInNotification(const Alert& a, const Alert& b);

}  // namespace tributary::alerts
