// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QToolButton>

#include "ui/editor/sql_editor.h"

namespace tributary::ui {

/// Find and replace below the editor's tool bar; hidden until asked for.
class FindBar : public QFrame {
    Q_OBJECT

  public:
    FindBar(SqlEditor& editor, const Theme& theme, QWidget* parent = nullptr);
    /// Shows the bar with the selected text in it.
    void open();
    void next() { find(true); }
    void previous() { find(false); }

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void find(bool forward, bool fromStart = false);
    void replaceOne();
    void replaceAll();
    void close();

    SqlEditor& m_editor;
    std::pair<size_t, size_t> m_match{0, 0};  ///< what was found last; replacing touches nothing else
    QLineEdit* m_find;
    QLineEdit* m_replace;
    QToolButton* m_caseSensitive;
    QToolButton* m_regex;
    QLabel* m_note;
};

}  // namespace tributary::ui
