// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/workspace_view.h"

#include <QtCore/QFileInfo>
#include <QtWidgets/QApplication>
#include <QtWidgets/QFileDialog>

#include "ui/connection/connection_dialog.h"
#include "ui/explorer/explorer_panel.h"
#include "ui/lineage/chart_lineage.h"
#include "ui/preferences/preferences_dialog.h"
#include "ui/shell/palette.h"
#include "ui/shell/panels.h"
#include "ui/theme/metrics.h"
#include "ui/welcome/welcome_page.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kHeartbeatMs = 4000;  // tabs of a window silent for ten seconds count as orphans
constexpr int kBeatsWithAdoption = 4;

}  // namespace

WorkspaceView::WorkspaceView(engine::Workbench& workbench, Background& background, Theme& theme,
                             Preferences& preferences, const WindowHooks& hooks, const PluginParts* plugins,
                             QWidget* parent)
    : QWidget(parent),
      m_preferences(preferences),
      m_hooks(hooks),
      m_connections(workbench, background, theme),
      m_context{workbench, background, theme, preferences, *this, m_events, m_connections} {
    if (plugins) m_parts.emplace(*plugins);
    makePlugins();
    build();
    connectEvents();
    showPanel(0);
    m_tabs->restore();
    m_heartbeat.start(kHeartbeatMs);
}

WorkspaceView::~WorkspaceView() = default;

QString WorkspaceView::name() const {
    return QFileInfo(QString::fromStdString(m_context.workbench.workspace().path())).completeBaseName();
}

void WorkspaceView::build() {
    const QString path = QString::fromStdString(m_context.workbench.workspace().path());
    auto* welcome = new WelcomePage(m_context.theme, m_preferences, *this, path, this);
    m_tabs = new TabArea(m_context, welcome, this);
    m_commands = new Commands(m_context.theme, this, m_tabs);
    m_activity = new ActivityBar(m_context.theme, *m_commands, this);
    m_side = new QStackedWidget(this);
    m_side->setMinimumWidth(200);
    m_panels.resize(panelTable().size(), nullptr);
    m_status = new StatusLine(this);
    m_watch = new AlertWatch(path.toStdString(), m_context.background, this);
    m_notices = new NoticeBar(m_context.theme, this);
    m_evaluator = new WindowEvaluator(m_context.workbench, m_context.background, *m_watch,
                                      m_preferences.language(), m_parts ? &m_parts->steps : nullptr, this);
    auto* surface = make::frame("surface", this);
    auto* surfaceLayout = make::column(0);
    surface->setLayout(surfaceLayout);
    m_centre = new QStackedWidget(surface);
    m_centre->addWidget(m_tabs);
    surfaceLayout->addWidget(m_centre);
    auto* side = make::frame("surface", this);
    auto* sideLayout = make::column(0);
    side->setLayout(sideLayout);
    sideLayout->addWidget(m_side);

    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(side);
    auto* right = new QWidget(this);
    auto* rightLayout = make::column(0);
    right->setLayout(rightLayout);
    rightLayout->addWidget(m_notices);
    rightLayout->addWidget(surface, 1);
    rightLayout->addWidget(make::horizontalLine(right));
    rightLayout->addWidget(m_status);
    m_splitter->addWidget(right);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({metrics::kSidePanel, 1100});
    auto* row = make::row(0);
    setLayout(row);
    row->addWidget(m_activity);
    row->addWidget(make::verticalLine(this));
    row->addWidget(m_splitter, 1);
}

void WorkspaceView::connectEvents() {
    connect(m_commands, &Commands::triggered, this, &WorkspaceView::perform);
    connect(m_tabs, &TabArea::currentChanged, this, &WorkspaceView::updateStatus);
    connect(m_tabs, &TabArea::statusChanged, this, &WorkspaceView::updateStatus);
    connect(m_tabs, &TabArea::restored, this, &WorkspaceView::ready);
    const auto health = [this] { m_status->showHealth(m_connections, m_context.workbench.federation()); };
    connect(&m_connections, &ConnectionList::changed, this, health);
    connect(&m_events, &WorkspaceEvents::healthChanged, this, health);
    connect(m_watch, &AlertWatch::changed, this, [this] { m_activity->setFiring(m_watch->firing()); });
    connect(m_evaluator, &WindowEvaluator::told, this, &WorkspaceView::tell);
    connect(m_evaluator, &WindowEvaluator::failed, this, &WorkspaceView::tell);
    connect(m_evaluator, &WindowEvaluator::openWanted, this, &WorkspaceView::showAlert);
    connect(m_watch, &AlertWatch::failed, this, &WorkspaceView::tell);
    connect(&m_connections, &ConnectionList::failed, this, &WorkspaceView::tell);
    connect(&m_events, &WorkspaceEvents::workspaceFailed, this, &WorkspaceView::tell);
    connect(&m_heartbeat, &QTimer::timeout, this, &WorkspaceView::heartbeat);
    new ChartLineage(m_context, this);
    const std::string& damaged = m_context.workbench.workspace().recoveredFrom();
    if (!damaged.empty()) {
        m_notices->add(tr("The workspace file was damaged. It was kept as %1 and a new one was begun.")
                           .arg(make::text(damaged)));
    }
}

void WorkspaceView::heartbeat() {
    m_status->showMemory();
    m_tabs->journalCharts();
    followPlugins();
    // Started right after a crash, the dead window still counts as alive: look again for a while.
    if (++m_beats <= kBeatsWithAdoption) m_tabs->restore();
    m_context.background.run(
        this,
        [&workbench = m_context.workbench, owner = m_tabs->journal().owner(),
         gate = m_tabs->journal().gate()](const CancelToken&) -> Result<bool> {
            {
                std::lock_guard lock(gate->mutex);
                if (gate->closed) return false;
                if (auto alive = workbench.workspace().heartbeat(owner); !alive) return fail(alive.error());
            }
            return workbench.reload();
        },
        [this](const Result<bool>& changed) {
            if (!changed) return tell(make::errorText(changed.error()));
            if (!*changed) return;
            m_connections.reload();
            Q_EMIT m_events.savedQueriesChanged();
        });
}

void WorkspaceView::updateStatus() {
    QueryTab* tab = m_tabs->current();
    m_status->showTab(tab, m_connections);
    m_commands->action(Command::CancelRun)->setEnabled(tab && tab->isRunning());
}

int WorkspaceView::panelOf(Command command) const {
    for (size_t i = 0; i < panelTable().size(); ++i) {
        if (panelTable()[i].command == command) return static_cast<int>(i);
    }
    return -1;
}

void WorkspaceView::showPanel(int panel) {
    QWidget* side = m_splitter->widget(0);
    side->setVisible(panel >= 0);
    if (panel >= 0) {
        QWidget*& widget = m_panels[static_cast<size_t>(panel)];
        if (!widget) {
            widget = panelTable()[static_cast<size_t>(panel)].make(m_context, m_side);
            m_side->addWidget(widget);
        }
        m_side->setCurrentWidget(widget);
    }
    m_activity->setCurrent(panel);
}

void WorkspaceView::showCentre(Centre centre) {
    if (centre == Centre::Lineage) {
        m_centre->setCurrentWidget(m_lineage);
        m_lineage->canvas().setFocus();
    } else if (centre == Centre::Alerts) {
        m_centre->setCurrentWidget(m_alerts);
    } else if (centre == Centre::Plugins) {
        m_centre->setCurrentWidget(m_plugins);
    } else {
        m_centre->setCurrentWidget(m_tabs);
    }
    using Page = ActivityBar::Page;
    m_activity->setPage(centre == Centre::Lineage   ? Page::Lineage
                        : centre == Centre::Alerts  ? Page::Alerts
                        : centre == Centre::Plugins ? Page::Plugins
                                                    : Page::None);
    m_status->setVisible(centre == Centre::Tabs);  // the pages have a line of their own
}

void WorkspaceView::showAlerts() {
    if (!m_alerts) {
        m_alerts = new AlertsPage(m_context, *m_watch, m_centre);
        m_centre->addWidget(m_alerts);
        connectAlerts();
    }
    showCentre(Centre::Alerts);
    m_watch->reload();
}

void WorkspaceView::showLineage(const QString& name, LineageSide side) {
    if (!m_lineage) {
        m_lineage = new LineagePage(m_context, m_centre);
        m_centre->addWidget(m_lineage);
    }
    m_lineage->ask(name, side == LineageSide::Upstream     ? lineage::Direction::Upstream
                         : side == LineageSide::Downstream ? lineage::Direction::Downstream
                                                           : lineage::Direction::Both);
    showCentre(Centre::Lineage);
}

void WorkspaceView::perform(Command command) {
    if (const int panel = panelOf(command); panel >= 0) {
        const bool shown = m_splitter->widget(0)->isVisible() &&
                           m_side->currentWidget() == m_panels[static_cast<size_t>(panel)];
        return showPanel(shown ? -1 : panel);
    }
    switch (command) {
        case Command::NewQuery:
            return openQuery({});
        case Command::CloseTab:
            return m_tabs->closeCurrent();
        case Command::ReopenTab:
            return m_tabs->reopen();
        case Command::RenameTab:
            return m_tabs->renameCurrent();
        case Command::NextTab:
            return m_tabs->step(1);
        case Command::PreviousTab:
            return m_tabs->step(-1);
        case Command::GoTo:
            return showPalette(false);
        case Command::CommandPalette:
            return showPalette(true);
        case Command::ShowLineage:
            if (m_lineage && m_centre->currentWidget() == m_lineage) return showCentre(Centre::Tabs);
            return m_lineage ? showCentre(Centre::Lineage) : showLineage({}, LineageSide::Both);
        case Command::ShowAlerts:
            return m_alerts && m_centre->currentWidget() == m_alerts ? showCentre(Centre::Tabs)
                                                                     : showAlerts();
        case Command::ShowPlugins:
            return m_plugins && m_centre->currentWidget() == m_plugins ? showCentre(Centre::Tabs)
                                                                       : showPlugins();
        case Command::NewConnection:
            return newConnection();
        case Command::OpenWorkspace:
            return browseWorkspace();
        case Command::OpenDemo:
            return openDemo();
        case Command::ToggleSidePanel:
            return showPanel(m_splitter->widget(0)->isVisible() ? -1 : 0);
        case Command::Preferences: {
            auto* dialog = new PreferencesDialog(m_preferences, window());
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            return dialog->open();
        }
        case Command::FullScreen:
            return window()->setWindowState(window()->windowState() ^ Qt::WindowFullScreen);
        case Command::Quit:
            return m_hooks.quit();
        default:
            break;
    }
    if (QueryTab* tab = m_tabs->current()) performQuery(command, *tab);
}

void WorkspaceView::performQuery(Command command, QueryTab& tab) {
    switch (command) {
        case Command::RunStatement:
            return tab.runStatement();
        case Command::RunScript:
            return tab.runScript();
        case Command::CancelRun:
            return tab.cancel();
        case Command::Explain:
            return tab.explain();
        case Command::Format:
            return tab.format();
        case Command::Complete:
            return tab.complete();
        case Command::ToggleComment:
            return tab.toggleComment();
        case Command::Find:
            return tab.find();
        case Command::SaveQuery:
            return tab.save();
        case Command::ToggleResults:
            return tab.toggleResults();
        default:
            break;
    }
}

void WorkspaceView::prepareToClose() {
    m_evaluator->stop();
    m_heartbeat.stop();
    m_tabs->journalCharts();
    m_tabs->flushAndRelease();
}

void WorkspaceView::openQuery(const NewQuery& query) {
    showCentre(Centre::Tabs);
    m_tabs->open(query);
}

void WorkspaceView::newConnection() {
    openConnectionDialog(nullptr);
}

void WorkspaceView::editConnection(const std::string& name) {
    if (const store::ConnectionRecord* record = m_connections.find(name)) openConnectionDialog(record);
}

void WorkspaceView::duplicateConnection(const std::string& name) {
    const store::ConnectionRecord* record = m_connections.find(name);
    if (!record) return;
    store::ConnectionRecord copy = *record;
    copy.id.clear();
    copy.secretKeys.clear();  // a secret is never handed out: it is typed again
    for (int number = 2;; ++number) {
        copy.name = name + "_" + std::to_string(number);
        if (!m_connections.find(copy.name)) break;
    }
    openConnectionDialog(&copy);
}

void WorkspaceView::insertNames(const std::vector<DraggedName>& names) {
    if (names.empty()) return;
    QueryTab* tab = m_tabs->current();
    (tab ? tab : m_tabs->open({}))->insertNames(names);
}

void WorkspaceView::openConnectionDialog(const store::ConnectionRecord* record) {
    auto* dialog = new ConnectionDialog(m_context, record, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ConnectionDialog::saved, this, [this](const std::string& name) {
        m_connections.reload();
        tell(tr("Connection “%1” is saved.").arg(make::text(name)));
    });
    dialog->open();
}

void WorkspaceView::openDemo() {
    m_hooks.openDemo();
}

void WorkspaceView::openWorkspace(const QString& path) {
    m_hooks.openWorkspace(path);
}

void WorkspaceView::browseWorkspace() {
    auto* dialog = new QFileDialog(window(), tr("Open or create a workspace"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    dialog->setLabelText(QFileDialog::Accept, tr("Open"));
    dialog->setNameFilter(tr("Tributary workspaces (*.tributary)"));
    dialog->setDefaultSuffix(QStringLiteral("tributary"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { m_hooks.openWorkspace(path); });
    dialog->open();
}

void WorkspaceView::reveal(const std::string& connection, const std::vector<std::string>& path) {
    showPanel(panelOf(Command::ShowExplorer));
    if (auto* explorer = qobject_cast<ExplorerPanel*>(m_side->currentWidget()))
        explorer->reveal(connection, path);
}

void WorkspaceView::tell(const QString& message) {
    if (m_lineage && m_centre->currentWidget() == m_lineage) return m_lineage->tell(message);
    m_status->tell(message);
}

void WorkspaceView::showPalette(bool commandsOnly) {
    auto* palette = new Palette(m_context, *m_commands, commandsOnly, window());
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->openBelow(metrics::kTopBar);
}

}  // namespace tributary::ui
