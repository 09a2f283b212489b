// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <cstdint>

#include "core/connect/connector.h"
#include "ui/explorer/explorer_node.h"

namespace tributary::ui {

/// 2100000 → "2.1 M", 84000 → "84 k".
QString shortRowEstimate(uint64_t count);
QString objectIcon(connect::ObjectKind kind);
QString columnIcon(const sql::Column& column);
/// Name and detail, which may be cut off in the row, and what else is known.
QString toolTipOf(const ExplorerNode& node);
/// Type, nullability, comment and note of a column, for its tool tip.
QString columnToolTip(const sql::Column& column);

}  // namespace tributary::ui
