// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/bitmap.h"

#include <algorithm>
#include <cmath>

#include "core/result/png.h"

namespace tributary::alerts::channels {
namespace {

struct Glyph {
    char character;
    std::array<uint8_t, 7> rows;  ///< five bits each, the highest is the leftmost
};

constexpr std::array<Glyph, 19> kGlyphs{{
    {'0', {0x0E, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0E}}, {'1', {0x04, 0x0C, 0x04, 0x04, 0x04, 0x04, 0x0E}},
    {'2', {0x0E, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1F}}, {'3', {0x0E, 0x11, 0x01, 0x06, 0x01, 0x11, 0x0E}},
    {'4', {0x02, 0x06, 0x0A, 0x12, 0x1F, 0x02, 0x02}}, {'5', {0x1F, 0x10, 0x1E, 0x01, 0x01, 0x11, 0x0E}},
    {'6', {0x06, 0x08, 0x10, 0x1E, 0x11, 0x11, 0x0E}}, {'7', {0x1F, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08}},
    {'8', {0x0E, 0x11, 0x11, 0x0E, 0x11, 0x11, 0x0E}}, {'9', {0x0E, 0x11, 0x11, 0x0F, 0x01, 0x02, 0x0C}},
    {'.', {0x00, 0x00, 0x00, 0x00, 0x00, 0x0C, 0x0C}}, {'-', {0x00, 0x00, 0x00, 0x1F, 0x00, 0x00, 0x00}},
    {'+', {0x00, 0x04, 0x04, 0x1F, 0x04, 0x04, 0x00}}, {':', {0x00, 0x0C, 0x0C, 0x00, 0x0C, 0x0C, 0x00}},
    {'e', {0x00, 0x00, 0x0E, 0x11, 0x1F, 0x10, 0x0E}}, {'U', {0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0E}},
    {'T', {0x1F, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04}}, {'C', {0x0E, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0E}},
    {'k', {0x10, 0x10, 0x12, 0x14, 0x18, 0x14, 0x12}},
}};

/// Distance of a point to a segment.
double distance(double px, double py, double x0, double y0, double x1, double y1) {
    const double dx = x1 - x0;
    const double dy = y1 - y0;
    const double length = dx * dx + dy * dy;
    const double t = length == 0 ? 0 : std::clamp(((px - x0) * dx + (py - y0) * dy) / length, 0.0, 1.0);
    return std::hypot(px - x0 - t * dx, py - y0 - t * dy);
}

}  // namespace

Bitmap::Bitmap(int width, int height, Colour background) : m_width(width), m_height(height) {
    m_pixels.reserve(static_cast<size_t>(width) * static_cast<size_t>(height) * 3);
    for (int i = 0; i < width * height; ++i)
        m_pixels.insert(m_pixels.end(), background.begin(), background.end());
}

Colour Bitmap::at(int x, int y) const {
    const size_t place = (static_cast<size_t>(y) * static_cast<size_t>(m_width) + static_cast<size_t>(x)) * 3;
    return {m_pixels[place], m_pixels[place + 1], m_pixels[place + 2]};
}

void Bitmap::blend(int x, int y, Colour colour, double strength) {
    if (x < 0 || y < 0 || x >= m_width || y >= m_height || strength <= 0) return;
    const size_t place = (static_cast<size_t>(y) * static_cast<size_t>(m_width) + static_cast<size_t>(x)) * 3;
    const double part = std::min(strength, 1.0);
    for (size_t i = 0; i < 3; ++i)
        m_pixels[place + i] =
            static_cast<uint8_t>(std::lround(m_pixels[place + i] * (1 - part) + colour[i] * part));
}

void Bitmap::fill(int x0, int y0, int x1, int y1, Colour colour, double strength) {
    for (int y = std::max(0, y0); y < std::min(m_height, y1); ++y) {
        for (int x = std::max(0, x0); x < std::min(m_width, x1); ++x) blend(x, y, colour, strength);
    }
}

void Bitmap::line(double x0, double y0, double x1, double y1, Colour colour, double thickness) {
    const double reach = thickness / 2 + 1;
    const int left = std::max(0, static_cast<int>(std::floor(std::min(x0, x1) - reach)));
    const int right = std::min(m_width - 1, static_cast<int>(std::ceil(std::max(x0, x1) + reach)));
    const int top = std::max(0, static_cast<int>(std::floor(std::min(y0, y1) - reach)));
    const int bottom = std::min(m_height - 1, static_cast<int>(std::ceil(std::max(y0, y1) + reach)));
    for (int y = top; y <= bottom; ++y) {
        for (int x = left; x <= right; ++x)
            blend(x, y, colour, thickness / 2 + 0.5 - distance(x, y, x0, y0, x1, y1));
    }
}

void Bitmap::text(int x, int y, std::string_view text, Colour colour) {
    for (char c : text) {
        const auto glyph =
            std::find_if(kGlyphs.begin(), kGlyphs.end(), [c](const Glyph& g) { return g.character == c; });
        for (int row = 0; glyph != kGlyphs.end() && row < 7; ++row) {
            for (int column = 0; column < 5; ++column) {
                if (glyph->rows[static_cast<size_t>(row)] >> (4 - column) & 1)
                    blend(x + column, y + row, colour, 1);
            }
        }
        x += 6;
    }
}

Result<std::string> Bitmap::png() const {
    return result::pngFile(m_width, m_height, 3, m_pixels);
}

}  // namespace tributary::alerts::channels
