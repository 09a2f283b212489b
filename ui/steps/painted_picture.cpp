// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/steps/painted_picture.h"

#include <QtGui/QPainter>
#include <algorithm>

#include "ui/steps/picture_painter.h"

namespace tributary::ui {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kLargestSide = 8192;       ///< pixels
constexpr size_t kOutlined = 200;        ///< marks of one row
constexpr size_t kOutlinePoints = 2000;  ///< of such a mark

QImage emptyImage(const plugin::Canvas& canvas, double scale, QImage::Format format) {
    const auto side = [&](int length) { return std::clamp(qRound(length * scale), 1, kLargestSide); };
    return QImage(side(canvas.width), side(canvas.height), format);
}

void fit(QPainter& painter, const QImage& image, const plugin::Canvas& canvas) {
    painter.scale(image.width() / static_cast<double>(std::max(1, canvas.width)),
                  image.height() / static_cast<double>(std::max(1, canvas.height)));
}

}  // namespace

Result<std::shared_ptr<const PaintedPicture>> PaintedPicture::paint(plugin::Picture picture,
                                                                    plugin::Canvas canvas,
                                                                    const PaintStyle& style,
                                                                    const CancelToken& token) {
    std::shared_ptr<PaintedPicture> out(new PaintedPicture());
    out->m_picture = std::move(picture);
    out->m_canvas = std::move(canvas);
    const auto paintTo = [&](QImage& image, void (PicturePainter::*paintMark)(QPainter&, size_t) const) {
        const auto end = Clock::now() + style.patience;
        QPainter painter(&image);
        fit(painter, image, out->m_canvas);
        const PicturePainter marks(out->m_picture, out->m_canvas, style.font,
                                   [&] { return token.isCancelled() || Clock::now() > end; });
        if (paintMark == &PicturePainter::paintMark) marks.paintPixels(painter);
        for (size_t i = 0; i < out->m_picture.marks.size(); ++i) {
            if (marks.mustStop()) {
                out->m_partial = true;
                return;
            }
            (marks.*paintMark)(painter, i);
        }
    };
    out->m_image = emptyImage(out->m_canvas, style.scale, QImage::Format_ARGB32_Premultiplied);
    out->m_image.fill(style.background);
    paintTo(out->m_image, &PicturePainter::paintMark);
    out->m_touch = emptyImage(out->m_canvas, 1, QImage::Format_RGB32);
    out->m_touch.fill(Qt::black);
    paintTo(out->m_touch, &PicturePainter::paintTouch);
    if (auto go = token.check(); !go) return fail(go.error());
    for (size_t i = 0; i < out->m_picture.marks.size(); ++i) {
        const auto& mark = out->m_picture.marks[i];
        if (mark.row >= 0 && mark.kind != plugin::MarkKind::Text)
            out->m_byRow.emplace_back(mark.row, static_cast<uint32_t>(i));
    }
    std::sort(out->m_byRow.begin(), out->m_byRow.end());
    return std::shared_ptr<const PaintedPicture>(std::move(out));
}

std::optional<size_t> PaintedPicture::markAt(const QPointF& place) const {
    const QPoint pixel(static_cast<int>(place.x() * m_touch.width() / std::max(1, m_canvas.width)),
                       static_cast<int>(place.y() * m_touch.height() / std::max(1, m_canvas.height)));
    if (!m_touch.valid(pixel)) return std::nullopt;
    const size_t number = m_touch.pixel(pixel) & 0xFFFFFF;
    if (number == 0 || number > m_picture.marks.size()) return std::nullopt;
    return number - 1;
}

std::vector<size_t> PaintedPicture::marksOf(int64_t row) const {
    std::vector<size_t> out;
    auto it = std::lower_bound(m_byRow.begin(), m_byRow.end(), std::pair<int64_t, uint32_t>(row, 0));
    for (; it != m_byRow.end() && it->first == row && out.size() < kOutlined; ++it) {
        if (m_picture.marks[it->second].points.size() <= 2 * kOutlinePoints) out.push_back(it->second);
    }
    return out;
}

}  // namespace tributary::ui
