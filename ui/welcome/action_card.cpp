// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/welcome/action_card.h"

#include <QtGui/QPainter>

#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr int kCardWidth = 252;
constexpr int kCardHeight = 156;
constexpr int kPadding = 20;
constexpr int kCardIcon = 24;
constexpr int kRowHeight = 36;

void paintBox(QPainter& painter, const Theme& theme, const QAbstractButton& button, const QColor& edge) {
    const bool lit = button.underMouse() || button.isDown();
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor fill = lit ? theme.color(Role::SurfaceAlt) : theme.color(Role::Surface);
    QPen pen(button.hasFocus() ? theme.color(Role::Accent) : edge, button.hasFocus() ? 2 : 1);
    if (!pen.color().alpha()) pen = QPen(Qt::NoPen);
    painter.setPen(pen);
    painter.setBrush(fill);
    const QRectF box = QRectF(button.rect()).adjusted(1, 1, -1, -1);
    painter.drawRoundedRect(box, metrics::kCardRadius, metrics::kCardRadius);
}

}  // namespace

ActionCard::ActionCard(const Theme& theme, const QString& icon, Role tint, const QString& title,
                       const QString& words, QWidget* parent)
    : QAbstractButton(parent), m_theme(theme), m_icon(theme.icon(icon, tint)), m_words(words) {
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(words);
    setCursor(Qt::PointingHandCursor);
    setFixedSize(sizeHint());
}

QSize ActionCard::sizeHint() const {
    return {qRound(m_theme.scaled(kCardWidth)), qRound(m_theme.scaled(kCardHeight))};
}

void ActionCard::enterEvent(QEvent*) {
    update();
}
void ActionCard::leaveEvent(QEvent*) {
    update();
}

void ActionCard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintBox(painter, m_theme, *this, m_theme.color(Role::Outline));
    m_icon.paint(&painter, QRect(kPadding, kPadding, kCardIcon, kCardIcon));
    const QFont title = m_theme.font(metrics::kTextTitle, true);
    painter.setFont(title);
    painter.setPen(m_theme.color(Role::Text));
    const QRect titleRect(kPadding, kPadding + kCardIcon + 8, width() - 2 * kPadding,
                          QFontMetrics(title).height());
    painter.drawText(titleRect, Qt::AlignLeft | Qt::AlignVCenter, text());
    painter.setFont(m_theme.font(metrics::kTextBody));
    painter.setPen(m_theme.color(Role::TextMuted));
    const QRect words(kPadding, titleRect.bottom() + 8, width() - 2 * kPadding,
                      height() - titleRect.bottom() - 16);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_words);
}

WorkspaceRow::WorkspaceRow(const Theme& theme, const QString& name, const QString& detail,
                           const QString& right, QWidget* parent)
    : QAbstractButton(parent), m_theme(theme), m_detail(detail), m_right(right) {
    setText(name);
    setAccessibleName(name + QStringLiteral(", ") + detail);
    setCursor(Qt::PointingHandCursor);
    setFixedHeight(qRound(theme.scaled(kRowHeight)));
}

QSize WorkspaceRow::sizeHint() const {
    return {600, kRowHeight};
}

void WorkspaceRow::enterEvent(QEvent*) {
    update();
}
void WorkspaceRow::leaveEvent(QEvent*) {
    update();
}

void WorkspaceRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintBox(painter, m_theme, *this, Qt::transparent);
    const int iconTop = (height() - metrics::kIcon) / 2;
    m_theme.icon(QStringLiteral("folder-open"))
        .paint(&painter, QRect(12, iconTop, metrics::kIcon, metrics::kIcon));
    const QFont bold = m_theme.font(metrics::kTextBody, true);
    const QFont plain = m_theme.font(metrics::kTextBody);
    const QRect line(38, 0, width() - 50, height());
    painter.setFont(plain);
    painter.setPen(m_theme.color(Role::TextFaint));
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, m_right);
    painter.setFont(bold);
    painter.setPen(m_theme.color(Role::Text));
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, text());
    const int used = QFontMetrics(bold).horizontalAdvance(text()) + 12;
    const QRect rest = line.adjusted(used, 0, -QFontMetrics(plain).horizontalAdvance(m_right) - 12, 0);
    painter.setFont(plain);
    painter.setPen(m_theme.color(Role::TextMuted));
    painter.drawText(rest, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(plain).elidedText(m_detail, Qt::ElideMiddle, rest.width()));
}

}  // namespace tributary::ui
