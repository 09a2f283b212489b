// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QStyledItemDelegate>

#include "ui/theme/theme.h"

namespace tributary::ui {

/// Draws a row of the explorer: colour strip at the window's edge, icon, name, health dot, faint detail at
/// the right.
class ExplorerDelegate : public QStyledItemDelegate {
    Q_OBJECT

  public:
    ExplorerDelegate(const Theme& theme, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  private:
    void paintStrip(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    int paintDetail(QPainter* painter, const QRect& rect, const QModelIndex& index) const;

    const Theme& m_theme;
};

}  // namespace tributary::ui
