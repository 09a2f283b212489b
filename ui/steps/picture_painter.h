// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QPainter>
#include <optional>

#include "core/plugin/wire/picture.h"

namespace tributary::ui {

/// Paints what a visual plugin returned: its marks in their order, or its pixels. The plugin itself never
/// paints. Stateless; the thread that owns the painter.
class PicturePainter {
  public:
    /// `font` is the window's; marks without a size of their own get the canvas's.
    PicturePainter(const plugin::Picture& picture, const plugin::Canvas& canvas, QFont font)
        : m_picture(picture), m_canvas(canvas), m_font(std::move(font)) {}

    void paint(QPainter& painter) const;
    /// With an outline around the marks of one input row.
    void paintRow(QPainter& painter, int64_t row, const QColor& color) const;
    /// The topmost mark at a place, with a row or a tooltip of its own.
    std::optional<size_t> markAt(const QPointF& place) const;

  private:
    void paintMark(QPainter& painter, const plugin::Mark& mark) const;
    void paintText(QPainter& painter, const plugin::Mark& mark) const;

    const plugin::Picture& m_picture;
    const plugin::Canvas& m_canvas;
    QFont m_font;
};

}  // namespace tributary::ui
