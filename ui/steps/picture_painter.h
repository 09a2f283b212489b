// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QPainter>
#include <functional>

#include "core/plugin/wire/picture.h"

namespace tributary::ui {

/// Paints what a visual plugin returned: its marks, or its pixels. The plugin itself never paints, and what
/// it says is bounded here: places, widths and sizes of text that no canvas has, and shapes of more corners
/// than can be told apart. Stateless; the thread that owns the painter.
class PicturePainter {
  public:
    /// `font` is the window's. `mustStop` is asked inside marks of very many points.
    PicturePainter(
        const plugin::Picture& picture, const plugin::Canvas& canvas, QFont font,
        std::function<bool()> mustStop = [] { return false; })
        : m_picture(picture), m_canvas(canvas), m_font(std::move(font)), m_mustStop(std::move(mustStop)) {}

    bool mustStop() const { return m_mustStop(); }
    void paintPixels(QPainter& painter) const;
    void paintMark(QPainter& painter, size_t mark) const;
    /// Where the pointer meets the mark, if it has a row or a tooltip: its area, or the near of its line, in
    /// the colour 1 + its number and with hard edges.
    void paintTouch(QPainter& painter, size_t mark) const;
    void paintOutline(QPainter& painter, size_t mark, const QColor& color) const;

  private:
    void paintText(QPainter& painter, const plugin::Mark& mark) const;
    void paintShape(QPainter& painter, const plugin::Mark& mark) const;

    const plugin::Picture& m_picture;
    const plugin::Canvas& m_canvas;
    QFont m_font;
    std::function<bool()> m_mustStop;
};

}  // namespace tributary::ui
