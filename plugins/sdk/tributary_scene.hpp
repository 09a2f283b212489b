// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "tributary_plugin.hpp"

namespace tributary_sdk {

// --- colours: 0xRRGGBBAA
// ----------------------------------------------------------------------------------------

inline uint32_t mixColors(uint32_t from, uint32_t to, double part) {
    uint32_t out = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        const double a = from >> shift & 255, b = to >> shift & 255;
        out |= static_cast<uint32_t>(a + (b - a) * std::clamp(part, 0.0, 1.0) + 0.5) << shift;
    }
    return out;
}
inline uint32_t withAlpha(uint32_t color, double alpha) {
    return (color & 0xFFFFFF00u) | static_cast<uint32_t>(std::clamp(alpha, 0.0, 1.0) * 255 + 0.5);
}
/// From "next to nothing" (part 0) to "most" (1), readable on the canvas's background, in both themes.
inline uint32_t rampColor(const TributaryCanvas& canvas, double part, int series = 0) {
    const uint32_t full = canvas.palette[series % 8];
    if (part < 0.65) return mixColors(canvas.background, full, 0.14 + 0.86 * std::max(part, 0.0) / 0.65);
    return mixColors(full, canvas.text, 0.55 * (part - 0.65) / 0.35);
}

// --- texts
// ------------------------------------------------------------------------------------------------------

inline bool isChinese(const TributaryCanvas& canvas) {
    return canvas.language && std::string_view(canvas.language).substr(0, 2) == "zh";
}
/// About how wide a text is in a usual sans-serif face.
inline float textWidth(std::string_view text, float size) {
    float ems = 0;
    for (size_t i = 0; i < text.size();) {
        const size_t length = std::max<size_t>(1, utf8Length(text, i));
        const char c = text[i];
        const bool narrow = std::string_view("iljtf.,:;'|!()[] ").find(c) != std::string_view::npos;
        ems += length >= 3                                      ? 1.0f
               : narrow                                         ? 0.32f
               : (c >= 'A' && c <= 'Z') || c == 'm' || c == 'w' ? 0.72f
                                                                : 0.58f;
        i += length;
    }
    return ems * size;
}
/// `text`, cut with … to be at most `width` wide; empty when not even one character fits.
inline std::string elided(const std::string& text, float width, float size) {
    if (textWidth(text, size) <= width) return text;
    size_t end = 0;
    for (size_t i = 0; i < text.size();) {
        const size_t next = i + std::max<size_t>(1, utf8Length(text, i));
        if (textWidth(std::string_view(text).substr(0, next), size) + size > width) break;
        end = i = next;
    }
    return end == 0 ? std::string() : text.substr(0, end) + "…";
}
inline std::string fixedNumber(double value, int decimals) {
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, decimals);
    return end.ec == std::errc() ? std::string(text, end.ptr) : Json::numberText(value);
}
/// 1,234,567.5: with at most `decimals` decimals and separators, for tooltips.
inline std::string groupedNumber(double value, int decimals = 2) {
    if (std::abs(value) >= 1e15 || (value != 0 && std::abs(value) < 1e-4)) return floatText(value, false);
    std::string text = fixedNumber(std::abs(value), decimals);
    if (decimals > 0) text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    const size_t whole = std::min(text.find('.'), text.size());
    for (size_t i = whole; i > 3; i -= 3) text.insert(i - 3, ",");
    return value < 0 && text != "0" ? "-" + text : text;
}
/// 1.2k, 3.4M; in Chinese 1.2万, 3.4亿: for axes and labels.
inline std::string shortNumber(double value, const TributaryCanvas& canvas) {
    static constexpr std::pair<double, const char*> english[] = {
        {1e12, "T"}, {1e9, "B"}, {1e6, "M"}, {1e3, "k"}};
    static constexpr std::pair<double, const char*> chinese[] = {
        {1e12, "万亿"}, {1e8, "亿"}, {1e4, "万"}, {1e300, ""}};
    for (const auto& [size, unit] : isChinese(canvas) ? chinese : english) {
        if (std::abs(value) >= size * 0.9999 && std::abs(value) < 1e16)
            return groupedNumber(value / size, std::abs(value) < size * 100 ? 1 : 0) + unit;
    }
    if (std::abs(value) >= 1e16) return floatText(static_cast<float>(value), true);
    return groupedNumber(value, std::abs(value) >= 100 ? 0 : std::abs(value) >= 1 ? 2 : 4);
}

// --- scales
// -----------------------------------------------------------------------------------------------------

struct Tick {
    double value;
    std::string label;
};
/// About `count` round numbers from `low` to `high`.
inline std::vector<Tick> numberTicks(double low, double high, int count, const TributaryCanvas& canvas) {
    std::vector<Tick> out;
    if (!(high > low) || count < 1) return {{low, shortNumber(low, canvas)}};
    const double raw = (high - low) / count, power = std::pow(10.0, std::floor(std::log10(raw)));
    const double step = power * (raw / power < 1.5 ? 1 : raw / power < 3.5 ? 2 : raw / power < 7.5 ? 5 : 10);
    const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 12);
    const bool small =
        std::max(std::abs(low), std::abs(high)) < (isChinese(canvas) ? 1e4 : 1e3) || decimals > 0;
    for (double i = std::ceil(low / step - 1e-9); i * step <= high + step * 1e-9; ++i)
        out.push_back(
            {i * step, small ? fixedNumber(i * step + 0.0, decimals) : shortNumber(i * step, canvas)});
    return out;
}
/// About `count` round moments; values are seconds since 1970 (UTC).
inline std::vector<Tick> timeTicks(double low, double high, int count) {
    static constexpr double steps[] = {1,    5,     15,    30,    60,    300,    900,    1800,
                                       3600, 10800, 21600, 43200, 86400, 172800, 604800, 1209600};
    std::vector<Tick> out;
    const double raw = (high - low) / std::max(count, 1);
    const auto found = std::find_if(std::begin(steps), std::end(steps), [&](double s) { return s >= raw; });
    if (found != std::end(steps)) {
        for (double at = std::ceil(low / *found) * *found; at <= high; at += *found) {
            const auto seconds = static_cast<int64_t>(at);
            const int64_t ofDay = seconds - floorDivide(seconds, 86400) * 86400;
            const std::string date = dateText(floorDivide(seconds, 86400)), clock = clockText(ofDay, 1);
            out.push_back({at, *found >= 86400 || ofDay == 0 ? date : clock.substr(0, *found < 60 ? 8 : 5)});
        }
        return out;
    }
    const int months = raw < 2.7e6   ? 1
                       : raw < 8e6   ? 3
                       : raw < 1.6e7 ? 6
                                     : 12 * static_cast<int>(std::max(1.0, std::ceil(raw / 3.2e7)));
    const CivilDate start = civilOf(floorDivide(static_cast<int64_t>(low), 86400));
    for (int64_t m = floorDivide(start.year * 12 + start.month - 1, months) * months;; m += months) {
        const double at = static_cast<double>(daysOf(floorDivide(m, 12),
                                                     static_cast<int>(m - floorDivide(m, 12) * 12) + 1, 1)) *
                          86400;
        if (at > high) break;
        const std::string date = dateText(static_cast<int64_t>(at) / 86400);
        if (at >= low) out.push_back({at, date.substr(0, months >= 12 ? 4 : 7)});
    }
    return out;
}

// --- the scene
// --------------------------------------------------------------------------------------------------

struct Area {
    float x, y, width, height;
};

/// Marks in painting order. The canvas must outlive it.
class Scene {
  public:
    explicit Scene(const TributaryCanvas& canvas) : m_canvas(canvas) {}
    const TributaryCanvas& canvas() const { return m_canvas; }
    float fontSize() const { return static_cast<float>(m_canvas.font_size); }

    TributaryMark& rect(float x, float y, float width, float height, uint32_t fill, float radius = 0) {
        TributaryMark& mark = add(TRIBUTARY_MARK_RECT, x, y, fill);
        mark.width = width;
        mark.height = height;
        mark.radius = radius;
        return mark;
    }
    TributaryMark& circle(float x, float y, float radius, uint32_t fill) {
        TributaryMark& mark = add(TRIBUTARY_MARK_CIRCLE, x, y, fill);
        mark.radius = radius;
        return mark;
    }
    TributaryMark& text(float x, float baseline, std::string words, uint32_t color,
                        TributaryAlign align = TRIBUTARY_ALIGN_LEFT, float size = 0) {
        TributaryMark& mark = add(TRIBUTARY_MARK_TEXT, x, baseline, color);
        mark.text = keep(std::move(words));
        mark.align = align;
        mark.font_size = size > 0 ? size : fontSize();
        return mark;
    }
    TributaryMark& polygon(std::vector<float> points, uint32_t fill) {
        return shape(TRIBUTARY_MARK_POLYGON, std::move(points), fill);
    }
    TributaryMark& line(std::vector<float> points, uint32_t stroke, float width = 1) {
        return stroked(shape(TRIBUTARY_MARK_POLYLINE, std::move(points), 0), stroke, width);
    }
    /// Cubic curves: start, then control, control, end …
    TributaryMark& curve(std::vector<float> points, uint32_t stroke, float width) {
        return stroked(shape(TRIBUTARY_MARK_PATH, std::move(points), 0), stroke, width);
    }
    void describe(TributaryMark& mark, std::string tooltip, int64_t row = -1) {
        mark.tooltip = keep(std::move(tooltip));
        mark.row = row;
    }

    /// Grid lines and labels below `plot`; `low` and `high` are the values at its edges.
    void bottomAxis(const Area& plot, const std::vector<Tick>& ticks, double low, double high,
                    const std::string& title) {
        float free = plot.x - 40;
        for (const Tick& tick : ticks) {
            const float x = plot.x + plot.width * static_cast<float>((tick.value - low) / (high - low));
            line({x, plot.y, x, plot.y + plot.height}, m_canvas.grid);
            const float half = textWidth(tick.label, fontSize()) / 2;
            if (x - half < free) continue;
            text(x, plot.y + plot.height + fontSize() * 1.5f, tick.label, m_canvas.muted,
                 TRIBUTARY_ALIGN_CENTER);
            free = x + half + fontSize() * 0.6f;
        }
        text(plot.x + plot.width, plot.y + plot.height + fontSize() * 3,
             elided(title, plot.width, fontSize()), m_canvas.text, TRIBUTARY_ALIGN_RIGHT);
    }
    void leftAxis(const Area& plot, const std::vector<Tick>& ticks, double low, double high,
                  const std::string& title) {
        for (const Tick& tick : ticks) {
            const float y = plot.y + plot.height * static_cast<float>((high - tick.value) / (high - low));
            line({plot.x, y, plot.x + plot.width, y}, m_canvas.grid);
            text(plot.x - 8, y + fontSize() * 0.36f, tick.label, m_canvas.muted, TRIBUTARY_ALIGN_RIGHT);
        }
        text(8, plot.y - fontSize() * 0.9f, elided(title, plot.x + plot.width * 0.6f, fontSize()),
             m_canvas.text);
    }
    /// A bar from the ramp's least to its most colour, with a label at either end; ends at `right`.
    void rampLegend(float right, float y, const std::string& least, const std::string& most, int series = 0) {
        if (least.size() >= most.size() &&
            least.compare(least.size() - most.size(), most.size(), most) == 0) {
            text(right, y, least, m_canvas.muted, TRIBUTARY_ALIGN_RIGHT);  // one value only
            return;
        }
        constexpr int parts = 24;
        const float step = 4, height = 8, end = right - textWidth(most, fontSize()) - 6,
                    start = end - parts * step;
        for (int i = 0; i < parts; ++i)
            rect(start + static_cast<float>(i) * step, y - height, step + 0.3f, height,
                 rampColor(m_canvas, (i + 0.5) / parts, series));
        text(start - 6, y, least, m_canvas.muted, TRIBUTARY_ALIGN_RIGHT);
        text(right, y, most, m_canvas.muted, TRIBUTARY_ALIGN_RIGHT);
    }
    /// In the middle of the canvas, when there is nothing to draw.
    void message(const std::string& words) {
        text(static_cast<float>(m_canvas.width) / 2, static_cast<float>(m_canvas.height) / 2, words,
             m_canvas.muted, TRIBUTARY_ALIGN_CENTER);
    }

    size_t size() const { return m_marks.size(); }
    /// Hands the scene over: the picture owns it from now on. `caption` is a sentence for screen readers.
    static void publish(Scene&& scene, std::string caption, TributaryPicture* picture) {
        auto held = std::make_unique<Held>();
        held->marks.assign(scene.m_marks.begin(), scene.m_marks.end());
        held->strings = std::move(scene.m_strings);
        held->points = std::move(scene.m_points);
        held->caption = std::move(caption);
        picture->kind = TRIBUTARY_PICTURE_SCENE;
        picture->marks = held->marks.data();
        picture->n_marks = held->marks.size();
        picture->caption = held->caption.c_str();
        picture->release = [](TributaryPicture* self) {
            delete static_cast<Held*>(self->private_data);
            self->release = nullptr;
        };
        picture->private_data = held.release();
    }

  private:
    struct Held {
        std::vector<TributaryMark> marks;
        std::deque<std::string> strings;
        std::deque<std::vector<float>> points;
        std::string caption;
    };
    TributaryMark& add(TributaryMarkKind kind, float x, float y, uint32_t fill) {
        TributaryMark mark{};
        mark.kind = kind;
        mark.x = x;
        mark.y = y;
        mark.fill = fill;
        mark.row = -1;
        m_marks.push_back(mark);
        return m_marks.back();
    }
    TributaryMark& shape(TributaryMarkKind kind, std::vector<float> points, uint32_t fill) {
        m_points.push_back(std::move(points));
        TributaryMark& mark = add(kind, 0, 0, fill);
        mark.points = m_points.back().data();
        mark.n_points = static_cast<uint32_t>(m_points.back().size() / 2);
        return mark;
    }
    static TributaryMark& stroked(TributaryMark& mark, uint32_t stroke, float width) {
        mark.stroke = stroke;
        mark.stroke_width = width;
        return mark;
    }
    const char* keep(std::string text) {
        m_strings.push_back(std::move(text));
        return m_strings.back().c_str();
    }

    const TributaryCanvas& m_canvas;
    std::deque<TributaryMark> m_marks;
    std::deque<std::string> m_strings;
    std::deque<std::vector<float>> m_points;
};

}  // namespace tributary_sdk
