// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QAbstractListModel>
#include <vector>

#include "core/store/workspace.h"
#include "ui/async/background.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// Past statements, newest first, fetched a page at a time as the list is scrolled. UI thread.
class HistoryModel : public QAbstractListModel {
    Q_OBJECT

  public:
    HistoryModel(store::Workspace& workspace, Background& background, const Theme& theme,
                 QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    /// Every word must occur in the statement.
    void search(const QString& words);
    void reload();
    const store::HistoryEntry& entry(int row) const { return m_entries.at(static_cast<size_t>(row)); }

  Q_SIGNALS:
    void failed(const QString& message);
    void filled();

  private:
    void fetch();
    void append(uint64_t request, Result<std::vector<store::HistoryEntry>> page);

    store::Workspace& m_workspace;
    Background& m_background;
    const Theme& m_theme;
    std::vector<store::HistoryEntry> m_entries;
    std::string m_search;
    uint64_t m_request = 0;
    bool m_loading = false;
    bool m_complete = false;
};

}  // namespace tributary::ui
