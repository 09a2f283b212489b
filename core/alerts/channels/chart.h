// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/alerts/model/time.h"
#include "core/base/error.h"

namespace tributary::alerts::channels {

/// What a message shows of a rule's history.
struct Chart {
    struct Point {
        TimePoint at{};
        double value = 0;  ///< NaN or infinite: a gap
        std::optional<double> lower;
        std::optional<double> upper;
    };
    struct Span {
        TimePoint from{};
        TimePoint to{};
    };
    std::vector<Point> points;  ///< oldest first
    std::optional<double> threshold;
    std::vector<Span> firing;
    std::string description;  ///< for those who cannot see it
};

/// A PNG of `width` × `height` pixels (64 … 4096): the line, its threshold or band, the firing spans shaded.
/// InvalidArgument when there is nothing to draw.
Result<std::string> chartPng(const Chart& chart, int width = 640, int height = 200);

}  // namespace tributary::alerts::channels
