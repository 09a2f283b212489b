// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

#include "ui/grid/grid_painter.h"
#include "ui/theme/theme.h"

class QLabel;
class QLineEdit;
class QToolButton;

namespace tributary::ui {

/// One line above the grid that looks for text in its cells. It only asks: GridFind does.
class FindLine : public QWidget {
    Q_OBJECT

  public:
    explicit FindLine(const Theme& theme, QWidget* parent = nullptr);

    /// Puts the cursor into the field; `text` replaces what is there unless empty.
    void edit(const QString& text = {});
    GridNeedle needle() const;
    void showState(const QString& text, bool nothingFound = false);

  Q_SIGNALS:
    void needleChanged();  ///< a moment after typing
    void stepWanted(bool forward);
    void closed();

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    QToolButton* addButton(const Theme& theme, const QString& icon, const QString& text);

    QLineEdit* m_text = nullptr;
    QToolButton* m_case = nullptr;
    QLabel* m_state = nullptr;
    QTimer m_pause;
};

}  // namespace tributary::ui
