// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/plugins/loader.h"

namespace tributary::plugins {
namespace {

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text)
        out += c == '<' ? "&lt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
    return out;
}

void paint(std::ostream& out, const char* attribute, uint32_t color) {
    if ((color & 255) == 0) {
        out << ' ' << attribute << "='none'";
        return;
    }
    char text[8];
    std::snprintf(text, sizeof text, "#%06x", color >> 8);
    out << ' ' << attribute << "='" << text << "' " << attribute << "-opacity='" << (color & 255) / 255.0
        << "'";
}

void shape(std::ostream& out, const Mark& m) {
    switch (m.kind) {
        case TRIBUTARY_MARK_RECT:
            out << "<rect x='" << m.x << "' y='" << m.y << "' width='" << m.width << "' height='" << m.height
                << "' rx='" << m.radius << "'";
            return;
        case TRIBUTARY_MARK_CIRCLE:
            out << "<circle cx='" << m.x << "' cy='" << m.y << "' r='" << m.radius << "'";
            return;
        case TRIBUTARY_MARK_PATH:
            out << "<path d='M " << m.coordinates[0] << ' ' << m.coordinates[1] << " C";
            for (size_t i = 2; i < m.coordinates.size(); ++i) out << ' ' << m.coordinates[i];
            out << "'";
            return;
        default:
            break;
    }
    out << (m.kind == TRIBUTARY_MARK_POLYGON ? "<polygon" : "<polyline") << " points='";
    for (const float value : m.coordinates) out << value << ' ';
    out << "'";
}

}  // namespace

TributaryCanvas testCanvas(int width, int height, bool dark, const char* language) {
    TributaryCanvas out{};
    out.struct_size = sizeof out;
    out.width = width;
    out.height = height;
    out.device_pixel_ratio = 1;
    out.dark = dark;
    out.background = dark ? 0x191F28FF : 0xFFFFFFFF;
    out.text = dark ? 0xE4E9F0FF : 0x1A2230FF;
    out.muted = dark ? 0x9BA7B6FF : 0x5D6878FF;
    out.grid = dark ? 0x2C3644FF : 0xDCE1E7FF;
    constexpr uint32_t kLight[8] = {0x0B7C83FF, 0xC46A1BFF, 0x2B6BD6FF, 0x8E4EC6FF,
                                    0x2C7D4EFF, 0xC2363DFF, 0xB26B00FF, 0x64748BFF};
    constexpr uint32_t kDark[8] = {0x45BDB7FF, 0xE39A56FF, 0x74A7F7FF, 0xBD8CEBFF,
                                   0x62C78DFF, 0xF0757CFF, 0xE2AC53FF, 0x94A3B8FF};
    for (int i = 0; i < 8; ++i) out.palette[i] = dark ? kDark[i] : kLight[i];
    out.font_size = 12;
    out.language = language;
    return out;
}

std::string toSvg(const Drawing& drawing, int width, int height, uint32_t background) {
    std::ostringstream out;
    out << "<svg xmlns='http://www.w3.org/2000/svg' width='" << width << "' height='" << height
        << "' font-family='Inter, Noto Sans CJK SC, sans-serif'><rect width='100%' height='100%'";
    paint(out, "fill", background);
    out << "/>\n";
    for (const Mark& m : drawing.marks) {
        if (m.kind == TRIBUTARY_MARK_TEXT) {
            const char* anchor = m.align == TRIBUTARY_ALIGN_LEFT    ? "start"
                                 : m.align == TRIBUTARY_ALIGN_RIGHT ? "end"
                                                                    : "middle";
            out << "<text x='" << m.x << "' y='" << m.y << "' text-anchor='" << anchor << "' font-size='"
                << (m.font_size > 0 ? m.font_size : 12) << "'";
            paint(out, "fill", m.fill);
            out << ">" << escaped(m.words) << "</text>\n";
            continue;
        }
        shape(out, m);
        paint(out, "fill", m.fill);
        paint(out, "stroke", m.stroke);
        out << " stroke-width='" << m.stroke_width << "'>";
        if (!m.hint.empty()) out << "<title>" << escaped(m.hint) << "</title>";
        out << (m.kind == TRIBUTARY_MARK_RECT      ? "</rect>\n"
                : m.kind == TRIBUTARY_MARK_CIRCLE  ? "</circle>\n"
                : m.kind == TRIBUTARY_MARK_PATH    ? "</path>\n"
                : m.kind == TRIBUTARY_MARK_POLYGON ? "</polygon>\n"
                                                   : "</polyline>\n");
    }
    out << "</svg>\n";
    return out.str();
}

void keepPicture(const std::string& name, const Drawing& drawing, int width, int height, bool dark) {
    const char* folder = std::getenv("TRIBUTARY_TEST_PICTURES");
    if (!folder) return;
    std::ofstream(std::string(folder) + "/" + name + ".svg")
        << toSvg(drawing, width, height, testCanvas(width, height, dark, "en").background);
}

}  // namespace tributary::plugins
