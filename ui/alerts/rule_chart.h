// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

#include "ui/alerts/rule_chart_painter.h"

namespace tributary::ui {

/// The chart of a rule: history, what it expected, when it would have fired. Levels are dragged with the
/// mouse, or chosen with Tab and moved with the arrow keys; the wheel zooms in time, dragging the plot moves
/// it, a double click shows all. UI thread.
class RuleChart : public QWidget {
    Q_OBJECT

  public:
    explicit RuleChart(Theme& theme, QWidget* parent = nullptr);

    /// Keeps the part that is seen when the whole range is the same as before.
    void setData(RuleChartData data);
    const RuleChartData& data() const { return m_data; }
    /// Shows `from` … `to` with some room around, and says so to who watches.
    void focusOn(qint64 from, qint64 to);
    void showAll();
    QSize sizeHint() const override { return {640, 230}; }
    QSize minimumSizeHint() const override { return {260, 150}; }

  Q_SIGNALS:
    /// While it is dragged; `index` in RuleChartData::levels.
    void levelMoved(int index, double value);
    /// Let go of.
    void levelSet(int index, double value);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool focusNextPrevChild(bool next) override;

  private:
    RuleChartFrame frame() const;
    int levelAt(const QPointF& position) const;
    double rounded(double value) const;
    void moveLevel(int index, double value);
    void drag(const QPointF& to);
    void paintReadout(QPainter& painter, const RuleChartFrame& frame) const;
    void see(qint64 from, qint64 to);

    Theme& m_theme;
    RuleChartPainter m_painter;
    RuleChartData m_data;
    qint64 m_from = 0;
    qint64 m_to = 1;
    int m_chosen = -1;
    bool m_dragging = false;
    bool m_panning = false;
    QPointF m_last;
    std::optional<QPointF> m_hover;
    std::optional<RuleChartFrame> m_dragFrame;  ///< the axis stands still while a level is dragged
};

}  // namespace tributary::ui
