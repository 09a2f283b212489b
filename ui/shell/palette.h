// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QDialog>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>

#include "ui/palette/palette_model.h"
#include "ui/session/workspace_context.h"
#include "ui/shell/commands.h"

namespace tributary::ui {

/// Go to anything by typing a part of its name: tables, columns, saved queries, commands. UI thread.
class Palette : public QDialog {
    Q_OBJECT

  public:
    Palette(WorkspaceContext& context, Commands& commands, bool commandsOnly, QWidget* window);
    /// Shows it centred under the top bar of its window.
    void openBelow(int top);
    QLineEdit* input() const { return m_input; }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void addCommands();
    void addWorkspace();
    void choose(const QModelIndex& index);
    void selectFirst();

    WorkspaceContext& m_context;
    Commands& m_commands;
    PaletteModel* m_model;
    QLineEdit* m_input;
    QListView* m_list;
};

}  // namespace tributary::ui
