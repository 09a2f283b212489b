// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "ui/lineage/lineage_painter.h"

namespace tributary::ui {
namespace {

constexpr int kMostSmoothLines = 3000;  // more of them are drawn without smoothing
constexpr size_t kMostSmoothCurves = 600;
constexpr size_t kMostQuickCurves = 2500;
constexpr int kProbes = 16;         // where a curve is in sight is looked up in so many parts
constexpr double kSmoothStep = 12;  // pixels of a curve that are one straight line
constexpr double kRoughStep = 32;

bool isLit(const LineageLink& link, const LineageMarks& marks) {
    if (marks.edges.empty()) return false;
    for (const uint32_t e : link.edges) {
        if (marks.edges.contains(e)) return true;
    }
    return false;
}

/// The one cubic of a link's path.
class Curve {
  public:
    explicit Curve(const QPainterPath& path) {
        for (int i = 0; i < 4; i++) m_points[size_t(i)] = path.elementAt(i);
    }

    QPointF at(double t) const {
        const double u = 1 - t;
        return m_points[0] * (u * u * u) + m_points[1] * (3 * u * u * t) + m_points[2] * (3 * u * t * t) +
               m_points[3] * (t * t * t);
    }

    /// The part that is in sight, as lines of `step`: what is drawn costs as much as it is long.
    void visiblePart(const QRectF& visible, double step, QPolygonF& out) const {
        int first = kProbes, last = 0;
        double length = 0;
        QPointF before = m_points[0];
        for (int i = 1; i <= kProbes; i++) {
            const QPointF next = at(double(i) / kProbes);
            const bool off = std::max(before.x(), next.x()) < visible.left() ||
                             std::min(before.x(), next.x()) > visible.right() ||
                             std::max(before.y(), next.y()) < visible.top() ||
                             std::min(before.y(), next.y()) > visible.bottom();
            if (!off) {
                first = std::min(first, i - 1);
                last = i;
                length += std::abs(next.x() - before.x()) + std::abs(next.y() - before.y());
            }
            before = next;
        }
        out.clear();
        if (last == 0) return;
        const double from = double(first) / kProbes, to = double(last) / kProbes;
        const int steps = std::clamp(int(length / step), 4, 96);
        for (int i = 0; i <= steps; i++) out << at(from + (to - from) * i / steps);
    }

  private:
    std::array<QPointF, 4> m_points;
};

enum Style : size_t { Solid, Dashed, Dotted, kStyles };

Style styleOf(const LineageLink& link) {
    if (!link.direct) return Dashed;
    return link.low ? Dotted : Solid;
}

/// What of the links is painted, by how it is drawn.
struct Links {
    std::array<std::vector<const LineageLink*>, kStyles> plain, lit;
    size_t inSight = 0;  ///< plain ones, in all of the view
};

Links linksIn(const LineageScene& scene, const LineageMarks& marks, const LineageSight& sight) {
    Links out;
    const bool partly = sight.part != sight.visible;
    for (const auto& link : scene.links()) {
        if (!link.box.intersects(sight.visible)) continue;
        const bool isOn = isLit(link, marks);
        out.inSight += isOn ? 0 : 1;
        if (partly && !link.box.intersects(sight.part)) continue;
        (isOn ? out.lit : out.plain)[styleOf(link)].push_back(&link);
    }
    return out;
}

/// Leaves one link between each two cards: links come sorted by their cards.
bool thinOut(Links& links) {
    bool any = false;
    for (auto& style : links.plain) {
        const auto kept = std::unique(style.begin(), style.end(), [](const auto* a, const auto* b) {
            return a->from == b->from && a->to == b->to;
        });
        any = any || kept != style.end();
        style.erase(kept, style.end());
    }
    return any;
}

void setDashes(QPen& pen, size_t style) {
    if (style == Dashed) pen.setDashPattern({4, 3});
    if (style == Dotted) pen.setDashPattern({1, 2.5});
}

}  // namespace

bool LineagePainter::paintLinks(QPainter& painter, const LineageScene& scene, const LineageMarks& marks,
                                const LineageSight& sight) const {
    Links links = linksIn(scene, marks, sight);
    const bool thinned = sight.quick && links.inSight > kMostQuickCurves && thinOut(links);
    // On the screen a line of one pixel is drawn many times faster than one that has a width.
    const bool screen = painter.paintEngine()->type() == QPaintEngine::Raster;
    const double scale = painter.worldTransform().m11();
    const bool thin = screen && scale <= 1;
    const bool smooth = !thin || links.inSight < kMostSmoothCurves;
    painter.setBrush(Qt::NoBrush);
    QPolygonF part;
    for (const bool bright : {false, true}) {  // what is lit lies on top
        painter.setRenderHint(QPainter::Antialiasing, bright || smooth);
        for (size_t style = 0; style < kStyles; style++) {
            // Stepping back is a colour and not a transparency: see-through lines cost twice as much.
            QColor color = m_theme.color(bright ? Role::Accent : Role::TextFaint);
            if (marks.dim && !bright) color = blend(color, m_theme.color(Role::Window), 0.35);
            QPen pen(color, bright ? 2.2 : thin ? 1 : 1.2);
            pen.setCosmetic(thin && !bright);
            setDashes(pen, style);
            painter.setPen(pen);
            for (const auto* link : (bright ? links.lit : links.plain)[style]) {
                if (!thin) {
                    painter.drawPath(link->path);
                    continue;
                }
                Curve(link->path)
                    .visiblePart(sight.part, (bright || smooth ? kSmoothStep : kRoughStep) / scale, part);
                painter.drawPolyline(part);
            }
        }
    }
    painter.setRenderHint(QPainter::Antialiasing);
    return !thinned;
}

/// One straight, thin line per pair of cards: thousands of them must be drawn while a hand moves.
void LineagePainter::paintTrunks(QPainter& painter, const LineageScene& scene, const LineageMarks& marks,
                                 const LineageSight& sight) const {
    QVector<QLineF> plain, lit;
    int inSight = 0;
    for (const auto& trunk : scene.trunks()) {
        const QRectF box = QRectF(trunk.line.p1(), trunk.line.p2()).normalized().adjusted(-1, -1, 1, 1);
        if (!box.intersects(sight.visible)) continue;
        inSight++;
        if (!box.intersects(sight.part)) continue;
        const bool isOn = std::any_of(trunk.links.begin(), trunk.links.end(),
                                      [&](uint32_t l) { return isLit(scene.links()[l], marks); });
        (isOn ? lit : plain).push_back(trunk.line);
    }
    QPen pen(blend(m_theme.color(Role::TextFaint), m_theme.color(Role::Window), marks.dim ? 0.25 : 0.6), 1);
    pen.setCosmetic(true);
    painter.setRenderHint(QPainter::Antialiasing, inSight < kMostSmoothLines);
    painter.setPen(pen);
    painter.drawLines(plain);
    painter.setRenderHint(QPainter::Antialiasing);
    pen.setColor(m_theme.color(Role::Accent));
    pen.setWidthF(1.6);
    painter.setPen(pen);
    painter.drawLines(lit);
}

}  // namespace tributary::ui
