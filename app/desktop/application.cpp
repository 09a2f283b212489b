// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/application.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtWidgets/QApplication>
#include <algorithm>
#include <utility>

#include "app/demo/demo.h"
#include "ui/widgets/make.h"

namespace tributary::desktop {

namespace {

using LineageFailed = std::function<void(const Error&)>;

/// Blocks: not in the UI thread.
Result<std::shared_ptr<app::Application>> openServices(const std::string& file, bool plugins,
                                                       PasswordBroker& passwords,
                                                       const LineageFailed& lineageFailed) {
    app::ApplicationOptions options;
    options.workspacePath = file;
    options.usePlugins = plugins;
    options.openPlugins = true;
    options.lineageFailed = lineageFailed;
    options.password = [&passwords](bool newFile) { return passwords.ask(newFile); };
    auto opened = app::Application::open(std::move(options));
    if (!opened) return fail(opened.error());
    return std::shared_ptr<app::Application>(std::move(*opened));
}

/// Makes the demo where it is not there yet (some seconds), and opens it. Blocks.
Result<std::shared_ptr<app::Application>> openDemoServices(bool plugins, PasswordBroker& passwords,
                                                           const LineageFailed& lineageFailed) {
    const QDir home = QFileInfo(QString::fromStdString(store::Workspace::defaultPath())).dir();
    const auto paths = demo::createDemo(home.filePath(QStringLiteral("demo")).toStdString());
    if (!paths) return fail(paths.error());
    {
        auto workspace = store::Workspace::open(paths->workspace);
        if (!workspace) return fail(workspace.error());
        if (auto filled = demo::fillDemoWorkspace(**workspace, *paths); !filled) return fail(filled.error());
    }
    return openServices(paths->workspace, plugins, passwords, lineageFailed);
}

}  // namespace

Application::Application(StartOptions options)
    : m_options(std::move(options)),
      m_preferences(m_options.preferencesFile),
      m_passwords([this] { return m_window.get(); }) {
    qApp->installEventFilter(&m_plainTexts);
    m_language.use(m_preferences.language());
    m_theme.setTextSize(m_preferences.textSize());
    m_theme.setMode(m_preferences.themeMode());
    connect(&m_preferences, &ui::Preferences::themeModeChanged, this,
            [this] { m_theme.setMode(m_preferences.themeMode()); });
    connect(&m_preferences, &ui::Preferences::textSizeChanged, this,
            [this] { m_theme.setTextSize(m_preferences.textSize()); });
    connect(&m_preferences, &ui::Preferences::languageChanged, this, &Application::rebuildWindow,
            Qt::QueuedConnection);
}

Application::~Application() {
    m_window.reset();
}

void Application::makeWindow() {
    ui::WindowHooks hooks;
    hooks.openWorkspace = [this](const QString& path) {
        QMetaObject::invokeMethod(
            this, [this, path] { openWorkspace(path); }, Qt::QueuedConnection);
    };
    hooks.openDemo = [this] {
        QMetaObject::invokeMethod(
            this, [this] { openDemo(); }, Qt::QueuedConnection);
    };
    hooks.quit = [] { QCoreApplication::quit(); };
    m_window = std::make_unique<ui::MainWindow>(m_theme, m_preferences, std::move(hooks));
    m_window->show();
}

void Application::start() {
    makeWindow();
    if (m_options.demo) {
        openDemo();
    } else {
        openWorkspace(m_options.workspace);
    }
}

const ui::PluginParts* Application::pluginParts() {
    if (!m_current->plugins && m_current->services->pluginParts()) {
        const auto& parts = *m_current->services->pluginParts();
        m_current->plugins.emplace(
            ui::PluginParts{{parts.home, parts.supervisor},
                            parts.steps,
                            [services = m_current->services.get()] { return services->reloadSources(); },
                            [this] {
                                if (m_current) m_language.learn(m_current->services->formTexts());
                            },
                            m_options.safeStart});
    }
    return m_current->plugins ? &*m_current->plugins : nullptr;
}

void Application::rebuildWindow() {
    m_language.use(m_preferences.language());
    makeWindow();  // the old window goes first: it gives its tabs back to the workspace
    if (!m_current) return;
    m_window->showWorkspace(m_current->services->workbench(), m_current->background, pluginParts());
    Q_EMIT workspaceShown();
}

std::function<void(const Error&)> Application::lineageFailed() {
    return [deliver = m_background.deliveryTo(this), this](const Error& error) {
        deliver([this, text = ui::make::errorText(error)] {
            if (!m_window || !m_window->workspaceView()) return;
            m_window->workspaceView()->tell(tr("The lineage of what ran was not kept: %1").arg(text));
        });
    };
}

void Application::openWorkspace(const QString& path) {
    m_window->showBusy(tr("Opening the workspace…"));
    retireCurrent();
    m_background.run(
        this,
        [file = path.toStdString(), plugins = !m_options.safeStart, &passwords = m_passwords,
         failed = lineageFailed()](const CancelToken&) {
            return openServices(file, plugins, passwords, failed);
        },
        [this](Result<std::shared_ptr<app::Application>> services) {
            if (!services) return m_window->showFailure(services.error());
            show(std::move(*services), false);
        });
}

void Application::openDemo() {
    m_window->showBusy(tr("Preparing the demo…"));
    retireCurrent();
    m_background.run(
        this,
        [plugins = !m_options.safeStart, &passwords = m_passwords, failed = lineageFailed()](
            const CancelToken&) { return openDemoServices(plugins, passwords, failed); },
        [this](Result<std::shared_ptr<app::Application>> services) {
            if (!services) return m_window->showFailure(services.error());
            show(std::move(*services), true);
        });
}

void Application::show(std::shared_ptr<app::Application> services, bool openFirstQuery) {
    m_current = std::make_unique<OpenWorkspace>();
    m_current->services = std::move(services);
    m_language.learn(m_current->services->formTexts());
    m_preferences.addRecentWorkspace(
        QString::fromStdString(m_current->services->workbench().workspace().path()));
    ui::WorkspaceView* view =
        m_window->showWorkspace(m_current->services->workbench(), m_current->background, pluginParts());
    if (m_options.safeStart) view->tell(tr("Started without plugins."));
    if (const auto& problem = m_current->services->pluginProblem())
        view->tell(tr("The installed plugins cannot be used: %1").arg(ui::make::errorText(*problem)));
    if (openFirstQuery) connect(view, &ui::WorkspaceView::ready, this, &Application::openFirstSavedQuery);
    Q_EMIT workspaceShown();
}

void Application::openFirstSavedQuery() {
    if (!m_window->workspaceView() || m_window->workspaceView()->tabs().current()) return;
    m_current->background.run(
        this,
        [&workspace = m_current->services->workbench().workspace()](const CancelToken&) {
            return workspace.savedQueries();
        },
        [this](const Result<std::vector<store::SavedQuery>>& queries) {
            ui::WorkspaceView* view = m_window->workspaceView();
            if (!view || !queries || queries->empty()) return;
            // One that draws a chart shows most at once.
            const auto draws = [](const store::SavedQuery& query) { return !query.chart.empty(); };
            const auto drawing = std::find_if(queries->begin(), queries->end(), draws);
            const store::SavedQuery& first = drawing != queries->end() ? *drawing : queries->front();
            ui::NewQuery query;
            query.title = ui::make::text(first.name);
            query.sql = ui::make::text(first.sql);
            query.target = first.target;
            query.savedQueryId = first.id;
            query.chart = first.chart;
            view->openQuery(query);
        });
}

void Application::retireCurrent() {
    if (!m_current) return;
    // Its workers still use it: it goes when they have ended, and closing servers happens off the UI thread.
    std::shared_ptr<OpenWorkspace> old = std::move(m_current);
    ui::Background& workers = old->background;
    const auto bury = [this, old = old.get()] {
        const auto same = [old](const auto& each) { return each.get() == old; };
        const auto found = std::find_if(m_retired.begin(), m_retired.end(), same);
        if (found == m_retired.end()) return;
        std::shared_ptr<app::Application> services = std::move((*found)->services);
        m_retired.erase(found);
        m_background.dispose(std::move(services));
    };
    m_retired.push_back(std::move(old));
    workers.cancelAll();
    connect(&workers, &ui::Background::idle, this, bury, Qt::QueuedConnection);
    if (workers.isIdle()) QMetaObject::invokeMethod(this, bury, Qt::QueuedConnection);
}

}  // namespace tributary::desktop
