// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/wire/picture_codec.h"

#include <algorithm>
#include <cmath>

#include "core/plugin/wire/packer.h"
#include "core/plugin/wire/utf8_span.h"

namespace tributary::plugin {
namespace {

constexpr uint64_t kMarks = 1'000'000;
constexpr uint64_t kPoints = 8'000'000;  ///< numbers of all marks together
constexpr size_t kTextBytes = 4096;
constexpr int32_t kPixels = 16'384;  ///< of a side

void putMark(Packer& out, const TributaryMark& mark) {
    const auto text = [](const char* given) { return std::string_view(given == nullptr ? "" : given); };
    const uint64_t numbers = mark.points == nullptr ? 0 : 2 * static_cast<uint64_t>(mark.n_points);
    out.put(mark.kind).put(mark.align).put(mark.x).put(mark.y).put(mark.width).put(mark.height);
    out.put(mark.radius).put(mark.fill).put(mark.stroke).put(mark.stroke_width).put(mark.font_size);
    out.put(mark.row).put(text(mark.text)).put(text(mark.tooltip));
    out.put(std::string_view(reinterpret_cast<const char*>(mark.points), numbers * sizeof(float)));
}

bool allFinite(const float* numbers, size_t count) {
    bool finite = true;
    for (size_t i = 0; i < count; i++) finite &= std::isfinite(numbers[i]);
    return finite;
}

bool isText(std::string_view text) {
    return text.size() <= kTextBytes && isUtf8(text);
}

/// False: not to be painted.
bool getMark(Unpacker& in, Mark& mark, uint64_t& pointsLeft) {
    const auto kind = in.get<uint32_t>();
    const auto align = in.get<uint32_t>();
    for (float* number : {&mark.x, &mark.y, &mark.width, &mark.height, &mark.radius})
        *number = in.get<float>();
    mark.fill = in.get<uint32_t>();
    mark.stroke = in.get<uint32_t>();
    mark.strokeWidth = in.get<float>();
    mark.fontSize = in.get<float>();
    mark.row = in.get<int64_t>();
    mark.text = in.string();
    mark.tooltip = in.string();
    const std::string_view points = in.text();
    if (!in.ok() || kind > TRIBUTARY_MARK_TEXT || align > TRIBUTARY_ALIGN_RIGHT) return false;
    if (points.size() % (2 * sizeof(float)) != 0 || points.size() / sizeof(float) > pointsLeft) return false;
    pointsLeft -= points.size() / sizeof(float);
    mark.points.resize(points.size() / sizeof(float));
    if (!points.empty()) std::memcpy(mark.points.data(), points.data(), points.size());
    mark.kind = static_cast<MarkKind>(kind);
    mark.align = static_cast<MarkAlign>(align);
    const float numbers[] = {mark.x,      mark.y,           mark.width,   mark.height,
                             mark.radius, mark.strokeWidth, mark.fontSize};
    return allFinite(numbers, std::size(numbers)) && allFinite(mark.points.data(), mark.points.size()) &&
           isText(mark.text) && isText(mark.tooltip);
}

}  // namespace

std::string encodeCanvas(const Canvas& canvas) {
    Packer out;
    out.put(canvas.width).put(canvas.height).put(canvas.devicePixelRatio).put(canvas.dark);
    out.put(canvas.background).put(canvas.text).put(canvas.muted).put(canvas.grid);
    for (const uint32_t colour : canvas.palette) out.put(colour);
    out.put(canvas.fontSize).put(std::string_view(canvas.language));
    return out.take();
}

Result<Canvas> decodeCanvas(std::string_view bytes) {
    Unpacker in(bytes);
    Canvas canvas;
    canvas.width = in.get<int32_t>();
    canvas.height = in.get<int32_t>();
    canvas.devicePixelRatio = in.get<double>();
    canvas.dark = in.get<uint8_t>() != 0;
    for (uint32_t* colour : {&canvas.background, &canvas.text, &canvas.muted, &canvas.grid})
        *colour = in.get<uint32_t>();
    for (uint32_t& colour : canvas.palette) colour = in.get<uint32_t>();
    canvas.fontSize = in.get<double>();
    canvas.language = in.string();
    if (!in.done()) return fail(ErrorCode::Internal, "the canvas is damaged");
    return canvas;
}

std::string encodePicture(const TributaryPicture& picture) {
    Packer out;
    const bool scene = picture.kind == TRIBUTARY_PICTURE_SCENE;
    out.put(picture.kind).put(std::string_view(picture.caption == nullptr ? "" : picture.caption));
    out.put(picture.pixel_width).put(picture.pixel_height);
    const uint64_t pixels = static_cast<uint64_t>(std::max(picture.pixel_width, 0)) *
                            static_cast<uint64_t>(std::max(picture.pixel_height, 0));
    const bool hasPixels = !scene && picture.rgba != nullptr && pixels <= (uint64_t{1} << 28);
    out.put(std::string_view(reinterpret_cast<const char*>(picture.rgba), hasPixels ? pixels * 4 : 0));
    const uint64_t marks = scene && picture.marks != nullptr ? picture.n_marks : 0;
    out.put(marks);
    for (uint64_t i = 0; i < marks; i++) putMark(out, picture.marks[i]);
    return out.take();
}

Result<Picture> decodePicture(std::string_view bytes) {
    Unpacker in(bytes);
    Picture picture;
    const auto kind = in.get<uint32_t>();
    picture.caption = in.string();
    picture.pixelWidth = in.get<int32_t>();
    picture.pixelHeight = in.get<int32_t>();
    const std::string_view rgba = in.text();
    const auto bad = [](const char* why) { return fail(ErrorCode::Data, std::string("its picture ") + why); };
    if (!in.ok() || kind > TRIBUTARY_PICTURE_RGBA) return bad("is damaged");
    if (!isText(picture.caption)) return bad("has a caption that is too long or no UTF-8");
    if (kind == TRIBUTARY_PICTURE_RGBA) {
        if (picture.pixelWidth < 1 || picture.pixelHeight < 1 || picture.pixelWidth > kPixels ||
            picture.pixelHeight > kPixels ||
            rgba.size() != static_cast<uint64_t>(picture.pixelWidth) * picture.pixelHeight * 4)
            return bad("has a size that does not fit its pixels");
        picture.rgba.assign(rgba.begin(), rgba.end());
    } else if (!rgba.empty()) {
        return bad("is damaged");
    }
    constexpr size_t kLeastBytes = 76;  // what a mark without texts and points takes
    const uint64_t marks = in.count(kLeastBytes);
    if (!in.ok() || marks > kMarks) return bad("has more than a million marks");
    picture.marks.resize(marks);
    uint64_t pointsLeft = kPoints;
    for (auto& mark : picture.marks)
        if (!getMark(in, mark, pointsLeft)) return bad("has a mark with an impossible shape, number or text");
    if (!in.done()) return bad("is damaged");
    return picture;
}

}  // namespace tributary::plugin
