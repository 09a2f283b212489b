// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

    const Theme& m_theme;
    LineageCanvas& m_canvas;
};

}  // namespace tributary::ui
