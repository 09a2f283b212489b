// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QTreeView>
#include <set>

#include "ui/explorer/explorer_filter.h"
#include "ui/explorer/explorer_model.h"

namespace tributary::ui {

/// The tree itself: what is open stays open when the connections are read again, groups are open from the
/// start, and a filter opens what leads to its matches. UI thread; models outlive it.
class ExplorerTree : public QTreeView {
    Q_OBJECT

  public:
    ExplorerTree(ExplorerModel& model, ExplorerFilter& filter, QWidget* parent = nullptr);

    /// The filter's text.
    void setFilter(const QString& text);

  private:
    QString keyOf(const QModelIndex& index) const;
    bool isLoaded(const QModelIndex& index) const;
    void remember();
    void rememberBelow(const QModelIndex& parent);
    void restore();
    void restoreBelow(const QModelIndex& parent);
    /// True when something below `parent` matches by its own name.
    bool openMatches(const QModelIndex& parent);
    void openOnlyChild(const QModelIndex& loaded);

    ExplorerModel& m_model;
    ExplorerFilter& m_filter;
    std::set<QString> m_open;
    std::set<QString> m_closedGroups;
    QString m_current;
};

}  // namespace tributary::ui
