// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/two_line_delegate.h"

#include <QtGui/QPainter>
#include <QtWidgets/QApplication>

#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr int kRowHeight = 44;
constexpr int kOneLineHeight = 32;
constexpr int kPadding = 12;

}  // namespace

TwoLineDelegate::TwoLineDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent), m_theme(theme) {}

QSize TwoLineDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    const bool two = !index.data(SecondLineRole).toString().isEmpty();
    return {120, qRound(m_theme.scaled(two ? kRowHeight : kOneLineHeight))};
}

void TwoLineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    QStyleOptionViewItem background = option;
    initStyleOption(&background, index);
    background.text.clear();
    background.icon = {};
    const QWidget* view = option.widget;
    (view ? view->style() : QApplication::style())
        ->drawControl(QStyle::CE_ItemViewItem, &background, painter, view);

    painter->save();
    QRect rect = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    const auto icon = index.data(Qt::DecorationRole).value<QIcon>();
    const QString second = index.data(SecondLineRole).toString();
    const int line = second.isEmpty() ? rect.height() : rect.height() / 2;
    const QRect firstLine(rect.left(), rect.top() + (second.isEmpty() ? 0 : 3), rect.width(), line);
    int left = rect.left();
    if (!icon.isNull()) {
        const int top = firstLine.top() + (firstLine.height() - metrics::kIcon) / 2;
        icon.paint(painter, QRect(left, top, metrics::kIcon, metrics::kIcon));
        left += metrics::kIcon + kPadding - 4;
    }
    const QFont small = m_theme.font(metrics::kTextSmall);
    const QString right = index.data(RightRole).toString();
    const int rightWidth = right.isEmpty() ? 0 : QFontMetrics(small).horizontalAdvance(right) + 8;
    painter->setFont(small);
    painter->setPen(m_theme.color(Role::TextFaint));
    painter->drawText(firstLine, Qt::AlignVCenter | Qt::AlignRight, right);

    const bool mono = index.data(MonospaceRole).toBool();
    const QFont font = mono ? m_theme.monospace(metrics::kTextSmall + 0.5) : m_theme.font(metrics::kTextBody);
    painter->setFont(font);
    painter->setPen(m_theme.color(Role::Text));
    const QRect words(left, firstLine.top(), rect.right() - left - rightWidth, firstLine.height());
    painter->drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                      QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, words.width()));
    if (!second.isEmpty()) {
        const QRect below(left, rect.top() + line - 2, rect.right() - left, rect.height() - line);
        painter->setFont(small);
        painter->setPen(m_theme.color(Role::TextMuted));
        painter->drawText(below, Qt::AlignVCenter | Qt::AlignLeft,
                          QFontMetrics(small).elidedText(second, Qt::ElideRight, below.width()));
    }
    painter->restore();
}

}  // namespace tributary::ui
