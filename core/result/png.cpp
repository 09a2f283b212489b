// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/png.h"

#include <zlib.h>

namespace tributary::result {
namespace {

void appendNumber(std::string& out, uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xFF);
}

void appendChunk(std::string& out, const char* type, const std::string& data) {
    appendNumber(out, static_cast<uint32_t>(data.size()));
    const std::string body = type + data;
    out += body;
    appendNumber(out, static_cast<uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()),
                                                  static_cast<uInt>(body.size()))));
}

}  // namespace

Result<std::string> pngFile(int width, int height, int channels, std::span<const uint8_t> pixels) {
    const size_t stride = static_cast<size_t>(width) * static_cast<size_t>(channels);
    if (width <= 0 || height <= 0 || (channels != 3 && channels != 4) ||
        pixels.size() != stride * static_cast<size_t>(height))
        return fail(ErrorCode::InvalidArgument, "The picture's size and its pixels do not agree.");
    std::string raw;
    raw.reserve((stride + 1) * static_cast<size_t>(height));
    for (int y = 0; y < height; ++y) {
        raw += '\0';  // no filter
        raw.append(reinterpret_cast<const char*>(pixels.data()) + static_cast<size_t>(y) * stride, stride);
    }
    uLongf size = compressBound(static_cast<uLong>(raw.size()));
    std::string packed(size, '\0');
    if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(raw.data()),
                  static_cast<uLong>(raw.size()), Z_BEST_COMPRESSION) != Z_OK)
        return fail(ErrorCode::Resource, "There is not enough memory for the picture.");
    packed.resize(size);
    std::string header;
    appendNumber(header, static_cast<uint32_t>(width));
    appendNumber(header, static_cast<uint32_t>(height));
    header += '\x08';                           // bits a channel
    header += channels == 3 ? '\x02' : '\x06';  // RGB, RGBA
    header += std::string("\x00\x00\x00", 3);   // deflate, no filter, not interlaced
    std::string out = "\x89PNG\r\n\x1A\n";
    appendChunk(out, "IHDR", header);
    appendChunk(out, "IDAT", packed);
    appendChunk(out, "IEND", "");
    return out;
}

}  // namespace tributary::result
