// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/steps/picture_painter.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainterPath>
#include <algorithm>

#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

using plugin::Mark;
using plugin::MarkKind;

constexpr double kReach = 4;           ///< how near the pointer must come to a line
constexpr double kFarthest = 100'000;  ///< logical pixels from the canvas's corner
constexpr int kLargestText = 400;
constexpr size_t kCorners = 50'000;  ///< of a filled shape; it is painted with every n-th beyond
constexpr size_t kPiece = 2'000;     ///< points of a line that are painted at once

QColor colorOf(uint32_t rgba) {
    return QColor(static_cast<int>(rgba >> 24), static_cast<int>(rgba >> 16 & 0xFF),
                  static_cast<int>(rgba >> 8 & 0xFF), static_cast<int>(rgba & 0xFF));
}

double bounded(float number) {
    return std::clamp(static_cast<double>(number), -kFarthest, kFarthest);
}

QPointF pointOf(const Mark& mark, size_t point) {
    return {bounded(mark.points[2 * point]), bounded(mark.points[2 * point + 1])};
}

QPolygonF cornersOf(const Mark& mark) {
    const size_t count = mark.points.size() / 2;
    const size_t step = count / kCorners + 1;
    QPolygonF out;
    for (size_t i = 0; i < count; i += step) out << pointOf(mark, i);
    return out;
}

QPainterPath shapeOf(const Mark& mark) {
    QPainterPath path;
    const double radius = std::max(0.0, bounded(mark.radius));
    switch (mark.kind) {
        case MarkKind::Rect:
            path.addRoundedRect(
                QRectF(bounded(mark.x), bounded(mark.y), bounded(mark.width), bounded(mark.height)), radius,
                radius);
            break;
        case MarkKind::Circle:
            path.addEllipse(QPointF(bounded(mark.x), bounded(mark.y)), radius, radius);
            break;
        case MarkKind::Polyline:
        case MarkKind::Polygon:
            path.addPolygon(cornersOf(mark));
            if (mark.kind == MarkKind::Polygon) path.closeSubpath();
            break;
        case MarkKind::Path: {
            const auto corners = cornersOf(mark);
            if (!corners.isEmpty()) path.moveTo(corners.first());
            for (int i = 1; i + 2 < corners.size(); i += 3)
                path.cubicTo(corners[i], corners[i + 1], corners[i + 2]);
            break;
        }
        case MarkKind::Text:
            break;
    }
    return path;
}

bool isStroked(const Mark& mark) {
    return (mark.stroke & 0xFF) != 0 && mark.strokeWidth > 0;
}

}  // namespace

void PicturePainter::paintText(QPainter& painter, const Mark& mark) const {
    QFont font = m_font;
    const double size = mark.fontSize > 0 ? static_cast<double>(mark.fontSize) : m_canvas.fontSize;
    font.setPixelSize(static_cast<int>(std::clamp(size, 1.0, static_cast<double>(kLargestText))));
    painter.setFont(font);
    const QString text = make::text(mark.text);
    double x = bounded(mark.x);
    const double width = QFontMetricsF(font).horizontalAdvance(text);
    if (mark.align == plugin::MarkAlign::Center) x -= width / 2;
    if (mark.align == plugin::MarkAlign::Right) x -= width;
    painter.setPen(colorOf(mark.fill));
    painter.drawText(QPointF(x, bounded(mark.y)), text);
}

/// A long line goes in pieces: stroked as one it would take the time and memory of all its corners at once.
void PicturePainter::paintShape(QPainter& painter, const Mark& mark) const {
    const size_t count = mark.points.size() / 2;
    if (mark.kind != MarkKind::Polyline || count <= kPiece) {
        painter.drawPath(shapeOf(mark));
        return;
    }
    for (size_t from = 0; from + 1 < count && !m_mustStop(); from += kPiece) {
        QPolygonF piece;
        for (size_t i = from; i < std::min(count, from + kPiece + 1); ++i) piece << pointOf(mark, i);
        painter.drawPolyline(piece);
    }
}

void PicturePainter::paintMark(QPainter& painter, size_t number) const {
    const Mark& mark = m_picture.marks[number];
    painter.setRenderHint(QPainter::Antialiasing);
    if (mark.kind == MarkKind::Text) return paintText(painter, mark);
    painter.setBrush((mark.fill & 0xFF) != 0 ? QBrush(colorOf(mark.fill)) : QBrush(Qt::NoBrush));
    painter.setPen(isStroked(mark) ? QPen(colorOf(mark.stroke), bounded(mark.strokeWidth)) : QPen(Qt::NoPen));
    if (mark.kind == MarkKind::Polyline) painter.setBrush(Qt::NoBrush);
    paintShape(painter, mark);
}

void PicturePainter::paintTouch(QPainter& painter, size_t number) const {
    const Mark& mark = m_picture.marks[number];
    if ((mark.row < 0 && mark.tooltip.empty()) || mark.kind == MarkKind::Text) return;
    const QColor color(static_cast<QRgb>(number + 1));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush((mark.fill & 0xFF) != 0 && mark.kind != MarkKind::Polyline ? QBrush(color)
                                                                                : QBrush(Qt::NoBrush));
    painter.setPen(isStroked(mark) ? QPen(color, std::max(bounded(mark.strokeWidth), kReach))
                                   : QPen(Qt::NoPen));
    paintShape(painter, mark);
}

void PicturePainter::paintPixels(QPainter& painter) const {
    if (m_picture.rgba.empty()) return;
    const QImage image(m_picture.rgba.data(), m_picture.pixelWidth, m_picture.pixelHeight,
                       m_picture.pixelWidth * 4, QImage::Format_RGBA8888);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(QRectF(0, 0, m_canvas.width, m_canvas.height), image);
}

void PicturePainter::paintOutline(QPainter& painter, size_t mark, const QColor& color) const {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 2));
    paintShape(painter, m_picture.marks[mark]);
}

}  // namespace tributary::ui
