// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/chart_painter.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/chart/pie_layout.h"
#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr double kMargin = 16;
constexpr double kLegendHeight = 28;
constexpr double kAxisHeight = 44;
constexpr double kHitReach = 24;
constexpr double kLegendWidth = 260;
constexpr size_t kMarkersUpTo = 60;
constexpr double kOwnAxisBelow = 20;  ///< a series this many times smaller than the largest

/// A label that is nothing to see says so.
QString shownLabel(const QString& label) {
    const QString text = label.simplified();
    return text.isEmpty() ? QCoreApplication::translate("tributary::ui::ChartCanvas", "(empty text)") : text;
}

bool isCategories(const ChartPicture& picture) {
    return picture.sample.axis == result::AxisKind::Category;
}

struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    bool isEmpty() const { return low > high; }
    double magnitude() const { return isEmpty() ? 0 : std::max(std::abs(low), std::abs(high)); }
    void add(const Extent& other) {
        low = std::min(low, other.low);
        high = std::max(high, other.high);
    }
};

/// Least and greatest y of every series inside the window; hidden ones have none.
std::vector<Extent> extents(const ChartPicture& picture) {
    std::vector<Extent> out(picture.sample.series.size());
    for (size_t s = 0; s < out.size(); ++s) {
        if (picture.hidden.count(static_cast<int>(s)) > 0) continue;
        for (const auto& point : picture.sample.series[s].points) {
            if (std::isnan(point.y) || point.x < picture.windowLow || point.x > picture.windowHigh) continue;
            out[s].add({point.y, point.y});
        }
    }
    return out;
}

/// A curve that would lie flat on the bottom beside a much larger one gets an axis of its own.
std::set<int> onRightAxis(const ChartPicture& picture, const std::vector<Extent>& extents) {
    if (picture.type == ChartType::Bar) return {};
    double largest = 0;
    for (const Extent& extent : extents) largest = std::max(largest, extent.magnitude());
    std::set<int> right;
    for (size_t s = 0; s < extents.size(); ++s) {
        const double own = extents[s].magnitude();
        if (own > 0 && own * kOwnAxisBelow < largest) right.insert(static_cast<int>(s));
    }
    return right;
}

double labelWidth(const QFontMetricsF& metrics, const AxisRange& range) {
    double width = 0;
    for (const auto& tick : numberTicks(range.low, range.high, 6)) {
        width = std::max(width, metrics.horizontalAdvance(tick.label));
    }
    return width;
}

}  // namespace

ChartFrame ChartPainter::frame(const ChartPicture& picture, const QSizeF& size) const {
    ChartFrame frame;
    const auto found = extents(picture);
    frame.right = onRightAxis(picture, found);
    Extent left;
    Extent right;
    for (size_t e = 0; e < found.size(); ++e) {
        (frame.right.count(static_cast<int>(e)) > 0 ? right : left).add(found[e]);
    }
    const bool fromZero = picture.type == ChartType::Bar || picture.type == ChartType::Area;
    const auto nice = [fromZero](const Extent& extent) {
        return extent.isEmpty() ? niceRange(0, 1, fromZero) : niceRange(extent.low, extent.high, fromZero);
    };
    const AxisRange range = nice(left);
    frame.yLow = range.low;
    frame.yHigh = range.high;
    const QFontMetricsF metrics(m_theme.font(metrics::kTextSmall));
    const double labels = labelWidth(metrics, range);
    double rightLabels = 0;
    if (!frame.right.empty()) {
        const AxisRange own = nice(right);
        frame.rightLow = own.low;
        frame.rightHigh = own.high;
        rightLabels = labelWidth(metrics, own) + 8;
    }
    const double top = picture.names.size() > 1 ? kMargin + kLegendHeight : kMargin;
    frame.plot = QRectF(kMargin + labels + 8, top, 0, 0);
    frame.plot.setRight(std::max(frame.plot.left() + 10, size.width() - kMargin - 8 - rightLabels));
    frame.plot.setBottom(std::max(frame.plot.top() + 10, size.height() - kAxisHeight));
    frame.xLow = picture.windowLow;
    frame.xHigh = picture.windowHigh;
    if (isCategories(picture)) {
        frame.xLow -= 0.5;
        frame.xHigh += 0.5;
    } else if (!(frame.xHigh > frame.xLow)) {
        frame.xLow -= 1;
        frame.xHigh += 1;
    }
    return frame;
}

void ChartPainter::paint(QPainter& painter, const ChartPicture& picture, const QSizeF& size,
                         const std::optional<ChartHit>& hover) const {
    painter.fillRect(QRectF(QPointF(0, 0), size), m_theme.color(Role::Surface));
    painter.setRenderHint(QPainter::Antialiasing);
    if (picture.type == ChartType::Pie) {
        paintPie(painter, picture, size, hover);
        return;
    }
    const ChartFrame frame = this->frame(picture, size);
    if (picture.names.size() > 1) paintLegend(painter, picture, size);
    paintAxes(painter, picture, frame);
    painter.save();
    painter.setClipRect(frame.plot.adjusted(-4, -4, 4, 4));
    switch (picture.type) {
        case ChartType::Bar:
            paintBars(painter, picture, frame);
            break;
        case ChartType::Scatter:
            paintDots(painter, picture, frame);
            break;
        default:
            paintPaths(painter, picture, frame, picture.type == ChartType::Area);
    }
    painter.restore();
    if (!hover || picture.type == ChartType::Bar) return;
    painter.setPen(QPen(m_theme.color(Role::Surface), 2));
    painter.setBrush(m_theme.series(hover->series));
    painter.drawEllipse(hover->position, 5, 5);
}

std::vector<QRectF> ChartPainter::legendBoxes(const ChartPicture& picture, const QSizeF& size) const {
    std::vector<QRectF> boxes;
    const QFontMetricsF metrics(m_theme.font(metrics::kTextSmall));
    double x = kMargin + 4;
    for (const QString& name : picture.names) {
        const double width = 20 + std::min(metrics.horizontalAdvance(name), 180.0) + 24;
        if (x + width > size.width() - kMargin) break;
        boxes.emplace_back(x, 8, width, kLegendHeight - 4);
        x += width + 8;
    }
    return boxes;
}

void ChartPainter::paintLegend(QPainter& painter, const ChartPicture& picture, const QSizeF& size) const {
    const std::set<int> right = onRightAxis(picture, extents(picture));
    const auto boxes = legendBoxes(picture, size);
    painter.setFont(m_theme.font(metrics::kTextSmall));
    const QFontMetricsF metrics(painter.font());
    for (size_t i = 0; i < boxes.size(); ++i) {
        const bool hidden = picture.hidden.count(static_cast<int>(i)) > 0;
        const QPointF dot(boxes[i].left() + 6, boxes[i].center().y());
        painter.setPen(QPen(m_theme.series(static_cast<int>(i)), 1.5));
        painter.setBrush(hidden ? QBrush(Qt::NoBrush) : QBrush(m_theme.series(static_cast<int>(i))));
        painter.drawEllipse(dot, 4, 4);
        painter.setPen(m_theme.color(hidden ? Role::TextFaint : Role::Text));
        painter.drawText(boxes[i].adjusted(18, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         metrics.elidedText(picture.names[i], Qt::ElideRight, 180) +
                             (right.count(static_cast<int>(i)) > 0 ? QStringLiteral(" →") : QString()));
    }
}

int ChartPainter::legendAt(const ChartPicture& picture, const QSizeF& size, const QPointF& at) const {
    if (picture.type == ChartType::Pie || picture.names.size() < 2) return -1;
    const auto boxes = legendBoxes(picture, size);
    for (size_t i = 0; i < boxes.size(); ++i) {
        if (boxes[i].contains(at)) return static_cast<int>(i);
    }
    return -1;
}

void ChartPainter::paintAxes(QPainter& painter, const ChartPicture& picture, const ChartFrame& frame) const {
    painter.setFont(m_theme.font(metrics::kTextSmall));
    paintYLabels(painter, frame);
    painter.setPen(QPen(m_theme.color(Role::Outline), 1));
    const double base = std::round(frame.plot.bottom()) + 0.5;
    painter.drawLine(QPointF(frame.plot.left(), base), QPointF(frame.plot.right(), base));
    if (isCategories(picture)) {
        paintCategoryLabels(painter, picture, frame);
    } else {
        paintXLabels(painter, picture, frame);
    }
    painter.setPen(m_theme.color(Role::TextFaint));
    painter.drawText(QRectF(frame.plot.left(), frame.plot.bottom() + 24, frame.plot.width(), 18),
                     Qt::AlignCenter, picture.xTitle);
}

void ChartPainter::paintYLabels(QPainter& painter, const ChartFrame& frame) const {
    const int wanted = std::max(2, int(frame.plot.height() / 56));
    for (const auto& tick : numberTicks(frame.yLow, frame.yHigh, wanted)) {
        const double share = (tick.value - frame.yLow) / (frame.yHigh - frame.yLow);
        const double y = std::round(frame.plot.bottom() - share * frame.plot.height()) + 0.5;
        painter.setPen(QPen(m_theme.color(tick.value == 0 ? Role::Outline : Role::Border), 1));
        painter.drawLine(QPointF(frame.plot.left(), y), QPointF(frame.plot.right(), y));
        painter.setPen(m_theme.color(Role::TextMuted));
        painter.drawText(QRectF(0, y - 10, frame.plot.left() - 8, 20), Qt::AlignRight | Qt::AlignVCenter,
                         tick.label);
    }
    if (frame.right.empty()) return;
    // Of one series the axis takes its colour, so that it is clear whose numbers these are.
    painter.setPen(frame.right.size() == 1 ? m_theme.series(*frame.right.begin())
                                           : m_theme.color(Role::TextMuted));
    for (const auto& tick : numberTicks(frame.rightLow, frame.rightHigh, wanted)) {
        const double y = frame.toY(tick.value, *frame.right.begin());
        painter.drawText(QRectF(frame.plot.right() + 8, y - 10, 200, 20), Qt::AlignLeft | Qt::AlignVCenter,
                         tick.label);
    }
}

void ChartPainter::paintXLabels(QPainter& painter, const ChartPicture& picture,
                                const ChartFrame& frame) const {
    const bool time = picture.sample.axis == result::AxisKind::Time;
    const int wanted = std::max(2, int(frame.plot.width() / (time ? 110 : 80)));
    const auto ticks = time ? timeTicksInZone(frame.xLow, frame.xHigh, wanted, picture.zone)
                            : numberTicks(frame.xLow, frame.xHigh, wanted);
    const QFontMetricsF metrics(painter.font());
    double free = 0;
    for (const auto& tick : ticks) {
        const double x = frame.toX(tick.value);
        painter.setPen(QPen(m_theme.color(Role::Outline), 1));
        painter.drawLine(QPointF(x, frame.plot.bottom()), QPointF(x, frame.plot.bottom() + 4));
        const double width = metrics.horizontalAdvance(tick.label);
        const double left = std::min(x - width / 2, frame.plot.right() + kMargin - width);
        if (left < free) continue;
        free = left + width + 12;
        painter.setPen(m_theme.color(Role::TextMuted));
        painter.drawText(QRectF(left, frame.plot.bottom() + 6, width + 2, 18),
                         Qt::AlignLeft | Qt::AlignVCenter, tick.label);
    }
}

void ChartPainter::paintCategoryLabels(QPainter& painter, const ChartPicture& picture,
                                       const ChartFrame& frame) const {
    const int first = std::max(0, static_cast<int>(std::ceil(frame.xLow)));
    const int last = std::min(static_cast<int>(picture.sample.categories.size()) - 1,
                              static_cast<int>(std::floor(frame.xHigh)));
    const int shown = std::max(1, last - first + 1);
    const double room = frame.plot.width() / shown;
    const int stride = std::max(1, static_cast<int>(std::ceil(56 / room)));
    const QFontMetricsF metrics(painter.font());
    painter.setPen(m_theme.color(Role::TextMuted));
    for (int i = first; i <= last; i += stride) {
        const double width = room * stride - 6;
        const QString text = QString::fromStdString(picture.sample.categories[static_cast<size_t>(i)]);
        painter.drawText(QRectF(frame.toX(i) - width / 2, frame.plot.bottom() + 6, width, 18),
                         Qt::AlignCenter, metrics.elidedText(shownLabel(text), Qt::ElideRight, width));
    }
}

void ChartPainter::paintPaths(QPainter& painter, const ChartPicture& picture, const ChartFrame& frame,
                              bool filled) const {
    for (size_t s = 0; s < picture.sample.series.size(); ++s) {
        if (picture.hidden.count(static_cast<int>(s)) > 0) continue;
        const auto& points = picture.sample.series[s].points;
        const int series = static_cast<int>(s);
        const double base = frame.zeroOf(series);
        const QColor color = m_theme.series(series);
        QPolygonF run;
        size_t seen = 0;
        const auto flush = [&] {
            if (run.size() > 1 && filled) {
                QPolygonF area = run;
                area << QPointF(run.last().x(), base) << QPointF(run.first().x(), base);
                QColor soft = color;
                soft.setAlphaF(0.18);
                painter.setPen(Qt::NoPen);
                painter.setBrush(soft);
                painter.drawPolygon(area);
            }
            painter.setBrush(Qt::NoBrush);
            painter.setPen(
                QPen(color, picture.sample.reduced ? 1.2 : 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            if (run.size() > 1) painter.drawPolyline(run);
            if (run.size() == 1) painter.drawPoint(run.first());
            run.clear();
        };
        for (const auto& point : points) {
            if (std::isnan(point.y)) {
                flush();
                continue;
            }
            if (point.x >= picture.windowLow && point.x <= picture.windowHigh) ++seen;
            run << QPointF(frame.toX(point.x), frame.toY(point.y, series));
        }
        flush();
        if (seen > kMarkersUpTo) continue;
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        for (const auto& point : points) {
            if (!std::isnan(point.y))
                painter.drawEllipse(QPointF(frame.toX(point.x), frame.toY(point.y, series)), 2.5, 2.5);
        }
    }
}

QRectF ChartPainter::barBox(const ChartPicture& picture, const ChartFrame& frame, int series,
                            size_t point) const {
    const auto& value = picture.sample.series[static_cast<size_t>(series)].points[point];
    const auto& points = picture.sample.series[static_cast<size_t>(series)].points;
    int shown = 0;
    int place = 0;
    for (int s = 0; s < static_cast<int>(picture.sample.series.size()); ++s) {
        if (picture.hidden.count(s) > 0) continue;
        if (s < series) ++place;
        ++shown;
    }
    double slot = frame.plot.width() / (frame.xHigh - frame.xLow);
    if (!isCategories(picture))
        slot = frame.plot.width() / std::max<double>(1, static_cast<double>(points.size()));
    const double group = std::clamp(slot * 0.72, 1.0, 96.0);
    const double width = group / std::max(1, shown);
    const double left = frame.toX(value.x) - group / 2 + place * width;
    const double zero = frame.zeroOf(series);
    const double tip = frame.toY(value.y, series);
    return QRectF(left, std::min(zero, tip), std::max(1.0, width - (shown > 1 && width > 4 ? 1 : 0)),
                  std::max(0.5, std::abs(zero - tip)));
}

void ChartPainter::paintBars(QPainter& painter, const ChartPicture& picture, const ChartFrame& frame) const {
    painter.setPen(Qt::NoPen);
    for (int s = 0; s < static_cast<int>(picture.sample.series.size()); ++s) {
        if (picture.hidden.count(s) > 0) continue;
        painter.setBrush(m_theme.series(s));
        const auto& points = picture.sample.series[static_cast<size_t>(s)].points;
        for (size_t p = 0; p < points.size(); ++p) {
            if (std::isnan(points[p].y)) continue;
            const QRectF box = barBox(picture, frame, s, p);
            const double radius = box.width() >= 8 && box.height() >= 4 ? 2 : 0;
            painter.drawRoundedRect(box, radius, radius);
        }
    }
}

void ChartPainter::paintDots(QPainter& painter, const ChartPicture& picture, const ChartFrame& frame) const {
    painter.setPen(Qt::NoPen);
    for (int s = 0; s < static_cast<int>(picture.sample.series.size()); ++s) {
        if (picture.hidden.count(s) > 0) continue;
        const auto& points = picture.sample.series[static_cast<size_t>(s)].points;
        QColor color = m_theme.series(s);
        color.setAlphaF(points.size() > 2000 ? 0.55 : 0.8);
        painter.setBrush(color);
        const double radius = points.size() > 2000 ? 1.6 : 3;
        for (const auto& point : points) {
            if (!std::isnan(point.y))
                painter.drawEllipse(QPointF(frame.toX(point.x), frame.toY(point.y, s)), radius, radius);
        }
    }
}

void ChartPainter::paintPie(QPainter& painter, const ChartPicture& picture, const QSizeF& size,
                            const std::optional<ChartHit>& hover) const {
    const PieLayout pie(picture, size);
    painter.setFont(m_theme.font(metrics::kTextSmall));
    const QFontMetricsF metrics(painter.font());
    const double row = metrics.height() + 6;
    double y = std::max(kMargin, size.height() / 2 - static_cast<double>(pie.slices().size()) * row / 2);
    for (const auto& slice : pie.slices()) {
        const bool raised = hover && slice.point == hover->point;
        const QColor color = slice.isRest ? m_theme.color(Role::TextFaint) : m_theme.series(slice.color);
        QPainterPath path;
        pie.addSlice(path, slice, raised ? 4 : 0);
        painter.setPen(QPen(m_theme.color(Role::Surface), 1.5));
        painter.setBrush(color);
        painter.drawPath(path);
        if (y + row > size.height()) continue;
        painter.setPen(Qt::NoPen);
        painter.drawEllipse(QPointF(pie.legendLeft() + 5, y + row / 2), 4, 4);
        painter.setPen(m_theme.color(Role::Text));
        const QString share = QStringLiteral("%1 %").arg(slice.share * 100, 0, 'f', 1);
        const double room = std::min(kLegendWidth, size.width() - pie.legendLeft() - 18 - kMargin);
        const QRectF line(pie.legendLeft() + 18, y, room, row);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                         metrics.elidedText(shownLabel(slice.label), Qt::ElideRight, line.width() - 70));
        painter.setPen(m_theme.color(Role::TextMuted));
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, share);
        y += row;
    }
}

std::optional<ChartHit> ChartPainter::hit(const ChartPicture& picture, const QSizeF& size,
                                          const QPointF& at) const {
    if (picture.type == ChartType::Pie) {
        const PieLayout pie(picture, size);
        const auto slice = pie.sliceAt(at);
        if (!slice || slice->isRest) return std::nullopt;
        return ChartHit{0, slice->point, at};
    }
    const ChartFrame frame = this->frame(picture, size);
    if (!frame.plot.adjusted(-8, -8, 8, 8).contains(at)) return std::nullopt;
    std::optional<ChartHit> best;
    double nearest = kHitReach;
    for (int s = 0; s < static_cast<int>(picture.sample.series.size()); ++s) {
        if (picture.hidden.count(s) > 0) continue;
        const auto& points = picture.sample.series[static_cast<size_t>(s)].points;
        for (size_t p = 0; p < points.size(); ++p) {
            if (std::isnan(points[p].y)) continue;
            if (picture.type == ChartType::Bar) {
                if (barBox(picture, frame, s, p).adjusted(-1, -4, 1, 4).contains(at))
                    return ChartHit{s, p, at};
                continue;
            }
            const QPointF position(frame.toX(points[p].x), frame.toY(points[p].y, s));
            const double distance = std::hypot(position.x() - at.x(), (position.y() - at.y()) * 0.6);
            if (distance < nearest) {
                nearest = distance;
                best = ChartHit{s, p, position};
            }
        }
    }
    return best;
}

}  // namespace tributary::ui
