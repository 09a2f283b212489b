// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lineage/lineage_scene.h"

#include <algorithm>
#include <limits>
#include <map>

#include "core/lineage/schema.h"

namespace tributary::ui {
namespace {

using namespace lineage;

constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
constexpr size_t kNoRow = std::numeric_limits<size_t>::max();
constexpr double kHeaderExtra = 74;  // icon, chevron, margins
constexpr double kRowExtra = 48;
constexpr double kGroupMargin = 18;
constexpr double kGroupTitle = 20;

}  // namespace

std::string schemaOf(const DatasetName& name) {
    auto parts = splitName(name.name);
    parts.pop_back();
    return joinName(parts);
}

void LineageScene::setGraph(Graph graph, Measure measure) {
    m_graph = std::move(graph);
    // The same names stand in many tables, and measuring is slow.
    m_measure = [measure = std::move(measure),
                 known = std::make_shared<std::map<std::pair<QString, bool>, double>>()](const QString& text,
                                                                                         bool header) {
        const auto [at, added] = known->try_emplace({text, header});
        if (added) at->second = measure(text, header);
        return at->second;
    };
    m_collapsed.clear();
    m_opened.clear();
    rebuild();
}

void LineageScene::setView(const LineageView& view) {
    m_view = view;
    rebuild();
}

bool LineageScene::isShown(uint32_t dataset) const {
    const auto& one = m_graph.datasets[dataset];
    return !m_view.hiddenSpaces.contains(one.name.space) && !m_view.hiddenKinds.contains(one.kind) &&
           !m_view.hiddenSchemas.contains({one.name.space, schemaOf(one.name)});
}

bool LineageScene::follows(const GraphEdge& edge) const {
    return (m_view.indirect || isDirect(edge.subtype)) &&
           (m_view.lowConfidence || edge.confidence == Confidence::High);
}

void LineageScene::rebuild() {
    std::map<uint32_t, QPointF> before;
    for (const auto& card : m_cards) before[card.dataset] = card.rect.topLeft();
    m_cards.clear();
    m_cardOf.assign(m_graph.datasets.size(), kNone);
    m_takesPart.assign(m_graph.columns.size(), false);
    for (const auto& edge : m_graph.edges) {
        if (!follows(edge)) continue;
        m_takesPart[edge.source] = true;
        m_takesPart[edge.target] = true;
    }
    m_hiddenDatasets = 0;
    for (uint32_t d = 0; d < m_graph.datasets.size(); d++) {
        if (!isShown(d)) {
            m_hiddenDatasets++;
            continue;
        }
        m_cardOf[d] = static_cast<uint32_t>(m_cards.size());
        LineageCard card;
        card.dataset = d;
        card.collapsed = !m_view.columns || m_collapsed.contains(d);
        card.allColumns = m_opened.contains(d);
        if (const auto found = before.find(d); found != before.end()) card.rect.moveTopLeft(found->second);
        resize(card);
        m_cards.push_back(std::move(card));
    }
    route();
}

void LineageScene::resize(LineageCard& card) {
    const auto& dataset = m_graph.datasets[card.dataset];
    card.rows.clear();
    for (const uint32_t c : dataset.columns) {
        if (card.allColumns || m_takesPart[c]) card.rows.push_back(c);
    }
    card.hidden = dataset.columns.size() - card.rows.size();
    double width = m_measure(QString::fromStdString(displayName(dataset.name)), true) + kHeaderExtra;
    double height = kHeader;
    if (!card.collapsed) {
        for (const uint32_t c : card.rows) {
            width = std::max(width,
                             m_measure(QString::fromStdString(m_graph.columns[c].name), false) + kRowExtra);
        }
        const size_t rows = card.rows.size() + (card.hidden || card.allColumns ? 1 : 0);
        if (rows) height += 2 * kPadding + kRow * static_cast<double>(rows);
    }
    card.rect.setSize(QSizeF(std::clamp(width, kMinimumWidth, kMaximumWidth), height));
}

std::vector<LayoutNode> LineageScene::layoutNodes() const {
    std::vector<LayoutNode> out;
    std::map<std::pair<std::string, std::string>, int> groups;
    for (const auto& card : m_cards) {
        LayoutNode node{card.rect.width(), card.rect.height()};
        if (m_view.grouping != LineageGrouping::None) {
            const auto group = groupOf(m_graph.datasets[card.dataset].name);
            node.group = groups.try_emplace(group, static_cast<int>(groups.size())).first->second;
        }
        out.push_back(node);
    }
    return out;
}

std::vector<LayoutEdge> LineageScene::layoutEdges() const {
    std::vector<LayoutEdge> out;
    for (const auto& link : m_links) {
        for (size_t i = 0; i < link.edges.size(); i++) out.push_back({link.from, link.to});
    }
    return out;
}

void LineageScene::place(const Layout& layout) {
    for (size_t i = 0; i < m_cards.size() && i < layout.positions.size(); i++) {
        m_cards[i].rect.moveTopLeft(QPointF(layout.positions[i].x, layout.positions[i].y));
    }
    route();
}

void LineageScene::toggleCollapsed(uint32_t card) {
    const uint32_t dataset = m_cards[card].dataset;
    if (!m_collapsed.erase(dataset)) m_collapsed.insert(dataset);
    rebuild();
}

void LineageScene::toggleAllColumns(uint32_t card) {
    const uint32_t dataset = m_cards[card].dataset;
    if (!m_opened.erase(dataset)) m_opened.insert(dataset);
    rebuild();
}

size_t LineageScene::rowOf(uint32_t card, uint32_t column) const {
    if (m_cards[card].collapsed) return kNoRow;
    const auto& rows = m_cards[card].rows;
    const auto found = std::find(rows.begin(), rows.end(), column);
    return found == rows.end() ? kNoRow : static_cast<size_t>(found - rows.begin());
}

QRectF LineageScene::rowRect(uint32_t card, size_t row) const {
    const QRectF& rect = m_cards[card].rect;
    return QRectF(rect.left(), rect.top() + kHeader + kPadding + kRow * static_cast<double>(row),
                  rect.width(), kRow);
}

QRectF LineageScene::columnRect(uint32_t column) const {
    const uint32_t card = m_cardOf[m_graph.columns[column].dataset];
    if (card == kNone) return {};
    const size_t row = rowOf(card, column);
    const QRectF& rect = m_cards[card].rect;
    return row == kNoRow ? QRectF(rect.topLeft(), QSizeF(rect.width(), kHeader)) : rowRect(card, row);
}

std::optional<uint32_t> LineageScene::cardOf(uint32_t dataset) const {
    if (dataset >= m_cardOf.size() || m_cardOf[dataset] == kNone) return std::nullopt;
    return m_cardOf[dataset];
}

QPointF LineageScene::anchor(uint32_t card, size_t row, bool right) const {
    const QRectF& rect = m_cards[card].rect;
    const double y = row == kNoRow ? rect.top() + kHeader / 2 : rowRect(card, row).center().y();
    return {right ? rect.right() : rect.left(), y};
}

void LineageScene::route() {
    m_version++;
    placeLinks();
    placeTrunks();
    placeGroups();
}

void LineageScene::placeLinks() {
    // Edges whose ends are drawn at the same places are one line.
    struct Ends {
        uint32_t from, to;
        size_t fromRow, toRow;
        bool direct;
        auto operator<=>(const Ends&) const = default;
    };
    std::vector<std::pair<Ends, uint32_t>> drawn;
    std::vector<size_t> rows(m_graph.columns.size(), kNoRow);
    for (const auto& card : m_cards) {
        for (size_t row = 0; row < card.rows.size() && !card.collapsed; row++) rows[card.rows[row]] = row;
    }
    for (uint32_t e = 0; e < m_graph.edges.size(); e++) {
        const auto& edge = m_graph.edges[e];
        if (!follows(edge)) continue;
        const uint32_t from = m_cardOf[m_graph.columns[edge.source].dataset];
        const uint32_t to = m_cardOf[m_graph.columns[edge.target].dataset];
        if (from == kNone || to == kNone || from == to) continue;
        drawn.push_back({{from, to, rows[edge.source], rows[edge.target], isDirect(edge.subtype)}, e});
    }
    std::sort(drawn.begin(), drawn.end());
    m_links.clear();
    for (size_t i = 0; i < drawn.size(); i++) {
        const auto& [ends, e] = drawn[i];
        const auto& edge = m_graph.edges[e];
        if (i == 0 || drawn[i - 1].first != ends) {
            LineageLink& link = m_links.emplace_back();
            link.from = ends.from;
            link.to = ends.to;
            link.source = edge.source;
            link.target = edge.target;
            link.direct = ends.direct;
            link.low = true;
            const QPointF start = anchor(ends.from, ends.fromRow, true);
            const QPointF end = anchor(ends.to, ends.toRow, false);
            const double bend = std::max(40.0, std::abs(end.x() - start.x()) / 2);
            link.path = QPainterPath(start);
            link.path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end);
            link.box = link.path.controlPointRect();
        }
        LineageLink& link = m_links.back();
        link.low = link.low && edge.confidence == Confidence::Low;
        link.edges.push_back(e);
    }
}

void LineageScene::placeTrunks() {
    m_trunks.clear();  // links come sorted by their cards
    for (uint32_t l = 0; l < m_links.size(); l++) {
        const auto& link = m_links[l];
        if (m_trunks.empty() || m_trunks.back().from != link.from || m_trunks.back().to != link.to) {
            LineageTrunk& trunk = m_trunks.emplace_back();
            trunk.from = link.from;
            trunk.to = link.to;
            const QRectF &a = m_cards[link.from].rect, &b = m_cards[link.to].rect;
            trunk.line = QLineF(a.right(), a.center().y(), b.left(), b.center().y());
        }
        m_trunks.back().direct = m_trunks.back().direct || link.direct;
        m_trunks.back().links.push_back(l);
    }
}

void LineageScene::placeGroups() {
    m_bounds = {};
    std::map<std::pair<std::string, std::string>, QRectF> groups;
    for (const auto& card : m_cards) {
        m_bounds |= card.rect;
        groups[groupOf(m_graph.datasets[card.dataset].name)] |= card.rect;
    }
    m_groups.clear();
    if (m_view.grouping == LineageGrouping::None) return;
    for (const auto& [group, rect] : groups) {
        const QRectF around =
            rect.adjusted(-kGroupMargin, -kGroupMargin - kGroupTitle, kGroupMargin, kGroupMargin);
        const auto& [space, schema] = group;
        m_groups.push_back({space, schema.empty() ? space : joinName({space}) + "." + schema, around});
        m_bounds |= around;
    }
}

std::pair<std::string, std::string> LineageScene::groupOf(const DatasetName& name) const {
    return {name.space, m_view.grouping == LineageGrouping::Schema ? schemaOf(name) : std::string()};
}

LineageHit LineageScene::hitTest(QPointF at, double tolerance) const {
    LineageHit hit;
    for (uint32_t c = 0; c < m_cards.size(); c++) {
        const auto& card = m_cards[c];
        if (!card.rect.contains(at)) continue;
        hit.card = c;
        const double y = at.y() - card.rect.top();
        if (y < kHeader) {
            hit.chevron = at.x() > card.rect.right() - 30;
            return hit;
        }
        const double row = (y - kHeader - kPadding) / kRow;
        if (row < 0) return hit;
        const auto index = static_cast<size_t>(row);
        if (index < card.rows.size()) hit.column = card.rows[index];
        hit.more = index == card.rows.size() && (card.hidden || card.allColumns);
        return hit;
    }
    const QRectF around(at - QPointF(tolerance, tolerance), QSizeF(2 * tolerance, 2 * tolerance));
    for (uint32_t l = 0; l < m_links.size(); l++) {
        const auto& path = m_links[l].path;
        if (!m_links[l].box.adjusted(-tolerance, -tolerance, tolerance, tolerance).contains(at)) continue;
        // A cubic is near where one of its small steps is.
        QPointF last = path.pointAtPercent(0);
        for (int step = 1; step <= 24; step++) {
            const QPointF next = path.pointAtPercent(step / 24.0);
            const QRectF segment =
                QRectF(last, next).normalized().adjusted(-tolerance, -tolerance, tolerance, tolerance);
            if (segment.intersects(around)) {
                const QPointF along = next - last;
                const double length = std::hypot(along.x(), along.y());
                const double off =
                    std::abs(along.x() * (last.y() - at.y()) - (last.x() - at.x()) * along.y());
                if (length > 0 && off / length <= tolerance) {
                    hit.link = l;
                    return hit;
                }
            }
            last = next;
        }
    }
    return hit;
}

}  // namespace tributary::ui
