// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QColor>
#include <array>

namespace tributary::ui {

enum class Scheme { Light, Dark };

/// What a colour is for. Only ui/theme/tokens.cpp names colours; everything else names roles.
enum class Role {
    Window,
    Surface,
    SurfaceAlt,
    Border,
    Outline,  ///< edge of a field or button: must be seen, so stronger than Border
    Text,
    TextMuted,
    TextFaint,
    Accent,
    OnAccent,
    AccentSoft,
    Selection,
    Danger,
    Warning,
    Success,
    Info,
    DangerSoft,
    WarningSoft,
    Keyword,
    String,
    Number,
    Function,
    Comment,
    CurrentLine,
    Shadow,
};

constexpr int kRoleCount = static_cast<int>(Role::Shadow) + 1;
constexpr int kSeriesCount = 8;

QColor tokenColor(Role role, Scheme scheme);
/// Chart series `index` (any number): eight colours told apart with any colour vision, ≥ 3 : 1 on the
/// surface.
QColor seriesColor(int index, Scheme scheme);

/// WCAG 2 contrast ratio, 1 … 21.
double contrastRatio(const QColor& a, const QColor& b);
/// `color`, moved towards black or white until it has the wanted contrast with `background`.
QColor withContrast(QColor color, const QColor& background, double ratio);
/// `over` laid on `under` with the given opacity.
QColor blend(const QColor& over, const QColor& under, double opacity);

}  // namespace tributary::ui
