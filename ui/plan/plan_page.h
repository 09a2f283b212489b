// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>
#include <optional>

#include "core/engine/profile.h"
#include "ui/plan/plan_canvas.h"

class QLabel;
class QScrollArea;
class QStackedWidget;
class QVBoxLayout;

namespace tributary::ui {

/// The Plan tab: the operators as boxes, and a card per source with what was sent to it.
class PlanPage : public QWidget {
    Q_OBJECT

  public:
    PlanPage(const Theme& theme, SourceColors colors, QWidget* parent = nullptr);

    /// `profile` of the run, if it ran: its figures take the place of the estimates.
    void setPlan(const std::optional<engine::Explanation>& explanation, const engine::QueryProfile& profile);
    /// Why there is no plan.
    void setExplanationText(const QString& text);

  protected:
    bool eventFilter(QObject* object, QEvent* event) override;

  private:
    void fillCards(const std::vector<engine::SourceProfile>& sources);

    const Theme& m_theme;
    SourceColors m_colors;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_text = nullptr;
    PlanCanvas* m_canvas = nullptr;
    QScrollArea* m_canvasArea = nullptr;
    QWidget* m_cardArea = nullptr;
    QVBoxLayout* m_cards = nullptr;
    QWidget* m_plan = nullptr;
};

}  // namespace tributary::ui
