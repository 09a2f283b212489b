// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/stat_card.h"

#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr double kFigure = 18;

}  // namespace

StatCard::StatCard(Theme& theme, const QString& caption, QWidget* parent) : QFrame(parent), m_theme(theme) {
    setProperty("kind", "card");
    auto* column = make::column(2);
    setLayout(column);
    column->setContentsMargins(12, 8, 12, 8);
    m_figure = new QLabel(QStringLiteral("–"), this);
    m_caption = make::label(caption, "small", this);
    m_caption->setWordWrap(true);
    column->addWidget(m_figure);
    column->addWidget(m_caption);
    column->addStretch(1);
    connect(&theme, &Theme::changed, this, &StatCard::restyle);
    restyle();
}

void StatCard::show(const QString& figure, Role role) {
    m_figure->setText(figure);
    m_figure->setToolTip(figure);
    setAccessibleName(figure + QLatin1Char(' ') + m_caption->text());
    m_role = role;
    restyle();
}

void StatCard::setCaption(const QString& caption) {
    m_caption->setText(caption);
}

void StatCard::restyle() {
    m_figure->setFont(m_theme.font(kFigure, true));
    m_figure->setStyleSheet(QStringLiteral("color: %1").arg(m_theme.color(m_role).name()));
}

}  // namespace tributary::ui
