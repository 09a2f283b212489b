// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QRectF>
#include <optional>

#include "ui/alerts/rule_chart_data.h"
#include "ui/theme/theme.h"

class QPainter;

namespace tributary::ui {

/// The part of the chart that is seen, and how it maps to pixels.
struct RuleChartFrame {
    QRectF plot;
    qint64 from = 0;
    qint64 to = 1;
    double low = 0;
    double high = 1;

    double toX(qint64 at) const { return plot.left() + double(at - from) / double(to - from) * plot.width(); }
    double toY(double value) const { return plot.bottom() - (value - low) / (high - low) * plot.height(); }
    qint64 timeAt(double x) const {
        return from + qint64((x - plot.left()) / plot.width() * double(to - from));
    }
    double valueAt(double y) const { return low + (plot.bottom() - y) / plot.height() * (high - low); }
};

/// Draws the chart of a rule on any paint device. Colours come from the theme: firing is red, pending amber,
/// what the rule expects the accent's soft shade.
class RuleChartPainter {
  public:
    explicit RuleChartPainter(const Theme& theme) : m_theme(theme) {}

    /// The y axis holds the line, the band and the levels of the part from `from` to `to`.
    RuleChartFrame frame(const RuleChartData& data, const QSizeF& size, qint64 from, qint64 to) const;
    /// `chosenLevel`: index of the level that is drawn stronger; −1: none.
    void paint(QPainter& painter, const RuleChartData& data, const RuleChartFrame& frame,
               int chosenLevel) const;
    QColor spanColor(RuleChartData::SpanState state) const;
    QColor levelColor(RuleChartData::LevelKind kind) const;

  private:
    void paintAxes(QPainter& painter, const RuleChartData& data, const RuleChartFrame& frame) const;
    void paintSpans(QPainter& painter, const RuleChartData& data, const RuleChartFrame& frame) const;
    void paintBand(QPainter& painter, const RuleChartData& data, const RuleChartFrame& frame) const;
    void paintLine(QPainter& painter, const RuleChartData& data, const RuleChartFrame& frame) const;
    void paintLevels(QPainter& painter, const RuleChartData& data, const RuleChartFrame& frame,
                     int chosenLevel) const;
    void paintFoot(QPainter& painter, const RuleChartData& data, const RuleChartFrame& frame) const;

    const Theme& m_theme;
};

}  // namespace tributary::ui
