// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/workbench.h"
#include "ui/async/background.h"
#include "ui/preferences/preferences.h"
#include "ui/session/connection_list.h"
#include "ui/session/navigator.h"
#include "ui/session/workspace_events.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

class StepCatalog;

/// What every panel and tab of one open workspace works with. All of it outlives them.
struct WorkspaceContext {
    engine::Workbench& workbench;
    Background& background;
    Theme& theme;
    Preferences& preferences;
    Navigator& navigator;
    WorkspaceEvents& events;
    ConnectionList& connections;
    /// What installed plugins can do with results; null: nothing is known of plugins.
    StepCatalog* steps = nullptr;
};

}  // namespace tributary::ui
