// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <functional>

class QWidget;

namespace tributary::ui {

/// Where a file goes when nothing else is said: the documents, or the home folder where there are none.
QString saveFolder();

/// Asks where to save without a nested event loop; `chosen` gets the path, and is not called when the person
/// gives up. The dialog itself asks before a file is replaced.
void askSavePath(QWidget* parent, const QString& title, const QString& suggestedName,
                 const QString& nameFilter, std::function<void(const QString&)> chosen);

}  // namespace tributary::ui
