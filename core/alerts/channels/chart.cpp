// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/chart.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/alerts/channels/bitmap.h"
#include "core/alerts/template/go_format.h"
#include "core/alerts/template/go_time.h"

namespace tributary::alerts::channels {
namespace {

constexpr Colour kPaper{255, 255, 255};
constexpr Colour kGrid{224, 229, 235};
constexpr Colour kInk{85, 96, 110};
constexpr Colour kLine{37, 99, 175};
constexpr Colour kBand{88, 144, 214};
constexpr Colour kAlarm{179, 38, 30};
constexpr int kLeft = 54;
constexpr int kRight = 10;
constexpr int kTop = 8;
constexpr int kBottom = 18;

struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    void take(double value) {
        if (!std::isfinite(value)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    bool empty() const { return low > high; }
    void widen() {
        // Halves keep the sum of two huge numbers finite.
        const double margin = high > low ? (high / 2 - low / 2) * 0.12 : std::max(std::abs(high) * 0.1, 1.0);
        low -= margin;
        high += margin;
    }
};

class Drawing {
  public:
    Drawing(const Chart& chart, int width, int height, Range values)
        : m_chart(chart),
          m_picture(width, height, kPaper),
          m_values(values),
          m_from(chart.points.front().at),
          m_to(chart.points.back().at) {}

    Result<std::string> png() {
        spans();
        frame();
        band();
        threshold();
        history();
        labels();
        return m_picture.png();
    }

  private:
    int right() const { return m_picture.width() - kRight; }
    int bottom() const { return m_picture.height() - kBottom; }
    double x(TimePoint at) const {
        const auto whole = static_cast<double>((m_to - m_from).count());
        const double part = whole > 0 ? static_cast<double>((at - m_from).count()) / whole : 0.5;
        return kLeft + std::clamp(part, 0.0, 1.0) * (right() - kLeft - 1);
    }
    double y(double value) const {
        const double part = (value / 2 - m_values.low / 2) / (m_values.high / 2 - m_values.low / 2);
        return bottom() - 1 - std::clamp(part, 0.0, 1.0) * (bottom() - kTop - 1);
    }

    void spans() {
        for (const auto& span : m_chart.firing) {
            if (span.to < m_from || span.from > m_to) continue;
            const int begin = static_cast<int>(x(span.from));
            m_picture.fill(begin, kTop, std::max(begin + 2, static_cast<int>(x(span.to)) + 1), bottom(),
                           kAlarm, 0.16);
        }
    }

    void frame() {
        for (int i = 0; i <= 4; ++i) {
            const int at = kTop + (bottom() - kTop - 1) * i / 4;
            m_picture.fill(kLeft, at, right(), at + 1, kGrid, 1);
        }
    }

    void band() {
        const auto& points = m_chart.points;
        for (size_t i = 1; i < points.size(); ++i) {
            const auto& a = points[i - 1];
            const auto& b = points[i];
            if (!a.lower || !a.upper || !b.lower || !b.upper) continue;
            const double begin = x(a.at);
            const double end = x(b.at);
            for (int column = static_cast<int>(std::ceil(begin)); column < end; ++column) {
                const double part = end > begin ? (column - begin) / (end - begin) : 0;
                const double high = y(*a.upper + (*b.upper - *a.upper) * part);
                const double low = y(*a.lower + (*b.lower - *a.lower) * part);
                m_picture.fill(column, static_cast<int>(high), column + 1, static_cast<int>(low) + 1, kBand,
                               0.25);
            }
        }
    }

    void threshold() {
        if (!m_chart.threshold || !std::isfinite(*m_chart.threshold)) return;
        const int at = static_cast<int>(std::lround(y(*m_chart.threshold)));
        for (int column = kLeft; column < right(); ++column) {
            if (column % 8 < 5) m_picture.blend(column, at, kAlarm, 1);
        }
    }

    void history() {
        const auto& points = m_chart.points;
        for (size_t i = 0; i < points.size(); ++i) {
            if (!std::isfinite(points[i].value)) continue;
            const bool joined = i > 0 && std::isfinite(points[i - 1].value);
            const size_t from = joined ? i - 1 : i;
            m_picture.line(x(points[from].at), y(points[from].value), x(points[i].at), y(points[i].value),
                           kLine, 1.6);
        }
    }

    void labels() {
        for (int i = 0; i <= 4; i += 2) {
            const double value = m_values.high * (1 - i / 4.0) + m_values.low * (i / 4.0);
            const std::string text = templates::formatFloat(value, 'g', 4);
            const int at = kTop + (bottom() - kTop - 1) * i / 4 - 3;
            m_picture.text(kLeft - 6 - Bitmap::textWidth(text), std::max(0, at), text, kInk);
        }
        const bool days = m_to - m_from >= std::chrono::hours(24);
        const std::string layout = days ? "01-02 15:04" : "15:04";
        const std::string first = templates::goTimeFormat(m_from, layout);
        const std::string last = templates::goTimeFormat(m_to, layout) + " UTC";
        const int at = m_picture.height() - 11;
        m_picture.text(kLeft, at, first, kInk);
        m_picture.text(right() - Bitmap::textWidth(last), at, last, kInk);
    }

    const Chart& m_chart;
    Bitmap m_picture;
    Range m_values;
    TimePoint m_from;
    TimePoint m_to;
};

/// The lowest and highest of neighbours where there are more points than the picture has columns.
std::vector<Chart::Point> thinned(const std::vector<Chart::Point>& points, size_t columns) {
    if (points.size() <= columns * 2) return points;
    std::vector<Chart::Point> out;
    for (size_t i = 0; i < columns; ++i) {
        const auto begin = points.begin() + static_cast<std::ptrdiff_t>(points.size() * i / columns);
        const auto end = points.begin() + static_cast<std::ptrdiff_t>(points.size() * (i + 1) / columns);
        // NaN compares false both ways: it can neither be lowest nor highest unless it stands first.
        auto [low, high] =
            std::minmax_element(begin, end, [](const auto& a, const auto& b) { return a.value < b.value; });
        if (high < low) std::swap(low, high);
        out.push_back(*low);
        if (high != low) out.push_back(*high);
    }
    return out;
}

}  // namespace

Result<std::string> chartPng(const Chart& chart, int width, int height) {
    if (width < 64 || width > 4096 || height < 64 || height > 4096)
        return fail(ErrorCode::InvalidArgument, "A chart's picture has 64 to 4096 pixels each way.");
    Range values;
    Chart shown = chart;
    shown.points = thinned(chart.points, static_cast<size_t>(width));
    for (const auto& point : shown.points) {
        values.take(point.value);
        if (point.lower) values.take(*point.lower);
        if (point.upper) values.take(*point.upper);
    }
    if (values.empty()) return fail(ErrorCode::InvalidArgument, "There is no value to draw.");
    if (shown.threshold) values.take(*shown.threshold);
    values.widen();
    return Drawing(shown, width, height, values).png();
}

}  // namespace tributary::alerts::channels
