// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QEvent>
#include <QtGui/QKeyEvent>

namespace tributary::ui {

/// Is this the window asking whether Escape, one of its commands, is wanted here? Who accepts it gets the
/// key.
inline bool asksForEscape(QEvent* event) {
    return event->type() == QEvent::ShortcutOverride &&
           static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape;
}

}  // namespace tributary::ui
