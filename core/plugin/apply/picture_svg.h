// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/plugin/wire/picture.h"

namespace tributary::plugin {

/// The picture as an SVG file of the canvas's size on its background: marks as shapes with their tooltips,
/// pixels as an embedded PNG.
Result<std::string> pictureSvg(const Picture& picture, const Canvas& canvas);

}  // namespace tributary::plugin
