// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/result_pane.h"

#include <QtWidgets/QLabel>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QVBoxLayout>
#include <algorithm>
#include <functional>
#include <utility>

#include "ui/chart/chart_page.h"
#include "ui/results/grid_page.h"
#include "ui/results/process_dialog.h"
#include "ui/results/run_view.h"
#include "ui/steps/step_catalog.h"

namespace tributary::ui {

namespace {

constexpr int kTitleLength = 32;

}  // namespace

ResultPane::ResultPane(const Theme& theme, Background& background, QueryRunner& runner, SourceColors colors,
                       QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_background(background),
      m_runner(runner),
      m_colors(std::move(colors)) {
    if (!m_colors) {
        m_colors = [&theme](const std::string& name) {
            return theme.series(static_cast<int>(std::hash<std::string>()(name) % kSeriesCount));
        };
    }
    setAccessibleName(tr("Results"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_tabs = new QTabBar;
    m_tabs->setProperty("kind", "segments");
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setAccessibleName(tr("Statements"));
    m_tabs->hide();
    layout->addWidget(m_tabs);
    m_stack = new QStackedWidget;
    layout->addWidget(m_stack, 1);
    auto* empty = new QLabel(tr("Results appear here. Ctrl+Enter runs the statement under the cursor."));
    empty->setProperty("kind", "muted");
    empty->setAlignment(Qt::AlignCenter);
    empty->setAutoFillBackground(true);
    empty->setBackgroundRole(QPalette::Base);
    m_empty = empty;
    m_stack->addWidget(m_empty);
    connect(m_tabs, &QTabBar::currentChanged, this, &ResultPane::viewChosen);
    connectRunner();
}

void ResultPane::connectRunner() {
    connect(&m_runner, &QueryRunner::scriptStarted, this, &ResultPane::scriptStarted);
    for (const auto signal :
         {&QueryRunner::started, &QueryRunner::progress, &QueryRunner::finished, &QueryRunner::failed,
          &QueryRunner::cancelled, &QueryRunner::explained, &QueryRunner::continued}) {
        connect(&m_runner, signal, this, &ResultPane::refreshRun);
    }
    // A script shows its first statement at once and then follows what fails.
    connect(&m_runner, &QueryRunner::failed, this, [this](int run) {
        const auto& failed = m_runner.runAt(run);
        for (size_t i = 0; i < m_views.size(); ++i) {
            if (m_views[i]->run() == failed) m_tabs->setCurrentIndex(static_cast<int>(i));
        }
    });
}

void ResultPane::scriptStarted() {
    const auto tab = currentView() ? currentView()->currentTab() : RunView::Tab::Grid;
    const bool keepTab = tab == RunView::Tab::Chart || tab == RunView::Tab::Grid;
    if (currentView()) m_chartSettings = currentView()->chartPage().settings();
    for (int i = static_cast<int>(m_views.size()) - 1; i >= 0; --i) {
        if (!m_views[static_cast<size_t>(i)]->isKept()) removeView(i);
    }
    for (RunView* kept : m_views) kept->refresh();
    const int first = static_cast<int>(m_views.size());
    for (const auto& run : m_runner.runs()) {
        RunView* view = addView(run);
        if (keepTab) view->showTab(tab);
        if (!m_chartSettings.isEmpty()) view->chartPage().setSettings(m_chartSettings);
    }
    retitle();
    m_tabs->setCurrentIndex(first);
    viewChosen(first);
}

RunView* ResultPane::addView(const std::shared_ptr<Run>& run) {
    auto* view = new RunView(m_theme, m_background, m_colors, run);
    m_views.push_back(view);
    m_stack->addWidget(view);
    const QSignalBlocker quiet(m_tabs);
    m_tabs->addTab(QString());
    connect(view, &RunView::statusChanged, this, [this, view] {
        if (view == currentView()) Q_EMIT statusChanged(view->statusText());
    });
    connect(view, &RunView::message, this, &ResultPane::statusChanged);
    connect(view, &RunView::alertAsked, this,
            [this, view](const QString& column) { Q_EMIT alertAsked(view->run(), column); });
    connect(view, &RunView::lineageAsked, this, &ResultPane::lineageAsked);
    connect(view, &RunView::keptChanged, this, &ResultPane::retitle);
    connect(view, &RunView::planWanted, this, [this, view] {
        if (const int run = runOf(*view); run >= 0) m_runner.requestExplanation(run);
    });
    connect(view, &RunView::moreWanted, this, [this, view](qulonglong rows) {
        if (const int run = runOf(*view); run >= 0) m_runner.fetchMore(run, rows);
    });
    view->gridPage().setDisplayZone(m_zone);
    connect(view, &RunView::zoneChanged, this, [this](const QByteArray& zone) { m_zone = zone; });
    connect(view, &RunView::stopWanted, &m_runner, &QueryRunner::cancel);
    connect(view, &RunView::processAsked, this, [this, view] { openProcess(*view); });
    view->setCatalog(m_catalog);
    return view;
}

void ResultPane::setCatalog(StepCatalog* catalog) {
    m_catalog = catalog;
    for (RunView* view : m_views) view->setCatalog(catalog);
}

void ResultPane::openProcess(RunView& view) {
    if (!m_catalog || m_catalog->of(plugin::Kind::Processor).empty()) return;
    const auto rowsOf = [](RunView& of) {
        const auto all = of.gridPage().allRows();
        return plugin::ChosenRows{all.view, all.ranges, all.columns};
    };
    std::vector<NamedRows> others;
    for (RunView* other : m_views) {
        const auto& store = other->run()->store;
        if (other != &view && store && !store->columns().empty() && other->run()->isEnded())
            others.push_back({titleOf(*other), rowsOf(*other)});
    }
    auto* dialog =
        new ProcessDialog(m_theme, m_background, m_catalog->steps(), m_catalog->of(plugin::Kind::Processor),
                          rowsOf(view), std::move(others), this);
    connect(dialog, &ProcessDialog::processed, this,
            [this, from = titleOf(view)](const std::shared_ptr<result::ResultStore>& store,
                                         const QString& title) {
                addDerived(store, tr("%1 of %2").arg(title, from));
            });
    dialog->open();
}

void ResultPane::addDerived(const std::shared_ptr<result::ResultStore>& store, const QString& title) {
    auto run = std::make_shared<Run>();
    run->statement.text = title.toStdString();
    run->state = Run::State::Finished;
    run->store = store;
    RunView* view = addView(run);
    view->keep();
    retitle();
    m_tabs->setCurrentIndex(static_cast<int>(m_views.size()) - 1);
    viewChosen(static_cast<int>(m_views.size()) - 1);
}

int ResultPane::runOf(const RunView& view) const {
    const auto& runs = m_runner.runs();
    const auto found = std::find(runs.begin(), runs.end(), view.run());
    return found == runs.end() ? -1 : static_cast<int>(found - runs.begin());
}

void ResultPane::removeView(int index) {
    RunView* view = m_views[static_cast<size_t>(index)];
    m_views.erase(m_views.begin() + index);
    const QSignalBlocker quiet(m_tabs);
    m_tabs->removeTab(index);
    m_stack->removeWidget(view);
    view->hide();
    view->deleteLater();
}

void ResultPane::refreshRun(int run) {
    const auto& state = m_runner.runAt(run);
    for (RunView* view : m_views) {
        if (view->run() == state) view->refresh();
    }
}

QString ResultPane::titleOf(const RunView& view) const {
    const QString text = QString::fromStdString(view.run()->statement.text).simplified();
    return text.size() > kTitleLength ? text.left(kTitleLength - 1) + QChar(0x2026) : text;
}

void ResultPane::retitle() {
    for (size_t i = 0; i < m_views.size(); ++i) {
        const int tab = static_cast<int>(i);
        m_tabs->setTabText(tab, QStringLiteral("%1  %2").arg(tab + 1).arg(
                                    titleOf(*m_views[i]).replace('&', QLatin1String("&&"))));
        m_tabs->setTabIcon(
            tab, m_views[i]->isKept() ? m_theme.icon(QStringLiteral("pin"), Role::Accent) : QIcon());
        m_tabs->setTabToolTip(tab, QString::fromStdString(m_views[i]->run()->statement.text).left(2000));
    }
    m_tabs->setVisible(m_views.size() > 1);
}

void ResultPane::viewChosen(int index) {
    if (index < 0 || index >= static_cast<int>(m_views.size())) {
        m_stack->setCurrentWidget(m_empty);
        Q_EMIT statusChanged(QString());
        return;
    }
    RunView* view = m_views[static_cast<size_t>(index)];
    m_stack->setCurrentWidget(view);
    Q_EMIT statusChanged(view->statusText());
}

RunView* ResultPane::currentView() const {
    const int index = m_tabs->currentIndex();
    if (index < 0 || index >= static_cast<int>(m_views.size())) return nullptr;
    return m_views[static_cast<size_t>(index)];
}

QJsonObject ResultPane::chartSettings() const {
    return currentView() ? currentView()->chartPage().settings() : m_chartSettings;
}

void ResultPane::setChartSettings(const QJsonObject& settings) {
    m_chartSettings = settings;
    if (currentView()) currentView()->chartPage().setSettings(settings);
}

}  // namespace tributary::ui
