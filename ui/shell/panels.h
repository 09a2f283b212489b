// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>
#include <functional>
#include <vector>

#include "ui/session/workspace_context.h"
#include "ui/shell/commands.h"

namespace tributary::ui {

/// A panel of the side area: its entry in the activity bar is the command that shows it.
struct PanelSpec {
    Command command;
    std::function<QWidget*(WorkspaceContext&, QWidget* parent)> make;
};

/// Every panel, in the order of the activity bar. A new panel costs one line here.
const std::vector<PanelSpec>& panelTable();

}  // namespace tributary::ui
