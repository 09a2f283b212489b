// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QPainter>
#include <QtGui/QPixmap>
#include <functional>

namespace tributary::ui {

/// From where a scene is looked at.
struct LineageCamera {
    QSize size;        ///< of the widget
    double ratio = 1;  ///< device pixels per pixel
    double scale = 1;
    QPointF offset;        ///< where the scene's origin lies in the widget; whole device pixels
    uint64_t version = 0;  ///< of the scene
};

/// The picture of the last paint. While a hand drags, it is moved and only the edges that come into sight are
/// painted. UI thread.
class LineageFrame {
  public:
    /// Paints one part, in the widget's pixels; the painter is clipped to it.
    using Paint = std::function<void(QPainter& painter, const QRectF& part)>;

    const QPixmap& at(const LineageCamera& camera, const Paint& paint);
    /// What is shown has changed: the next picture is painted anew.
    void forget() { m_stale = true; }

  private:
    bool fits(const LineageCamera& camera) const;
    void paintPart(const QRect& devicePixels, const Paint& paint);

    QPixmap m_picture;
    LineageCamera m_camera;
    bool m_stale = true;
};

}  // namespace tributary::ui
