// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/find_line.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QStyle>
#include <QtWidgets/QToolButton>

#include "ui/widgets/own_escape.h"

namespace tributary::ui {

namespace {

constexpr int kPauseMs = 250;
constexpr int kFieldWidth = 280;

}  // namespace

FindLine::FindLine(const Theme& theme, QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Find in the rows"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(4);
    m_text = new QLineEdit;
    m_text->setAccessibleName(tr("Text to find"));
    m_text->setPlaceholderText(tr("Find in the rows fetched"));
    m_text->setFixedWidth(kFieldWidth);
    m_text->setClearButtonEnabled(true);
    layout->addWidget(m_text);
    m_case = addButton(theme, QStringLiteral("type"), tr("Match case"));
    m_case->setCheckable(true);
    QToolButton* previous =
        addButton(theme, QStringLiteral("chevron-up"), tr("Previous match (Shift+Enter)"));
    QToolButton* next = addButton(theme, QStringLiteral("chevron-down"), tr("Next match (Enter)"));
    m_state = new QLabel;
    m_state->setTextFormat(Qt::PlainText);
    m_state->setProperty("kind", "small");
    layout->addSpacing(4);
    layout->addWidget(m_state, 1);
    QToolButton* close = addButton(theme, QStringLiteral("x"), tr("Close (Esc)"));
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPauseMs);
    connect(&m_pause, &QTimer::timeout, this, &FindLine::needleChanged);
    connect(m_text, &QLineEdit::textChanged, &m_pause, QOverload<>::of(&QTimer::start));
    connect(m_case, &QToolButton::toggled, this, &FindLine::needleChanged);
    connect(previous, &QToolButton::clicked, this, [this] { Q_EMIT stepWanted(false); });
    connect(next, &QToolButton::clicked, this, [this] { Q_EMIT stepWanted(true); });
    connect(close, &QToolButton::clicked, this, &FindLine::closed);
}

QToolButton* FindLine::addButton(const Theme& theme, const QString& icon, const QString& text) {
    auto* button = new QToolButton;
    button->setIcon(theme.icon(icon));
    button->setToolTip(text);
    button->setAccessibleName(text);
    layout()->addWidget(button);
    return button;
}

void FindLine::edit(const QString& text) {
    if (!text.isEmpty()) m_text->setText(text);
    m_text->setFocus();
    m_text->selectAll();
}

GridNeedle FindLine::needle() const {
    return {m_text->text(), m_case->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive};
}

void FindLine::showState(const QString& text, bool nothingFound) {
    m_state->setText(text);
    m_state->setProperty("kind", nothingFound ? "dangerSmall" : "small");
    m_state->style()->unpolish(m_state);
    m_state->style()->polish(m_state);
}

bool FindLine::event(QEvent* event) {
    if (!asksForEscape(event)) return QWidget::event(event);
    event->accept();
    return true;
}

void FindLine::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Escape:
            Q_EMIT closed();
            return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (m_pause.isActive()) {
                m_pause.stop();
                Q_EMIT needleChanged();
            } else {
                Q_EMIT stepWanted(!event->modifiers().testFlag(Qt::ShiftModifier));
            }
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

}  // namespace tributary::ui
