// SPDX-License-Identifier: GPL-3.0-or-later
// tributary_shots DIR THEME LANGUAGE: builds the real window on a demo workspace in a private folder and
// saves a picture of every view. Needs a display of at least 1440 × 900 (./dev shots starts one).
#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtWidgets/QApplication>
#include <QtWidgets/QStyleFactory>
#include <cstdio>

#include "app/desktop/application.h"
#include "tests/shots/shot_taker.h"
#include "ui/alerts/alert_rows.h"
#include "ui/alerts/channel_dialog.h"
#include "ui/alerts/routing_dialog.h"
#include "ui/alerts/rule_dialog.h"
#include "ui/chart/chart_page.h"
#include "ui/connection/connection_dialog.h"
#include "ui/explorer/explorer_panel.h"
#include "ui/export/export_dialog.h"
#include "ui/plugins/install_dialog.h"
#include "ui/preferences/preferences_dialog.h"
#include "ui/results/grid_page.h"
#include "ui/results/process_dialog.h"
#include "ui/results/result_pane.h"
#include "ui/results/run_view.h"
#include "ui/results/visual_page.h"
#include "ui/shell/palette.h"
#include "ui/steps/step_catalog.h"

namespace {

using tributary::desktop::Application;
using tributary::shots::Step;
using tributary::ui::Command;

template <typename Widget>
Widget* topLevel() {
    for (QWidget* widget : QApplication::topLevelWidgets()) {
        if (auto* found = qobject_cast<Widget*>(widget); found && found->isVisible()) return found;
    }
    return nullptr;
}

template <typename Widget>
void closeTop() {
    if (auto* widget = topLevel<Widget>()) widget->close();
}

/// The steps need the application, the workspace and little else.
class Tour {
  public:
    explicit Tour(Application& application) : m_application(application) {}

    std::vector<Step> steps();

  private:
    tributary::ui::WorkspaceView* view() const { return m_application.window()->workspaceView(); }
    void perform(Command command) const { view()->perform(command); }
    bool ran() const {
        auto* tab = view() ? view()->tabs().current() : nullptr;
        return tab && !tab->isRunning() && !tab->rowsStatus().isEmpty();
    }
    void expandExplorer() const;
    void showResultPage(int index) const;
    tributary::ui::RunView* result() const;
    void addResultSteps(std::vector<Step>& steps) const;
    void addQuerySteps(std::vector<Step>& steps) const;
    void addDialogSteps(std::vector<Step>& steps) const;
    void addLineageSteps(std::vector<Step>& steps) const;
    void addAlertSteps(std::vector<Step>& steps) const;
    void addPluginSteps(std::vector<Step>& steps) const;
    void addInstall(std::vector<Step>& steps, const char* id, const char* picture) const;
    /// Laid out, with something to see.
    bool lineageIsSettled() const {
        auto* page = view()->lineage();
        return page && page->isSettled() && !page->canvas().scene().cards().empty();
    }
    void selectColumn(const char* dataset, const char* column) const;

    Application& m_application;
};

void Tour::expandExplorer() const {
    auto* explorer = view()->findChild<tributary::ui::ExplorerPanel*>();
    if (!explorer) return;
    explorer->reveal("shop", {"main", "orders", "id"});
}

void Tour::showResultPage(int index) const {
    using tributary::ui::RunView;
    auto* pane = view()->tabs().current()->findChild<tributary::ui::ResultPane*>();
    if (pane && pane->currentView()) pane->currentView()->showTab(static_cast<RunView::Tab>(index));
}

tributary::ui::RunView* Tour::result() const {
    return view()->tabs().current()->findChild<tributary::ui::ResultPane*>()->currentView();
}

void Tour::addResultSteps(std::vector<Step>& steps) const {
    using tributary::ui::ExportDialog;
    const auto drawAs = [this](const char* type) {
        result()->chartPage().setSettings({{"type", type}, {"x", "day"}, {"y", QJsonArray{"kwh"}}});
    };
    for (const char* type : {"bar", "area", "scatter", "pie"}) {
        steps.push_back({QStringLiteral("chart-") + QLatin1String(type),
                         [this, drawAs, type] {
                             showResultPage(1);
                             drawAs(type);
                         },
                         {}});
    }
    steps.push_back({QStringLiteral("grid-find"),
                     [this] {
                         showResultPage(0);
                         result()->gridPage().openFind();
                         auto* line = result()->findChild<tributary::ui::FindLine*>();
                         line->edit(QStringLiteral("2025-07-2"));
                     },
                     [this] { return result()->gridPage().grid().currentCell().first >= 0; }});
    steps.push_back({QStringLiteral("grid-viewer"),
                     [this] {
                         Q_EMIT result()->findChild<tributary::ui::FindLine*>()->closed();
                         result()->gridPage().grid().setCurrentCell(3, 1);
                         result()->gridPage().setViewerShown(true);
                         result()->gridPage().grid().setCurrentCell(4, 1);
                     },
                     {}});
    steps.push_back({QStringLiteral("export"),
                     [this] {
                         result()->gridPage().setViewerShown(false);
                         result()->openExport();
                     },
                     [] { return topLevel<ExportDialog>(); }});
    steps.push_back({QString(), [] { closeTop<ExportDialog>(); }, {}});
}

void Tour::addQuerySteps(std::vector<Step>& steps) const {
    steps.push_back({QString(), [this] { m_application.openDemo(); },
                     [this] { return view() && view()->tabs().current() != nullptr; }});
    steps.push_back({QStringLiteral("editor-grid"),
                     [this] {
                         expandExplorer();
                         perform(Command::RunStatement);
                     },
                     [this] { return ran(); }});
    using tributary::ui::RunView;
    const std::pair<const char*, RunView::Tab> pages[] = {
        {"chart", RunView::Tab::Chart}, {"plan", RunView::Tab::Plan}, {"messages", RunView::Tab::Messages}};
    for (const auto& [name, tab] : pages) {
        steps.push_back({QStringLiteral("editor-") + QLatin1String(name),
                         [this, tab = tab] { showResultPage(static_cast<int>(tab)); },
                         {}});
    }
    addResultSteps(steps);
    steps.push_back({QStringLiteral("editor-error"),
                     [this] {
                         tributary::ui::NewQuery query;
                         query.title = QStringLiteral("typo");
                         query.sql = QStringLiteral(
                             "SELECT customer_id, count(*)\nFROM shop.main.orders\nGROUP BY custmer_id;\n");
                         query.run = true;
                         view()->openQuery(query);
                     },
                     [this] { return ran(); }});
    steps.push_back({QStringLiteral("queries"), [this] { perform(Command::ShowQueries); }, {}});
    steps.push_back({QStringLiteral("history"), [this] { perform(Command::ShowHistory); }, {}});
    steps.push_back({QString(), [this] { perform(Command::ShowExplorer); }, {}});
}

void Tour::addDialogSteps(std::vector<Step>& steps) const {
    using tributary::ui::ConnectionDialog;
    using tributary::ui::Palette;
    using tributary::ui::PreferencesDialog;
    steps.push_back(
        {QStringLiteral("palette"), [this] { perform(Command::GoTo); }, [] { return topLevel<Palette>(); }});
    steps.push_back({QStringLiteral("palette-search"),
                     [] { topLevel<Palette>()->input()->setText(QStringLiteral("or")); },
                     {}});
    steps.push_back({QStringLiteral("commands"),
                     [this] {
                         closeTop<Palette>();
                         perform(Command::CommandPalette);
                     },
                     [] { return topLevel<Palette>(); }});
    steps.push_back({QStringLiteral("connection"),
                     [this] {
                         closeTop<Palette>();
                         perform(Command::NewConnection);
                     },
                     [] { return topLevel<ConnectionDialog>(); }});
    steps.push_back(
        {QStringLiteral("connection-refused"),
         [] {
             auto* dialog = topLevel<ConnectionDialog>();
             dialog->chooseType("postgresql");
             tributary::store::ConnectionRecord record;
             record.name = "warehouse";
             record.settings = {{"host", "127.0.0.1"}, {"port", "9"}, {"user", "ann"}, {"database", "shop"}};
             dialog->form()->load(record);
             dialog->test();
         },
         [] { return topLevel<ConnectionDialog>()->isTestDone(); }});
    steps.push_back({QStringLiteral("preferences"),
                     [this] {
                         closeTop<ConnectionDialog>();
                         perform(Command::Preferences);
                     },
                     [] { return topLevel<PreferencesDialog>(); }});
    steps.push_back({QString(), [] { closeTop<PreferencesDialog>(); }, {}});
}

void Tour::selectColumn(const char* dataset, const char* column) const {
    auto& canvas = view()->lineage()->canvas();
    const auto& graph = canvas.scene().graph();
    const auto found = graph.findDataset({"shop", dataset});
    if (found) canvas.select(graph.findColumn(*found, column), *found);
}

void Tour::addLineageSteps(std::vector<Step>& steps) const {
    const auto settled = [this] { return lineageIsSettled(); };
    steps.push_back({QStringLiteral("lineage"), [this] { perform(Command::ShowLineage); }, settled});
    steps.push_back(
        {QStringLiteral("lineage-column"), [this] { selectColumn("main.order_totals", "total"); }, settled});
    steps.push_back({QStringLiteral("lineage-impact"),
                     [this] {
                         selectColumn("main.order_lines", "quantity");
                         view()->lineage()->showImpactOf(tributary::lineage::Change::Drop);
                     },
                     settled});
    steps.push_back({QStringLiteral("lineage-table"),
                     [this] {
                         view()->showLineage(QStringLiteral("shop.main.customer_value"),
                                             tributary::ui::Navigator::LineageSide::Upstream);
                     },
                     settled});
}

void Tour::addAlertSteps(std::vector<Step>& steps) const {
    using tributary::ui::AlertsPage;
    using tributary::ui::ChannelDialog;
    using tributary::ui::RoutingDialog;
    using tributary::ui::RuleDialog;
    const auto read = [this] {
        return view()->alertWatch().isLoaded() && !view()->alertWatch().picture()->groups.empty();
    };
    const auto tab = [this](AlertsPage::Tab tab) { return [this, tab] { view()->alerts()->showTab(tab); }; };
    steps.push_back({QStringLiteral("alerts-active"), [this] { perform(Command::ShowAlerts); },
                     [this] { return !view()->alertWatch().picture()->active.empty(); }});
    steps.push_back({QStringLiteral("alerts-chosen"), [this] { view()->alerts()->chooseFirst(); }, {}});
    steps.push_back({QStringLiteral("alerts-timeline"), tab(AlertsPage::Tab::Timeline), {}});
    steps.push_back({QStringLiteral("alerts-history"), tab(AlertsPage::Tab::History), {}});
    steps.push_back({QStringLiteral("alerts-rules"), tab(AlertsPage::Tab::Rules), read});
    steps.push_back({QStringLiteral("alerts-silences"), tab(AlertsPage::Tab::Silences), {}});
    steps.push_back({QStringLiteral("alerts-channels"), tab(AlertsPage::Tab::Channels), {}});
    steps.push_back({QStringLiteral("alert-rule"),
                     [this] {
                         const auto& group = view()->alertWatch().picture()->groups.front();
                         Q_EMIT view()->alerts()->ruleWanted(
                             tributary::ui::alert_rows::idOf(group, group.group.rules.front()));
                     },
                     [] { return topLevel<RuleDialog>() && topLevel<RuleDialog>()->isSettled(); }});
    steps.push_back({QStringLiteral("alert-channel"),
                     [this] {
                         closeTop<RuleDialog>();
                         Q_EMIT view()->alerts()->channelWanted({});
                     },
                     [] { return topLevel<ChannelDialog>(); }});
    steps.push_back({QStringLiteral("alert-routing"),
                     [this] {
                         closeTop<ChannelDialog>();
                         Q_EMIT view()->alerts()->routingWanted();
                     },
                     [] { return topLevel<RoutingDialog>(); }});
    steps.push_back({QString(),
                     [this] {
                         closeTop<RoutingDialog>();
                         perform(Command::ShowAlerts);
                     },
                     {}});
}

/// Through the dialog, as a person does it.
void Tour::addInstall(std::vector<Step>& steps, const char* id, const char* picture) const {
    using tributary::ui::InstallDialog;
    steps.push_back({QLatin1String(picture), [this, id] { view()->plugins()->install(id); },
                     [] { return topLevel<InstallDialog>() && topLevel<InstallDialog>()->isAsking(); }});
    steps.push_back({QString(), [] { topLevel<InstallDialog>()->install(); },
                     [this, id] {
                         const auto* card = view()->plugins()->watch().picture()->find(id);
                         return card && card->installed && !topLevel<InstallDialog>();
                     }});
}

void Tour::addPluginSteps(std::vector<Step>& steps) const {
    using tributary::ui::PluginsPage;
    using tributary::ui::RunView;
    steps.push_back({QStringLiteral("plugins-catalogue"),
                     [this] {
                         perform(Command::ShowPlugins);
                         view()->plugins()->showTab(PluginsPage::Tab::Catalogue);
                     },
                     [this] {
                         view()->plugins()->choose("sankey");
                         return view()->plugins()->watch().picture()->find("sankey") != nullptr;
                     }});
    addInstall(steps, "sankey", "plugin-install");
    addInstall(steps, "pii-mask", "");
    addInstall(steps, "xlsx", "");
    steps.push_back({QStringLiteral("plugins-installed"),
                     [this] {
                         view()->plugins()->showTab(PluginsPage::Tab::Installed);
                         view()->plugins()->choose("pii-mask");
                     },
                     {}});
    steps.push_back(
        {QString(),
         [this] {
             tributary::ui::NewQuery query;
             query.title = QStringLiteral("flows");
             query.sql = QStringLiteral(
                 "SELECT g.name AS region, k.name AS target, sum(l.quantity)::DOUBLE AS sold\n"
                 "FROM shop.main.order_lines l\n"
                 "JOIN shop.main.orders o ON o.order_id = l.order_id\n"
                 "JOIN shop.main.products p ON p.product_id = l.product_id\n"
                 "JOIN shop.main.categories k ON k.category_id = p.category_id\n"
                 "JOIN shop.main.stores s ON s.store_id = o.store_id\n"
                 "JOIN shop.main.regions g ON g.region_id = s.region_id\n"
                 "GROUP BY ALL ORDER BY ALL;\n");
             view()->openQuery(query);
             perform(Command::RunStatement);
         },
         [this] { return ran() && !view()->steps()->of(tributary::plugin::Kind::Visual).empty(); }});
    steps.push_back({QStringLiteral("visual-sankey"),
                     [this] {
                         showResultPage(static_cast<int>(RunView::Tab::Visual));
                         result()->visualPage().setConfig(
                             {{"source", "region"}, {"target", "target"}, {"value", "sold"}});
                     },
                     [this] { return result()->visualPage().isDrawn(); }});
    steps.push_back({QStringLiteral("process-dialog"), [this] { Q_EMIT result()->processAsked(); },
                     [] { return topLevel<tributary::ui::ProcessDialog>(); }});
    steps.push_back({QStringLiteral("export-plugin"),
                     [this] {
                         closeTop<tributary::ui::ProcessDialog>();
                         result()->openExport();
                         topLevel<tributary::ui::ExportDialog>()->setExporter("xlsx");
                     },
                     [] { return topLevel<tributary::ui::ExportDialog>(); }});
    steps.push_back({QString(), [] { closeTop<tributary::ui::ExportDialog>(); }, {}});
}

std::vector<Step> Tour::steps() {
    std::vector<Step> steps;
    steps.push_back({QStringLiteral("welcome"), [] {}, [this] { return view() != nullptr; }});
    addQuerySteps(steps);
    addDialogSteps(steps);
    addLineageSteps(steps);
    addAlertSteps(steps);
    addPluginSteps(steps);
    return steps;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: tributary_shots DIR light|dark en|zh_CN\n");
        return 2;
    }
    QTemporaryDir home;
    qputenv("XDG_DATA_HOME", home.path().toUtf8());
    QApplication app(argc, argv);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setQuitOnLastWindowClosed(false);
    const QString theme = QString::fromLocal8Bit(argv[2]);
    const QString language = QString::fromLocal8Bit(argv[3]);
    tributary::desktop::StartOptions options;
    options.workspace = home.filePath(QStringLiteral("my-work.tributary"));
    options.preferencesFile = home.filePath(QStringLiteral("desktop.ini"));
    {
        tributary::ui::Preferences preferences(options.preferencesFile);
        preferences.setThemeMode(theme == QLatin1String("dark") ? tributary::ui::Theme::Mode::Dark
                                                                : tributary::ui::Theme::Mode::Light);
        preferences.setLanguage(language);
    }
    Application application(options);
    application.start();
    application.window()->setGeometry(0, 0, 1440, 900);
    Tour tour(application);
    tributary::shots::ShotTaker taker(QString::fromLocal8Bit(argv[1]), theme + QLatin1Char('-') + language,
                                      tour.steps());
    QObject::connect(&taker, &tributary::shots::ShotTaker::finished, &app,
                     [](bool ok) { QCoreApplication::exit(ok ? 0 : 1); });
    taker.start();
    return QApplication::exec();
}
