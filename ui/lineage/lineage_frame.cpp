// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lineage/lineage_frame.h"

namespace tributary::ui {

bool LineageFrame::fits(const LineageCamera& camera) const {
    return !m_stale && camera.size == m_camera.size && camera.ratio == m_camera.ratio &&
           camera.scale == m_camera.scale && camera.version == m_camera.version;
}

const QPixmap& LineageFrame::at(const LineageCamera& camera, const Paint& paint) {
    const QSize pixels = (QSizeF(camera.size) * camera.ratio).toSize();
    const QPoint moved = ((camera.offset - m_camera.offset) * camera.ratio).toPoint();
    const bool kept = fits(camera) && std::abs(moved.x()) < pixels.width() * 3 / 4 &&
                      std::abs(moved.y()) < pixels.height() * 3 / 4;
    m_camera = camera;
    m_stale = false;
    const QRect all(QPoint(), pixels);
    if (!kept) {
        if (m_picture.size() != pixels) m_picture = QPixmap(pixels);
        m_picture.setDevicePixelRatio(camera.ratio);
        paintPart(all, paint);
    } else if (!moved.isNull()) {
        m_picture.scroll(moved.x(), moved.y(), all);
        // One pixel more than came into sight: smooth edges reach over the border.
        const int across = std::abs(moved.x()) + 1, down = std::abs(moved.y()) + 1;
        if (moved.x()) {
            paintPart({moved.x() > 0 ? 0 : pixels.width() - across, 0, across, pixels.height()}, paint);
        }
        if (moved.y()) {
            paintPart({0, moved.y() > 0 ? 0 : pixels.height() - down, pixels.width(), down}, paint);
        }
    }
    return m_picture;
}

void LineageFrame::paintPart(const QRect& devicePixels, const Paint& paint) {
    QPainter painter(&m_picture);
    const QRectF part(QPointF(devicePixels.topLeft()) / m_camera.ratio,
                      QSizeF(devicePixels.size()) / m_camera.ratio);
    painter.setClipRect(part);
    paint(painter, part);
}

}  // namespace tributary::ui
