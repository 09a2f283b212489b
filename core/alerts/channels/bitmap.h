// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace tributary::alerts::channels {

using Colour = std::array<uint8_t, 3>;

/// A picture in memory, with what a small chart needs.
class Bitmap {
  public:
    Bitmap(int width, int height, Colour background);

    int width() const { return m_width; }
    int height() const { return m_height; }
    Colour at(int x, int y) const;
    /// `strength` 0 … 1 of the colour over what is there; outside of the picture: nothing.
    void blend(int x, int y, Colour colour, double strength);
    void fill(int x0, int y0, int x1, int y1, Colour colour, double strength);
    /// Smooth; `thickness` in pixels.
    void line(double x0, double y0, double x1, double y1, Colour colour, double thickness);
    /// Digits and a few signs, 5 × 7 pixels each; other characters are blanks.
    void text(int x, int y, std::string_view text, Colour colour);
    static int textWidth(std::string_view text) { return static_cast<int>(text.size()) * 6; }

    /// 8 bits a channel, compressed.
    Result<std::string> png() const;

  private:
    int m_width;
    int m_height;
    std::vector<uint8_t> m_pixels;  ///< red, green, blue; line by line
};

}  // namespace tributary::alerts::channels
