// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include "core/base/error.h"
#include "ui/lineage/lineage_painter.h"

namespace tributary::ui {

/// Writes the graph as it is shown (folds, filters, emphasis) to a file: .svg, .png (twice the size on
/// screen) or .pdf (A3 sheets, tiled at 100 %). The kind is the file's ending.
Result<void> exportLineage(const LineageScene& scene, const LineageMarks& marks, const Theme& theme,
                           const SourceColors& colors, const QString& path);

}  // namespace tributary::ui
