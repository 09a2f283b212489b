// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/alert_entry.h"

namespace tributary::alerts {

namespace {

/// Fewer labels first, then the first difference, where the side that lacks the name comes first.
bool labelsBefore(const Labels& a, const Labels& b) {
    if (a.size() != b.size()) return a.size() < b.size();
    auto left = a.begin();
    auto right = b.begin();
    while (left != a.end() && right != b.end()) {
        if (left->first != right->first) return right->first < left->first;
        if (left->second != right->second) return left->second < right->second;
        ++left;
        ++right;
    }
    return false;
}

}  // namespace

bool beforeInNotification(const Alert& a, const Alert& b) {
    for (const char* name : {"job", "instance"}) {
        const auto left = a.labels.find(name);
        const auto right = b.labels.find(name);
        const bool hasLeft = left != a.labels.end();
        const bool hasRight = right != b.labels.end();
        if (hasLeft != hasRight) return hasLeft;
        if (hasLeft && left->second != right->second) return left->second < right->second;
    }
    return labelsBefore(a.labels, b.labels);
}

}  // namespace tributary::alerts
