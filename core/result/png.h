// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/base/error.h"

namespace tributary::result {

/// A PNG file (8 bits a channel, deflated) of `width` × `height` pixels, line by line without padding:
/// `channels` is 3 (red, green, blue) or 4 (with alpha, not premultiplied). Resource without memory.
Result<std::string> pngFile(int width, int height, int channels, std::span<const uint8_t> pixels);

}  // namespace tributary::result
