// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explorer/explorer_tree.h"

#include "ui/theme/metrics.h"

namespace tributary::ui {

using Kind = ExplorerNode::Kind;

ExplorerTree::ExplorerTree(ExplorerModel& model, ExplorerFilter& filter, QWidget* parent)
    : QTreeView(parent), m_model(model), m_filter(filter) {
    setModel(&filter);
    setHeaderHidden(true);
    setIndentation(metrics::kTreeIndent);
    setUniformRowHeights(true);
    setExpandsOnDoubleClick(false);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setDragEnabled(true);
    setDragDropMode(QAbstractItemView::DragOnly);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(&model, &ExplorerModel::modelAboutToBeReset, this, &ExplorerTree::remember);
    // After the filter and the view have taken the reset in.
    connect(&filter, &QAbstractItemModel::modelReset, this, &ExplorerTree::restore, Qt::QueuedConnection);
    connect(&model, &ExplorerModel::loaded, this, &ExplorerTree::openOnlyChild);
    restore();
}

QString ExplorerTree::keyOf(const QModelIndex& index) const {
    return index.data(ExplorerModel::KeyRole).toString();
}

bool ExplorerTree::isLoaded(const QModelIndex& index) const {
    const ExplorerNode* node = m_model.nodeAt(m_filter.mapToSource(index));
    return node && node->state == ExplorerNode::State::Loaded;
}

void ExplorerTree::remember() {
    if (!m_filter.text().isEmpty()) return;  // what the filter has opened is not what the person opened
    m_current = keyOf(currentIndex());
    m_open.clear();
    m_closedGroups.clear();
    rememberBelow({});
}

void ExplorerTree::rememberBelow(const QModelIndex& parent) {
    for (int row = 0; row < m_filter.rowCount(parent); ++row) {
        const QModelIndex index = m_filter.index(row, 0, parent);
        if (isExpanded(index)) {
            m_open.insert(keyOf(index));
            rememberBelow(index);
        } else if (index.data(ExplorerModel::KindRole).toInt() == static_cast<int>(Kind::Group)) {
            m_closedGroups.insert(keyOf(index));
        }
    }
}

void ExplorerTree::restore() {
    if (!m_filter.text().isEmpty()) {
        openMatches({});
        return;
    }
    restoreBelow({});
}

void ExplorerTree::restoreBelow(const QModelIndex& parent) {
    for (int row = 0; row < m_filter.rowCount(parent); ++row) {
        const QModelIndex index = m_filter.index(row, 0, parent);
        const QString key = keyOf(index);
        if (!m_current.isEmpty() && key == m_current) setCurrentIndex(index);
        const bool group = index.data(ExplorerModel::KindRole).toInt() == static_cast<int>(Kind::Group);
        const bool open = group ? m_closedGroups.count(key) == 0 : m_open.count(key) > 0;
        if (!open || !isLoaded(index)) continue;
        expand(index);
        restoreBelow(index);
    }
}

void ExplorerTree::setFilter(const QString& text) {
    remember();
    m_filter.setText(text);
    if (text.trimmed().isEmpty()) collapseAll();
    restore();
}

bool ExplorerTree::openMatches(const QModelIndex& parent) {
    bool any = false;
    for (int row = 0; row < m_filter.rowCount(parent); ++row) {
        const QModelIndex index = m_filter.index(row, 0, parent);
        const bool below = isLoaded(index) && openMatches(index);
        if (below) expand(index);
        any = any || below || m_filter.matches(m_filter.mapToSource(index));
    }
    return any;
}

void ExplorerTree::openOnlyChild(const QModelIndex& loaded) {
    const ExplorerNode* node = m_model.nodeAt(loaded);
    if (!node || node->kind != Kind::Connection || m_model.rowCount(loaded) != 1) return;
    const QModelIndex only = m_filter.mapFromSource(m_model.index(0, 0, loaded));
    const bool schema =
        only.isValid() && only.data(ExplorerModel::KindRole).toInt() == static_cast<int>(Kind::Schema);
    if (schema && isExpanded(only.parent())) expand(only);
}

}  // namespace tributary::ui
