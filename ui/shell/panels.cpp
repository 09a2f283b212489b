// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/panels.h"

#include "ui/explorer/explorer_panel.h"
#include "ui/history/history_panel.h"
#include "ui/queries/queries_panel.h"

namespace tributary::ui {

namespace {

template <typename Panel>
QWidget* makePanel(WorkspaceContext& context, QWidget* parent) {
    return new Panel(context, parent);
}

}  // namespace

const std::vector<PanelSpec>& panelTable() {
    static const std::vector<PanelSpec> kPanels{
        {Command::ShowExplorer, makePanel<ExplorerPanel>},
        {Command::ShowQueries, makePanel<QueriesPanel>},
        {Command::ShowHistory, makePanel<HistoryPanel>},
    };
    return kPanels;
}

}  // namespace tributary::ui
