// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringList>
#include <QtWidgets/QPushButton>

class QMenu;

namespace tributary::ui {

/// A button with a menu of columns to tick, in the order they are ticked.
class ColumnPicker : public QPushButton {
    Q_OBJECT

  public:
    explicit ColumnPicker(const QStringList& columns, QWidget* parent = nullptr);

    const QStringList& chosen() const { return m_chosen; }
    /// Names that are no column are left out.
    void setChosen(const QStringList& columns);

  Q_SIGNALS:
    void edited();

  private:
    void tell();

    QMenu* m_menu;
    QStringList m_chosen;
};

}  // namespace tributary::ui
