// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QMimeData>
#include <QtCore/QString>
#include <memory>
#include <string>
#include <vector>

#include "core/sql/splitter.h"

namespace tributary::ui {

/// Something with a name in SQL, dragged from the explorer or put in by its menu.
struct DraggedName {
    std::string connection;         ///< empty for a column: its name alone is meant
    std::vector<std::string> path;  ///< below the connection
};

/// How the names stand in a query: with the connection in federated SQL, without it on the connection itself,
/// quoted as its language wants. Separated by commas.
QString namesInSql(const std::vector<DraggedName>& names, const std::string& target, sql::Lexis lexis);

/// Carries the names, and as plain text for other programs.
std::unique_ptr<QMimeData> dragData(const std::vector<DraggedName>& names);
/// Empty when `data` holds none.
std::vector<DraggedName> draggedNames(const QMimeData& data);

}  // namespace tributary::ui
