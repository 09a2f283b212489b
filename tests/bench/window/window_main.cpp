// SPDX-License-Identifier: GPL-3.0-or-later
// tributary_window_bench WORKSPACE TABLE SLOW: times what a person waits for in the real window.
// TABLE has ten million rows, SLOW is a statement that keeps a server busy for a long time.
// Run by window.py, under a display.
#include <QtCore/QDateTime>
#include <QtCore/QTemporaryDir>
#include <QtWidgets/QApplication>
#include <QtWidgets/QStyleFactory>
#include <cstdio>

#include "tests/bench/window/window_bench.h"

namespace {

using tributary::bench::Measurement;
using tributary::bench::WindowBench;
using tributary::ui::Run;

uint64_t rowsShown(const WindowBench& bench) {
    const Run* run = bench.run();
    return run && run->store ? run->store->rowCount() : 0;
}

bool isIdle(const WindowBench& bench) {
    return bench.view() && (!bench.tab() || !bench.tab()->isRunning());
}

QString wideSelect() {
    QStringList items;
    for (int i = 0; i < 500; i++) {
        items << (i % 2 ? QStringLiteral("(i * %1) % 1000 AS c%1").arg(i)
                        : QStringLiteral("'text ' || (i + %1) AS c%1").arg(i));
    }
    return QStringLiteral("SELECT %1 FROM range(10000) t(i)").arg(items.join(QStringLiteral(", ")));
}

/// Opens `sql` in a tab of its own; done when its first rows are painted.
Measurement firstRows(WindowBench& bench, const QString& name, const QString& sql) {
    Measurement out;
    out.name = name;
    out.quiet = [&bench] { return isIdle(bench); };
    out.act = [&bench, sql] { bench.open(sql); };
    out.reached = [&bench] { return rowsShown(bench) > 0; };
    out.painted = true;
    return out;
}

std::vector<Measurement> measurements(WindowBench& bench, const QString& table, const QString& slow) {
    const QString all = QStringLiteral("SELECT * FROM %1").arg(table);
    std::vector<Measurement> out = {firstRows(bench, QStringLiteral("first_rows_cold"), all)};
    for (int i = 0; i < 3; i++) out.push_back(firstRows(bench, QStringLiteral("first_rows"), all));
    Measurement wide = firstRows(bench, QStringLiteral("wide"), wideSelect());
    wide.reached = [&bench] { return rowsShown(bench) == 10'000 && bench.run()->isEnded(); };
    wide.settled = true;
    out.push_back(wide);
    Measurement cancel;
    cancel.name = QStringLiteral("cancel");
    cancel.before = [&bench, slow] { bench.open(slow); };
    cancel.quiet = [&bench] {
        const Run* run = bench.run();
        return run && run->state == Run::State::Running &&
               run->elapsedAt(QDateTime::currentMSecsSinceEpoch()) > 1500;
    };
    cancel.act = [&bench] { bench.tab()->cancel(); };
    cancel.reached = [&bench] { return !bench.tab()->isRunning(); };
    out.push_back(cancel);
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: tributary_window_bench WORKSPACE TABLE SLOW-STATEMENT\n");
        return 2;
    }
    QTemporaryDir home;
    QApplication app(argc, argv);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setQuitOnLastWindowClosed(false);
    tributary::desktop::StartOptions options;
    options.workspace = QString::fromLocal8Bit(argv[1]);
    options.preferencesFile = home.filePath(QStringLiteral("desktop.ini"));
    tributary::desktop::Application application(options);
    application.start();
    application.window()->setGeometry(0, 0, 1440, 900);
    WindowBench bench(application);
    QObject::connect(&bench, &WindowBench::finished, &app,
                     [](bool ok) { QCoreApplication::exit(ok ? 0 : 1); });
    bench.start(measurements(bench, QString::fromLocal8Bit(argv[2]), QString::fromLocal8Bit(argv[3])));
    return QApplication::exec();
}
