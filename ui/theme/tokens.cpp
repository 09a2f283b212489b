// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"

#include <algorithm>
#include <cmath>

namespace tributary::ui {

namespace {

struct Token {
    QRgb light;
    QRgb dark;
};

// In the order of Role. Faint text, comments and warnings are a shade stronger than a designer would like:
// they are text, and text keeps 4.5 : 1 on every background it stands on (tests/ui/theme).
constexpr std::array<Token, kRoleCount> kTokens{{
    {0xFFF4F6F8, 0xFF12161C},  // Window
    {0xFFFFFFFF, 0xFF191F28},  // Surface
    {0xFFEEF1F4, 0xFF202833},  // SurfaceAlt
    {0xFFDCE1E7, 0xFF2C3644},  // Border
    {0xFFD0D7DF, 0xFF364253},  // Outline
    {0xFF1A2230, 0xFFE4E9F0},  // Text
    {0xFF566070, 0xFF9BA7B6},  // TextMuted
    {0xFF646E7D, 0xFF8793A3},  // TextFaint
    {0xFF0B7C83, 0xFF45BDB7},  // Accent
    {0xFFFFFFFF, 0xFF08201F},  // OnAccent
    {0xFFD9EEF0, 0xFF173B40},  // AccentSoft
    {0xFFDDF0F1, 0xFF17383D},  // Selection
    {0xFFC2363D, 0xFFF0757C},  // Danger
    {0xFF955900, 0xFFE2AC53},  // Warning
    {0xFF28744A, 0xFF62C78D},  // Success
    {0xFF2B6BD6, 0xFF74A7F7},  // Info
    {0xFFFBEAEB, 0xFF3A2229},  // DangerSoft
    {0xFFFBF1E0, 0xFF372E1E},  // WarningSoft
    {0xFF0B5FA8, 0xFF6FB4F0},  // Keyword
    {0xFF28744A, 0xFF7CCB9A},  // String
    {0xFFA3480F, 0xFFE8A46B},  // Number
    {0xFF7A3E9D, 0xFFC79BEA},  // Function
    {0xFF667080, 0xFF8491A1},  // Comment
    {0xFFF1F8F9, 0xFF1B2830},  // CurrentLine
    {0x33101828, 0x80000000},  // Shadow
}};

constexpr std::array<Token, kSeriesCount> kSeries{{
    {0xFF0B7C83, 0xFF45BDB7},
    {0xFFC9560A, 0xFFF28A3C},
    {0xFF3B6FD4, 0xFF74A7F7},
    {0xFFB0468A, 0xFFE58FC0},
    {0xFF8A7400, 0xFFE0C04B},
    {0xFF6A51A3, 0xFFB3A1E6},
    {0xFF2F8FC4, 0xFF8CCBF0},
    {0xFF556070, 0xFFA9B4C2},
}};

double linear(double channel) {
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& c) {
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

}  // namespace

QColor tokenColor(Role role, Scheme scheme) {
    const Token& token = kTokens.at(static_cast<size_t>(role));
    return QColor::fromRgba(scheme == Scheme::Dark ? token.dark : token.light);
}

QColor seriesColor(int index, Scheme scheme) {
    const int slot = ((index % kSeriesCount) + kSeriesCount) % kSeriesCount;
    const Token& token = kSeries.at(static_cast<size_t>(slot));
    return QColor::fromRgba(scheme == Scheme::Dark ? token.dark : token.light);
}

double contrastRatio(const QColor& a, const QColor& b) {
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

QColor blend(const QColor& over, const QColor& under, double opacity) {
    const auto mix = [opacity](double o, double u) { return o * opacity + u * (1.0 - opacity); };
    return QColor::fromRgbF(mix(over.redF(), under.redF()), mix(over.greenF(), under.greenF()),
                            mix(over.blueF(), under.blueF()));
}

QColor withContrast(QColor color, const QColor& background, double ratio) {
    const QColor end = luminance(background) > 0.18 ? QColor(Qt::black) : QColor(Qt::white);
    for (int step = 0; step < 50 && contrastRatio(color, background) < ratio; ++step) {
        color = blend(end, color, 0.04);
    }
    return color;
}

}  // namespace tributary::ui
