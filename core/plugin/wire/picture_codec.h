// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/plugin/wire/picture.h"
#include "plugins/sdk/tributary_plugin.h"

namespace tributary::plugin {

std::string encodeCanvas(const Canvas& canvas);
std::string encodePicture(const TributaryPicture& picture);

/// For the sandbox: the texts of a canvas live in `canvas`.
Result<Canvas> decodeCanvas(std::string_view bytes);
/// Trusts nothing: numbers are finite, texts UTF-8, counts and sizes bounded. Data otherwise.
Result<Picture> decodePicture(std::string_view bytes);

}  // namespace tributary::plugin
