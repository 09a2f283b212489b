// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include "core/plugin/package/manifest.h"
#include "core/plugin/wire/picture.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// A plugin's text in the window's language. UI thread.
QString stepText(const plugin::Text& text);

/// What a visual is told of the window: size, colours of the theme, language.
plugin::Canvas canvasFor(const Theme& theme, const QSize& size, double devicePixelRatio);

}  // namespace tributary::ui
