// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

namespace tributary::ui {

/// The words of an error (its message, or its hint) in the window's language. Core speaks English and knows
/// nothing of Qt; what it says most often is known here by its text. Anything else, and whatever a server
/// said, stays as it is.
QString errorWords(const QString& said);

/// What `errorWords` knows of core and connectors, in English with %1 … for what differs.
QStringList knownErrorTexts();

}  // namespace tributary::ui
