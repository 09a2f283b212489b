// SPDX-License-Identifier: GPL-3.0-or-later
#include <tributary_scene.hpp>

#include "plugins/sankey/flow_graph.h"

namespace sankey {
namespace {

using namespace tributary_sdk;

struct Counts {
    int64_t empty = 0, negative = 0;
};

FlowGraph read(VisualCall& call, Counts& counts) {
    const size_t source = call.input.find(call.config.required("source")),
                 target = call.input.find(call.config.required("target"));
    const bool weighted = call.config.has("value");
    const size_t value = weighted ? call.input.findNumeric(call.config.text("value")) : 0;
    FlowGraph out;
    int64_t at = 0;
    for (Batch batch; call.input.next(batch);) {
        for (int64_t row = 0; row < batch.rows(); ++row, ++at) {
            if (row % 4096 == 0) call.host.check();
            const Column &from = batch.column(source), &to = batch.column(target);
            const double weight = !weighted                         ? 1
                                  : batch.column(value).isNull(row) ? NAN
                                                                    : batch.column(value).number(row);
            if (from.isNull(row) || to.isNull(row) || !std::isfinite(weight) || weight == 0)
                ++counts.empty;
            else if (weight < 0)
                ++counts.negative;
            else
                out.add(from.display(row), to.display(row), weight, at);
        }
    }
    return out;
}

constexpr float kTurn = 34;  ///< room at the sides for what runs backwards

/// Puts a laid out graph into marks.
class Painter {
  public:
    Painter(Scene& scene, const FlowGraph& graph, const Area& area)
        : m_scene(scene), m_graph(graph), m_area(area) {
        const auto layers = static_cast<float>(std::max(1, graph.layerCount() - 1));
        m_step = (area.width - kNodeWidth) / layers;
    }
    void links() {
        // Wide ones first: the narrow ones stay visible and can be pointed at.
        std::vector<const Link*> order;
        for (const Link& link : m_graph.links()) order.push_back(&link);
        std::stable_sort(order.begin(), order.end(),
                         [](const Link* a, const Link* b) { return a->width > b->width; });
        for (const Link* one : order) link(*one);
    }
    void nodes() {
        std::vector<const Node*> order;
        for (const Node& node : m_graph.nodes()) {
            if (node.value() > 0) order.push_back(&node);
        }
        std::stable_sort(order.begin(), order.end(),
                         [](const Node* a, const Node* b) { return a->value() > b->value(); });
        for (const Node* one : order) {
            auto& mark = m_scene.rect(x(*one), m_area.y + one->y, kNodeWidth, std::max(1.0f, one->height),
                                      color(*one), one->height > 6 ? 2.0f : 0.0f);
            m_scene.describe(mark, hint(*one));
        }
        for (const Node* one : order) label(*one);
    }

  private:
    static constexpr float kNodeWidth = 14;

    const Node& node(int i) const { return m_graph.nodes()[static_cast<size_t>(i)]; }
    float x(const Node& node) const { return m_area.x + m_step * static_cast<float>(node.layer); }
    uint32_t color(const Node& node) const {
        if (node.merged > 0) return m_scene.canvas().muted;
        return m_scene.canvas().palette[static_cast<size_t>(&node - m_graph.nodes().data()) % 8];
    }
    std::string name(const Node& node) const {
        return node.merged > 0 ? node.name + " (" + std::to_string(node.merged) + ")" : node.name;
    }
    std::string hint(const Node& node) const {
        const bool chinese = isChinese(m_scene.canvas());
        std::string out = name(node);
        if (node.in > 0) out += (chinese ? "\n流入 " : "\nin ") + groupedNumber(node.in, 4);
        if (node.out > 0) out += (chinese ? "\n流出 " : "\nout ") + groupedNumber(node.out, 4);
        return out;
    }
    /// Through the places the band has in layers between its ends, level for the width of a node there.
    std::vector<float> wayOf(const Link& link, float from, float y0, float to, float y1) const {
        std::vector<float> way{from, y0};
        const auto bow = [&](float x, float y) {
            const float half = (x - from) / 2;
            way.insert(way.end(), {from + half, y0, x - half, y, x, y});
            from = x;
            y0 = y;
        };
        for (const Bend& bend : link.bends) {
            const float x = m_area.x + m_step * static_cast<float>(bend.layer), y = m_area.y + bend.y;
            bow(x, y);
            bow(x + kNodeWidth, y);
        }
        bow(to, y1);
        return way;
    }
    void link(const Link& link) {
        const float from = x(node(link.source)) + kNodeWidth, to = x(node(link.target));
        const float y0 = m_area.y + link.fromY, y1 = m_area.y + link.toY;
        // A wide band cannot turn round on little room: what runs backwards is a line below the others, and
        // its width says less.
        const float low = m_area.y + m_area.height + 8 + 5 * static_cast<float>(m_turns % 3);
        std::vector<float> way = wayOf(link, from, y0, to, y1);
        if (link.backwards) {
            const float out = from + kTurn, back = to - kTurn;
            way = {from, y0,  out, y0,  out,  low, from, low, from, low,
                   to,   low, to,  low, back, low, back, y1,  to,   y1};
            ++m_turns;
        }
        const float width = std::max(0.6f, link.backwards ? std::min(link.width, 3.0f) : link.width);
        const double alpha = link.backwards ? 0.85 : m_scene.canvas().dark ? 0.42 : 0.34;
        auto& mark = m_scene.curve(std::move(way), withAlpha(color(node(link.source)), alpha), width);
        const bool chinese = isChinese(m_scene.canvas());
        std::string text =
            name(node(link.source)) + " → " + name(node(link.target)) + "\n" + groupedNumber(link.value, 4);
        text += " (" + groupedNumber(100 * link.value / m_graph.total(), 1) + " %)";
        if (link.rows > 1)
            text += (chinese ? "，" : ", ") + groupedNumber(static_cast<double>(link.rows)) +
                    (chinese ? " 行" : " rows");
        if (link.backwards) text += chinese ? "，回流" : ", backwards";
        m_scene.describe(mark, std::move(text), link.row);
    }
    /// Beside its node, unless a larger node's label is there already.
    void label(const Node& node) {
        const float font = m_scene.fontSize(), y = m_area.y + node.y + node.height / 2;
        const bool last = node.layer == m_graph.layerCount() - 1 && node.layer > 0;
        for (const auto& [layer, taken] : m_labels) {
            if (layer == node.layer && std::abs(taken - y) < font * 1.15f) return;
        }
        const float room = m_step * (last ? 0.5f : 0.72f) - kNodeWidth;
        const std::string number = "  " + shortNumber(node.value(), m_scene.canvas());
        std::string words = name(node) + number;
        if (textWidth(words, font) > room) words = elided(name(node), std::max(room, font * 2), font);
        if (words.empty()) return;
        m_labels.emplace_back(node.layer, y);
        const float at = last ? x(node) - 6 : x(node) + kNodeWidth + 6, width = textWidth(words, font);
        // Where many bands begin, they are kept from running through the letters.
        if (node.height < font * 1.3f)
            m_scene.rect(last ? at - width - 2 : at - 2, std::max(0.0f, y - font * 0.62f), width + 4,
                         font * 1.24f, withAlpha(m_scene.canvas().background, 0.72), 3);
        m_scene.text(at, y + font * 0.36f, words, m_scene.canvas().text,
                     last ? TRIBUTARY_ALIGN_RIGHT : TRIBUTARY_ALIGN_LEFT);
    }

    Scene& m_scene;
    const FlowGraph& m_graph;
    Area m_area;
    float m_step;
    int m_turns = 0;
    std::vector<std::pair<int, float>> m_labels;
};

std::string captionOf(const FlowGraph& graph, const Counts& counts, bool chinese) {
    double back = 0;
    int64_t backCount = 0;
    for (const Link& link : graph.links()) {
        back += link.backwards ? link.value : 0;
        backCount += link.backwards;
    }
    const auto number = [](double n) { return groupedNumber(n, 4); };
    const std::string flows = std::to_string(graph.links().size());
    std::string out = chinese ? flows + " 条流，合计 " + number(graph.total()) + "。"
                              : flows + " flows, " + number(graph.total()) + " in all.";
    const auto add = [&](bool is, const std::string& english, const std::string& other) {
        if (is) out += chinese ? other : " " + english;
    };
    add(backCount > 0,
        std::to_string(backCount) + " of them (" + number(back) +
            ") close a circle and run backwards, as lines.",
        "其中 " + std::to_string(backCount) + " 条（" + number(back) + "）形成环路，以反向细线绘制。");
    add(graph.loops() > 0,
        std::to_string(graph.loops()) + " rows (" + number(graph.loopTotal()) +
            ") go from a node to itself and are left out.",
        std::to_string(graph.loops()) + " 行（" + number(graph.loopTotal()) + "）起止相同，未绘制。");
    add(counts.empty > 0, std::to_string(counts.empty) + " rows without a name or value are left out.",
        std::to_string(counts.empty) + " 行缺少名称或数值，未绘制。");
    add(counts.negative > 0, std::to_string(counts.negative) + " rows with negative values are left out.",
        std::to_string(counts.negative) + " 行为负值，未绘制。");
    return out;
}

void draw(VisualCall& call) {
    Counts counts;
    FlowGraph graph = read(call, counts);
    const bool chinese = isChinese(call.canvas);
    Scene scene(call.canvas);
    if (graph.links().empty()) {
        scene.message(chinese ? "没有可绘制的流" : "There are no flows to draw");
        return Scene::publish(std::move(scene), captionOf(graph, counts, chinese), call.picture);
    }
    Area area{12, 12, static_cast<float>(call.canvas.width) - 24,
              static_cast<float>(call.canvas.height) - 24};
    graph.findWays();
    const auto& links = graph.links();
    if (std::any_of(links.begin(), links.end(), [](const Link& link) { return link.backwards; }))
        area = {area.x + kTurn, area.y, area.width - 2 * kTurn, area.height - 24};
    graph.layOut(area.height, scene.fontSize() * 0.7f, chinese ? "其他" : "Other");
    Painter painter(scene, graph, area);
    painter.links();
    painter.nodes();
    Scene::publish(std::move(scene), captionOf(graph, counts, chinese), call.picture);
}

}  // namespace
}  // namespace sankey

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin = tributary_sdk::plugin("sankey", "1.0.0").visual<sankey::draw>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
