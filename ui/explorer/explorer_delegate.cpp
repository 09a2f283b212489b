// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explorer/explorer_delegate.h"

#include <QtGui/QPainter>

#include "core/engine/federation.h"
#include "ui/explorer/explorer_model.h"
#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr int kStripWidth = 3;
constexpr int kDot = 7;
constexpr int kRightPadding = 8;

}  // namespace

ExplorerDelegate::ExplorerDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent), m_theme(theme) {}

QSize ExplorerDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {120, qRound(m_theme.scaled(metrics::kTreeRow))};
}

void ExplorerDelegate::paintStrip(QPainter* painter, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const {
    const QVariant color = index.data(ExplorerModel::ColorRole);
    if (!color.isValid()) return;
    // Rows are indented; the strip stands at the left edge of the view, over the branch area.
    const QRect strip(0, option.rect.top() + 3, kStripWidth, option.rect.height() - 6);
    painter->save();
    painter->setClipping(false);
    painter->fillRect(strip, color.value<QColor>());
    painter->restore();
}

int ExplorerDelegate::paintDetail(QPainter* painter, const QRect& rect, const QModelIndex& index) const {
    const QString detail = index.data(ExplorerModel::DetailRole).toString();
    if (detail.isEmpty()) return rect.right();
    const QFont font = m_theme.font(metrics::kTextSmall);
    const QFontMetrics size(font);
    const int widest = rect.width() / 2;
    const QString shown = size.elidedText(detail, Qt::ElideRight, widest);
    const int width = size.horizontalAdvance(shown);
    const QRect place(rect.right() - width, rect.top(), width, rect.height());
    painter->setFont(font);
    painter->setPen(m_theme.color(Role::TextFaint));
    painter->drawText(place, Qt::AlignVCenter | Qt::AlignRight, shown);
    return place.left() - 8;
}

void ExplorerDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    QStyleOptionViewItem background = option;
    initStyleOption(&background, index);
    background.text.clear();
    background.icon = {};
    const QWidget* view = option.widget;
    (view ? view->style() : QApplication::style())
        ->drawControl(QStyle::CE_ItemViewItem, &background, painter, view);
    paintStrip(painter, option, index);

    const auto kind = static_cast<ExplorerNode::Kind>(index.data(ExplorerModel::KindRole).toInt());
    const bool connection = kind == ExplorerNode::Kind::Connection;
    const bool note = kind == ExplorerNode::Kind::Note;
    QRect rect = option.rect.adjusted(4, 0, -kRightPadding, 0);
    painter->save();
    const int right = paintDetail(painter, rect, index);
    const auto icon = index.data(Qt::DecorationRole).value<QIcon>();
    if (!icon.isNull()) {
        const int top = rect.top() + (rect.height() - metrics::kIcon) / 2;
        icon.paint(painter, QRect(rect.left(), top, metrics::kIcon, metrics::kIcon));
        rect.setLeft(rect.left() + metrics::kIcon + 6);
    }
    const QFont font = m_theme.font(note ? metrics::kTextSmall : metrics::kTextBody, connection);
    const QFontMetrics size(font);
    const int dotSpace = connection ? kDot + 8 : 0;
    const QString name =
        size.elidedText(index.data().toString(), Qt::ElideMiddle, right - rect.left() - dotSpace);
    painter->setFont(font);
    const bool error = index.data(ExplorerModel::ErrorRole).toBool();
    painter->setPen(m_theme.color(error ? Role::Danger : note ? Role::TextMuted : Role::Text));
    painter->drawText(rect, Qt::AlignVCenter | Qt::AlignLeft, name);
    const auto health =
        static_cast<engine::ConnectionStatus::Health>(index.data(ExplorerModel::HealthRole).toInt());
    if (connection && health != engine::ConnectionStatus::Health::Unknown) {
        const bool healthy = health == engine::ConnectionStatus::Health::Healthy;
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.color(healthy ? Role::Success : Role::Danger));
        const QRectF dot(rect.left() + size.horizontalAdvance(name) + 6, rect.center().y() - kDot / 2.0 + 1,
                         kDot, kDot);
        painter->drawEllipse(dot);
    }
    painter->restore();
}

}  // namespace tributary::ui
