// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <memory>
#include <string>
#include <vector>

#include "core/connect/connector.h"

namespace tributary::ui {

/// One row of the explorer. Owned by its parent; the model alone changes it.
struct ExplorerNode {
    enum class Kind { Root, Group, Connection, Schema, Object, Column, Note };
    enum class State { Unloaded, Loading, Loaded, Failed };

    Kind kind = Kind::Root;
    State state = State::Unloaded;
    uint64_t id = 0;
    ExplorerNode* parent = nullptr;
    std::vector<std::unique_ptr<ExplorerNode>> children;

    std::string connection;
    connect::ObjectPath path;  ///< below the connection
    QString name;
    QString detail;  ///< faint, right-aligned: version, row estimate, type
    QString toolTip;
    QString icon;  ///< lucide name; empty for a connection: its type's own
    connect::ObjectKind object = connect::ObjectKind::Table;
    int health = 0;        ///< engine::ConnectionStatus::Health
    bool isError = false;  ///< a note that says what went wrong

    bool canHaveChildren() const { return kind != Kind::Column && kind != Kind::Note; }
    bool isLazy() const { return kind == Kind::Connection || kind == Kind::Schema || kind == Kind::Object; }
    int row = 0;  ///< in its parent
};

}  // namespace tributary::ui
