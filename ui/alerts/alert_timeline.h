// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QAbstractScrollArea>
#include <vector>

#include "ui/alerts/rule_chart_data.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// What one rule or one group of alerts went through.
struct TimelineRow {
    QString id;  ///< what `chosen` tells
    QString name;
    QString detail;  ///< faint, after the name
    std::vector<RuleChartData::Span> spans;
};

/// Rows of coloured spans over one time axis: when what was wrong. Rows are painted, not widgets: thousands
/// are fine. UI thread.
class AlertTimeline : public QAbstractScrollArea {
    Q_OBJECT

  public:
    explicit AlertTimeline(Theme& theme, QWidget* parent = nullptr);

    /// Times in milliseconds since 1970, UTC; `zone` labels them.
    void setRows(std::vector<TimelineRow> rows, qint64 from, qint64 to, const QByteArray& zone);
    QString current() const;

  Q_SIGNALS:
    void chosen(const QString& id);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;

  private:
    void updateScroll();
    void choose(int row);
    int rowAt(int y) const;
    QRectF lane() const;
    double toX(qint64 at) const;
    void paintAxis(QPainter& painter) const;
    void paintRow(QPainter& painter, const TimelineRow& row, double top, bool chosen) const;

    Theme& m_theme;
    std::vector<TimelineRow> m_rows;
    qint64 m_from = 0;
    qint64 m_to = 1;
    QByteArray m_zone;
    int m_current = -1;
};

}  // namespace tributary::ui
