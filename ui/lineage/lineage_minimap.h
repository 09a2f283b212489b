// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QPixmap>
#include <QtWidgets/QWidget>

#include "ui/lineage/lineage_canvas.h"

namespace tributary::ui {

/// The whole graph as blocks, and what of it the canvas shows; a click or drag goes there.
class LineageMinimap : public QWidget {
    Q_OBJECT

  public:
    LineageMinimap(const Theme& theme, LineageCanvas& canvas, QWidget* parent);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

  private:
    double scale() const;
    QPointF origin() const;
    void go(QPointF at);
    void paintBlocks();

    QPixmap m_blocks;  ///< the cards, painted once
    uint64_t m_painted = 0;

    const Theme& m_theme;
    LineageCanvas& m_canvas;
};

}  // namespace tributary::ui
