// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/result/store_view.h"

namespace tributary::result {

/// How values of a column lie on an axis: numbers as they are, dates and times in microseconds since 1970
/// (UTC for those with a zone, as written for those without), anything else as labels.
enum class AxisKind { Number, Time, Category };
AxisKind axisKind(const duckdb::LogicalType& type);

struct ChartRequest {
    enum class Shape {
        Path,   ///< line, area: per pixel the first, last, least and greatest value (M4, Jugel et al., VLDB
                ///< 2014)
        Cloud,  ///< scatter: one point per occupied pixel
        Categories,  ///< bars and slices: one value per label, summed where a label repeats
    };
    Shape shape = Shape::Path;
    std::optional<size_t> x;  ///< column; none: the row number
    std::vector<size_t> y;
    std::optional<std::pair<double, double>> window;  ///< part of the x axis to look at; none: all
    uint32_t width = 1000;                            ///< pixels along x …
    uint32_t height = 500;                            ///< … and y
    uint32_t maxCategories = 200;
    bool largestFirst = false;  ///< Categories: by value instead of in the rows' sequence
};

/// A drawn point, with the row of the view it stands for so that its exact values can be told.
struct ChartPoint {
    double x = 0;
    double y = 0;  ///< NaN: a gap (NULL)
    uint64_t row = 0;
};

struct ChartSeries {
    size_t column = 0;
    std::vector<ChartPoint> points;  ///< ascending x; Categories: x is the label's index
    std::vector<std::string> exact;  ///< Categories: exact text of each value
};

struct ChartSample {
    AxisKind axis = AxisKind::Number;
    double xMin = 0;  ///< of all rows, whatever the window
    double xMax = 0;
    std::vector<ChartSeries> series;
    std::vector<std::string> categories;
    uint64_t rows = 0;     ///< rows looked at
    uint64_t leftOut = 0;  ///< labels beyond maxCategories
    bool reduced = false;  ///< fewer points than rows
    bool summed = false;   ///< some label stood in several rows
};

/// Reduces the rows of a view to what a chart of that many pixels can show, in DuckDB. Least and greatest
/// values of every pixel column are kept, so no spike is lost. Blocks: not in the UI thread.
Result<ChartSample> sampleChart(const StoreView& view, const ChartRequest& request, const CancelToken& token);

}  // namespace tributary::result
