// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/chart_canvas.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtGui/QWheelEvent>
#include <algorithm>
#include <cmath>

#include "ui/theme/metrics.h"

namespace tributary::ui {

ChartCanvas::ChartCanvas(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_painter(theme) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Chart"));
    setMinimumSize(160, 120);
    connect(&m_theme, &Theme::changed, this, [this] { update(); });
}

void ChartCanvas::setPicture(ChartPicture picture) {
    m_picture = std::move(picture);
    m_hover.reset();
    m_hoverText.clear();
    update();
}

void ChartCanvas::setHoverText(const ChartHit& hit, const QString& text) {
    if (!m_hover || !(*m_hover == hit)) return;
    m_hoverText = text;
    setAccessibleDescription(text);
    update();
}

bool ChartCanvas::canZoom() const {
    return m_picture.type != ChartType::Pie && m_picture.sample.xMax > m_picture.sample.xMin;
}

bool ChartCanvas::isZoomed() const {
    return canZoom() &&
           (m_picture.windowLow > m_picture.sample.xMin || m_picture.windowHigh < m_picture.sample.xMax);
}

void ChartCanvas::resetWindow() {
    setWindow(m_picture.sample.xMin, m_picture.sample.xMax);
}

void ChartCanvas::setWindow(double low, double high) {
    if (!canZoom()) return;
    const double span = m_picture.sample.xMax - m_picture.sample.xMin;
    const double least = m_picture.sample.axis == result::AxisKind::Category ? 1.0 : span * 1e-9;
    if (high - low < least) return;
    if (high - low >= span) {
        low = m_picture.sample.xMin;
        high = m_picture.sample.xMax;
    }
    const double shift =
        std::max(0.0, m_picture.sample.xMin - low) - std::max(0.0, high - m_picture.sample.xMax);
    low += shift;
    high += shift;
    if (low == m_picture.windowLow && high == m_picture.windowHigh) return;
    m_picture.windowLow = low;
    m_picture.windowHigh = high;
    m_hover.reset();
    update();
    Q_EMIT windowChanged(low, high);
}

void ChartCanvas::zoomAround(double x, double factor) {
    const double low = x - (x - m_picture.windowLow) * factor;
    setWindow(low, low + (m_picture.windowHigh - m_picture.windowLow) * factor);
}

void ChartCanvas::pan(double share) {
    const double shift = (m_picture.windowHigh - m_picture.windowLow) * share;
    setWindow(m_picture.windowLow + shift, m_picture.windowHigh + shift);
}

void ChartCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    m_painter.paint(painter, m_picture, size(), m_hover);
    if (m_drag == Drag::Zoom && m_from != m_to) {
        const ChartFrame frame = m_painter.frame(m_picture, size());
        QRectF band(m_from.x(), frame.plot.top(), m_to.x() - m_from.x(), frame.plot.height());
        band = band.normalized().intersected(frame.plot);
        QColor soft = m_theme.color(Role::Accent);
        soft.setAlphaF(0.15);
        painter.fillRect(band, soft);
        painter.setPen(m_theme.color(Role::Accent));
        painter.drawLine(band.topLeft(), band.bottomLeft());
        painter.drawLine(band.topRight(), band.bottomRight());
    }
    if (m_hover && !m_hoverText.isEmpty()) paintHoverText(painter);
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(m_theme.color(Role::Accent), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void ChartCanvas::paintHoverText(QPainter& painter) {
    painter.setFont(m_theme.font(metrics::kTextSmall));
    QRect box = painter.fontMetrics().boundingRect(QRect(0, 0, 320, 200), Qt::TextWordWrap, m_hoverText);
    box.adjust(-8, -6, 8, 6);
    box.moveTopLeft((m_hover->position + QPointF(12, -box.height() - 8)).toPoint());
    if (box.right() > width() - 4) box.moveRight(qRound(m_hover->position.x()) - 12);
    if (box.top() < 4) box.moveTop(qRound(m_hover->position.y()) + 12);
    painter.setPen(m_theme.color(Role::Outline));
    painter.setBrush(m_theme.color(Role::Surface));
    painter.drawRoundedRect(box, metrics::kRadius, metrics::kRadius);
    painter.setPen(m_theme.color(Role::Text));
    painter.drawText(box.adjusted(8, 6, -8, -6), Qt::TextWordWrap, m_hoverText);
}

void ChartCanvas::resizeEvent(QResizeEvent*) {
    Q_EMIT resized();
}

void ChartCanvas::wheelEvent(QWheelEvent* event) {
    if (!canZoom()) return;
    const double turns = event->angleDelta().y() / 120.0;
    if (turns == 0) {
        pan(-event->angleDelta().x() / 1200.0);
    } else {
        const ChartFrame frame = m_painter.frame(m_picture, size());
        zoomAround(frame.fromX(event->position().x()), std::pow(0.8, turns));
    }
    event->accept();
}

void ChartCanvas::mousePressEvent(QMouseEvent* event) {
    const int legend = m_painter.legendAt(m_picture, size(), event->localPos());
    if (legend >= 0 && event->button() == Qt::LeftButton) {
        if (!m_picture.hidden.erase(legend)) m_picture.hidden.insert(legend);
        m_hover.reset();
        update();
        return;
    }
    if (!canZoom()) return;
    const bool panning =
        event->button() == Qt::MiddleButton || event->modifiers().testFlag(Qt::ShiftModifier);
    m_drag = panning ? Drag::Pan : Drag::Zoom;
    m_from = m_to = event->pos();
    m_dragLow = m_picture.windowLow;
    m_dragHigh = m_picture.windowHigh;
    if (panning) setCursor(Qt::ClosedHandCursor);
}

void ChartCanvas::mouseMoveEvent(QMouseEvent* event) {
    m_to = event->pos();
    if (m_drag == Drag::Pan) {
        const ChartFrame frame = m_painter.frame(m_picture, size());
        const double shift = (m_from.x() - m_to.x()) / frame.plot.width() * (m_dragHigh - m_dragLow);
        setWindow(m_dragLow + shift, m_dragHigh + shift);
    } else if (m_drag == Drag::Zoom) {
        update();
    } else {
        updateHover(event->localPos());
    }
}

void ChartCanvas::updateHover(const QPointF& at) {
    const auto hit = m_painter.hit(m_picture, size(), at);
    const bool same = hit.has_value() == m_hover.has_value() && (!hit || *hit == *m_hover);
    if (same) return;
    m_hover = hit;
    m_hoverText.clear();
    update();
    if (hit) Q_EMIT hovered(*hit);
}

void ChartCanvas::mouseReleaseEvent(QMouseEvent*) {
    const Drag drag = std::exchange(m_drag, Drag::None);
    unsetCursor();
    if (drag != Drag::Zoom) return;
    const ChartFrame frame = m_painter.frame(m_picture, size());
    if (std::abs(m_to.x() - m_from.x()) > 6) {
        const double a = frame.fromX(std::clamp<double>(m_from.x(), frame.plot.left(), frame.plot.right()));
        const double b = frame.fromX(std::clamp<double>(m_to.x(), frame.plot.left(), frame.plot.right()));
        setWindow(std::min(a, b), std::max(a, b));
    }
    update();
}

void ChartCanvas::mouseDoubleClickEvent(QMouseEvent*) {
    resetWindow();
}

void ChartCanvas::keyPressEvent(QKeyEvent* event) {
    const double middle = (m_picture.windowLow + m_picture.windowHigh) / 2;
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            zoomAround(middle, 0.8);
            break;
        case Qt::Key_Minus:
            zoomAround(middle, 1.25);
            break;
        case Qt::Key_Left:
            pan(-0.1);
            break;
        case Qt::Key_Right:
            pan(0.1);
            break;
        case Qt::Key_0:
        case Qt::Key_Home:
            resetWindow();
            break;
        default:
            QWidget::keyPressEvent(event);
            return;
    }
    event->accept();
}

void ChartCanvas::leaveEvent(QEvent*) {
    m_hover.reset();
    m_hoverText.clear();
    update();
}

}  // namespace tributary::ui
