// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/apply/picture_svg.h"

#include <fmt/format.h>
#include <sodium.h>

#include "core/base/markup.h"
#include "core/result/png.h"

namespace tributary::plugin {
namespace {

/// ` fill="#rrggbb" fill-opacity="…"`, or none.
std::string paint(const char* what, uint32_t colour) {
    const uint32_t alpha = colour & 0xFF;
    if (alpha == 0) return fmt::format(" {}=\"none\"", what);
    std::string out = fmt::format(" {}=\"#{:06x}\"", what, colour >> 8);
    if (alpha != 255) out += fmt::format(" {}-opacity=\"{:.3g}\"", what, alpha / 255.0);
    return out;
}

std::string style(const Mark& mark) {
    std::string out = paint("fill", mark.fill);
    if ((mark.stroke & 0xFF) != 0 && mark.strokeWidth > 0)
        out += paint("stroke", mark.stroke) + fmt::format(" stroke-width=\"{:g}\"", mark.strokeWidth);
    return out;
}

std::string pointList(const Mark& mark) {
    std::string out;
    for (size_t i = 0; i + 1 < mark.points.size(); i += 2)
        out += fmt::format("{}{:g},{:g}", i == 0 ? "" : " ", mark.points[i], mark.points[i + 1]);
    return out;
}

std::string curve(const Mark& mark) {
    std::string out;
    const auto& p = mark.points;
    if (p.size() >= 2) out = fmt::format("M{:g},{:g}", p[0], p[1]);
    for (size_t i = 2; i + 5 < p.size(); i += 6) {
        out += fmt::format("C{:g},{:g} {:g},{:g} {:g},{:g}", p[i], p[i + 1], p[i + 2], p[i + 3], p[i + 4],
                           p[i + 5]);
    }
    return out;
}

/// The element up to where a tooltip goes in, and its end.
std::pair<std::string, std::string> element(const Mark& mark, const Canvas& canvas) {
    switch (mark.kind) {
        case MarkKind::Rect:
            return {fmt::format("<rect x=\"{:g}\" y=\"{:g}\" width=\"{:g}\" height=\"{:g}\" rx=\"{:g}\"{}>",
                                mark.x, mark.y, mark.width, mark.height, mark.radius, style(mark)),
                    "</rect>"};
        case MarkKind::Circle:
            return {fmt::format("<circle cx=\"{:g}\" cy=\"{:g}\" r=\"{:g}\"{}>", mark.x, mark.y, mark.radius,
                                style(mark)),
                    "</circle>"};
        case MarkKind::Polyline:
            return {fmt::format("<polyline points=\"{}\"{}>", pointList(mark), style(mark)), "</polyline>"};
        case MarkKind::Polygon:
            return {fmt::format("<polygon points=\"{}\"{}>", pointList(mark), style(mark)), "</polygon>"};
        case MarkKind::Path:
            return {fmt::format("<path d=\"{}\"{}>", curve(mark), style(mark)), "</path>"};
        case MarkKind::Text:
            break;
    }
    const char* anchor = mark.align == MarkAlign::Center  ? "middle"
                         : mark.align == MarkAlign::Right ? "end"
                                                          : "start";
    const double size = mark.fontSize > 0 ? mark.fontSize : canvas.fontSize;
    return {fmt::format("<text x=\"{:g}\" y=\"{:g}\" text-anchor=\"{}\" font-size=\"{:g}\"{}>{}", mark.x,
                        mark.y, anchor, size, style(mark), escapeMarkup(mark.text, true)),
            "</text>"};
}

Result<std::string> pixels(const Picture& picture, const Canvas& canvas) {
    auto png = result::pngFile(picture.pixelWidth, picture.pixelHeight, 4, picture.rgba);
    if (!png) return fail(png.error());
    std::string encoded(sodium_base64_ENCODED_LEN(png->size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(encoded.data(), encoded.size(), reinterpret_cast<const unsigned char*>(png->data()),
                      png->size(), sodium_base64_VARIANT_ORIGINAL);
    encoded.pop_back();  // the terminating zero
    return fmt::format("<image width=\"{}\" height=\"{}\" href=\"data:image/png;base64,{}\"/>\n",
                       canvas.width, canvas.height, encoded);
}

}  // namespace

Result<std::string> pictureSvg(const Picture& picture, const Canvas& canvas) {
    std::string out = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
        "font-family=\"Inter, Noto Sans CJK SC, sans-serif\">\n",
        canvas.width, canvas.height);
    if (!picture.caption.empty()) out += "<desc>" + escapeMarkup(picture.caption, true) + "</desc>\n";
    out += fmt::format("<rect width=\"100%\" height=\"100%\"{}/>\n", paint("fill", canvas.background));
    if (!picture.rgba.empty()) {
        auto image = pixels(picture, canvas);
        if (!image) return image;
        out += *image;
    }
    for (const auto& mark : picture.marks) {
        const auto [head, tail] = element(mark, canvas);
        out += head;
        if (!mark.tooltip.empty()) out += "<title>" + escapeMarkup(mark.tooltip, true) + "</title>";
        out += tail + "\n";
    }
    out += "</svg>\n";
    return out;
}

}  // namespace tributary::plugin
