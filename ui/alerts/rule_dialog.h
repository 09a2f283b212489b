// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QComboBox>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QStackedWidget>

#include "ui/alerts/alert_watch.h"
#include "ui/alerts/record_table.h"
#include "ui/alerts/rule_chart.h"
#include "ui/alerts/rule_form.h"
#include "ui/alerts/rule_preview.h"
#include "ui/alerts/stat_card.h"
#include "ui/session/workspace_context.h"
#include "ui/widgets/dialog_frame.h"

namespace tributary::ui {

/// One alert rule: the form at the left, at the right what it would have done. UI thread.
class RuleDialog : public DialogFrame {
    Q_OBJECT

  public:
    /// A new rule.
    RuleDialog(WorkspaceContext& context, AlertWatch& watch, const RuleDraft& draft,
               QWidget* parent = nullptr);
    /// One that is there.
    RuleDialog(WorkspaceContext& context, AlertWatch& watch, const RuleGroupEntry& group,
               const alerts::Rule& rule, QWidget* parent = nullptr);

    RuleForm& form() { return *m_form; }
    RulePreview& preview() { return *m_preview; }
    /// The preview shows what the form says.
    bool isSettled() const { return !m_preview->isBusy() && m_preview->outlook(); }

  private:
    void build();
    QWidget* buildOutlook();
    QWidget* buildHead();
    QWidget* buildFigures();
    void start(const alerts::RuleGroup& group, const alerts::Rule& rule);
    void edited();
    RulePreview::Question question() const;
    void ask(bool now);
    void showProbe();
    void showOutlook();
    void showFigures(const RuleOutlook& outlook);
    void showIncidents(const RuleOutlook& outlook);
    void showRoute();
    Result<std::shared_ptr<const alerts::RoutingConfig>> routing() const;
    alerts::Labels exampleLabels() const;
    void showExample();
    void fillSeries(const RuleOutlook& outlook);
    void drawChart();
    /// `saved`: how the saved rule saw it, where that is known.
    void drawSeries(const RuleOutlook& outlook, const alerts::ChartSeries* series,
                    const std::optional<alerts::BacktestResult>& saved);
    void addLevels(RuleChartData& data);
    const alerts::ChartSeries* shownSeries() const;
    void offerLookBack();
    void setMessage(const QString& text, const char* kind);
    void showBusy();
    void levelMoved(int index, double value);
    void levelSet(int index, double value);
    void showYaml(bool shown);
    bool takeYaml();
    void sendTest();
    void takeSuggestion(const std::vector<schedule::SeriesSuggestion>& levels);
    void save();

    WorkspaceContext& m_context;
    AlertWatch& m_watch;
    std::optional<alerts::Rule> m_saved;
    std::string m_savedGroup;
    std::string m_savedFile;
    alerts::RuleGroup m_startGroup;
    alerts::Rule m_startRule;

    RuleForm* m_form = nullptr;
    RulePreview* m_preview = nullptr;
    QStackedWidget* m_body = nullptr;
    QPlainTextEdit* m_yaml = nullptr;
    QLabel* m_yamlError = nullptr;
    QPushButton* m_yamlButton = nullptr;
    QPushButton* m_suggest = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_lookBack = nullptr;
    QComboBox* m_series = nullptr;
    QComboBox* m_range = nullptr;
    QLabel* m_heading = nullptr;
    QProgressBar* m_progress = nullptr;
    RuleChart* m_chart = nullptr;
    StatCard* m_incidents = nullptr;
    StatCard* m_messages = nullptr;
    StatCard* m_longest = nullptr;
    StatCard* m_noisiest = nullptr;
    StatCard* m_cost = nullptr;
    RecordTable* m_list = nullptr;
    QLabel* m_message = nullptr;
    QLabel* m_route = nullptr;
    QLabel* m_example = nullptr;
    QString m_note;                 ///< why the levels are what was suggested; until the form is edited
    std::vector<int> m_levelKinds;  ///< of the chart's levels: 0 warning, 1 critical, 2 recovery
};

}  // namespace tributary::ui
