// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QColor>
#include <functional>
#include <string>

namespace tributary::ui {

/// The colour of a connection, the same everywhere; for a name nobody knows, any visible one.
using SourceColors = std::function<QColor(const std::string& connection)>;

}  // namespace tributary::ui
