// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/chart_sample.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/result/store_query.h"

namespace tributary::result {

namespace {

/// Up to this many rows every one is drawn.
constexpr uint64_t kExactRows = 4000;

struct Extent {
    double low = 0;
    double high = 0;
    uint64_t rows = 0;
};

std::string finite(const std::string& value, const std::string& test) {
    return fmt::format("CASE WHEN isfinite({}) THEN {} END", test, value);
}

/// SQL of a column as DOUBLE on its axis; NULL for what has no place there (NaN, infinity).
std::string positionSql(const StoreView& view, size_t column) {
    const auto& type = view.store().columns().at(column).type;
    const std::string name = StoreQuery::column(column);
    if (axisKind(type) == AxisKind::Time) {
        const std::string moment = type.id() == duckdb::LogicalTypeId::TIMESTAMP_TZ
                                       ? name
                                       : fmt::format("CAST({} AS TIMESTAMP)", name);
        return finite(fmt::format("CAST(epoch_us({}) AS DOUBLE)", moment), moment);
    }
    const std::string number = fmt::format("CAST({} AS DOUBLE)", name);
    return finite(number, number);
}

std::string xSql(const StoreView& view, const ChartRequest& request) {
    return request.x ? positionSql(view, *request.x) : "CAST(view_row + 1 AS DOUBLE)";
}

Result<Extent> extentOf(StoreQuery& query, const std::string& from, const std::string& value,
                        const CancelToken& token) {
    Extent extent;
    auto done = query.run(fmt::format("SELECT min({0}), max({0}), count({0}) FROM {1}", value, from), token,
                          [&](duckdb::DataChunk& chunk) -> Result<void> {
                              extent.rows = static_cast<uint64_t>(chunk.GetValue(2, 0).GetValue<int64_t>());
                              if (extent.rows == 0) return {};
                              extent.low = chunk.GetValue(0, 0).GetValue<double>();
                              extent.high = chunk.GetValue(1, 0).GetValue<double>();
                              return {};
                          });
    if (!done) return fail(done.error());
    return extent;
}

/// Reads (x, y, row) columns, y NULL becoming a gap.
Result<void> readPoints(StoreQuery& query, const std::string& sql, const CancelToken& token,
                        std::vector<ChartPoint>& out) {
    return query.run(sql, token, [&](duckdb::DataChunk& chunk) -> Result<void> {
        chunk.Flatten();
        const auto* x = duckdb::FlatVector::GetData<double>(chunk.data[0]);
        const auto* y = duckdb::FlatVector::GetData<double>(chunk.data[1]);
        const auto* row = duckdb::FlatVector::GetData<uint64_t>(chunk.data[2]);
        const auto& known = duckdb::FlatVector::Validity(chunk.data[1]);
        for (duckdb::idx_t i = 0; i < chunk.size(); ++i) {
            const bool valid = known.RowIsValid(i);
            out.push_back({x[i], valid ? y[i] : std::numeric_limits<double>::quiet_NaN(), row[i]});
        }
        return {};
    });
}

/// The sampled rows as a sub-query with columns x, y and r.
std::string pointsFrom(const std::string& x, const std::string& y, const Extent& window) {
    return fmt::format(
        "(SELECT * FROM (SELECT {} AS x, {} AS y, view_row AS r FROM result_rows()) WHERE x >= {:.17g} "
        "AND x <= {:.17g})",
        x, y, window.low, window.high);
}

Result<void> samplePath(StoreQuery& query, const std::string& from, const Extent& window,
                        const ChartRequest& request, const CancelToken& token, std::vector<ChartPoint>& out) {
    const double span = window.high - window.low;
    const std::string bucket =
        span > 0 ? fmt::format("least(CAST(floor((x - {:.17g}) / {:.17g} * {}) AS BIGINT), {})", window.low,
                               span, request.width, request.width - 1)
                 : "0";
    const std::string grouped = fmt::format(
        "(SELECT {} AS b, arg_min(y, x) AS y1, min(x) AS x1, arg_min(r, x) AS r1, arg_max(y, x) AS y2, "
        "max(x) AS x2, "
        "arg_max(r, x) AS r2, min(y) AS y3, arg_min(x, y) AS x3, arg_min(r, y) AS r3, max(y) AS y4, "
        "arg_max(x, y) AS "
        "x4, arg_max(r, y) AS r4 FROM {} WHERE y IS NOT NULL GROUP BY b)",
        bucket, from);
    const std::string sql = fmt::format(
        "WITH g AS {} SELECT DISTINCT x, y, r FROM (SELECT x1 AS x, y1 AS y, r1 AS r FROM g UNION ALL SELECT "
        "x2, y2, "
        "r2 FROM g UNION ALL SELECT x3, y3, r3 FROM g UNION ALL SELECT x4, y4, r4 FROM g) ORDER BY x, r",
        grouped);
    return readPoints(query, sql, token, out);
}

Result<void> sampleCloud(StoreQuery& query, const std::string& from, const Extent& window,
                         const ChartRequest& request, const CancelToken& token,
                         std::vector<ChartPoint>& out) {
    auto heights = extentOf(query, from, "y", token);
    if (!heights) return fail(heights.error());
    const double xSpan = window.high > window.low ? window.high - window.low : 1;
    const double ySpan = heights->high > heights->low ? heights->high - heights->low : 1;
    // Dots are a few pixels wide: one per two pixels shows the same cloud.
    const std::string sql = fmt::format(
        "SELECT arg_min(x, r), arg_min(y, r), min(r) FROM {} WHERE y IS NOT NULL GROUP BY floor((x - "
        "{:.17g}) / {:.17g} * "
        "{}), floor((y - {:.17g}) / {:.17g} * {}) ORDER BY 1",
        from, window.low, xSpan, request.width / 2, heights->low, ySpan, request.height / 2);
    return readPoints(query, sql, token, out);
}

Result<ChartSample> samplePositions(const StoreView& view, const ChartRequest& request,
                                    const CancelToken& token) {
    ChartSample sample;
    sample.axis = request.x ? axisKind(view.store().columns().at(*request.x).type) : AxisKind::Number;
    auto query = StoreQuery::open(view);
    if (!query) return fail(query.error());
    const std::string x = xSql(view, request);
    auto all = extentOf(**query, "result_rows()", x, token);
    if (!all) return fail(all.error());
    sample.xMin = all->low;
    sample.xMax = all->high;
    sample.rows = all->rows;
    if (all->rows == 0) return sample;
    Extent window = *all;
    if (request.window) {
        window.low = request.window->first;
        window.high = request.window->second;
    }
    for (const size_t column : request.y) {
        ChartSeries series;
        series.column = column;
        const std::string from = pointsFrom(x, positionSql(view, column), window);
        auto inside = request.window ? extentOf(**query, from, "x", token) : Result<Extent>(*all);
        if (!inside) return fail(inside.error());
        Result<void> done;
        if (inside->rows <= kExactRows) {
            done = readPoints(**query, fmt::format("SELECT x, y, r FROM {} ORDER BY x, r", from), token,
                              series.points);
        } else {
            sample.reduced = true;
            done = request.shape == ChartRequest::Shape::Cloud
                       ? sampleCloud(**query, from, window, request, token, series.points)
                       : samplePath(**query, from, window, request, token, series.points);
        }
        if (!done) return fail(done.error());
        sample.series.push_back(std::move(series));
    }
    return sample;
}

std::string categoriesSql(const ChartRequest& request) {
    const std::string label =
        request.x ? fmt::format("coalesce(CAST({} AS VARCHAR), 'NULL')", StoreQuery::column(*request.x))
                  : "CAST(view_row + 1 AS VARCHAR)";
    std::string values;
    for (const size_t column : request.y) {
        const std::string name = StoreQuery::column(column);
        values += fmt::format(", sum({0}) AS s{1}, CAST(sum({0}) AS DOUBLE) AS d{1}", name, column);
    }
    std::string text = fmt::format(
        "SELECT {} AS label, min(view_row) AS r, count(*) AS n, count(*) OVER () AS labels{} FROM "
        "result_rows() GROUP BY "
        "label ORDER BY ",
        label, values);
    text += request.largestFirst && !request.y.empty()
                ? fmt::format("d{} DESC NULLS LAST, r", request.y.front())
                : "r";
    return text + fmt::format(" LIMIT {}", request.maxCategories);
}

Result<ChartSample> sampleCategories(const StoreView& view, const ChartRequest& request,
                                     const CancelToken& token) {
    ChartSample sample;
    sample.axis = AxisKind::Category;
    sample.rows = view.rowCount();
    for (const size_t column : request.y) sample.series.push_back({column, {}, {}});
    auto query = StoreQuery::open(view);
    if (!query) return fail(query.error());
    auto done = (*query)->run(categoriesSql(request), token, [&](duckdb::DataChunk& chunk) -> Result<void> {
        for (duckdb::idx_t i = 0; i < chunk.size(); ++i) {
            const auto index = static_cast<double>(sample.categories.size());
            sample.categories.push_back(chunk.GetValue(0, i).ToString());
            const auto row = chunk.GetValue(1, i).GetValue<uint64_t>();
            if (chunk.GetValue(2, i).GetValue<int64_t>() > 1) sample.summed = true;
            const auto labels = static_cast<uint64_t>(chunk.GetValue(3, i).GetValue<int64_t>());
            sample.leftOut = labels > request.maxCategories ? labels - request.maxCategories : 0;
            for (size_t s = 0; s < sample.series.size(); ++s) {
                const auto value = chunk.GetValue(5 + 2 * s, i);
                const double y =
                    value.IsNull() ? std::numeric_limits<double>::quiet_NaN() : value.GetValue<double>();
                sample.series[s].points.push_back({index, y, row});
                sample.series[s].exact.push_back(chunk.GetValue(4 + 2 * s, i).ToString());
            }
        }
        return {};
    });
    if (!done) return fail(done.error());
    sample.xMax = std::max<double>(0, static_cast<double>(sample.categories.size()) - 1);
    return sample;
}

}  // namespace

AxisKind axisKind(const duckdb::LogicalType& type) {
    switch (type.id()) {
        case duckdb::LogicalTypeId::DATE:
        case duckdb::LogicalTypeId::TIMESTAMP:
        case duckdb::LogicalTypeId::TIMESTAMP_SEC:
        case duckdb::LogicalTypeId::TIMESTAMP_MS:
        case duckdb::LogicalTypeId::TIMESTAMP_NS:
        case duckdb::LogicalTypeId::TIMESTAMP_TZ:
            return AxisKind::Time;
        default:
            return type.IsNumeric() ? AxisKind::Number : AxisKind::Category;
    }
}

Result<ChartSample> sampleChart(const StoreView& view, const ChartRequest& request,
                                const CancelToken& token) {
    if (request.y.empty()) return fail(ErrorCode::InvalidArgument, "A chart needs a column of numbers.");
    if (view.isEmpty() || view.rowCount() == 0) return ChartSample{};
    return request.shape == ChartRequest::Shape::Categories ? sampleCategories(view, request, token)
                                                            : samplePositions(view, request, token);
}

}  // namespace tributary::result
