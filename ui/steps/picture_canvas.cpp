// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/steps/picture_canvas.h"

#include <QtGui/QMouseEvent>
#include <QtWidgets/QToolTip>

#include "ui/steps/picture_painter.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kSettleMs = 200;

}  // namespace

PictureCanvas::PictureCanvas(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setMouseTracking(true);
    setMinimumSize(240, 160);
    setAccessibleName(tr("Picture"));
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMs);
    connect(&m_settle, &QTimer::timeout, this, &PictureCanvas::sizeSettled);
}

void PictureCanvas::setPicture(std::shared_ptr<const PaintedPicture> picture) {
    m_picture = std::move(picture);
    m_hovered.reset();
    setAccessibleDescription(m_picture ? make::text(m_picture->picture().caption) : QString());
    update();
}

PaintStyle PictureCanvas::style(double scale) const {
    PaintStyle style;
    style.font = m_theme.font(metrics::kTextSmall);
    style.background = m_theme.color(Role::Surface);
    style.scale = scale;
    return style;
}

const plugin::Mark* PictureCanvas::hovered() const {
    return m_picture && m_hovered ? &m_picture->picture().marks[*m_hovered] : nullptr;
}

void PictureCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Surface));
    if (!m_picture) return;
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(rect(), m_picture->image());
    const auto* mark = hovered();
    if (!mark || mark->row < 0) return;
    const auto& canvas = m_picture->canvas();
    painter.scale(width() / static_cast<double>(std::max(1, canvas.width)),
                  height() / static_cast<double>(std::max(1, canvas.height)));
    const PicturePainter outline(m_picture->picture(), canvas, font());
    for (const size_t one : m_picture->marksOf(mark->row))
        outline.paintOutline(painter, one, m_theme.color(Role::Accent));
}

void PictureCanvas::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (!m_picture || QSize(m_picture->canvas().width, m_picture->canvas().height) != size())
        m_settle.start();
}

QPointF PictureCanvas::inPicture(const QPoint& place) const {
    return {place.x() * m_picture->canvas().width / static_cast<double>(std::max(1, width())),
            place.y() * m_picture->canvas().height / static_cast<double>(std::max(1, height()))};
}

void PictureCanvas::hover(const QPoint& place) {
    if (!m_picture) return;
    const auto mark = m_picture->markAt(inPicture(place));
    if (mark == m_hovered) return;
    m_hovered = mark;
    update();
    const auto* under = hovered();
    const QString text = under ? make::text(under->tooltip) : QString();
    QToolTip::showText(mapToGlobal(place), text, this);
    setCursor(under && under->row >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void PictureCanvas::mouseMoveEvent(QMouseEvent* event) {
    hover(event->pos());
}

void PictureCanvas::mousePressEvent(QMouseEvent* event) {
    hover(event->pos());
    if (const auto* mark = hovered(); mark && event->button() == Qt::LeftButton && mark->row >= 0)
        Q_EMIT rowChosen(mark->row);
}

void PictureCanvas::leaveEvent(QEvent*) {
    if (!m_hovered) return;
    m_hovered.reset();
    update();
}

}  // namespace tributary::ui
