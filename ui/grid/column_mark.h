// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtGui/QColor>
#include <vector>

namespace tributary::ui {

/// Where a column comes from, as its header shows it: a dot per connection, and the source's own name of the
/// type when the column is handed through as it is there.
struct ColumnMark {
    QStringList sources;
    std::vector<QColor> colors;  ///< one per source
    bool isPlain = false;
    QString nativeType;  ///< of a plain one

    bool operator==(const ColumnMark&) const = default;
};

}  // namespace tributary::ui
