// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plan/plan_canvas.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtGui/QWheelEvent>
#include <QtWidgets/QToolTip>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr int kPadding = 10;
constexpr int kStrip = 4;
constexpr double kSmallestFit = 0.75;
constexpr double kSmallest = 0.4;
constexpr double kLargest = 2;
constexpr double kZoomStep = 1.2;

}  // namespace

PlanCanvas::PlanCanvas(const Theme& theme, SourceColors colors, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_colors(std::move(colors)) {
    setAccessibleName(tr("Plan of the statement"));
    setFocusPolicy(Qt::StrongFocus);
    connect(&m_theme, &Theme::changed, this, &PlanCanvas::relayout);
}

void PlanCanvas::setExplanation(const engine::Explanation& explanation) {
    m_explanation = explanation;
    setAccessibleDescription(QString::fromStdString(explanation.toText()).left(4000));
    m_zoomedByHand = false;
    relayout();
}

void PlanCanvas::relayout() {
    m_layout = PlanLayout(m_explanation, m_theme.scaled(1.0));
    fit();
}

void PlanCanvas::setRoom(const QSize& room) {
    m_room = room;
    fit();
}

void PlanCanvas::fit() {
    const double width = std::max(1.0, m_layout.size().width());
    setZoom(m_zoomedByHand ? m_zoom : std::clamp(m_room.width() / width, kSmallestFit, 1.0), m_zoomedByHand);
}

void PlanCanvas::setZoom(double zoom, bool byHand) {
    m_zoomedByHand = byHand;
    m_zoom = std::clamp(zoom, kSmallest, kLargest);
    setMinimumSize((m_layout.size().expandedTo(QSizeF(0, 0)) * m_zoom).toSize());
    update();
}

void PlanCanvas::wheelEvent(QWheelEvent* event) {
    if (!event->modifiers().testFlag(Qt::ControlModifier)) return event->ignore();
    setZoom(m_zoom * std::pow(kZoomStep, event->angleDelta().y() / 120.0), true);
    event->accept();
}

void PlanCanvas::keyPressEvent(QKeyEvent* event) {
    if (!event->modifiers().testFlag(Qt::ControlModifier)) return event->ignore();
    if (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Equal) {
        setZoom(m_zoom * kZoomStep, true);
    } else if (event->key() == Qt::Key_Minus) {
        setZoom(m_zoom / kZoomStep, true);
    } else if (event->key() == Qt::Key_0) {
        m_zoomedByHand = false;
        fit();
    } else {
        event->ignore();
    }
}

void PlanCanvas::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    m_dragFrom = event->globalPos();
    setCursor(Qt::ClosedHandCursor);
}

void PlanCanvas::mouseMoveEvent(QMouseEvent* event) {
    if (!m_dragFrom) return event->ignore();
    Q_EMIT dragged(event->globalPos() - *m_dragFrom);
    m_dragFrom = event->globalPos();
}

void PlanCanvas::mouseReleaseEvent(QMouseEvent*) {
    m_dragFrom.reset();
    unsetCursor();
}

void PlanCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Surface));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(m_zoom, m_zoom);
    for (const auto& box : m_layout.boxes()) paintLink(painter, box);
    for (const auto& box : m_layout.boxes()) paintBox(painter, box);
}

void PlanCanvas::paintLink(QPainter& painter, const PlanBox& box) const {
    if (box.parent < 0) return;
    const QRectF& parent = m_layout.boxes()[static_cast<size_t>(box.parent)].box;
    const QPointF from(box.box.left(), box.box.center().y());
    const QPointF to(parent.right(), parent.center().y());
    const double middle = (from.x() + to.x()) / 2;
    QPainterPath path(from);
    path.cubicTo(QPointF(middle, from.y()), QPointF(middle, to.y()), to);
    const QColor color =
        box.connection.isEmpty() ? m_theme.color(Role::Outline) : m_colors(box.connection.toStdString());
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.5));
    painter.drawPath(path);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF(QVector<QPointF>{to, to + QPointF(7, -4), to + QPointF(7, 4)}));
}

void PlanCanvas::paintBox(QPainter& painter, const PlanBox& box) const {
    QPainterPath outline;
    outline.addRoundedRect(box.box, metrics::kCardRadius, metrics::kCardRadius);
    painter.fillPath(outline, m_theme.color(Role::SurfaceAlt));
    if (!box.connection.isEmpty()) {
        painter.save();
        painter.setClipPath(outline);
        painter.fillRect(QRectF(box.box.left(), box.box.top(), kStrip, box.box.height()),
                         m_colors(box.connection.toStdString()));
        painter.restore();
    }
    painter.setPen(m_theme.color(Role::Border));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(outline);
    const double line = m_theme.scaled(16);
    QRectF at(box.box.left() + kPadding + kStrip, box.box.top() + m_theme.scaled(kPadding) - 1,
              box.box.width() - 2 * kPadding - kStrip, line);
    const auto draw = [&](const QString& text, const QFont& font, Role role) {
        painter.setFont(font);
        painter.setPen(m_theme.color(role));
        painter.drawText(at, Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, int(at.width())));
        at.translate(0, line);
    };
    const QString title =
        box.connection.isEmpty() ? box.title : box.connection + QStringLiteral(" · ") + box.title;
    draw(title, m_theme.font(12.5, true), Role::Text);
    for (const QString& detail : box.lines) draw(detail, m_theme.font(metrics::kTextSmall), Role::TextMuted);
    if (!box.rows.isEmpty()) draw(box.rows, m_theme.font(metrics::kTextSmall), Role::Accent);
}

bool PlanCanvas::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::hideText();
    for (const auto& box : m_layout.boxes()) {
        if (!box.box.contains(QPointF(help->pos()) / m_zoom)) continue;
        QToolTip::showText(help->globalPos(),
                           (QStringList(box.title) + box.lines + QStringList(box.rows)).join('\n').trimmed(),
                           this);
    }
    return true;
}

}  // namespace tributary::ui
