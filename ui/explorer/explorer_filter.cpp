// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explorer/explorer_filter.h"

namespace tributary::ui {

ExplorerFilter::ExplorerFilter(QObject* parent) : QSortFilterProxyModel(parent) {
    setRecursiveFilteringEnabled(true);
}

void ExplorerFilter::setText(const QString& text) {
    m_text = text.trimmed();
    invalidateFilter();
}

bool ExplorerFilter::matches(const QModelIndex& sourceIndex) const {
    return sourceIndex.data().toString().contains(m_text, Qt::CaseInsensitive);
}

bool ExplorerFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    if (m_text.isEmpty() || matches(sourceModel()->index(row, 0, parent))) return true;
    for (QModelIndex above = parent; above.isValid(); above = above.parent()) {
        if (matches(above)) return true;
    }
    return false;
}

}  // namespace tributary::ui
