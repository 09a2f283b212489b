// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <string>
#include <vector>

#include "core/engine/workbench.h"

namespace tributary::ui {

/// One thing the palette can go to.
struct PaletteItem {
    enum class Kind { Command, Query, Connection, Table, Column };
    Kind kind = Kind::Command;
    QString text;    ///< shown and searched
    QString detail;  ///< where it is; searched too
    QString right;   ///< shortcut
    QString icon;
    int command = -1;
    std::string connection;
    std::vector<std::string> path;
    store::SavedQuery query;
};

/// Everything in the workspace that has a name: saved queries, connections, and the tables and columns the
/// federation has in its cache. Asks no server. Blocks on the workspace file: not in the UI thread.
std::vector<PaletteItem> workspaceItems(engine::Workbench& workbench,
                                        const std::vector<std::string>& connections,
                                        const CancelToken& token);

/// Rows of `items` that contain every word of `search`, the best first, at most `limit`.
std::vector<size_t> findItems(const std::vector<PaletteItem>& items, const QString& search, size_t limit);

}  // namespace tributary::ui
