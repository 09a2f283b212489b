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

void PictureCanvas::setPicture(plugin::Picture picture, plugin::Canvas canvas) {
    m_picture = std::move(picture);
    m_canvas = std::move(canvas);
    m_hovered.reset();
    setAccessibleDescription(make::text(m_picture->caption));
    update();
}

void PictureCanvas::clear() {
    m_picture.reset();
    m_hovered.reset();
    update();
}

QImage PictureCanvas::image(double scale) const {
    const QSize size = m_picture ? QSize(m_canvas.width, m_canvas.height) : this->size();
    QImage out(size * scale, QImage::Format_ARGB32_Premultiplied);
    out.fill(m_theme.color(Role::Surface));
    if (!m_picture) return out;
    QPainter painter(&out);
    painter.scale(scale, scale);
    PicturePainter(*m_picture, m_canvas, m_theme.font(metrics::kTextSmall)).paint(painter);
    return out;
}

void PictureCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Surface));
    if (!m_picture) return;
    painter.scale(width() / static_cast<double>(std::max(1, m_canvas.width)),
                  height() / static_cast<double>(std::max(1, m_canvas.height)));
    const PicturePainter picture(*m_picture, m_canvas, m_theme.font(metrics::kTextSmall));
    picture.paint(painter);
    if (m_hovered && m_picture->marks[*m_hovered].row >= 0)
        picture.paintRow(painter, m_picture->marks[*m_hovered].row, m_theme.color(Role::Accent));
}

void PictureCanvas::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (!m_picture || QSize(m_canvas.width, m_canvas.height) != size()) m_settle.start();
}

QPointF PictureCanvas::inPicture(const QPoint& place) const {
    return {place.x() * m_canvas.width / static_cast<double>(std::max(1, width())),
            place.y() * m_canvas.height / static_cast<double>(std::max(1, height()))};
}

void PictureCanvas::hover(const QPoint& place) {
    if (!m_picture) return;
    const auto mark =
        PicturePainter(*m_picture, m_canvas, m_theme.font(metrics::kTextSmall)).markAt(inPicture(place));
    if (mark == m_hovered) return;
    m_hovered = mark;
    update();
    const QString text = mark ? make::text(m_picture->marks[*mark].tooltip) : QString();
    QToolTip::showText(mapToGlobal(place), text, this);
    setCursor(mark && m_picture->marks[*mark].row >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void PictureCanvas::mouseMoveEvent(QMouseEvent* event) {
    hover(event->pos());
}

void PictureCanvas::mousePressEvent(QMouseEvent* event) {
    hover(event->pos());
    if (event->button() == Qt::LeftButton && m_hovered && m_picture->marks[*m_hovered].row >= 0)
        Q_EMIT rowChosen(m_picture->marks[*m_hovered].row);
}

void PictureCanvas::leaveEvent(QEvent*) {
    if (!m_hovered) return;
    m_hovered.reset();
    update();
}

}  // namespace tributary::ui
