// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtWidgets/QWidget>
#include <memory>

#include "ui/async/background.h"
#include "ui/plan/source_colors.h"
#include "ui/session/run.h"
#include "ui/theme/theme.h"

class QLayout;
class QPushButton;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace tributary::ui {

class ChartPage;
class GridPage;
class MessageLog;
class MoreBar;
class PlanPage;
class SourceChips;
class StepCatalog;
class VisualPage;

/// The result of one statement: Grid, Chart, Visual (with plugins that draw), Plan and Messages, the sources'
/// chips, Process (with plugins that process), Export and Keep. It holds
/// its Run as long as it lives, so a kept result stays when the next script runs.
class RunView : public QWidget {
    Q_OBJECT

  public:
    enum class Tab { Grid, Chart, Visual, Plan, Messages };

    RunView(const Theme& theme, Background& background, const SourceColors& colors, std::shared_ptr<Run> run,
            QWidget* parent = nullptr);
    ~RunView() override;

    const std::shared_ptr<Run>& run() const { return m_run; }
    /// The run has changed: state, rows, profile or plan.
    void refresh();
    void showTab(Tab tab);
    Tab currentTab() const;
    bool isKept() const;
    void keep();
    QString statusText() const;
    GridPage& gridPage() { return *m_grid; }
    ChartPage& chartPage() { return *m_chart; }
    VisualPage& visualPage() { return *m_visual; }
    void openExport();
    /// What installed plugins can do with the rows; outlives the view. Without one nothing of it is shown.
    void setCatalog(StepCatalog* catalog);

  Q_SIGNALS:
    void statusChanged();
    void message(const QString& text);
    void planWanted();  ///< the Plan tab is looked at and there is no plan yet
    void keptChanged();
    void moreWanted(qulonglong rows);  ///< beyond the row limit; 0: all
    void stopWanted();
    void zoneChanged(const QByteArray& zone);
    void alertAsked(const QString& column);
    void lineageAsked(const QString& name);
    void processAsked();  ///< a processor plugin over the rows

  private:
    QWidget* buildHeader();
    QToolButton* addTool(QLayout& row, const char* icon, const QString& text);
    void updateMarks();
    void addTab(const char* icon, const QString& text, QWidget* page);
    void connectPages();
    void tabChosen();
    void showStore();
    void showOutcome();
    void stepsChanged();

    const Theme& m_theme;
    Background& m_background;
    std::shared_ptr<Run> m_run;
    const result::ResultStore* m_shownStore = nullptr;
    const SourceColors m_colors;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    SourceChips* m_chips = nullptr;
    QToolButton* m_find = nullptr;
    QToolButton* m_filter = nullptr;
    QToolButton* m_keep = nullptr;
    QToolButton* m_process = nullptr;
    QPushButton* m_export = nullptr;
    GridPage* m_grid = nullptr;
    ChartPage* m_chart = nullptr;
    VisualPage* m_visual = nullptr;
    PlanPage* m_plan = nullptr;
    MessageLog* m_messages = nullptr;
    MoreBar* m_more = nullptr;
    StepCatalog* m_catalog = nullptr;
    bool m_planShown = false;
};

}  // namespace tributary::ui
