// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>
#include <optional>

#include "ui/plan/plan_layout.h"
#include "ui/plan/source_colors.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// Draws a plan; lives in a scroll area. Hovering a box tells its details; Ctrl + wheel, Ctrl + plus and
/// minus make it larger and smaller, Ctrl + 0 fits it into the width again.
class PlanCanvas : public QWidget {
    Q_OBJECT

  public:
    PlanCanvas(const Theme& theme, SourceColors colors, QWidget* parent = nullptr);
    void setExplanation(const engine::Explanation& explanation);
    /// Room there is; a plan that is wider is drawn smaller, down to where it can still be read.
    void setRoom(const QSize& room);
    double zoom() const { return m_zoom; }

  Q_SIGNALS:
    void dragged(const QPoint& by);

  protected:
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

  private:
    void relayout();
    void setZoom(double zoom, bool byHand);
    void fit();
    void paintBox(QPainter& painter, const PlanBox& box) const;
    void paintLink(QPainter& painter, const PlanBox& box) const;

    const Theme& m_theme;
    SourceColors m_colors;
    engine::Explanation m_explanation;
    PlanLayout m_layout;
    QSize m_room;
    double m_zoom = 1;
    bool m_zoomedByHand = false;
    std::optional<QPoint> m_dragFrom;  ///< on the screen
};

}  // namespace tributary::ui
