// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QtTest>
#include <cstdio>

#include "tests/ui/fake/plugin_bench.h"
#include "tests/ui/fake/plugin_page_hands.h"
#include "tests/ui/results/store_of.h"
#include "ui/explorer/explorer_model.h"
#include "ui/plugins/install_dialog.h"
#include "ui/plugins/plugins_page.h"
#include "ui/results/process_dialog.h"
#include "ui/results/result_pane.h"
#include "ui/results/run_view.h"
#include "ui/results/visual_page.h"
#include "ui/session/query_runner.h"
#include "ui/steps/step_catalog.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

using namespace testing;

constexpr int kPatience = 60'000;
#define EVENTUALLY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, kPatience)

/// How long the event loop went without coming round: a timer of ten milliseconds, the longest wait between
/// two of its ticks.
class LoopWatch : public QObject {
  public:
    LoopWatch() {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(kTickMs);
        connect(&m_timer, &QTimer::timeout, this,
                [this] { m_longest = std::max(m_longest, m_since.restart()); });
    }
    void start() {
        m_longest = 0;
        m_since.start();
        m_timer.start();
    }
    qint64 stop() {
        QCoreApplication::processEvents();
        m_timer.stop();
        return std::max<qint64>(0, std::max(m_longest, m_since.elapsed()) - kTickMs);
    }

  private:
    static constexpr int kTickMs = 10;
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
};

/// Bad plugins at work through what the window uses, and what of it a person feels. The figure is the longest
/// time the event loop stood still; `./dev bench stalls` asks for at most 100 ms (TRIBUTARY_STALL_MS), an
/// ordinary run, beside whatever else the computer does, for a second.
class PluginStallTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void aVisualThat_data();
    void aVisualThat();
    void aProcessorThat_data();
    void aProcessorThat();
    void aSourceThat_data();
    void aSourceThat();
    void anInstallThat_data();
    void anInstallThat();
    void theManagerWhileOneFloodsItsLog();

  private:
    void told(const char* place, const QString& outcome = {});
    plugin::ChosenRows rows();

    std::unique_ptr<PluginBench> m_bench;
    std::unique_ptr<Background> m_background;
    Theme m_theme;
    duckdb::DuckDB m_database{nullptr};
    LoopWatch m_watch;
    qint64 m_bar = 1000;
    std::vector<QString> m_table;
};

void PluginStallTest::initTestCase() {
    if (qEnvironmentVariableIsSet("TRIBUTARY_STALL_MS"))
        m_bar = qEnvironmentVariableIntValue("TRIBUTARY_STALL_MS");
    m_bench = std::make_unique<PluginBench>();
    m_background = std::make_unique<Background>();
    MadePlugin steps;
    steps.kinds = {"processor", "visual"};
    steps.library = HOSTILE_STEPS;
    steps.permissions = R"({"memory_mb": 1024, "call_timeout_s": 60})";
    steps.fields = R"([{"key": "what", "label": "What", "kind": "text"}])";
    QVERIFY(m_bench->install(steps));
    MadePlugin source;
    source.id = "hostile";
    source.kinds = {"source"};
    source.library = HOSTILE_FOLDER "/libhostile.so";
    source.symbol = "HostileInit";
    source.adbc = true;
    source.permissions = R"({"memory_mb": 256, "call_timeout_s": 5})";
    QVERIFY(m_bench->install(source));
    QVERIFY(m_bench->home().store().setDeveloperMode(true));
    QVERIFY(m_bench->application().reloadSources());
}

void PluginStallTest::cleanupTestCase() {
    m_background.reset();
    m_bench.reset();
    std::printf("\nlongest stall of the event loop (ms)\n");
    for (const auto& line : m_table) std::printf("%s\n", qPrintable(line));
    std::fflush(stdout);
}

void PluginStallTest::told(const char* place, const QString& outcome) {
    const qint64 stalled = m_watch.stop();
    const QString what =
        QStringLiteral("%1 %2").arg(QLatin1String(place), QLatin1String(QTest::currentDataTag()));
    m_table.push_back(QStringLiteral("%1  %2  %3").arg(stalled, 5).arg(what, -42).arg(outcome));
    QVERIFY2(stalled <= m_bar, qPrintable(QStringLiteral("%1: %2 ms").arg(what).arg(stalled)));
}

plugin::ChosenRows PluginStallTest::rows() {
    plugin::ChosenRows out;
    out.view = result::StoreView(storeOf(m_database, "SELECT range AS n FROM range(1000)"));
    return out;
}

void PluginStallTest::aVisualThat_data() {
    QTest::addColumn<bool>("ends");
    QTest::newRow("giant") << true;
    QTest::newRow("line") << true;
    QTest::newRow("texts") << true;
    QTest::newRow("pixels") << true;
    QTest::newRow("crash") << false;
    QTest::newRow("never") << false;
}

void PluginStallTest::aVisualThat() {
    QFETCH(bool, ends);
    QVERIFY(m_bench->supervisor().readmit("made"));
    auto visuals = m_bench->parts().steps.available(plugin::Kind::Visual);
    QVERIFY(visuals && visuals->size() == 1);
    VisualPage page(m_theme, *m_background);
    page.resize(1000, 600);
    page.setView(rows().view);
    page.setVisuals(&m_bench->parts().steps, *visuals);
    page.setConfig({{"what", QTest::currentDataTag()}});
    m_watch.start();
    page.show();
    if (ends) {
        EVENTUALLY(page.isDrawn());
        for (int x = 20; x < 600; x += 7) {
            QTest::mouseMove(&page, QPoint(x, 100 + x / 3));
            QCoreApplication::processEvents();
        }
        page.resize(900, 550);
        QTest::qWait(100);
    } else if (qstrcmp(QTest::currentDataTag(), "never") == 0) {
        EVENTUALLY(said(page).contains(QStringLiteral("Drawing")));
        QTest::qWait(300);
        page.setConfig(
            {{"what", "small"}});  // another is wanted: the one that hangs does not keep it waiting
        EVENTUALLY(page.isDrawn());
    } else {
        EVENTUALLY(said(page).contains(QStringLiteral("crash"), Qt::CaseInsensitive) ||
                   said(page).contains(QStringLiteral("abort"), Qt::CaseInsensitive));
    }
    told("visual");
}

void PluginStallTest::aProcessorThat_data() {
    QTest::addColumn<bool>("ends");
    QTest::newRow("endless") << false;
    QTest::newRow("never") << false;
    QTest::newRow("crash") << true;
    QTest::newRow("complain") << true;
    QTest::newRow("wide") << true;
    QTest::newRow("long") << true;
}

void PluginStallTest::aProcessorThat() {
    QFETCH(bool, ends);
    QVERIFY(m_bench->supervisor().readmit("made"));
    auto processors = m_bench->parts().steps.available(plugin::Kind::Processor);
    QVERIFY(processors && processors->size() == 1);
    QPointer<ProcessDialog> dialog =
        new ProcessDialog(m_theme, *m_background, m_bench->parts().steps, *processors, rows(), {});
    std::shared_ptr<result::ResultStore> store;
    connect(dialog, &ProcessDialog::processed, this,
            [&store](const std::shared_ptr<result::ResultStore>& made) { store = made; });
    m_watch.start();
    dialog->show();
    dialog->setConfig({{"what", QTest::currentDataTag()}});
    dialog->start();
    if (!ends) {
        QTest::qWait(1500);
        QVERIFY(dialog);
        dialog->reject();
        EVENTUALLY(!dialog);
        EVENTUALLY(m_background->isIdle());
    } else {
        EVENTUALLY(!dialog || testing::button(*dialog, QStringLiteral("Close")));
    }
    if (store) {  // and shown
        auto run = std::make_shared<Run>();
        run->state = Run::State::Finished;
        run->store = store;
        RunView view(m_theme, *m_background, SourceColors(), run);
        view.resize(1000, 600);
        view.show();
        QTest::qWait(300);
    }
    if (dialog) dialog->close();
    told("processor");
}

void PluginStallTest::aSourceThat_data() {
    QTest::addColumn<QString>("text");
    const auto native = [](const char* name, const char* text) {
        QTest::newRow(name) << QString::fromLatin1(text);
    };
    native("segfaults", "segfault");
    native("aborts", "abort");
    native("overflows its stack", "stack-overflow");
    native("hangs", "loop");
    native("takes all memory", "memory");
    native("never stops talking", "chatter");
    native("gives endless rows", "endless");
    native("gives damaged rows", "malformed offsets");
    native("sends garbage", "garbage");
    native("hangs up", "hang-up");
    native("starts threads", "threads");
}

/// Of an ADBC driver; in a query and in the tree at once.
void PluginStallTest::aSourceThat() {
    QFETCH(QString, text);
    QVERIFY(m_bench->supervisor().readmit("hostile"));
    store::ConnectionRecord record;  // of its own: one that failed would rest a while
    record.name = "bad" + std::to_string(m_table.size());
    record.type = "hostile";
    QVERIFY(m_bench->workbench().saveConnection(record, {}));
    ConnectionList connections(m_bench->workbench(), *m_background, m_theme);
    ExplorerModel tree(connections, m_bench->workbench().federation(), *m_background, m_theme);
    EVENTUALLY(tree.connectionIndex(record.name).isValid());
    QueryRunner runner(m_bench->workbench().federation(), *m_background);
    ResultPane pane(m_theme, *m_background, runner);
    pane.resize(1000, 600);
    pane.show();
    QSignalSpy ended(&runner, &QueryRunner::scriptFinished);
    m_watch.start();
    RunRequest request;
    request.target = record.name;  // as it is, to the driver
    request.statements.push_back({text.toStdString(), 0});
    runner.run(request);
    tree.fetchMore(tree.connectionIndex(record.name));
    // What does not end by itself is stopped, as a person would.
    if (!ended.wait(3000)) runner.cancel();
    EVENTUALLY(ended.count() == 1);
    EVENTUALLY(m_background->isIdle());
    QVERIFY(pane.currentView());
    const auto& run = *pane.currentView()->run();
    told("source", run.error ? make::text(run.error->message).left(90)
                             : QStringLiteral("%1 rows").arg(run.store ? run.store->rowCount() : 0));
}

void PluginStallTest::anInstallThat_data() {
    QTest::addColumn<QString>("library");
    QTest::addColumn<QString>("symbol");
    QTest::newRow("crashes in its constructor") << "libhostile_constructor.so"
                                                << "HostileInit";
    QTest::newRow("misses a symbol") << "libhostile_missing.so"
                                     << "HostileInit";
    QTest::newRow("hangs in its init") << "libhostile.so"
                                       << "HostileInit_loop";
    QTest::newRow("takes all memory in its init") << "libhostile.so"
                                                  << "HostileInit_memory";
    QTest::newRow("was built for another ABI") << "libhostile.so"
                                               << "HostileInit_wrong_abi";
}

void PluginStallTest::anInstallThat() {
    QFETCH(QString, library);
    QFETCH(QString, symbol);
    MadePlugin bad;
    bad.id = "bad";
    bad.kinds = {"source"};
    bad.library = (QStringLiteral(HOSTILE_FOLDER "/") + library).toStdString();
    bad.symbol = symbol.toStdString();
    bad.adbc = true;
    bad.permissions = R"({"memory_mb": 128})";
    const std::string file = m_bench->package(bad);
    m_watch.start();
    QPointer<InstallDialog> dialog =
        new InstallDialog(m_theme, *m_background, m_bench->parts().services, file);
    dialog->show();
    EVENTUALLY(dialog->isAsking());
    dialog->install();
    EVENTUALLY(testing::button(*dialog, QStringLiteral("Close")));
    QVERIFY(!m_bench->home().store().plugin("bad"));
    dialog->close();
    EVENTUALLY(!dialog);
    told("install");
}

void PluginStallTest::theManagerWhileOneFloodsItsLog() {
    QVERIFY(m_bench->supervisor().readmit("made"));
    PluginWatch watch(m_bench->parts().services, *m_background);
    PluginsPage page(m_theme, *m_background, watch);
    page.resize(1200, 800);
    m_watch.start();
    page.show();
    EVENTUALLY(watch.isLoaded());
    page.choose("made");
    for (auto* bar : page.findChildren<QTabBar*>())
        for (int i = 0; i < bar->count(); ++i)
            if (bar->tabText(i) == QStringLiteral("Log")) bar->setCurrentIndex(i);
    bool ended = false;
    const CancelToken token = m_background->run(
        this,
        [&steps = m_bench->parts().steps, input = rows(),
         &database = *m_database.instance](const CancelToken& t) {
            return steps.process("made", {{"what", "flood"}}, {input}, database, t).has_value();
        },
        [&ended](bool) { ended = true; }, Background::Lane::OwnThread);
    QTest::qWait(5000);
    token.cancel();
    EVENTUALLY(ended);
    told("manager");
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::PluginStallTest)
#include "plugin_stall_test.moc"
