// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtWidgets/QWidget>
#include <vector>

#include "ui/async/background.h"
#include "ui/plan/source_colors.h"
#include "ui/session/query_runner.h"
#include "ui/theme/theme.h"

class QStackedWidget;
class QTabBar;

namespace tributary::ui {

class RunView;
class StepCatalog;

/// The lower half of an editor tab: a view per statement of the last script, and the results that were kept
/// from earlier ones. It follows one QueryRunner. UI thread.
class ResultPane : public QWidget {
    Q_OBJECT

  public:
    /// All but `colors` outlive the pane; without `colors` sources take the chart's colours by name.
    ResultPane(const Theme& theme, Background& background, QueryRunner& runner, SourceColors colors = {},
               QWidget* parent = nullptr);

    RunView* currentView() const;
    /// What installed plugins can do with results; outlives the pane.
    void setCatalog(StepCatalog* catalog);
    /// A result that was made from another: kept beside those of the script.
    void addDerived(const std::shared_ptr<result::ResultStore>& store, const QString& title);
    /// Chart of the statement shown, for saved queries; empty without one. Set before or after a run.
    QJsonObject chartSettings() const;
    void setChartSettings(const QJsonObject& settings);

  Q_SIGNALS:
    /// Sorting, filters and totals of the selection; a message for a moment, e.g. what went wrong with a
    /// copy.
    void statusChanged(const QString& text);
    void alertAsked(const std::shared_ptr<Run>& run, const QString& column);
    void lineageAsked(const QString& name);  ///< "connection.schema.table.column"

  private:
    void connectRunner();
    void scriptStarted();
    RunView* addView(const std::shared_ptr<Run>& run);
    void removeView(int index);
    /// Its place among the runner's runs; −1: it was kept from an earlier script.
    int runOf(const RunView& view) const;
    void refreshRun(int run);
    void retitle();
    void viewChosen(int index);
    QString titleOf(const RunView& view) const;
    void openProcess(RunView& view);

    const Theme& m_theme;
    Background& m_background;
    QueryRunner& m_runner;
    SourceColors m_colors;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    QWidget* m_empty = nullptr;
    std::vector<RunView*> m_views;  ///< in the order of the tabs
    QJsonObject m_chartSettings;
    StepCatalog* m_catalog = nullptr;
    QByteArray m_zone;  ///< chosen last: the next results are shown in it too
};

}  // namespace tributary::ui
