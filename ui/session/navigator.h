// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <string>
#include <vector>

#include "ui/session/dragged_names.h"

namespace tributary::ui {

/// A query tab to open.
struct NewQuery {
    QString title;  ///< empty: "Query 3"
    QString sql;
    std::string target;  ///< empty: federated
    std::string savedQueryId;
    std::string chart;  ///< of a saved query
    bool run = false;   ///< start it at once
};

/// What a new alert rule starts from: a query, and the column somebody pointed at.
struct RuleDraft {
    QString title;
    std::string query;
    std::string connection;   ///< empty: federated
    std::string valueColumn;  ///< empty: the first numeric one
};

/// What panels, palette and pages ask of the window, so that they need not know it. UI thread.
class Navigator {
  public:
    virtual ~Navigator() = default;
    virtual void openQuery(const NewQuery& query) = 0;
    virtual void newConnection() = 0;
    virtual void editConnection(const std::string& name) = 0;
    virtual void duplicateConnection(const std::string& name) = 0;
    /// Puts names at the cursor of the current query; opens one when there is none.
    virtual void insertNames(const std::vector<DraggedName>& names) = 0;
    virtual void openDemo() = 0;
    virtual void openWorkspace(const QString& path) = 0;
    virtual void browseWorkspace() = 0;
    virtual void reveal(const std::string& connection, const std::vector<std::string>& path) = 0;
    /// The lineage of "connection.schema.table[.column]"; of the whole workspace when empty.
    enum class LineageSide { Both, Upstream, Downstream };
    virtual void showLineage(const QString& name, LineageSide side) = 0;
    /// A new alert rule over a query.
    virtual void newAlertRule(const RuleDraft& draft) = 0;
    /// One line in the status bar for a few seconds.
    virtual void tell(const QString& message) = 0;
};

}  // namespace tributary::ui
