// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Measures in logical pixels at 100 %; everything sits on a 4 px grid. Text sizes are pixels too
/// (Theme::font).
namespace tributary::ui::metrics {

constexpr int kTopBar = 34;
constexpr int kActivityBar = 44;
constexpr int kActivityIcon = 19;
constexpr int kSidePanel = 276;
constexpr int kPanelHeader = 36;
constexpr int kTabBar = 34;
constexpr int kToolBar = 38;
constexpr int kTreeRow = 26;
constexpr int kTreeIndent = 16;
constexpr int kGridRow = 26;
constexpr int kGridHeader = 32;
constexpr int kStatusBar = 26;
constexpr int kButton = 28;
constexpr int kField = 30;
constexpr int kRadius = 6;
constexpr int kCardRadius = 8;
constexpr int kDialogHeader = 52;
constexpr int kDialogFooter = 56;
constexpr int kDialogPadding = 20;
constexpr int kIcon = 16;
constexpr int kGap = 8;

constexpr double kTextTiny = 9.5;
constexpr double kTextSmall = 11.5;
constexpr double kTextBody = 13;
constexpr double kTextTitle = 15;
constexpr double kTextHero = 26;

}  // namespace tributary::ui::metrics
