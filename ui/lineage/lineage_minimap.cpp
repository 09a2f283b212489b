// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lineage/lineage_minimap.h"

#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

#include "ui/theme/metrics.h"

namespace tributary::ui {
namespace {

constexpr int kWidth = 180;
constexpr int kHeight = 110;
constexpr double kInset = 8;

}  // namespace

LineageMinimap::LineageMinimap(const Theme& theme, LineageCanvas& canvas, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_canvas(canvas) {
    setFixedSize(kWidth, kHeight);
    setCursor(Qt::PointingHandCursor);
    setAccessibleName(tr("Overview of the graph"));
    setToolTip(tr("Overview: click to go there"));
    connect(&m_canvas, &LineageCanvas::viewChanged, this, QOverload<>::of(&QWidget::update));
    connect(&m_theme, &Theme::changed, this, [this] {
        m_painted = 0;
        update();
    });
}

double LineageMinimap::scale() const {
    const QRectF bounds = m_canvas.scene().bounds();
    if (bounds.isEmpty()) return 1;
    return std::min((width() - 2 * kInset) / bounds.width(), (height() - 2 * kInset) / bounds.height());
}

QPointF LineageMinimap::origin() const {
    return QPointF(width(), height()) / 2 - m_canvas.scene().bounds().center() * scale();
}

void LineageMinimap::paintBlocks() {
    m_painted = m_canvas.scene().version();
    m_blocks = QPixmap(size() * devicePixelRatioF());
    m_blocks.setDevicePixelRatio(devicePixelRatioF());
    m_blocks.fill(Qt::transparent);
    QPainter painter(&m_blocks);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath card;
    card.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kCardRadius,
                        metrics::kCardRadius);
    painter.fillPath(card, m_theme.color(Role::Surface));
    painter.setPen(m_theme.color(Role::Border));
    painter.drawPath(card);
    painter.setClipPath(card);
    painter.translate(origin());
    painter.scale(scale(), scale());
    const LineagePainter colors(m_theme, m_canvas.colors());
    for (const auto& one : m_canvas.scene().cards()) {
        const auto& dataset = m_canvas.scene().graph().datasets[one.dataset];
        painter.fillRect(one.rect, blend(colors.cardColor(dataset), m_theme.color(Role::Surface), 0.7));
    }
}

void LineageMinimap::paintEvent(QPaintEvent*) {
    if (m_painted != m_canvas.scene().version() || m_blocks.size() != size() * devicePixelRatioF())
        paintBlocks();
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_blocks);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(rect().adjusted(1, 1, -1, -1));
    painter.translate(origin());
    painter.scale(scale(), scale());
    QPen frame(m_theme.color(Role::Accent), 1.5);
    frame.setCosmetic(true);
    painter.setPen(frame);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(m_canvas.visibleRect());
}

void LineageMinimap::go(QPointF at) {
    m_canvas.showAround((at - origin()) / scale());
}

void LineageMinimap::mousePressEvent(QMouseEvent* event) {
    go(event->localPos());
}

void LineageMinimap::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) go(event->localPos());
}

}  // namespace tributary::ui
