// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <tributary_scene.hpp>

namespace calendar {
namespace {

using namespace tributary_sdk;

/// All rows of one day.
struct Day {
    double sum = 0, least = HUGE_VAL, most = -HUGE_VAL;
    int64_t count = 0, row = -1;
};

struct Settings {
    size_t date, value;
    bool hasValue;
    std::string valueName, aggregate;
    int firstWeekday;  ///< 0 Sunday, 1 Monday
};

/// Where the blocks of the years go.
struct Grid {
    float cell, left, top, block;
    int columns;  ///< years side by side
};

Settings settingsOf(const VisualCall& call) {
    Settings out;
    out.date = call.input.find(call.config.required("date"));
    if (!call.input.type(out.date).isTemporal())
        failConfig("The column \"" + call.config.text("date") + "\" holds no dates. Choose another one.");
    out.valueName = call.config.text("value");
    out.hasValue = !out.valueName.empty();
    out.value = out.hasValue ? call.input.findNumeric(out.valueName) : 0;
    out.aggregate = call.config.choice("aggregate", {"sum", "mean", "min", "max", "count"}, "sum");
    const std::string start = call.config.choice("week_start", {"auto", "monday", "sunday"}, "auto");
    out.firstWeekday = start == "monday" || (start == "auto" && isChinese(call.canvas)) ? 1 : 0;
    return out;
}

double shown(const Day& day, const Settings& settings) {
    if (!settings.hasValue || settings.aggregate == "count") return static_cast<double>(day.count);
    if (settings.aggregate == "sum") return day.sum;
    if (settings.aggregate == "min") return day.least;
    return settings.aggregate == "max" ? day.most : day.sum / static_cast<double>(day.count);
}

std::map<int64_t, Day> read(VisualCall& call, const Settings& settings, int64_t& skipped) {
    std::map<int64_t, Day> out;
    int64_t at = 0;
    for (Batch batch; call.input.next(batch);) {
        const Column& dates = batch.column(settings.date);
        const Column& values = batch.column(settings.value);
        for (int64_t row = 0; row < batch.rows(); ++row, ++at) {
            if (row % 4096 == 0) call.host.check();
            const double value = !settings.hasValue ? 1 : values.isNull(row) ? NAN : values.number(row);
            if (dates.isNull(row) || !std::isfinite(value)) {
                ++skipped;
                continue;
            }
            Day& day = out[floorDivide(dates.micros(row), 86400000000)];
            if (day.count++ == 0) day.row = at;
            day.sum += value;
            day.least = std::min(day.least, value);
            day.most = std::max(day.most, value);
        }
    }
    return out;
}

int weekdayOf(int64_t day) {
    return static_cast<int>((day + 4) - floorDivide(day + 4, 7) * 7);
}  // 0 Sunday

std::vector<std::string> words(const TributaryCanvas& canvas, bool months) {
    if (isChinese(canvas))
        return months ? std::vector<std::string>{"1月", "2月", "3月", "4月",  "5月",  "6月",
                                                 "7月", "8月", "9月", "10月", "11月", "12月"}
                      : std::vector<std::string>{"日", "一", "二", "三", "四", "五", "六"};
    return months ? std::vector<std::string>{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
                  : std::vector<std::string>{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
}

Grid gridFor(const TributaryCanvas& canvas, int years) {
    const auto font = static_cast<float>(canvas.font_size), width = static_cast<float>(canvas.width),
               height = static_cast<float>(canvas.height);
    Grid best{0, font * 3.4f, font * 3.4f, 0, 1};
    for (int columns = 1; columns <= years && columns <= 4; ++columns) {
        const int rows = (years + columns - 1) / columns;
        const float across = (width - 16) / static_cast<float>(columns) - best.left - 12;
        const float down = (height - best.top - 8) / static_cast<float>(rows) - font * 2.6f;
        const float cell = std::min({across / 53.5f, down / 7.0f, 26.0f});
        if (cell <= best.cell) continue;
        best.cell = cell;
        best.columns = columns;
    }
    best.block = best.cell * 7 + font * 2.6f;
    return best;
}

class Painter {
  public:
    Painter(Scene& scene, const Settings& settings, const std::map<int64_t, Day>& days)
        : m_scene(scene),
          m_settings(settings),
          m_days(days),
          m_months(words(scene.canvas(), true)),
          m_weekdays(words(scene.canvas(), false)) {
        for (const auto& [date, day] : days) {
            m_least = std::min(m_least, shown(day, settings));
            m_most = std::max(m_most, shown(day, settings));
        }
        if (m_least > 0 && m_least < m_most * 0.5)
            m_least = 0;  // a bar that begins at nothing, where that is honest
    }
    void legend() {
        const auto& canvas = m_scene.canvas();
        std::string what = m_settings.hasValue ? m_settings.aggregate + "(" + m_settings.valueName + ")"
                           : isChinese(canvas) ? "行数"
                                               : "rows";
        what = elided(what, static_cast<float>(canvas.width) * 0.4f, m_scene.fontSize());
        m_scene.rampLegend(static_cast<float>(canvas.width) - 12, m_scene.fontSize() * 1.7f,
                           what + "   " + shortNumber(m_least, canvas), shortNumber(m_most, canvas));
    }
    void year(int64_t year, float x, float y, float cell) {
        const auto& canvas = m_scene.canvas();
        const float font = m_scene.fontSize(), small = std::min(font * 0.85f, std::max(7.0f, cell * 0.95f));
        m_scene.text(x, y - font * 0.5f, std::to_string(year), canvas.text);
        const int64_t first = daysOf(year, 1, 1), last = daysOf(year, 12, 31);
        const int offset = (weekdayOf(first) - m_settings.firstWeekday + 7) % 7;
        const float left = x + font * 2.6f;
        for (int row = 0; row < 7 && cell >= 6; row += cell >= 11 ? 1 : 2)
            m_scene.text(left - 6, y + (static_cast<float>(row) + 0.5f) * cell + small * 0.36f,
                         m_weekdays[static_cast<size_t>((row + m_settings.firstWeekday) % 7)], canvas.muted,
                         TRIBUTARY_ALIGN_RIGHT, small);
        for (int64_t date = first; date <= last; ++date) {
            const auto place = static_cast<int>(date - first) + offset;
            const float cx = left + static_cast<float>(place / 7) * cell,
                        cy = y + static_cast<float>(place % 7) * cell;
            box(date, cx, cy, cell);
            const CivilDate civil = civilOf(date);
            if (civil.day != 1) continue;
            // Roughly the middle of a month is two weeks after its first column.
            if (cell >= 5)
                m_scene.text(cx + cell * 2.2f, y - font * 0.5f,
                             m_months[static_cast<size_t>(civil.month - 1)], canvas.muted,
                             TRIBUTARY_ALIGN_CENTER, std::min(font, std::max(7.0f, cell * 1.4f)));
            if (civil.month > 1) border(cx, y, place % 7, cell);
        }
    }

  private:
    void box(int64_t date, float x, float y, float cell) {
        const float gap = cell > 8 ? 1.5f : cell > 4 ? 0.7f : 0.2f, size = cell - 2 * gap;
        const auto found = m_days.find(date);
        if (found == m_days.end()) {
            m_scene.rect(x + gap, y + gap, size, size,
                         mixColors(m_scene.canvas().background, m_scene.canvas().grid, 0.45),
                         cell > 8 ? 2.0f : 0.0f);
            return;
        }
        const double value = shown(found->second, m_settings);
        const double part = m_most > m_least ? (value - m_least) / (m_most - m_least) : 0.6;
        auto& mark = m_scene.rect(x + gap, y + gap, size, size, rampColor(m_scene.canvas(), part),
                                  cell > 8 ? 2.0f : 0.0f);
        const bool chinese = isChinese(m_scene.canvas());
        const std::string day = m_weekdays[static_cast<size_t>(weekdayOf(date))];
        std::string hint =
            dateText(date) + (chinese ? " 周" + day + "：" : " " + day + ": ") + groupedNumber(value, 4);
        if (found->second.count > 1 && m_settings.hasValue)
            hint += (chinese ? "（" : " (") + groupedNumber(static_cast<double>(found->second.count)) +
                    (chinese ? " 行）" : " rows)");
        m_scene.describe(mark, hint, found->second.row);
    }
    /// The step line between two months.
    void border(float x, float y, int weekday, float cell) {
        const float split = y + static_cast<float>(weekday) * cell;
        const uint32_t color = withAlpha(m_scene.canvas().muted, 0.55);
        if (weekday == 0)
            m_scene.line({x, y, x, y + 7 * cell}, color);
        else
            m_scene.line({x + cell, y, x + cell, split, x, split, x, y + 7 * cell}, color);
    }

    Scene& m_scene;
    const Settings& m_settings;
    const std::map<int64_t, Day>& m_days;
    std::vector<std::string> m_months, m_weekdays;
    double m_least = HUGE_VAL, m_most = -HUGE_VAL;
};

void draw(VisualCall& call) {
    const Settings settings = settingsOf(call);
    const auto most = static_cast<int>(call.config.integer("max_years", 12, 1, 40));
    int64_t skipped = 0;
    const std::map<int64_t, Day> days = read(call, settings, skipped);
    Scene scene(call.canvas);
    const bool chinese = isChinese(call.canvas);
    if (days.empty()) {
        const std::string text = chinese ? "没有可绘制的日期" : "There are no dates to draw";
        scene.message(text);
        return Scene::publish(std::move(scene), text, call.picture);
    }
    const int64_t last = civilOf(days.rbegin()->first).year, begin = civilOf(days.begin()->first).year;
    const int64_t first = std::max(begin, last - most + 1);
    const Grid grid = gridFor(call.canvas, static_cast<int>(last - first + 1));
    if (grid.cell < 1.2f)
        failConfig("The area is too small for so many years. Make it larger, or show fewer years.");
    Painter painter(scene, settings, days);
    painter.legend();
    const float across = (static_cast<float>(call.canvas.width) - 16) / static_cast<float>(grid.columns);
    for (int64_t year = first; year <= last; ++year) {
        const auto index = static_cast<int>(year - first);
        painter.year(
            year, 12 + across * static_cast<float>(index % grid.columns),
            grid.top + scene.fontSize() * 1.6f + grid.block * static_cast<float>(index / grid.columns),
            grid.cell);
    }
    std::string caption = chinese
                              ? dateText(days.begin()->first) + " 至 " + dateText(days.rbegin()->first) +
                                    "，共 " + std::to_string(days.size()) + " 天有数据"
                              : std::to_string(days.size()) + " days with data, " +
                                    dateText(days.begin()->first) + " to " + dateText(days.rbegin()->first);
    if (begin < first)
        caption += chinese ? "；仅显示最近 " + std::to_string(most) + " 年"
                           : "; only the last " + std::to_string(most) + " years are shown";
    if (skipped > 0)
        caption += chinese ? "；" + std::to_string(skipped) + " 行无日期或数值"
                           : "; " + std::to_string(skipped) + " rows have no date or value";
    Scene::publish(std::move(scene), caption + (chinese ? "。" : "."), call.picture);
}

}  // namespace
}  // namespace calendar

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin =
        tributary_sdk::plugin("calendar-heatmap", "1.0.0").visual<calendar::draw>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
