// SPDX-License-Identifier: GPL-3.0-or-later
#include <tributary_scene.hpp>
#include <unordered_map>

namespace hexbin {
namespace {

using namespace tributary_sdk;

const float kRoot3 = std::sqrt(3.0f);

struct Points {
    std::vector<double> x, y, value;
    std::vector<int64_t> row;
    int64_t skipped = 0;
    double lowX = HUGE_VAL, highX = -HUGE_VAL, lowY = HUGE_VAL, highY = -HUGE_VAL;
};

/// What is in one hexagon.
struct Bin {
    float x = 0, y = 0;  ///< its centre in pixels
    int64_t count = 0, row = -1;
    double sum = 0, least = HUGE_VAL, most = -HUGE_VAL;
};

struct Columns {
    size_t x, y, value;
    bool hasValue, timeX, timeY;
    std::string nameX, nameY, nameValue, aggregate;
};

size_t axisColumn(const Input& input, const std::string& name) {
    const size_t out = input.find(name);
    if (!input.type(out).isNumeric() && !input.type(out).isTemporal())
        failConfig("The column \"" + name + "\" is neither a number nor a time. Choose another one.");
    return out;
}

Columns columnsOf(const Config& config, const Input& input) {
    Columns out;
    out.nameX = config.required("x");
    out.nameY = config.required("y");
    out.nameValue = config.text("value");
    out.x = axisColumn(input, out.nameX);
    out.y = axisColumn(input, out.nameY);
    out.hasValue = !out.nameValue.empty();
    out.value = out.hasValue ? input.findNumeric(out.nameValue) : 0;
    out.timeX = input.type(out.x).isTemporal();
    out.timeY = input.type(out.y).isTemporal();
    out.aggregate = config.choice("aggregate", {"mean", "sum", "min", "max"}, "mean");
    return out;
}

Points read(VisualCall& call, const Columns& columns) {
    Points out;
    int64_t at = 0;
    for (Batch batch; call.input.next(batch);) {
        for (int64_t row = 0; row < batch.rows(); ++row, ++at) {
            if (row % 4096 == 0) call.host.check();
            const auto number = [&](size_t i) {
                return batch.column(i).isNull(row) ? NAN : batch.column(i).number(row);
            };
            const double x = number(columns.x), y = number(columns.y),
                         value = columns.hasValue ? number(columns.value) : 0;
            if (!std::isfinite(x) || !std::isfinite(y) || !std::isfinite(value)) {
                ++out.skipped;
                continue;
            }
            out.x.push_back(x);
            out.y.push_back(y);
            if (columns.hasValue) out.value.push_back(value);
            out.row.push_back(at);
            out.lowX = std::min(out.lowX, x);
            out.highX = std::max(out.highX, x);
            out.lowY = std::min(out.lowY, y);
            out.highY = std::max(out.highY, y);
        }
    }
    return out;
}

/// A little room around the points; never of no width.
void widen(double& low, double& high) {
    const double room = high > low ? (high - low) * 0.03 : std::max(std::abs(low) * 0.05, 0.5);
    low -= room;
    high += room;
}

class Honeycomb {
  public:
    Honeycomb(const Area& plot, float radius) : m_plot(plot), m_radius(radius) {}
    void add(float x, float y, int64_t row, double value) {
        const float dx = m_radius * kRoot3, dy = m_radius * 1.5f;
        float py = y / dy, j = std::round(py), px = x / dx - (static_cast<int>(j) & 1) / 2.0f,
              i = std::round(px);
        const float restY = py - j;
        if (std::abs(restY) * 3 > 1) {  // near an upper or lower corner the neighbour's centre may be nearer
            const float restX = px - i, otherI = i + (px < i ? -1.0f : 1.0f) / 2,
                        otherJ = j + (py < j ? -1.0f : 1.0f);
            const float farX = px - otherI, farY = py - otherJ;
            if (restX * restX + restY * restY > farX * farX + farY * farY) {
                i = otherI + ((static_cast<int>(j) & 1) ? 1.0f : -1.0f) / 2;
                j = otherJ;
            }
        }
        const auto key = static_cast<int64_t>(j) * 1000003 + static_cast<int64_t>(i);
        Bin& bin = m_bins[key];
        if (bin.count++ == 0) {
            bin.x = m_plot.x + (i + (static_cast<int>(j) & 1) / 2.0f) * dx;
            bin.y = m_plot.y + j * dy;
            bin.row = row;
        }
        bin.sum += value;
        bin.least = std::min(bin.least, value);
        bin.most = std::max(bin.most, value);
    }
    std::vector<Bin> bins() const {
        std::vector<Bin> out;
        for (const auto& bin : m_bins) out.push_back(bin.second);
        std::sort(out.begin(), out.end(), [](const Bin& a, const Bin& b) { return a.row < b.row; });
        return out;
    }

  private:
    Area m_plot;
    float m_radius;
    std::unordered_map<int64_t, Bin> m_bins;
};

double shown(const Bin& bin, const Columns& columns) {
    if (!columns.hasValue) return static_cast<double>(bin.count);
    if (columns.aggregate == "sum") return bin.sum;
    if (columns.aggregate == "min") return bin.least;
    return columns.aggregate == "max" ? bin.most : bin.sum / static_cast<double>(bin.count);
}

std::string place(double value, bool time) {
    if (time) return timestampText(static_cast<int64_t>(std::floor(value)), 1, false);
    const double size = std::abs(value);
    return groupedNumber(value, size >= 1000 ? 1 : size >= 1 ? 3 : 5);
}

/// The hexagons with their legend; gives back what the colours say.
std::string paint(Scene& scene, const std::vector<Bin>& bins, const Columns& columns, const Area& plot,
                  float radius, const Points& points, bool logarithmic) {
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (const Bin& bin : bins) {
        least = std::min(least, shown(bin, columns));
        most = std::max(most, shown(bin, columns));
    }
    const bool chinese = isChinese(scene.canvas());
    const bool useLog = logarithmic && least > 0 && most > least;
    const std::string what = columns.hasValue ? columns.aggregate + "(" + columns.nameValue + ")"
                             : chinese        ? "行数"
                                              : "rows";
    for (const Bin& bin : bins) {
        const double value = shown(bin, columns);
        const double part = !(most > least) ? 0.6
                            : useLog        ? std::log(value / least) / std::log(most / least)
                                            : (value - least) / (most - least);
        std::vector<float> corners;
        for (int corner = 0; corner < 6; ++corner) {
            const float angle = 3.14159265f / 3 * (static_cast<float>(corner) + 0.5f);
            corners.push_back(
                std::clamp(bin.x + radius * 0.96f * std::cos(angle), plot.x, plot.x + plot.width));
            corners.push_back(
                std::clamp(bin.y + radius * 0.96f * std::sin(angle), plot.y, plot.y + plot.height));
        }
        const double x = points.lowX + (points.highX - points.lowX) * (bin.x - plot.x) / plot.width;
        const double y = points.highY - (points.highY - points.lowY) * (bin.y - plot.y) / plot.height;
        std::string hint = columns.nameX + " ≈ " + place(x, columns.timeX) + ", " + columns.nameY + " ≈ " +
                           place(y, columns.timeY) + "\n" + groupedNumber(static_cast<double>(bin.count)) +
                           (chinese          ? " 行"
                            : bin.count == 1 ? " row"
                                             : " rows");
        if (columns.hasValue) hint += ", " + what + " = " + groupedNumber(value, 4);
        scene.describe(scene.polygon(std::move(corners), rampColor(scene.canvas(), part)), std::move(hint),
                       bin.row);
    }
    const float top = scene.fontSize() * 1.6f;
    scene.rampLegend(
        plot.x + plot.width, top,
        what + (useLog ? (chinese ? "（对数）  " : " (log)  ") : "  ") + shortNumber(least, scene.canvas()),
        shortNumber(most, scene.canvas()));
    return what;
}

std::string captionOf(const Points& points, const std::vector<Bin>& bins, bool chinese) {
    const std::string rows = groupedNumber(static_cast<double>(points.x.size())),
                      cells = groupedNumber(static_cast<double>(bins.size()));
    const std::string left = groupedNumber(static_cast<double>(points.skipped));
    if (chinese)
        return rows + " 行分布在 " + cells + " 个六边形中" +
               (points.skipped ? "；" + left + " 行为空或非有限值，未绘制。" : "。");
    return rows + " rows in " + cells + " hexagons" +
           (points.skipped ? "; " + left + " rows without a finite place are left out." : ".");
}

void draw(VisualCall& call) {
    const Columns columns = columnsOf(call.config, call.input);
    const auto radius = static_cast<float>(call.config.number("radius", 9, 2, 80));
    const bool logarithmic = call.config.flag("logarithmic", true);
    Points points = read(call, columns);
    Scene scene(call.canvas);
    const bool chinese = isChinese(call.canvas);
    if (points.x.empty()) {
        const std::string words = chinese ? "没有可绘制的行" : "There are no rows to draw";
        scene.message(words);
        return Scene::publish(std::move(scene), words, call.picture);
    }
    widen(points.lowX, points.highX);
    widen(points.lowY, points.highY);
    const float font = scene.fontSize(), width = static_cast<float>(call.canvas.width),
                height = static_cast<float>(call.canvas.height);
    const auto ticksY =
        columns.timeY ? timeTicks(points.lowY, points.highY, static_cast<int>(height / 60))
                      : numberTicks(points.lowY, points.highY, static_cast<int>(height / 60), call.canvas);
    float labels = 20;
    for (const Tick& tick : ticksY) labels = std::max(labels, textWidth(tick.label, font));
    const Area plot{labels + 20, font * 3.6f, width - labels - 40, height - font * 7.4f};
    if (plot.width < 40 || plot.height < 40) failConfig("The area is too small to draw in.");
    const auto count = static_cast<int>(plot.width / (columns.timeX ? 110 : 80));
    const auto ticksX = columns.timeX ? timeTicks(points.lowX, points.highX, count)
                                      : numberTicks(points.lowX, points.highX, count, call.canvas);
    scene.bottomAxis(plot, ticksX, points.lowX, points.highX, columns.nameX);
    scene.leftAxis(plot, ticksY, points.lowY, points.highY, columns.nameY);

    Honeycomb comb(plot, radius);
    for (size_t i = 0; i < points.x.size(); ++i) {
        if (i % 65536 == 0) call.host.check();
        comb.add(
            static_cast<float>((points.x[i] - points.lowX) / (points.highX - points.lowX)) * plot.width,
            static_cast<float>((points.highY - points.y[i]) / (points.highY - points.lowY)) * plot.height,
            points.row[i], columns.hasValue ? points.value[i] : 0);
    }
    const std::vector<Bin> bins = comb.bins();
    paint(scene, bins, columns, plot, radius, points, logarithmic);
    Scene::publish(std::move(scene), captionOf(points, bins, chinese), call.picture);
}

}  // namespace
}  // namespace hexbin

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin = tributary_sdk::plugin("hexbin", "1.0.0").visual<hexbin::draw>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
