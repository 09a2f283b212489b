// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QtTest>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QToolButton>

#include "tests/ui/fake/plugin_bench.h"
#include "tests/ui/fake/plugin_page_hands.h"
#include "tests/ui/results/store_of.h"
#include "ui/plugins/install_dialog.h"
#include "ui/plugins/permission_list.h"
#include "ui/plugins/plugins_page.h"

namespace tributary::ui {

using namespace testing;

constexpr int kPatience = 20'000;

#define EVENTUALLY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, kPatience)

/// The plugin manager over a real folder of plugins and the repository of those that come with the program.
class PluginManagerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void cleanup();
    void theCatalogueHasTheShippedPluginsBySearchAndKind();
    void aShippedPluginIsInstalledAfterItsPermissionsWereShown();
    void whatIsRefusedIsNotInstalled();
    void disabledItCannotBeUsedAndEnabledItCan();
    void aPermissionTakenBackCountsForTheNextUse();
    void theVersionBeforeCanBeUsedAgain();
    void removedItMayKeepItsData();
    void unsignedOnesNeedTheDeveloperMode();
    void aRevokedOneSaysSoAndDoesNotRun();
    void afterThreeCrashesItRestsUntilLetBackIn();
    void whileItRunsItsMemoryAndTimeAreShown();
    void aSafeStartShowsThemAllAndLetsThemBeManaged();
    void aDriverFoundHereIsInstalledWithAButtonAndMarked();
    void aKeyIsTrustedInTheWindow();
    void rightsOfOneThatIsChosenReplaceThoseOfTheOther();

  private:
    void show();
    void look(const std::string& id);
    void page(const QString& tab);
    MadePlugin made(const char* version = "1.0.0") const;
    QString use(const char* what);
    QAbstractButton* button(const QString& text) { return testing::button(*m_page, text); }
    RecordTable& installed() { return *table(*m_page, QStringLiteral("Installed plugins")); }
    bool isInstalled(const char* id) { return idsOf(installed()).contains(QLatin1String(id)); }

    std::unique_ptr<PluginBench> m_bench;
    std::unique_ptr<Background> m_background;
    Theme m_theme;
    std::unique_ptr<PluginWatch> m_watch;
    std::unique_ptr<PluginsPage> m_page;
    duckdb::DuckDB m_database{nullptr};
};

void PluginManagerTest::init() {
    m_bench = std::make_unique<PluginBench>();
    m_background = std::make_unique<Background>();
}

void PluginManagerTest::cleanup() {
    m_page.reset();
    m_watch.reset();
    m_background.reset();  // ends what still runs before the rest goes
    m_bench.reset();
}

void PluginManagerTest::show() {
    m_watch = std::make_unique<PluginWatch>(m_bench->parts().services, *m_background);
    m_page = std::make_unique<PluginsPage>(m_theme, *m_background, *m_watch);
    m_page->resize(1200, 800);
    m_page->show();
    EVENTUALLY(m_watch->isLoaded());
}

void PluginManagerTest::look(const std::string& id) {
    EVENTUALLY(isInstalled(id.c_str()));
    m_page->showTab(PluginsPage::Tab::Installed);
    m_page->choose(id);
    EVENTUALLY(said(*m_page).contains(QStringLiteral("Version ")));
}

/// Of the plugin that is chosen.
void PluginManagerTest::page(const QString& tab) {
    for (auto* bar : m_page->findChildren<QTabBar*>()) {
        for (int i = 0; i < bar->count(); ++i)
            if (bar->tabText(i) == tab) return bar->setCurrentIndex(i);
    }
    QFAIL(qPrintable(tab));
}

MadePlugin PluginManagerTest::made(const char* version) const {
    MadePlugin out;
    out.version = version;
    out.library = HOSTILE_STEPS;
    out.fields = R"([{"key": "what", "label": "What", "kind": "text"}])";
    return out;
}

/// What processing a row with it comes to: "rows", or the error.
QString PluginManagerTest::use(const char* what) {
    plugin::ChosenRows rows;
    rows.view = result::StoreView(storeOf(m_database, "SELECT 1 AS n"));
    const auto done =
        m_bench->parts().steps.process("made", {{"what", what}}, {rows}, *m_database.instance, CancelToken());
    return done ? QStringLiteral("rows") : QString::fromStdString(done.error().text());
}

void PluginManagerTest::theCatalogueHasTheShippedPluginsBySearchAndKind() {
    show();
    m_page->showTab(PluginsPage::Tab::Catalogue);
    auto* catalogue = table(*m_page, QStringLiteral("Catalogue"));
    QVERIFY(catalogue);
    QVERIFY2(idsOf(*catalogue).size() >= 18, qPrintable(idsOf(*catalogue).join(',')));
    QVERIFY(idsOf(installed()).isEmpty());
    auto* search = m_page->findChild<QLineEdit*>();
    search->setText(QStringLiteral("heatmap"));
    QCOMPARE(idsOf(*catalogue), QStringList{"calendar-heatmap"});
    search->setText(QStringLiteral("nothing is called like this"));
    QVERIFY(idsOf(*catalogue).isEmpty());
    QVERIFY(said(*m_page).contains(QStringLiteral("No repository offers anything that fits.")));
    search->clear();
    auto* kind = m_page->findChild<QComboBox*>();
    kind->setCurrentIndex(kind->findText(QStringLiteral("Notifier")));
    QStringList notifiers = idsOf(*catalogue);
    notifiers.sort();
    QCOMPARE(notifiers, (QStringList{"dingtalk", "feishu", "webhook", "wecom"}));
}

void PluginManagerTest::aShippedPluginIsInstalledAfterItsPermissionsWereShown() {
    show();
    QSignalSpy changed(m_watch.get(), &PluginWatch::setChanged);
    m_page->showTab(PluginsPage::Tab::Catalogue);
    m_page->choose("webhook");
    EVENTUALLY(button(QStringLiteral("Install")));
    button(QStringLiteral("Install"))->click();
    auto* dialog = openWindow<InstallDialog>();
    QVERIFY(dialog);
    EVENTUALLY(dialog->isAsking());
    EVENTUALLY(said(*dialog).contains(QStringLiteral("It may:")));
    for (const auto* label : dialog->findChildren<QLabel*>()) {
        if (label->wordWrap() && label->isVisible())
            EVENTUALLY(label->height() >= label->heightForWidth(label->width()));
    }
    QVERIFY2(said(*dialog).contains(QStringLiteral("Connect to the host")), qPrintable(said(*dialog)));
    QVERIFY(!isInstalled("webhook"));
    QVERIFY(!m_bench->home().store().plugin("webhook"));
    dialog->install();
    EVENTUALLY(isInstalled("webhook"));
    EVENTUALLY(changed.count() > 0);
    QCOMPARE(cellsOf(installed(), QStringLiteral("webhook")).at(1), QStringLiteral("1.0.0"));
    QVERIFY(m_bench->home().store().plugin("webhook"));
}

void PluginManagerTest::whatIsRefusedIsNotInstalled() {
    show();
    m_page->install("sankey");
    auto* dialog = openWindow<InstallDialog>();
    QVERIFY(dialog);
    EVENTUALLY(dialog->isAsking());
    testing::button(*dialog, QStringLiteral("Cancel"))->click();
    EVENTUALLY(!openWindow<InstallDialog>());
    EVENTUALLY(m_background->isIdle());
    QVERIFY(!m_bench->home().store().plugin("sankey"));
    QVERIFY(!QDir(m_bench->path(QStringLiteral("plugins/sankey"))).exists());
}

void PluginManagerTest::disabledItCannotBeUsedAndEnabledItCan() {
    QVERIFY(m_bench->install(made()));
    QCOMPARE(use("wide"), QStringLiteral("rows"));
    show();
    look("made");
    button(QStringLiteral("Disable"))->click();
    EVENTUALLY(button(QStringLiteral("Enable")));
    QVERIFY2(use("wide").contains(QStringLiteral("is disabled")), qPrintable(use("wide")));
    QCOMPARE(cellsOf(installed(), QStringLiteral("made")).at(3), QStringLiteral("Disabled"));
    button(QStringLiteral("Enable"))->click();
    EVENTUALLY(button(QStringLiteral("Disable")));
    QCOMPARE(use("wide"), QStringLiteral("rows"));
}

void PluginManagerTest::aPermissionTakenBackCountsForTheNextUse() {
    MadePlugin wanting = made();
    wanting.permissions = R"({"network": ["example.com:443"], "files": {"read": ["/etc/hostname"]}})";
    QVERIFY(m_bench->install(wanting));
    show();
    look("made");
    page(QStringLiteral("Permissions"));
    auto* rights = m_page->findChild<PermissionList*>();
    const auto boxes = rights->findChildren<QCheckBox*>();
    QCOMPARE(boxes.size(), 2);
    for (auto* box : boxes) {
        QVERIFY(box->isChecked());
        if (box->text().contains(QStringLiteral("example.com"))) box->click();
    }
    EVENTUALLY(m_bench->home().store().plugin("made")->granted.network.empty());
    const auto granted = m_bench->home().store().plugin("made")->granted;
    QCOMPARE(granted.readFiles, (std::vector<std::string>{"/etc/hostname"}));
    // The next process gets what is granted now, and nothing else.
    const auto grants = *plugin::connectionGrants(*m_bench->home().store().plugin("made"), {});
    QVERIFY(grants.networkHosts.empty());
    QCOMPARE(grants.readPaths.size(), size_t(1));
    for (auto* box : rights->findChildren<QCheckBox*>())
        if (!box->isChecked()) box->click();
    EVENTUALLY(m_bench->home().store().plugin("made")->granted.network.size() == 1);
}

void PluginManagerTest::theVersionBeforeCanBeUsedAgain() {
    QVERIFY(m_bench->install(made("1.0.0")));
    QVERIFY(m_bench->install(made("1.1.0")));
    show();
    look("made");
    QCOMPARE(cellsOf(installed(), QStringLiteral("made")).at(1), QStringLiteral("1.1.0"));
    QVERIFY(said(*m_page).contains(QStringLiteral("Kept for a way back: 1.0.0")));
    button(QStringLiteral("Roll back"))->click();
    EVENTUALLY(cellsOf(installed(), QStringLiteral("made")).at(1) == QStringLiteral("1.0.0"));
    EVENTUALLY(!button(QStringLiteral("Roll back")));
    QCOMPARE(use("wide"), QStringLiteral("rows"));
}

void PluginManagerTest::removedItMayKeepItsData() {
    for (const bool withData : {false, true}) {
        QVERIFY(m_bench->install(made()));
        const auto folder = m_bench->home().store().makeDataFolder("made");
        QVERIFY(folder);
        QFile kept(QString::fromStdString((*folder / "kept").string()));
        QVERIFY(kept.open(QIODevice::WriteOnly));
        kept.close();
        if (!m_page) show();
        look("made");
        button(QStringLiteral("Remove…"))->click();
        auto* box = openWindow<QMessageBox>();
        QVERIFY(box);
        box->findChild<QCheckBox*>()->setChecked(withData);
        testing::button(*box, QStringLiteral("Remove"))->click();
        EVENTUALLY(!isInstalled("made"));
        QVERIFY(!m_bench->home().store().plugin("made"));
        QCOMPARE(kept.exists(), !withData);
    }
}

void PluginManagerTest::unsignedOnesNeedTheDeveloperMode() {
    show();
    const std::string file = m_bench->package(made());
    m_page->install(file);
    auto* dialog = openWindow<InstallDialog>();
    QVERIFY(dialog);
    EVENTUALLY(testing::button(*dialog, QStringLiteral("Close")));
    QVERIFY2(said(*dialog).contains(QStringLiteral("developer mode"), Qt::CaseInsensitive),
             qPrintable(said(*dialog)));
    for (const auto* label : dialog->findChildren<QLabel*>()) {
        if (label->wordWrap() && label->isVisible())
            EVENTUALLY(label->height() >= label->heightForWidth(label->width()));
    }
    testing::button(*dialog, QStringLiteral("Close"))->click();
    QVERIFY(!m_bench->home().store().plugin("made"));

    QAction* developer = nullptr;
    for (auto* action : m_page->findChildren<QAction*>())
        if (action->isCheckable() && action->text().startsWith(QStringLiteral("Developer mode")))
            developer = action;
    QVERIFY(developer);
    developer->trigger();
    EVENTUALLY(m_watch->picture()->developerMode);
    EVENTUALLY(!openWindow<InstallDialog>());
    m_page->install(file);
    dialog = openWindow<InstallDialog>();
    QVERIFY(dialog);
    EVENTUALLY(dialog->isAsking());
    QVERIFY2(said(*dialog).contains(QStringLiteral("SHA-256")), qPrintable(said(*dialog)));
    dialog->install();
    EVENTUALLY(isInstalled("made"));
}

void PluginManagerTest::aRevokedOneSaysSoAndDoesNotRun() {
    QVERIFY(m_bench->install(made()));
    show();
    look("made");
    QCOMPARE(use("wide"), QStringLiteral("rows"));
    QVERIFY(m_bench->home().trust().revoke(m_bench->key().publicKey().keyId(), "its key was stolen"));
    EVENTUALLY(said(*m_page).contains(QStringLiteral("its key was stolen")));
    QVERIFY2(use("wide").contains(QStringLiteral("its key was stolen")), qPrintable(use("wide")));
    QCOMPARE(cellsOf(installed(), QStringLiteral("made")).at(3), QStringLiteral("Revoked"));
}

void PluginManagerTest::afterThreeCrashesItRestsUntilLetBackIn() {
    QVERIFY(m_bench->install(made()));
    show();
    look("made");
    const QString first = use("crash");
    QVERIFY2(first.contains(QStringLiteral("abort")), qPrintable(first));
    // It rests for one and for five seconds in between.
    EVENTUALLY(
        (use("crash"), m_bench->supervisor().status("made")->state == plugin::PluginState::Quarantined));
    EVENTUALLY(button(QStringLiteral("Let it start again")));
    EVENTUALLY(cellsOf(installed(), QStringLiteral("made")).at(3) == QStringLiteral("Quarantined"));
    QVERIFY(said(*m_page).contains(QStringLiteral("It crashed 3 times within ten minutes")));
    page(QStringLiteral("Crashes"));
    EVENTUALLY(said(*m_page).contains(QStringLiteral("During:")));
    page(QStringLiteral("Log"));
    EVENTUALLY(said(*m_page).contains(QStringLiteral("started 1.0.0")));
    QVERIFY(!use("wide").contains(QStringLiteral("rows")));
    button(QStringLiteral("Let it start again"))->click();
    EVENTUALLY(!button(QStringLiteral("Let it start again")));
    QCOMPARE(use("wide"), QStringLiteral("rows"));
}

void PluginManagerTest::whileItRunsItsMemoryAndTimeAreShown() {
    QVERIFY(m_bench->install(made()));
    show();
    look("made");
    QCOMPARE(cellsOf(installed(), QStringLiteral("made")).at(4), QString());
    const auto row = storeOf(m_database, "SELECT 1 AS n");
    plugin::ChosenRows rows;
    rows.view = result::StoreView(row);
    bool ended = false;
    const CancelToken token = m_background->run(
        this,
        [&steps = m_bench->parts().steps, rows, &database = *m_database.instance](const CancelToken& stop) {
            return steps.process("made", {{"what", "never"}}, {rows}, database, stop).has_value();
        },
        [&ended](bool) { ended = true; }, Background::Lane::OwnThread);
    EVENTUALLY(!cellsOf(installed(), QStringLiteral("made")).at(4).isEmpty());
    QVERIFY(!cellsOf(installed(), QStringLiteral("made")).at(5).isEmpty());
    QVERIFY(said(*m_page).contains(QStringLiteral("1 running")));
    EVENTUALLY(button(QStringLiteral("Stop")));
    button(QStringLiteral("Stop"))->click();
    EVENTUALLY(ended);
    EVENTUALLY(cellsOf(installed(), QStringLiteral("made")).at(4).isEmpty());
}

void PluginManagerTest::aSafeStartShowsThemAllAndLetsThemBeManaged() {
    QVERIFY(m_bench->install(made()));
    QVERIFY(m_bench->home().store().setEnabled("made", false));
    m_bench->reopen(PluginBench::Start::Safe);
    show();
    m_page->tellSafeStart();
    look("made");
    QVERIFY(said(*m_page).contains(QStringLiteral("started without plugins")));
    button(QStringLiteral("Enable"))->click();
    EVENTUALLY(button(QStringLiteral("Disable")));
    QVERIFY(m_bench->home().store().plugin("made")->enabled);
    QVERIFY2(use("wide").contains(QStringLiteral("--safe-start")), qPrintable(use("wide")));
    cleanup();
    init();  // another folder: nothing of it is left behind
    QVERIFY(!m_bench->home().store().plugin("made"));
}

void PluginManagerTest::aDriverFoundHereIsInstalledWithAButtonAndMarked() {
    const QString folder = m_bench->path(QStringLiteral("drivers"));
    QVERIFY(QDir().mkpath(folder));
    const QString library = folder + QStringLiteral("/libmade.so");  // its plugin is called "made"
    QVERIFY(QFile::copy(QStringLiteral(HOSTILE_STEPS), library));
    QFile manifest(folder + QStringLiteral("/near.toml"));
    QVERIFY(manifest.open(QIODevice::WriteOnly));
    manifest.write("name = \"Near driver\"\n[Driver]\nshared = \"" + library.toUtf8() + "\"\n");
    manifest.close();
    qputenv("ADBC_DRIVER_PATH", folder.toUtf8());
    show();
    m_page->showTab(PluginsPage::Tab::Found);
    auto* found = table(*m_page, QStringLiteral("Drivers on this computer"));
    EVENTUALLY(idsOf(*found).contains(QStringLiteral("near")));
    m_page->choose("near");
    EVENTUALLY(button(QStringLiteral("Install")));
    QVERIFY(said(*m_page).contains(library));
    QVERIFY(cellsOf(*found, QStringLiteral("near")).at(2).isEmpty());
    button(QStringLiteral("Install"))->click();
    auto* dialog = openWindow<InstallDialog>();
    QVERIFY(dialog);
    dialog->reject();
    EVENTUALLY(m_background->isIdle());
    auto wrapped = made();
    wrapped.id = "adbc-made";  // what a bare libmade.so is called
    QVERIFY(m_bench->install(wrapped));
    EVENTUALLY(cellsOf(*found, QStringLiteral("near")).at(2) == QStringLiteral("yes"));
    EVENTUALLY(button(QStringLiteral("Disable")));
    QVERIFY(!button(QStringLiteral("Install")));
    qunsetenv("ADBC_DRIVER_PATH");
}

void PluginManagerTest::aKeyIsTrustedInTheWindow() {
    show();
    const auto key = plugin::SecretKey::generate().publicKey();
    auto* dialog =
        new TrustDialog(TrustDialog::What::Key, m_theme, *m_background, m_watch->services(), m_page.get());
    QSignalSpy done(dialog, &TrustDialog::done);
    dialog->open();
    const auto line = [&](const char* name) -> QLineEdit* {
        for (auto* one : dialog->findChildren<QLineEdit*>())
            if (one->accessibleName() == QLatin1String(name)) return one;
        return nullptr;
    };
    auto* agree = testing::button(*dialog, QStringLiteral("Trust this key"));
    QVERIFY(agree && !agree->isEnabled());
    line("Key")->setText(QStringLiteral("RWnonsense"));
    EVENTUALLY(m_background->isIdle());
    QVERIFY(!agree->isEnabled());
    line("Key")->setText(QString::fromStdString(key.base64()));
    line("Whose it is")->setText(QStringLiteral("Ann"));
    EVENTUALLY(agree->isEnabled());
    QVERIFY2(said(*dialog).contains(QString::fromStdString(key.keyId())), qPrintable(said(*dialog)));
    QVERIFY(m_bench->home().trust().keys()->empty());
    agree->click();
    EVENTUALLY(done.count() == 1);
    const auto keys = m_bench->home().trust().keys();
    QCOMPARE(keys->size(), size_t(1));
    QVERIFY(keys->front().key == key);
    QCOMPARE(keys->front().comment, std::string("Ann"));
}

void PluginManagerTest::rightsOfOneThatIsChosenReplaceThoseOfTheOther() {
    PermissionList list(m_theme);
    plugin::Permissions some;
    some.network = {"example.com:443"};
    list.setSwitches(some, some);
    QCOMPARE(list.findChildren<QCheckBox*>().size(), 1);
    list.tell(some);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCOMPARE(list.findChildren<QCheckBox*>().size(), 0);
    list.setSwitches(some, some);
    QCOMPARE(list.findChildren<QCheckBox*>().size(), 1);
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::PluginManagerTest)
#include "plugin_manager_test.moc"
