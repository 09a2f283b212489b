// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace tributary::plugin {

/// What a visual paints for, as TributaryCanvas of plugins/sdk/tributary_plugin.h. Colours are 0xRRGGBBAA,
/// lengths logical pixels.
struct Canvas {
    int32_t width = 800;
    int32_t height = 600;
    double devicePixelRatio = 1;
    bool dark = false;
    uint32_t background = 0xFFFFFFFF;
    uint32_t text = 0x1F2937FF;
    uint32_t muted = 0x6B7280FF;
    uint32_t grid = 0xE5E7EBFF;
    std::array<uint32_t, 8> palette{};
    double fontSize = 12;
    std::string language = "en";
};

enum class MarkKind : uint8_t { Rect, Circle, Polyline, Polygon, Path, Text };
enum class MarkAlign : uint8_t { Left, Center, Right };

/// One thing to paint. All numbers are finite, all texts UTF-8.
struct Mark {
    MarkKind kind = MarkKind::Rect;
    MarkAlign align = MarkAlign::Left;
    float x = 0, y = 0, width = 0, height = 0, radius = 0;
    std::vector<float> points;  ///< x0, y0, x1, y1 …
    uint32_t fill = 0;
    uint32_t stroke = 0;
    float strokeWidth = 0;
    float fontSize = 0;  ///< 0: the canvas's
    int64_t row = -1;    ///< the input row it stands for; -1: none
    std::string text;
    std::string tooltip;
};

/// A validated copy of what a visual returned: marks, or pixels.
struct Picture {
    std::vector<Mark> marks;
    std::vector<uint8_t> rgba;  ///< pixelWidth × pixelHeight × 4, not premultiplied; empty: a scene
    int32_t pixelWidth = 0;
    int32_t pixelHeight = 0;
    std::string caption;
};

}  // namespace tributary::plugin
