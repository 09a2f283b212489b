// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <functional>
#include <utility>
#include <vector>

#include "ui/theme/tokens.h"

namespace tributary::ui {

/// The style sheet of the whole program, generated from the tokens. `points` turns a text size in pixels into
/// points; `imageFolder` holds the few tinted arrows a style sheet can only take from files
/// (`styleSheetImages` names them). Widgets opt into variants with the dynamic property `kind`: QPushButton
/// "primary", "danger", "ghost"; QLabel "title", "hero", "muted", "faint", "small", "error"; QFrame "card",
/// "bar", "surface", "alt", "line"; QToolButton "flat", "activity", "boxed".
QString buildStyleSheet(Scheme scheme, const QString& imageFolder,
                        const std::function<double(double)>& points);

/// Lucide names of the pictures the sheet uses, and the role each is tinted by.
const std::vector<std::pair<QString, Role>>& styleSheetImages();

}  // namespace tributary::ui
