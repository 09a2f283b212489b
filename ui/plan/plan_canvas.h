// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

#include "ui/plan/plan_layout.h"
#include "ui/plan/source_colors.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// Draws a plan; lives in a scroll area. Hovering a box tells its details.
class PlanCanvas : public QWidget {
    Q_OBJECT

  public:
    PlanCanvas(const Theme& theme, SourceColors colors, QWidget* parent = nullptr);
    void setExplanation(const engine::Explanation& explanation);

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

  private:
    void relayout();
    void paintBox(QPainter& painter, const PlanBox& box) const;
    void paintLink(QPainter& painter, const PlanBox& box) const;

    const Theme& m_theme;
    SourceColors m_colors;
    engine::Explanation m_explanation;
    PlanLayout m_layout;
};

}  // namespace tributary::ui
