// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/run_view.h"

#include <QtCore/QLocale>
#include <QtWidgets/QFrame>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>
#include <utility>

#include "ui/chart/chart_page.h"
#include "ui/export/export_dialog.h"
#include "ui/messages/message_log.h"
#include "ui/plan/plan_page.h"
#include "ui/results/grid_page.h"
#include "ui/results/more_bar.h"
#include "ui/results/source_chips.h"
#include "ui/results/visual_page.h"
#include "ui/steps/step_catalog.h"
#include "ui/theme/metrics.h"

namespace tributary::ui {

RunView::RunView(const Theme& theme, Background& background, const SourceColors& colors,
                 std::shared_ptr<Run> run, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_background(background), m_run(std::move(run)), m_colors(colors) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_chips = new SourceChips(theme, colors);
    layout->addWidget(buildHeader());
    auto* line = new QFrame;
    line->setProperty("kind", "line");
    line->setFixedHeight(1);
    layout->addWidget(line);
    m_stack = new QStackedWidget;
    layout->addWidget(m_stack, 1);
    m_grid = new GridPage(theme, background);
    m_chart = new ChartPage(theme, background);
    m_visual = new VisualPage(theme, background);
    m_plan = new PlanPage(theme, colors);
    m_messages = new MessageLog(theme);
    addTab("table-2", tr("Grid"), m_grid);
    addTab("chart-line", tr("Chart"), m_chart);
    addTab("shapes", tr("Visual"), m_visual);
    addTab("route", tr("Plan"), m_plan);
    addTab("message-square", tr("Messages"), m_messages);
    m_tabs->setTabVisible(static_cast<int>(Tab::Visual), false);
    m_process->hide();
    m_more = new MoreBar(theme);
    layout->addWidget(m_more);
    connectPages();
    refresh();
}

RunView::~RunView() {
    // Letting go of many rows takes time (memory, a file on disk): not in the UI thread, so the pages that
    // share them go first.
    delete std::exchange(m_stack, nullptr);
    m_background.dispose(std::exchange(m_run, nullptr));
}

QWidget* RunView::buildHeader() {
    auto* header = new QFrame;
    header->setProperty("kind", "bar");
    header->setFixedHeight(metrics::kTabBar);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(8);
    m_tabs = new QTabBar;
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("Views of the result"));
    m_export = new QPushButton(m_theme.icon(QStringLiteral("download")), tr("Export"));
    m_export->setProperty("kind", "ghost");
    m_export->setToolTip(tr("Write the rows to a file"));
    row->addWidget(m_tabs);
    row->addStretch(1);
    row->addWidget(m_chips);
    m_find = addTool(*row, "search", tr("Find in the rows (Ctrl+F)"));
    m_filter = addTool(*row, "filter", tr("Filter the rows (Ctrl+L)"));
    m_process = addTool(*row, "workflow", tr("Process the rows with a plugin"));
    m_keep = addTool(*row, "pin", tr("Keep this result when the next statement runs"));
    m_keep->setCheckable(true);
    m_keep->setAccessibleName(tr("Keep this result"));
    connect(m_find, &QToolButton::clicked, this, [this] { m_grid->openFind(); });
    connect(m_filter, &QToolButton::clicked, this, [this] { m_grid->openFilter(); });
    connect(m_process, &QToolButton::clicked, this, &RunView::processAsked);
    row->addWidget(m_export);
    connect(m_export, &QPushButton::clicked, this, &RunView::openExport);
    connect(m_keep, &QToolButton::toggled, this, &RunView::keptChanged);
    connect(m_chips, &SourceChips::clicked, this, [this] { showTab(Tab::Plan); });
    return header;
}

QToolButton* RunView::addTool(QLayout& row, const char* icon, const QString& text) {
    auto* button = new QToolButton;
    button->setIcon(m_theme.icon(QLatin1String(icon)));
    button->setToolTip(text);
    button->setAccessibleName(text);
    row.addWidget(button);
    return button;
}

void RunView::addTab(const char* icon, const QString& text, QWidget* page) {
    m_stack->addWidget(page);
    m_tabs->addTab(m_theme.icon(QLatin1String(icon)), text);
}

void RunView::connectPages() {
    connect(&m_theme, &Theme::changed, this, &RunView::updateMarks);
    connect(m_tabs, &QTabBar::currentChanged, this, &RunView::tabChosen);
    connect(m_grid, &GridPage::statusChanged, this, &RunView::statusChanged);
    connect(m_grid, &GridPage::message, this, &RunView::message);
    connect(m_grid, &GridPage::alertAsked, this, &RunView::alertAsked);
    connect(m_chart, &ChartPage::alertAsked, this, &RunView::alertAsked);
    connect(m_grid, &GridPage::lineageAsked, this, &RunView::lineageAsked);
    connect(m_grid, &GridPage::zoneChanged, m_chart, &ChartPage::setDisplayZone);
    connect(m_grid, &GridPage::zoneChanged, this, &RunView::zoneChanged);
    connect(m_chart, &ChartPage::failed, this, &RunView::message);
    connect(m_more, &MoreBar::moreWanted, this, &RunView::moreWanted);
    connect(m_more, &MoreBar::stopWanted, this, &RunView::stopWanted);
    connect(m_visual, &VisualPage::failed, this, &RunView::message);
    connect(m_visual, &VisualPage::rowChosen, this, [this](qlonglong row) {
        showTab(Tab::Grid);
        m_grid->grid().setCurrentCell(row, 0);
    });
    connect(m_grid, &GridPage::viewChanged, this, [this] {
        m_chart->setView(m_grid->view());
        m_visual->setView(m_grid->view());
    });
}

void RunView::tabChosen() {
    m_stack->setCurrentIndex(m_tabs->currentIndex());
    m_find->setVisible(currentTab() == Tab::Grid);
    m_filter->setVisible(currentTab() == Tab::Grid);
    if (currentTab() == Tab::Plan && !m_run->explanation && m_run->isEnded()) Q_EMIT planWanted();
    Q_EMIT statusChanged();
}

void RunView::showTab(Tab tab) {
    m_tabs->setCurrentIndex(static_cast<int>(tab));
}

RunView::Tab RunView::currentTab() const {
    return static_cast<Tab>(m_tabs->currentIndex());
}

void RunView::keep() {
    m_keep->setChecked(true);
}

bool RunView::isKept() const {
    return m_keep->isChecked();
}

void RunView::refresh() {
    if (m_run->store && m_shownStore != m_run->store.get()) showStore();
    if (m_shownStore && !m_shownStore->columns().empty()) {
        m_grid->refresh();
        if (!m_grid->view().hasOrder() || m_run->isEnded()) {
            m_chart->refresh();
            m_visual->refresh();
        }
    }
    updateMarks();
    m_chips->setSources(m_run->profile.sources);
    m_messages->showRun(m_run);
    if (m_run->explanation || (m_run->isEnded() && !m_run->profile.sources.empty())) {
        m_plan->setPlan(m_run->explanation, m_run->profile);
    } else if (m_run->isEnded() && !m_run->target.empty()) {
        m_plan->setExplanationText(tr("This statement ran natively on %1: the source makes the plan.")
                                       .arg(QString::fromStdString(m_run->target)));
    }
    showOutcome();
    m_more->showRun(*m_run);
    const bool rows = m_shownStore && !m_shownStore->columns().empty();
    m_find->setEnabled(rows);
    m_filter->setEnabled(rows);
    m_process->setEnabled(rows && m_run->isEnded());
    m_export->setEnabled(m_shownStore && !m_shownStore->columns().empty() && m_shownStore->rowCount() > 0);
    Q_EMIT statusChanged();
}

void RunView::updateMarks() {
    std::vector<ColumnMark> marks;
    for (const auto& origin : m_run->profile.origins) {
        ColumnMark mark;
        for (const auto& name : origin.connections) {
            mark.sources << QString::fromStdString(name);
            mark.colors.push_back(m_colors(name));
        }
        mark.isPlain = origin.isPlain;
        mark.nativeType = QString::fromStdString(origin.nativeType);
        marks.push_back(std::move(mark));
    }
    m_grid->grid().setMarks(std::move(marks));
    m_grid->setColumnSources(m_run->columnSources);
}

void RunView::showStore() {
    m_shownStore = m_run->store.get();
    if (m_shownStore->columns().empty()) return;
    m_grid->setStore(m_run->store);
}

void RunView::showOutcome() {
    const bool hasRows = m_shownStore && !m_shownStore->columns().empty();
    switch (m_run->state) {
        case Run::State::Waiting:
            m_grid->showText(tr("Waits for the statement before it."));
            break;
        case Run::State::Running:
            if (!hasRows) m_grid->showText(tr("Running…"));
            break;
        case Run::State::Failed:
            if (!hasRows || m_shownStore->rowCount() == 0) {
                m_grid->showText(tr("The statement failed. The reason is under Messages."));
            }
            showTab(Tab::Messages);
            break;
        case Run::State::Cancelled:
            if (!hasRows) m_grid->showText(tr("Stopped before any row came."));
            break;
        case Run::State::Finished:
            if (m_run->explainOnly) {
                m_grid->showText(tr("The statement was planned, not run."));
                if (!m_planShown) showTab(Tab::Plan);
                m_planShown = true;
            } else if (!hasRows) {
                m_grid->showText(m_run->affectedRows
                                     ? tr("Done: %1 rows affected.")
                                           .arg(QLocale().toString(qulonglong(*m_run->affectedRows)))
                                     : tr("Done: this statement returns no rows."));
            }
    }
}

QString RunView::statusText() const {
    return m_grid->statusText();
}

void RunView::openExport() {
    RowChoice selection = m_grid->selectedRows();
    if (!m_grid->grid().selection().isMultiple()) selection.ranges.clear();
    auto* dialog =
        new ExportDialog(m_theme, m_background, m_grid->allRows(), std::move(selection),
                         m_shownStore && m_shownStore->isFinished() && !m_run->truncated, m_catalog, this);
    dialog->open();
}

void RunView::setCatalog(StepCatalog* catalog) {
    m_catalog = catalog;
    if (!catalog) return;
    connect(catalog, &StepCatalog::changed, this, &RunView::stepsChanged);
    stepsChanged();
}

void RunView::stepsChanged() {
    const auto& visuals = m_catalog->of(plugin::Kind::Visual);
    m_tabs->setTabVisible(static_cast<int>(Tab::Visual), !visuals.empty());
    m_visual->setVisuals(&m_catalog->steps(), visuals);
    m_process->setVisible(!m_catalog->of(plugin::Kind::Processor).empty());
}

}  // namespace tributary::ui
