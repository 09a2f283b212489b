// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>
#include <optional>

#include "ui/chart/chart_painter.h"

namespace tributary::ui {

/// The drawing area of a chart. Wheel and drag zoom in x, middle button or Shift + drag pan, double click
/// shows all;
/// + − ← → 0 do the same from the keyboard. A click on the legend hides a series.
class ChartCanvas : public QWidget {
    Q_OBJECT

  public:
    explicit ChartCanvas(const Theme& theme, QWidget* parent = nullptr);

    void setPicture(ChartPicture picture);
    const ChartPicture& picture() const { return m_picture; }
    /// Shown beside the hovered point; the exact text arrives later than the mouse.
    void setHoverText(const ChartHit& hit, const QString& text);
    void resetWindow();
    bool isZoomed() const;
    QSize sizeHint() const override { return {640, 360}; }

  Q_SIGNALS:
    void windowChanged(double low, double high);
    void hovered(const tributary::ui::ChartHit& hit);
    void resized();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    enum class Drag { None, Zoom, Pan };
    void setWindow(double low, double high);
    void zoomAround(double x, double factor);
    void pan(double share);
    void updateHover(const QPointF& at);
    bool canZoom() const;
    void paintHoverText(QPainter& painter);

    const Theme& m_theme;
    ChartPainter m_painter;
    ChartPicture m_picture;
    std::optional<ChartHit> m_hover;
    QString m_hoverText;
    Drag m_drag = Drag::None;
    QPoint m_from;
    QPoint m_to;
    double m_dragLow = 0;
    double m_dragHigh = 0;
};

}  // namespace tributary::ui
