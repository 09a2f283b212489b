// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/steps/step_text.h"

#include <QtCore/QLocale>
#include <QtCore/QSize>

#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

uint32_t rgba(const QColor& color) {
    return static_cast<uint32_t>(color.red()) << 24 | static_cast<uint32_t>(color.green()) << 16 |
           static_cast<uint32_t>(color.blue()) << 8 | static_cast<uint32_t>(color.alpha());
}

}  // namespace

QString stepText(const plugin::Text& text) {
    return make::text(text.in(QLocale().name().toStdString()));
}

plugin::Canvas canvasFor(const Theme& theme, const QSize& size, double devicePixelRatio) {
    plugin::Canvas canvas;
    canvas.width = size.width();
    canvas.height = size.height();
    canvas.devicePixelRatio = devicePixelRatio;
    canvas.dark = theme.isDark();
    canvas.background = rgba(theme.color(Role::Surface));
    canvas.text = rgba(theme.color(Role::Text));
    canvas.muted = rgba(theme.color(Role::TextMuted));
    canvas.grid = rgba(theme.color(Role::Border));
    for (size_t i = 0; i < canvas.palette.size(); ++i)
        canvas.palette[i] = rgba(theme.series(static_cast<int>(i)));
    canvas.fontSize = theme.scaled(metrics::kTextSmall);
    canvas.language = QLocale().language() == QLocale::Chinese ? "zh" : "en";
    return canvas;
}

}  // namespace tributary::ui
