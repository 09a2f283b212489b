// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QFont>
#include <QtGui/QImage>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/plugin/wire/picture.h"

namespace tributary::ui {

/// How a picture is painted.
struct PaintStyle {
    QFont font;  ///< marks without a size of their own get the canvas's
    QColor background;
    double scale = 1;  ///< pixels to a logical one
    /// A plugin may send a scene that would take hours: what is not painted by then is left out.
    std::chrono::milliseconds patience = std::chrono::seconds(5);
};

/// A visual's picture as pixels, with the mark that the pointer meets at each place. A scene may have a
/// million marks: it is painted off the UI thread, once, and shown by copying pixels. Immutable; any thread.
class PaintedPicture {
  public:
    /// Blocks for up to twice the patience; an error only when cancelled.
    static Result<std::shared_ptr<const PaintedPicture>> paint(plugin::Picture picture, plugin::Canvas canvas,
                                                               const PaintStyle& style,
                                                               const CancelToken& token);

    const plugin::Picture& picture() const { return m_picture; }
    const plugin::Canvas& canvas() const { return m_canvas; }
    const QImage& image() const { return m_image; }
    /// Some marks are left out: painting them all takes too long.
    bool isPartial() const { return m_partial; }
    /// The topmost mark at a place of the canvas, with a row or a tooltip of its own.
    std::optional<size_t> markAt(const QPointF& place) const;
    /// Some of the marks of one input row, for an outline that is drawn while the pointer moves.
    std::vector<size_t> marksOf(int64_t row) const;

  private:
    PaintedPicture() = default;
    plugin::Picture m_picture;
    plugin::Canvas m_canvas;
    QImage m_image;
    QImage m_touch;                                     ///< a pixel's colour: 1 + the number of its mark
    std::vector<std::pair<int64_t, uint32_t>> m_byRow;  ///< row → mark, in order
    bool m_partial = false;
};

}  // namespace tributary::ui
