// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/pie_layout.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QPainterPath>
#include <algorithm>
#include <cmath>

#include "ui/chart/chart_painter.h"

namespace tributary::ui {

namespace {

constexpr double kHole = 0.56;
constexpr double kPadding = 24;

}  // namespace

PieLayout::PieLayout(const ChartPicture& picture, const QSizeF& size) {
    const double diameter = std::max(40.0, std::min(size.height() - 2 * kPadding, size.width() * 0.5));
    const double legend = std::min(320.0, std::max(120.0, size.width() - diameter - 3 * kPadding));
    const double left = std::max(kPadding, (size.width() - diameter - kPadding * 2 - legend) / 2);
    m_box = QRectF(left, (size.height() - diameter) / 2, diameter, diameter);
    m_legendLeft = m_box.right() + 2 * kPadding;
    if (picture.sample.series.empty()) return;
    const auto& points = picture.sample.series.front().points;
    double total = 0;
    for (const auto& point : points) total += std::isnan(point.y) ? 0 : std::max(0.0, point.y);
    if (total <= 0) return;
    double at = 90;
    double rest = 0;
    for (size_t i = 0; i < points.size(); ++i) {
        if (std::isnan(points[i].y) || points[i].y <= 0) continue;
        const double share = points[i].y / total;
        if (m_slices.size() + 1 >= static_cast<size_t>(kSeriesCount) && points.size() > kSeriesCount) {
            rest += share;
            continue;
        }
        Slice slice;
        slice.label = QString::fromStdString(picture.sample.categories.at(i));
        slice.point = i;
        slice.share = share;
        slice.span = share * 360;
        slice.start = at - slice.span;
        slice.color = static_cast<int>(m_slices.size());
        at = slice.start;
        m_slices.push_back(std::move(slice));
    }
    if (rest <= 0) return;
    Slice slice;
    slice.label = QCoreApplication::translate("tributary::ui::ChartPage", "all others");
    slice.share = rest;
    slice.span = rest * 360;
    slice.start = at - slice.span;
    slice.isRest = true;
    slice.point = points.size();
    m_slices.push_back(std::move(slice));
}

void PieLayout::addSlice(QPainterPath& path, const Slice& slice, double raise) const {
    const QRectF outer = m_box.adjusted(-raise, -raise, raise, raise);
    const double cut = m_box.width() * (1 - kHole) / 2;
    const QRectF inner = m_box.adjusted(cut, cut, -cut, -cut);
    path.arcMoveTo(outer, slice.start);
    path.arcTo(outer, slice.start, slice.span);
    path.arcTo(inner, slice.start + slice.span, -slice.span);
    path.closeSubpath();
}

std::optional<PieLayout::Slice> PieLayout::sliceAt(const QPointF& at) const {
    for (const auto& slice : m_slices) {
        QPainterPath path;
        addSlice(path, slice, 0);
        if (path.contains(at)) return slice;
    }
    return std::nullopt;
}

}  // namespace tributary::ui
