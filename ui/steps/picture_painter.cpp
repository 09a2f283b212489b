// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/steps/picture_painter.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainterPath>
#include <QtGui/QPainterPathStroker>

#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

using plugin::Mark;
using plugin::MarkKind;

constexpr double kReach = 4;  ///< how near the pointer must come to a line

QColor colorOf(uint32_t rgba) {
    return QColor(static_cast<int>(rgba >> 24), static_cast<int>(rgba >> 16 & 0xFF),
                  static_cast<int>(rgba >> 8 & 0xFF), static_cast<int>(rgba & 0xFF));
}

QPolygonF polygonOf(const Mark& mark) {
    QPolygonF out;
    for (size_t i = 0; i + 1 < mark.points.size(); i += 2)
        out << QPointF(static_cast<double>(mark.points[i]), static_cast<double>(mark.points[i + 1]));
    return out;
}

QPainterPath shapeOf(const Mark& mark) {
    QPainterPath path;
    const auto polygon = polygonOf(mark);
    switch (mark.kind) {
        case MarkKind::Rect:
            path.addRoundedRect(QRectF(mark.x, mark.y, mark.width, mark.height), mark.radius, mark.radius);
            break;
        case MarkKind::Circle:
            path.addEllipse(QPointF(mark.x, mark.y), mark.radius, mark.radius);
            break;
        case MarkKind::Polyline:
            path.addPolygon(polygon);
            break;
        case MarkKind::Polygon:
            path.addPolygon(polygon);
            path.closeSubpath();
            break;
        case MarkKind::Path:
            if (!polygon.isEmpty()) path.moveTo(polygon.first());
            for (int i = 1; i + 2 < polygon.size(); i += 3)
                path.cubicTo(polygon[i], polygon[i + 1], polygon[i + 2]);
            break;
        case MarkKind::Text:
            break;
    }
    return path;
}

bool isStroked(const Mark& mark) {
    return (mark.stroke & 0xFF) != 0 && mark.strokeWidth > 0;
}

/// Where the pointer meets a mark: its area, or, of a line, the near of it.
bool meets(const Mark& mark, const QPointF& place) {
    const QPainterPath path = shapeOf(mark);
    if ((mark.fill & 0xFF) != 0 && path.contains(place)) return true;
    if (!isStroked(mark)) return false;
    QPainterPathStroker stroker;
    stroker.setWidth(std::max<double>(mark.strokeWidth, kReach));
    return stroker.createStroke(path).contains(place);
}

}  // namespace

void PicturePainter::paintText(QPainter& painter, const Mark& mark) const {
    QFont font = m_font;
    font.setPixelSize(std::max(1, qRound(mark.fontSize > 0 ? mark.fontSize : m_canvas.fontSize)));
    painter.setFont(font);
    const QString text = make::text(mark.text);
    double x = mark.x;
    const double width = QFontMetricsF(font).horizontalAdvance(text);
    if (mark.align == plugin::MarkAlign::Center) x -= width / 2;
    if (mark.align == plugin::MarkAlign::Right) x -= width;
    painter.setPen(colorOf(mark.fill));
    painter.drawText(QPointF(x, mark.y), text);
}

void PicturePainter::paintMark(QPainter& painter, const Mark& mark) const {
    if (mark.kind == MarkKind::Text) {
        paintText(painter, mark);
        return;
    }
    painter.setBrush((mark.fill & 0xFF) != 0 ? QBrush(colorOf(mark.fill)) : QBrush(Qt::NoBrush));
    painter.setPen(isStroked(mark) ? QPen(colorOf(mark.stroke), static_cast<double>(mark.strokeWidth))
                                   : QPen(Qt::NoPen));
    if (mark.kind == MarkKind::Polyline) painter.setBrush(Qt::NoBrush);
    painter.drawPath(shapeOf(mark));
}

void PicturePainter::paint(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    if (!m_picture.rgba.empty()) {
        const QImage image(m_picture.rgba.data(), m_picture.pixelWidth, m_picture.pixelHeight,
                           m_picture.pixelWidth * 4, QImage::Format_RGBA8888);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(QRectF(0, 0, m_canvas.width, m_canvas.height), image);
    }
    for (const auto& mark : m_picture.marks) paintMark(painter, mark);
}

void PicturePainter::paintRow(QPainter& painter, int64_t row, const QColor& color) const {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 2));
    for (const auto& mark : m_picture.marks) {
        if (mark.row == row && mark.kind != MarkKind::Text) painter.drawPath(shapeOf(mark));
    }
}

std::optional<size_t> PicturePainter::markAt(const QPointF& place) const {
    for (size_t i = m_picture.marks.size(); i-- > 0;) {
        const auto& mark = m_picture.marks[i];
        if ((mark.row >= 0 || !mark.tooltip.empty()) && mark.kind != MarkKind::Text && meets(mark, place))
            return i;
    }
    return std::nullopt;
}

}  // namespace tributary::ui
