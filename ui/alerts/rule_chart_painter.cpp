// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/rule_chart_painter.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>
#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/chart/axis_scale.h"
#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr double kMargin = 12;
constexpr double kTimeLabels = 22;
constexpr double kStrip = 6;       ///< height of the saved rule's strip
constexpr double kTickHeight = 8;  ///< of a notification's mark
constexpr double kSoft = 0.14;
constexpr double kPixelsPerTime = 110;
constexpr double kPixelsPerValue = 44;

QString levelName(RuleChartData::LevelKind kind) {
    switch (kind) {
        case RuleChartData::LevelKind::Warn:
            return QCoreApplication::translate("tributary::ui::RuleChart", "warning");
        case RuleChartData::LevelKind::Critical:
            return QCoreApplication::translate("tributary::ui::RuleChart", "critical");
        case RuleChartData::LevelKind::Recovery:
            return QCoreApplication::translate("tributary::ui::RuleChart", "recovers");
    }
    return {};
}

/// Elements of a sorted list from the last one before `from` to the first one after `to`.
template <typename List>
auto seen(const List& list, qint64 from, qint64 to) {
    auto begin = std::lower_bound(list.begin(), list.end(), from,
                                  [](const auto& item, qint64 at) { return item.at < at; });
    if (begin != list.begin()) --begin;
    auto end =
        std::upper_bound(begin, list.end(), to, [](qint64 at, const auto& item) { return at < item.at; });
    if (end != list.end()) ++end;
    return std::pair(begin, end);
}

}  // namespace

QColor RuleChartPainter::spanColor(RuleChartData::SpanState state) const {
    switch (state) {
        case RuleChartData::SpanState::Pending:
        case RuleChartData::SpanState::Recovering:
            return m_theme.color(Role::Warning);
        case RuleChartData::SpanState::Firing:
            return m_theme.color(Role::Danger);
        case RuleChartData::SpanState::NoData:
        case RuleChartData::SpanState::Error:
            return m_theme.color(Role::TextFaint);
    }
    return m_theme.color(Role::Danger);
}

QColor RuleChartPainter::levelColor(RuleChartData::LevelKind kind) const {
    switch (kind) {
        case RuleChartData::LevelKind::Warn:
            return m_theme.color(Role::Warning);
        case RuleChartData::LevelKind::Critical:
            return m_theme.color(Role::Danger);
        case RuleChartData::LevelKind::Recovery:
            return m_theme.color(Role::Success);
    }
    return m_theme.color(Role::Warning);
}

RuleChartFrame RuleChartPainter::frame(const RuleChartData& data, const QSizeF& size, qint64 from,
                                       qint64 to) const {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    const auto add = [&](double value) {
        if (!std::isfinite(value)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    };
    const auto [lineBegin, lineEnd] = seen(data.line, from, to);
    for (auto point = lineBegin; point != lineEnd; ++point) add(point->value);
    const auto [bandBegin, bandEnd] = seen(data.band, from, to);
    for (auto band = bandBegin; band != bandEnd; ++band) {
        add(band->lower);
        add(band->upper);
    }
    for (const auto& level : data.levels) add(level.value);
    const AxisRange range = low > high ? AxisRange{0, 1} : niceRange(low, high, false);
    const QFontMetricsF metrics(m_theme.font(metrics::kTextSmall));
    double labels = 0;
    for (const auto& tick : numberTicks(range.low, range.high, 6))
        labels = std::max(labels, metrics.horizontalAdvance(tick.label));
    RuleChartFrame frame;
    frame.from = from;
    frame.to = std::max(to, from + 1);
    frame.low = range.low;
    frame.high = range.high;
    const double foot = kTimeLabels + kTickHeight + 4 + (data.hasSaved ? kStrip + 4 : 0);
    frame.plot = QRectF(kMargin + labels + 8, kMargin, 0, 0);
    frame.plot.setRight(std::max(frame.plot.left() + 10, size.width() - kMargin));
    frame.plot.setBottom(std::max(frame.plot.top() + 10, size.height() - foot - 4));
    return frame;
}

void RuleChartPainter::paint(QPainter& painter, const RuleChartData& data, const RuleChartFrame& frame,
                             int chosenLevel) const {
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxes(painter, data, frame);
    painter.save();
    painter.setClipRect(frame.plot);
    paintSpans(painter, data, frame);
    paintBand(painter, data, frame);
    paintLine(painter, data, frame);
    painter.restore();
    paintLevels(painter, data, frame, chosenLevel);
    paintFoot(painter, data, frame);
}

void RuleChartPainter::paintAxes(QPainter& painter, const RuleChartData& data,
                                 const RuleChartFrame& frame) const {
    painter.setFont(m_theme.font(metrics::kTextSmall));
    const int values = std::max(2, int(frame.plot.height() / kPixelsPerValue));
    for (const auto& tick : numberTicks(frame.low, frame.high, values)) {
        const double y = std::round(frame.toY(tick.value)) + 0.5;
        painter.setPen(QPen(m_theme.color(Role::Border), 1));
        painter.drawLine(QPointF(frame.plot.left(), y), QPointF(frame.plot.right(), y));
        painter.setPen(m_theme.color(Role::TextMuted));
        painter.drawText(QRectF(0, y - 10, frame.plot.left() - 8, 20), Qt::AlignRight | Qt::AlignVCenter,
                         tick.label);
    }
    const int times = std::max(2, int(frame.plot.width() / kPixelsPerTime));
    const double top = frame.plot.bottom() + kTickHeight + 4 + (data.hasSaved ? kStrip + 4 : 0);
    painter.setPen(m_theme.color(Role::TextMuted));
    for (const auto& tick :
         timeTicksInZone(double(frame.from) * 1e3, double(frame.to) * 1e3, times, data.zone)) {
        const double x = frame.toX(qint64(tick.value / 1e3));
        const double width = painter.fontMetrics().horizontalAdvance(tick.label) + 4;
        const double left = std::clamp(x - width / 2, 0.0, std::max(0.0, frame.plot.right() - width));
        painter.drawText(QRectF(left, top, width, kTimeLabels - 4), Qt::AlignCenter, tick.label);
    }
}

void RuleChartPainter::paintSpans(QPainter& painter, const RuleChartData& data,
                                  const RuleChartFrame& frame) const {
    for (const auto& span : data.spans) {
        if (span.to < frame.from || span.from > frame.to) continue;
        const double left = frame.toX(span.from);
        // A short span is still to be seen.
        const double right = std::max(frame.toX(span.to), left + 2);
        QColor color = spanColor(span.state);
        color.setAlphaF(span.state == RuleChartData::SpanState::Firing ? kSoft : kSoft * 0.8);
        painter.fillRect(QRectF(left, frame.plot.top(), right - left, frame.plot.height()), color);
    }
}

void RuleChartPainter::paintBand(QPainter& painter, const RuleChartData& data,
                                 const RuleChartFrame& frame) const {
    const auto [begin, end] = seen(data.band, frame.from, frame.to);
    QPolygonF shape;
    const auto close = [&] {
        if (shape.size() >= 4) painter.drawPolygon(shape);
        shape.clear();
    };
    QColor color = m_theme.color(Role::Accent);
    color.setAlphaF(0.18);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    // A polygon for every run without a gap: the upper edge forwards, the lower one back.
    for (auto run = begin; run != end;) {
        auto stop = run;
        while (stop != end && std::isfinite(stop->lower) && std::isfinite(stop->upper)) ++stop;
        for (auto item = run; item != stop; ++item)
            shape << QPointF(frame.toX(item->at), frame.toY(item->upper));
        for (auto item = stop; item != run;) {
            --item;
            shape << QPointF(frame.toX(item->at), frame.toY(item->lower));
        }
        close();
        run = stop == end ? end : stop + 1;
    }
}

void RuleChartPainter::paintLine(QPainter& painter, const RuleChartData& data,
                                 const RuleChartFrame& frame) const {
    const auto [begin, end] = seen(data.line, frame.from, frame.to);
    // Lines one by one: as one long zigzag path they cost fifty times as much.
    QVector<QLineF> lines;
    QPointF pen;
    const auto lineTo = [&](double x, double y) {
        lines << QLineF(pen, QPointF(x, y));
        pen = QPointF(x, y);
    };
    bool open = false;
    // Least and greatest of each pixel column: ten thousand points cost as little as a thousand.
    for (auto point = begin; point != end;) {
        const auto column = std::floor(frame.toX(point->at));
        double low = point->value;
        double high = point->value;
        const auto first = point;
        auto last = point;
        bool gap = !std::isfinite(point->value);
        for (++point; point != end && std::floor(frame.toX(point->at)) == column; ++point) {
            if (!std::isfinite(point->value)) {
                gap = true;
                continue;
            }
            low = std::isfinite(low) ? std::min(low, point->value) : point->value;
            high = std::isfinite(high) ? std::max(high, point->value) : point->value;
            last = point;
        }
        if (!std::isfinite(low)) {
            open = false;
            continue;
        }
        const double x = frame.toX(first->at);
        const double start = std::isfinite(first->value) ? first->value : low;
        if (open)
            lineTo(x, frame.toY(start));
        else
            pen = QPointF(x, frame.toY(start));
        if (high > low) {
            lineTo(x, frame.toY(low));
            lineTo(x, frame.toY(high));
            lineTo(x, frame.toY(last->value));
        }
        open = !(gap && !std::isfinite(last->value));
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_theme.color(Role::Info), 1.5, Qt::SolidLine, Qt::SquareCap));
    painter.drawLines(lines);
    painter.setPen(QPen(m_theme.color(Role::Surface), 1.5));
    painter.setBrush(m_theme.color(Role::Danger));
    for (const auto& mark : data.marks) {
        if (mark.at < frame.from || mark.at > frame.to || !std::isfinite(mark.value)) continue;
        painter.drawEllipse(QPointF(frame.toX(mark.at), frame.toY(mark.value)), 4, 4);
    }
}

void RuleChartPainter::paintLevels(QPainter& painter, const RuleChartData& data, const RuleChartFrame& frame,
                                   int chosenLevel) const {
    painter.setFont(m_theme.font(metrics::kTextSmall, true));
    std::vector<QRectF> boxes;
    for (size_t i = 0; i < data.levels.size(); ++i) {
        const auto& level = data.levels[i];
        const double y = frame.toY(level.value);
        const bool chosen = int(i) == chosenLevel;
        const QColor color = levelColor(level.kind);
        painter.setPen(QPen(color, chosen ? 2.5 : 1.5, Qt::DashLine));
        painter.drawLine(QPointF(frame.plot.left(), y), QPointF(frame.plot.right(), y));
        const QString text =
            QStringLiteral("%1 %2").arg(levelName(level.kind), QLocale().toString(level.value, 'g', 6));
        const double width = painter.fontMetrics().horizontalAdvance(text) + 22;
        // Names of levels that lie close together stand side by side.
        double right = frame.plot.right();
        for (const QRectF& other : boxes)
            if (std::abs(other.center().y() - y) < 22) right = std::min(right, other.left() - 6);
        const QRectF box(right - width, y - 10, width, 20);
        boxes.push_back(box);
        painter.setPen(QPen(color, chosen ? 2 : 1));
        painter.setBrush(m_theme.color(Role::Surface));
        painter.drawRoundedRect(box, 10, 10);
        painter.setPen(color);
        painter.drawText(box.adjusted(16, 0, 0, 0), Qt::AlignCenter, text);
        // Two short lines: a handle.
        for (const double offset : {-2.0, 2.0})
            painter.drawLine(QPointF(box.left() + 8, y + offset), QPointF(box.left() + 14, y + offset));
    }
}

void RuleChartPainter::paintFoot(QPainter& painter, const RuleChartData& data,
                                 const RuleChartFrame& frame) const {
    painter.save();
    painter.setClipRect(QRectF(frame.plot.left() - 2, frame.plot.bottom(), frame.plot.width() + 4, 40));
    painter.setPen(QPen(m_theme.color(Role::Danger), 2));
    for (const qint64 at : data.notifications) {
        if (at < frame.from || at > frame.to) continue;
        const double x = frame.toX(at);
        painter.drawLine(QPointF(x, frame.plot.bottom() + 1), QPointF(x, frame.plot.bottom() + kTickHeight));
    }
    if (data.hasSaved) {
        const QRectF strip(frame.plot.left(), frame.plot.bottom() + kTickHeight + 3, frame.plot.width(),
                           kStrip);
        painter.setPen(Qt::NoPen);
        painter.fillRect(strip, m_theme.color(Role::SurfaceAlt));
        for (const auto& span : data.savedSpans) {
            if (span.to < frame.from || span.from > frame.to) continue;
            const double left = std::max(frame.toX(span.from), strip.left());
            const double right = std::max(std::min(frame.toX(span.to), strip.right()), left + 2);
            painter.fillRect(QRectF(left, strip.top(), right - left, kStrip), spanColor(span.state));
        }
    }
    painter.restore();
}

}  // namespace tributary::ui
