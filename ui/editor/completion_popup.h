// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QStandardItemModel>
#include <QtWidgets/QFrame>
#include <QtWidgets/QListView>
#include <vector>

#include "ui/editor/completion_engine.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// The list under the cursor: icon, name, and what it is. Never takes the focus: its editor keeps it and
/// hands keys on. UI thread.
class CompletionPopup : public QFrame {
    Q_OBJECT

  public:
    CompletionPopup(Theme& theme, QWidget* editor);

    /// Shows `items`, the first one chosen, below `line` (global coordinates) or above it where there is more
    /// room.
    void showItems(const std::vector<Completion>& items, const QRect& line);
    /// Up, Down, Page Up, Page Down move, Return, Enter and Tab choose, Escape hides. False: not for the
    /// list.
    bool handleKey(const QKeyEvent& key);

  Q_SIGNALS:
    void chosen(const std::string& insert);

  private:
    void choose(const QModelIndex& index);
    void move(int by);
    QSize sizeFor(const std::vector<Completion>& items) const;

    Theme& m_theme;
    QStandardItemModel m_model;
    QListView* m_list;
    std::vector<Completion> m_items;
};

}  // namespace tributary::ui
