// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

#include "ui/lineage/lineage_frame.h"
#include "ui/lineage/lineage_painter.h"
#include "ui/lineage/lineage_scene.h"

namespace tributary::ui {

/// The drawing surface: wheel zooms at the pointer, dragging pans, hovering lights up where values come from
/// and go to, a click selects. Keys: arrows walk rows and edges, + and - zoom, 0 fits, Space folds a card.
class LineageCanvas : public QWidget {
    Q_OBJECT

  public:
    LineageCanvas(const Theme& theme, SourceColors colors, QWidget* parent = nullptr);

    LineageScene& scene() { return m_scene; }
    const LineageScene& scene() const { return m_scene; }
    const LineageMarks& marks() const { return m_marks; }
    /// Emphasis from outside: `change` may set all of it.
    void changeMarks(const std::function<void(LineageMarks&)>& change);
    LineageScene::Measure measure() const;

    /// After the scene changed.
    void refresh();
    /// After colours changed: everything is painted anew.
    void redraw();
    void fit();
    void zoomBy(double factor, QPointF around);
    void centerOn(const QRectF& rect);
    void select(std::optional<uint32_t> column, std::optional<uint32_t> dataset);
    /// The part of the scene that is seen.
    QRectF visibleRect() const;
    void showAround(QPointF scenePoint);
    double scale() const { return m_scale; }
    const SourceColors& colors() const { return m_colors; }
    /// Emphasis that a hover does not take away (impact, a way between two).
    void setFixedMarks(bool fixed) { m_fixedMarks = fixed; }

  Q_SIGNALS:
    void viewChanged();
    void selectionChanged();
    void extended(uint32_t column);  ///< Shift+click: the way to here
    void menuRequested(const QPoint& globalPosition);
    void activated();  ///< double click or Return
    void foldsChanged();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

  private:
    QPointF toScene(QPointF widget) const { return (widget - m_offset) / m_scale; }
    QRectF toScene(const QRectF& widget) const {
        return QRectF(toScene(widget.topLeft()), widget.size() / m_scale);
    }
    void stir();
    void look(double scale, QPointF offset);
    void paintScene(QPainter& painter, const QRectF& part);
    LineageHit hit(QPointF widget) const;
    void click(const LineageHit& hit, Qt::KeyboardModifiers modifiers);
    void light(std::optional<uint32_t> column, std::optional<uint32_t> dataset);
    void relight();
    void stepRow(int by);
    void stepEdge(bool downstream);
    void paintBackground(QPainter& painter, const QRectF& part) const;

    const Theme& m_theme;
    SourceColors m_colors;
    LineageScene m_scene;
    LineageMarks m_marks;
    LineageFrame m_frame;
    QTimer m_rest;         ///< nothing has moved for a moment
    bool m_quick = false;  ///< the picture may leave links out for now
    double m_scale = 1;
    QPointF m_offset;
    std::optional<QPointF> m_press;
    QPointF m_offsetAtPress;
    bool m_dragged = false;
    bool m_fixedMarks = false;
    bool m_fitted = false;  ///< nothing has been moved by hand since `fit`
    std::optional<uint32_t> m_hoverColumn, m_hoverDataset;
};

}  // namespace tributary::ui
