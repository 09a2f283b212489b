// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/find_bar.h"

#include <QtGui/QKeyEvent>

#include "ui/widgets/make.h"

namespace tributary::ui {

FindBar::FindBar(SqlEditor& editor, const Theme& theme, QWidget* parent) : QFrame(parent), m_editor(editor) {
    setProperty("kind", "alt");
    auto* row = make::row(4);
    setLayout(row);
    row->setContentsMargins(8, 4, 8, 4);
    m_find = new QLineEdit(this);
    m_find->setPlaceholderText(tr("Find"));
    m_find->setAccessibleName(tr("Find"));
    m_replace = new QLineEdit(this);
    m_replace->setPlaceholderText(tr("Replace with"));
    m_replace->setAccessibleName(tr("Replace with"));
    m_caseSensitive = make::iconButton(theme.icon(QStringLiteral("type")), tr("Match case"), this);
    m_caseSensitive->setCheckable(true);
    m_regex = make::iconButton(theme.icon(QStringLiteral("braces")), tr("Regular expression"), this);
    m_regex->setCheckable(true);
    auto* previous =
        make::iconButton(theme.icon(QStringLiteral("arrow-up")), tr("Previous match (Shift+F3)"), this);
    auto* next = make::iconButton(theme.icon(QStringLiteral("arrow-down")), tr("Next match (F3)"), this);
    auto* replace = make::button(tr("Replace"), "ghost", this);
    auto* all = make::button(tr("Replace all"), "ghost", this);
    auto* closeButton = make::iconButton(theme.icon(QStringLiteral("x")), tr("Close"), this);
    m_note = make::label(QString(), "small", this);
    row->addWidget(m_find, 2);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_caseSensitive, m_regex, previous, next})
        row->addWidget(widget);
    row->addWidget(m_replace, 2);
    row->addWidget(replace);
    row->addWidget(all);
    row->addWidget(m_note, 1);
    row->addWidget(closeButton);

    connect(m_find, &QLineEdit::textEdited, this, [this] { find(true, true); });
    m_find->installEventFilter(this);
    connect(next, &QToolButton::clicked, this, [this] { find(true); });
    connect(previous, &QToolButton::clicked, this, [this] { find(false); });
    connect(m_replace, &QLineEdit::returnPressed, this, &FindBar::replaceOne);
    connect(replace, &QPushButton::clicked, this, &FindBar::replaceOne);
    connect(all, &QPushButton::clicked, this, &FindBar::replaceAll);
    connect(closeButton, &QToolButton::clicked, this, &FindBar::close);
    const auto onKey = [&](int key, void (FindBar::*act)()) {
        auto* action = new QAction(this);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, act);
        if (parent) parent->addAction(action);
    };
    onKey(Qt::Key_F3, &FindBar::next);
    onKey(int(Qt::SHIFT) | int(Qt::Key_F3), &FindBar::previous);
    hide();
}

void FindBar::open() {
    const QString selected = m_editor.selectedText();
    if (!selected.isEmpty() && !selected.contains(QLatin1Char('\n'))) m_find->setText(selected);
    show();
    m_find->setFocus();
    m_find->selectAll();
}

bool FindBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_find && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            find(!(key->modifiers() & Qt::ShiftModifier));
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void FindBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QFrame::keyPressEvent(event);
}

void FindBar::close() {
    hide();
    m_editor.setFocus();
}

void FindBar::find(bool forward, bool fromStart) {
    m_note->clear();
    if (m_find->text().isEmpty()) return;
    int line = -1;
    int column = -1;
    if (m_editor.hasSelectedText() && (fromStart || !forward)) {
        int endLine = 0;
        int endColumn = 0;
        m_editor.getSelection(&line, &column, &endLine, &endColumn);
    }
    const bool found = m_editor.findFirst(m_find->text(), m_regex->isChecked(), m_caseSensitive->isChecked(),
                                          false, true, forward, line, column, true, false, true);
    m_match = found ? m_editor.selectionRange() : std::pair<size_t, size_t>(0, 0);
    if (!found) m_note->setText(tr("Nothing found"));
}

void FindBar::replaceOne() {
    // A selection made by hand is not a match: the first press only goes to one.
    const bool atMatch = m_match.second > m_match.first && m_editor.selectionRange() == m_match;
    if (atMatch) m_editor.replace(m_replace->text());
    find(true);
}

void FindBar::replaceAll() {
    if (m_find->text().isEmpty()) return;
    int count = 0;
    m_editor.beginUndoAction();
    bool found = m_editor.findFirst(m_find->text(), m_regex->isChecked(), m_caseSensitive->isChecked(), false,
                                    false, true, 0, 0, false, false, true);
    while (found) {
        m_editor.replace(m_replace->text());
        ++count;
        found = m_editor.findNext();
    }
    m_editor.endUndoAction();
    m_note->setText(tr("%1 replaced").arg(count));
}

}  // namespace tributary::ui
