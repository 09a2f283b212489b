// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/top_bar.h"

#include <QtGui/QPainter>
#include <QtWidgets/QStyleOptionToolButton>
#include <algorithm>

#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kGotoWidth = 420;
constexpr int kGotoHeight = 24;

/// Looks like a field, is a button: it opens the palette. The shortcut stands at its right end.
class GotoButton : public QToolButton {
  public:
    GotoButton(const Theme& theme, QAction* action, QWidget* parent)
        : QToolButton(parent),
          m_theme(theme),
          m_action(action),
          m_icon(theme.icon(QStringLiteral("search"))) {
        setObjectName(QStringLiteral("gotoField"));
        setAccessibleName(action->text());
        setFocusPolicy(Qt::NoFocus);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QStyleOptionToolButton option;
        initStyleOption(&option);
        option.text.clear();
        option.icon = {};
        QPainter painter(this);
        style()->drawComplexControl(QStyle::CC_ToolButton, &option, &painter, this);
        const QRect inner = rect().adjusted(10, 0, -10, 0);
        const int top = (height() - 14) / 2;
        m_icon.paint(&painter, QRect(inner.left(), top, 14, 14));
        painter.setFont(m_theme.font(metrics::kTextSmall + 0.5));
        painter.setPen(m_theme.color(Role::TextFaint));
        painter.drawText(inner.adjusted(22, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text());
        painter.setFont(m_theme.font(metrics::kTextSmall));
        painter.drawText(inner, Qt::AlignVCenter | Qt::AlignRight,
                         m_action->shortcut()
                             .toString(QKeySequence::NativeText)
                             .replace(QLatin1Char('+'), QLatin1Char(' ')));
    }

  private:
    const Theme& m_theme;
    QAction* m_action;
    QIcon m_icon;
};

}  // namespace

TopBar::TopBar(Theme& theme, Commands& commands, QWidget* parent) : QFrame(parent) {
    setProperty("kind", "bar");
    setFixedHeight(metrics::kTopBar);
    auto* row = make::row(0);
    setLayout(row);
    row->setContentsMargins(0, 0, 8, 0);
    auto* logo = new QToolButton(this);
    logo->setIcon(theme.icon(QStringLiteral("waves")));
    logo->setIconSize({metrics::kIcon, metrics::kIcon});
    logo->setFixedSize(metrics::kActivityBar, metrics::kTopBar - 6);
    logo->setToolTip(tr("All commands (Ctrl+Shift+P)"));
    logo->setAccessibleName(tr("All commands"));
    logo->setFocusPolicy(Qt::TabFocus);
    connect(logo, &QToolButton::clicked, commands.action(Command::CommandPalette), &QAction::trigger);
    row->addWidget(logo);
    row->addWidget(make::label(QStringLiteral("Tributary"), "strong", this));
    row->addSpacing(16);
    m_workspace = make::label(QString(), "muted", this);
    row->addWidget(m_workspace);
    row->addStretch(1);
    auto* settings =
        make::iconButton(theme.icon(QStringLiteral("settings")), tr("Preferences (Ctrl+,)"), this);
    connect(settings, &QToolButton::clicked, commands.action(Command::Preferences), &QAction::trigger);
    row->addWidget(settings);

    QAction* go = commands.action(Command::GoTo);
    m_goto = new GotoButton(theme, go, this);
    m_goto->setText(tr("Go to table, column, query, command…"));
    connect(m_goto, &QToolButton::clicked, go, &QAction::trigger);
    connect(&theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void TopBar::setWorkspaceName(const QString& name) {
    m_workspace->setText(name);
}

void TopBar::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    // In the middle of the window whatever the names at the left take, as long as it does not cover them.
    const int width = std::min(kGotoWidth, this->width() / 2);
    const int left = std::max((this->width() - width) / 2, m_workspace->geometry().right() + 24);
    m_goto->setGeometry(left, (height() - kGotoHeight) / 2, width, kGotoHeight);
}

}  // namespace tributary::ui
