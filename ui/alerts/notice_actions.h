// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "ui/alerts/alert_desk.h"

namespace tributary::ui {

/// What a button of a desktop message does to its alerts, by their fingerprints; those that are over are left
/// out. Block on the disk: for background threads.
Result<void> silenceAlerts(AlertDesk& desk, const std::vector<std::string>& fingerprints,
                           alerts::Duration span);
Result<void> acknowledgeAlerts(AlertDesk& desk, const std::vector<std::string>& fingerprints);

}  // namespace tributary::ui
