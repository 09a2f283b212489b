// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/notice_actions.h"

#include <algorithm>

#include "core/schedule/alert_json.h"
#include "ui/alerts/silence_dialog.h"

namespace tributary::ui {

using namespace alerts;

namespace {

/// Labels of the alerts that are still there.
Result<std::vector<InstanceRecord>> alertsOf(AlertDesk& desk, const std::vector<std::string>& fingerprints) {
    auto picture = desk.load(Duration(0));
    if (!picture) return fail(std::move(picture.error()));
    std::vector<InstanceRecord> out;
    for (const auto& alert : picture->active)
        if (std::find(fingerprints.begin(), fingerprints.end(), alert.instance.fingerprint) !=
            fingerprints.end())
            out.push_back(alert.instance);
    if (out.empty()) return fail(ErrorCode::NotFound, "The alert of this message is over.");
    return out;
}

}  // namespace

Result<void> silenceAlerts(AlertDesk& desk, const std::vector<std::string>& fingerprints, Duration span) {
    auto alerts = alertsOf(desk, fingerprints);
    if (!alerts) return fail(std::move(alerts.error()));
    auto parts = desk.parts();
    if (!parts) return fail(std::move(parts.error()));
    for (const auto& alert : *alerts) {
        const SilenceRecord record = silenceFor(alert.labels, span);
        if (auto saved = schedule::setSilence(*(*parts)->store, record, record.startsAt); !saved)
            return fail(std::move(saved.error()));
    }
    return {};
}

Result<void> acknowledgeAlerts(AlertDesk& desk, const std::vector<std::string>& fingerprints) {
    auto alerts = alertsOf(desk, fingerprints);
    if (!alerts) return fail(std::move(alerts.error()));
    auto parts = desk.parts();
    if (!parts) return fail(std::move(parts.error()));
    const SilenceRecord now = silenceFor({}, Duration(0));
    for (const auto& alert : *alerts) {
        AcknowledgementRecord record;
        record.fingerprint = alert.fingerprint;
        record.by = now.createdBy;
        record.at = now.startsAt;
        if (auto done = (*parts)->store->acknowledge(record); !done) return done;
    }
    return {};
}

}  // namespace tributary::ui
