// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QRectF>
#include <QtCore/QString>
#include <QtGui/QColor>
#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "core/result/chart_sample.h"
#include "ui/chart/axis_scale.h"
#include "ui/chart/chart_settings.h"
#include "ui/theme/theme.h"

class QPainter;

namespace tributary::ui {

/// Everything a chart shows; immutable while it is painted.
struct ChartPicture {
    ChartType type = ChartType::Line;
    result::ChartSample sample;
    std::vector<QString> names;  ///< one per series
    QString xTitle;
    QByteArray zone;       ///< in which moments along x are labelled; empty: as they are
    double windowLow = 0;  ///< part of the x axis that is seen
    double windowHigh = 1;
    std::set<int> hidden;  ///< series switched off in the legend
};

/// How x and y map to pixels.
struct ChartFrame {
    QRectF plot;
    double xLow = 0;
    double xHigh = 1;
    double yLow = 0;
    double yHigh = 1;
    std::set<int> right;  ///< series that are too small for the left axis and have one of their own
    double rightLow = 0;
    double rightHigh = 1;

    double toX(double x) const { return plot.left() + (x - xLow) / (xHigh - xLow) * plot.width(); }
    double toY(double y, int series) const {
        const bool own = right.count(series) > 0;
        const double low = own ? rightLow : yLow;
        const double high = own ? rightHigh : yHigh;
        return plot.bottom() - (y - low) / (high - low) * plot.height();
    }
    double zeroOf(int series) const {
        const bool own = right.count(series) > 0;
        return toY(std::clamp(0.0, own ? rightLow : yLow, own ? rightHigh : yHigh), series);
    }
    double fromX(double pixel) const { return xLow + (pixel - plot.left()) / plot.width() * (xHigh - xLow); }
};

/// A point under the mouse.
struct ChartHit {
    int series = 0;
    size_t point = 0;
    QPointF position;
    bool operator==(const ChartHit& other) const { return series == other.series && point == other.point; }
};

/// Draws a chart on any paint device: the widget, an image, an SVG. Colours from the theme's tokens.
class ChartPainter {
  public:
    explicit ChartPainter(const Theme& theme) : m_theme(theme) {}

    ChartFrame frame(const ChartPicture& picture, const QSizeF& size) const;
    void paint(QPainter& painter, const ChartPicture& picture, const QSizeF& size,
               const std::optional<ChartHit>& hover = std::nullopt) const;
    std::optional<ChartHit> hit(const ChartPicture& picture, const QSizeF& size, const QPointF& at) const;
    /// Legend entry at a point, −1: none.
    int legendAt(const ChartPicture& picture, const QSizeF& size, const QPointF& at) const;

  private:
    std::vector<QRectF> legendBoxes(const ChartPicture& picture, const QSizeF& size) const;
    void paintLegend(QPainter& painter, const ChartPicture& picture, const QSizeF& size) const;
    void paintAxes(QPainter& painter, const ChartPicture& picture, const ChartFrame& frame) const;
    void paintYLabels(QPainter& painter, const ChartFrame& frame) const;
    void paintXLabels(QPainter& painter, const ChartPicture& picture, const ChartFrame& frame) const;
    void paintCategoryLabels(QPainter& painter, const ChartPicture& picture, const ChartFrame& frame) const;
    void paintPaths(QPainter& painter, const ChartPicture& picture, const ChartFrame& frame,
                    bool filled) const;
    void paintBars(QPainter& painter, const ChartPicture& picture, const ChartFrame& frame) const;
    void paintDots(QPainter& painter, const ChartPicture& picture, const ChartFrame& frame) const;
    void paintPie(QPainter& painter, const ChartPicture& picture, const QSizeF& size,
                  const std::optional<ChartHit>& hover) const;
    QRectF barBox(const ChartPicture& picture, const ChartFrame& frame, int series, size_t point) const;

    const Theme& m_theme;
};

}  // namespace tributary::ui
