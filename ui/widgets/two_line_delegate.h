// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QStyledItemDelegate>

#include "ui/theme/theme.h"

namespace tributary::ui {

/// A list row of an icon, a line of text, a smaller line below it and something faint at the right.
class TwoLineDelegate : public QStyledItemDelegate {
    Q_OBJECT

  public:
    enum Roles { SecondLineRole = Qt::UserRole + 100, RightRole, MonospaceRole };

    TwoLineDelegate(const Theme& theme, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  private:
    const Theme& m_theme;
};

}  // namespace tributary::ui
