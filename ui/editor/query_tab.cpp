// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/query_tab.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QLocale>
#include <utility>

#include "core/sql/formatter.h"
#include "ui/editor/statement_picker.h"
#include "ui/session/history_recorder.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/ask_text.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kClockMs = 200;

QString duration(double milliseconds) {
    const QLocale locale;
    if (milliseconds < 1000)
        return QCoreApplication::translate("tributary::ui::QueryTab", "%1 ms").arg(qRound(milliseconds));
    return QCoreApplication::translate("tributary::ui::QueryTab", "%1 s")
        .arg(locale.toString(milliseconds / 1000, 'f', 2));
}

}  // namespace

QueryTab::QueryTab(WorkspaceContext& context, store::EditorTab tab, QWidget* parent)
    : QWidget(parent), m_context(context), m_tab(std::move(tab)) {
    m_runner = new QueryRunner(context.workbench.federation(), context.background, this);
    new HistoryRecorder(*m_runner, context.workbench.workspace(), context.background, context.events);
    m_editor = new SqlEditor(context.theme, this);
    m_completer = new Completer(*m_editor, context, this);
    m_findBar = new FindBar(*m_editor, context.theme, this);
    m_results = new ResultPane(
        context.theme, context.background, *m_runner,
        [&connections = context.connections](const std::string& name) { return connections.color(name); },
        this);
    m_results->setCatalog(m_context.steps);
    connect(m_results, &ResultPane::lineageAsked, this, [this](const QString& name) {
        m_context.navigator.showLineage(name, Navigator::LineageSide::Upstream);
    });
    connect(m_results, &ResultPane::alertAsked, this,
            [this](const std::shared_ptr<Run>& run, const QString& column) {
                RuleDraft draft;
                draft.title = column;
                draft.query = run->statement.text;
                draft.connection = run->target;
                draft.valueColumn = column.toStdString();
                m_context.navigator.newAlertRule(draft);
            });
    connect(m_results, &ResultPane::statusChanged, this, [this](const QString& text) {
        m_selectionStatus = text;
        Q_EMIT statusChanged();
    });

    auto* top = make::frame("surface", this);
    auto* topLayout = make::column(0);
    top->setLayout(topLayout);
    topLayout->addWidget(buildToolBar());
    topLayout->addWidget(make::horizontalLine(top));
    topLayout->addWidget(m_findBar);
    topLayout->addWidget(m_editor, 1);
    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(top);
    m_splitter->addWidget(m_results);
    m_splitter->setSizes({300, 460});
    m_splitter->setStretchFactor(1, 1);
    auto* layout = make::column(0);
    setLayout(layout);
    layout->addWidget(m_splitter);

    m_editor->setScript(m_tab.sql);
    m_editor->setCursorOffset(static_cast<size_t>(std::max(0, m_tab.cursor)));
    m_target->setTarget(m_tab.target);
    const QJsonObject chart = QJsonDocument::fromJson(QByteArray::fromStdString(m_tab.chart)).object();
    if (!chart.isEmpty()) m_results->setChartSettings(chart);
    targetChosen();
    connect(m_editor, &SqlEditor::scriptEdited, this, &QueryTab::changed);
    connect(&context.connections, &ConnectionList::changed, this, &QueryTab::targetChosen);
    connectRunner();
    updateButtons();
}

QWidget* QueryTab::buildToolBar() {
    auto* bar = make::frame("surface", this);
    bar->setFixedHeight(metrics::kToolBar);
    auto* row = make::row(4);
    bar->setLayout(row);
    row->setContentsMargins(8, 0, 8, 0);
    const Theme& theme = m_context.theme;
    m_run =
        make::iconTextButton(theme.icon(QStringLiteral("play"), Role::OnAccent), tr("Run"), "primary", bar);
    m_run->setToolTip(
        tr("Run the statement under the cursor or the selection (Ctrl+Enter). F5 runs the whole script."));
    m_cancel = make::iconTextButton(theme.icon(QStringLiteral("square")), tr("Cancel"), "ghost", bar);
    m_cancel->setToolTip(tr("Stop what runs, on the servers too (Esc)"));
    m_explain = make::iconTextButton(theme.icon(QStringLiteral("route")), tr("Explain"), "ghost", bar);
    m_explain->setToolTip(tr("Show what would be sent to each source, without running it (Ctrl+Shift+E)"));
    auto* format =
        make::iconTextButton(theme.icon(QStringLiteral("wand-sparkles")), tr("Format"), "ghost", bar);
    format->setToolTip(tr("Lay out the statement (Ctrl+Shift+F)"));
    m_target = new TargetButton(m_context.connections, m_context.theme, bar);
    auto* results = make::iconButton(theme.icon(QStringLiteral("panel-bottom")),
                                     tr("Show or hide results (Ctrl+J)"), bar);
    auto* saveButton =
        make::iconButton(theme.icon(QStringLiteral("save")), tr("Save the query (Ctrl+S)"), bar);
    auto* line = make::verticalLine(bar);
    line->setFixedHeight(20);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_run, m_cancel, m_explain, format})
        row->addWidget(widget);
    row->addSpacing(4);
    row->addWidget(line);
    row->addSpacing(4);
    row->addWidget(m_target);
    row->addStretch(1);
    row->addWidget(results);
    row->addWidget(saveButton);
    connect(m_run, &QPushButton::clicked, this, &QueryTab::runStatement);
    connect(m_cancel, &QPushButton::clicked, this, &QueryTab::cancel);
    connect(m_explain, &QPushButton::clicked, this, &QueryTab::explain);
    connect(format, &QPushButton::clicked, this, &QueryTab::format);
    connect(m_target, &TargetButton::chosen, this, [this] {
        targetChosen();
        Q_EMIT changed();
        Q_EMIT statusChanged();
    });
    connect(results, &QToolButton::clicked, this, &QueryTab::toggleResults);
    connect(saveButton, &QToolButton::clicked, this, &QueryTab::save);
    return bar;
}

void QueryTab::connectRunner() {
    m_clock.setInterval(kClockMs);
    connect(&m_clock, &QTimer::timeout, this, &QueryTab::statusChanged);
    connect(m_runner, &QueryRunner::scriptStarted, this, [this] {
        m_selectionStatus.clear();
        m_clock.start();
        updateButtons();
        Q_EMIT statusChanged();
    });
    connect(m_runner, &QueryRunner::started, this, &QueryTab::statusChanged);
    connect(m_runner, &QueryRunner::continued, this, [this] {
        m_clock.start();
        updateButtons();
        Q_EMIT statusChanged();
    });
    connect(m_runner, &QueryRunner::failed, this, &QueryTab::showFailure);
    connect(m_runner, &QueryRunner::scriptFinished, this, [this] {
        m_clock.stop();
        updateButtons();
        Q_EMIT statusChanged();
        Q_EMIT m_context.events.healthChanged();
    });
}

store::EditorTab QueryTab::snapshot() const {
    store::EditorTab tab = m_tab;
    tab.sql = m_editor->script();
    tab.cursor = static_cast<int>(m_editor->cursorOffset());
    tab.target = m_target->target();
    tab.chart = chart();
    return tab;
}

QString QueryTab::title() const {
    return make::text(m_tab.title);
}

void QueryTab::setTitle(const QString& title) {
    m_tab.title = title.toStdString();
    Q_EMIT titleChanged();
    Q_EMIT changed();
}

std::string QueryTab::chart() const {
    const QJsonObject chart = m_results->chartSettings();
    return chart.isEmpty() ? std::string()
                           : QJsonDocument(chart).toJson(QJsonDocument::Compact).toStdString();
}

bool QueryTab::takeChartChange() {
    std::string now = chart();
    if (now == m_tab.chart) return false;
    m_tab.chart = std::move(now);
    return true;
}

QString QueryTab::sessionZone() const {
    return target().empty() ? m_runner->sessionZone() : QString();
}

void QueryTab::targetChosen() {
    const store::ConnectionRecord* record = m_context.connections.find(m_target->target());
    m_editor->setLexis(sql::lexisFor(record ? record->type : std::string()));
    m_editor->setTarget(m_target->target());
    m_completer->setTarget(m_target->target());
    m_explain->setEnabled(m_target->target().empty());
}

void QueryTab::runStatement() {
    const auto selection =
        m_editor->hasSelection() ? std::optional(m_editor->selectionRange()) : std::nullopt;
    start(underCursor(m_editor->script(), m_editor->cursorOffset(), selection, m_editor->lexis()));
}

void QueryTab::runScript() {
    start(wholeScript(m_editor->script(), m_editor->lexis()));
}

void QueryTab::start(std::vector<RunStatement> statements) {
    if (statements.empty()) {
        m_context.navigator.tell(tr("There is no statement to run."));
        return;
    }
    m_editor->clearErrors();
    RunRequest request;
    request.statements = std::move(statements);
    request.target = m_target->target();
    request.options.timeout = std::chrono::seconds(m_context.preferences.statementTimeout());
    request.rowLimit = m_context.preferences.rowLimit();
    m_results->show();
    m_runner->run(std::move(request));
}

void QueryTab::explain() {
    const auto statements =
        underCursor(m_editor->script(), m_editor->cursorOffset(), std::nullopt, m_editor->lexis());
    if (statements.empty() || !m_target->target().empty()) return;
    m_editor->clearErrors();
    m_results->show();
    m_runner->explain(statements.front());
}

void QueryTab::cancel() {
    m_runner->cancel();
}

void QueryTab::format() {
    const std::string script = m_editor->script();
    const std::string formatted = sql::formatSql(script, m_editor->lexis());
    if (formatted != script) m_editor->replaceScript(formatted);
}

void QueryTab::toggleResults() {
    m_results->setVisible(!m_results->isVisible());
}

void QueryTab::save() {
    if (!m_tab.savedQueryId.empty()) return saveAs(title());
    askText(this, tr("Save query"), tr("Name of the query"), title(), tr("Save"),
            [this](const QString& name) { saveAs(name); });
}

void QueryTab::saveAs(const QString& name) {
    store::SavedQuery query;
    const store::EditorTab tab = snapshot();
    query.id = tab.savedQueryId;
    query.name = name.toStdString();
    query.sql = tab.sql;
    query.target = tab.target;
    query.chart = tab.chart;
    m_context.background.run(
        this,
        [query, &workspace = m_context.workbench.workspace()](const CancelToken&) {
            return workspace.saveQuery(query);
        },
        [this, name](const Result<std::string>& saved) {
            if (!saved) return m_context.navigator.tell(make::errorText(saved.error()));
            m_tab.savedQueryId = *saved;
            setTitle(name);
            Q_EMIT m_context.events.savedQueriesChanged();
            m_context.navigator.tell(tr("Saved as “%1”.").arg(name));
        });
}

void QueryTab::showFailure(int run) {
    const Run& state = *m_runner->runAt(run);
    if (!state.error || !state.error->position) return;
    m_editor->showError(state.statement.scriptOffset, *state.error->position, make::errorText(*state.error));
}

void QueryTab::updateButtons() {
    const bool running = m_runner->isRunning();
    m_run->setEnabled(!running);
    m_cancel->setEnabled(running);
}

const Run* QueryTab::lastRun() const {
    const Run* last = nullptr;
    for (const auto& run : m_runner->runs()) {
        if (run->state != Run::State::Waiting) last = run.get();
    }
    return last;
}

QString QueryTab::rowsStatus() const {
    const Run* run = lastRun();
    if (!run) return {};
    if (run->state == Run::State::Failed) return tr("Failed");
    const QString rows = locale().toString(run->store ? run->store->rowCount() : 0);
    if (run->state == Run::State::Cancelled) return tr("Cancelled after %1 rows").arg(rows);
    if (run->explainOnly) return tr("Plan");
    if (run->affectedRows)
        return tr("%1 rows changed").arg(locale().toString(qulonglong(*run->affectedRows)));
    if (run->store && run->store->columns().empty()) return run->isEnded() ? tr("Done") : tr("Running");
    if (!run->isEnded()) return run->store ? tr("%1 rows so far").arg(rows) : tr("Running");
    if (run->truncated) return tr("first %1 rows, there are more").arg(rows);
    return tr("%1 rows, all loaded").arg(rows);
}

QString QueryTab::timeStatus() const {
    const Run* run = lastRun();
    if (!run) return {};
    const double elapsed = run->elapsedAt(QDateTime::currentMSecsSinceEpoch());
    const auto& first = run->profile.firstRowMs;
    if (!first) return duration(elapsed);
    return tr("first row %1 · total %2").arg(duration(*first), duration(elapsed));
}

}  // namespace tributary::ui
