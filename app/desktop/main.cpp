// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QCommandLineParser>
#include <QtWidgets/QApplication>
#include <QtWidgets/QStyleFactory>

#include <cstdio>
#include <cstdlib>

#include "app/desktop/application.h"
#include "app/desktop/quit_signals.h"

namespace {

/// Qt ends a program without a display by abort(), after a paragraph about plugins. Until QApplication stands
/// this takes its place.
void explainMissingDisplay(QtMsgType type, const QMessageLogContext&, const QString& message) {
    if (type != QtFatalMsg) {
        std::fprintf(stderr, "%s\n", qPrintable(message.trimmed()));
        return;
    }
    const QString display = qEnvironmentVariable("WAYLAND_DISPLAY", qEnvironmentVariable("DISPLAY"));
    std::fprintf(stderr,
                 "tributary-desktop: no window can be opened: %s\n"
                 "Start it inside a desktop session, over ssh with -X, or use the command line: tributary "
                 "--help\n",
                 display.isEmpty()
                     ? "neither DISPLAY nor WAYLAND_DISPLAY is set"
                     : qPrintable(QStringLiteral("the display %1 does not answer").arg(display)));
    std::_Exit(1);
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication::setAttribute(Qt::AA_EnableHighDpiScaling);
    QCoreApplication::setAttribute(Qt::AA_UseHighDpiPixmaps);
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    tributary::desktop::QuitSignals signals;  // before Qt starts threads of its own
    const QtMessageHandler usual = qInstallMessageHandler(explainMissingDisplay);
    QApplication app(argc, argv);
    qInstallMessageHandler(usual);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QCoreApplication::setApplicationName(QStringLiteral("Tributary"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TRIBUTARY_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("tributary-desktop"));
    QApplication::setQuitOnLastWindowClosed(
        false);  // the window says when: changing the language replaces it

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "A workbench for all databases you use, together."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption workspace(QStringLiteral("workspace"),
                                       QCoreApplication::translate("main", "Open this workspace file."),
                                       QStringLiteral("FILE"), qEnvironmentVariable("TRIBUTARY_WORKSPACE"));
    const QCommandLineOption demo(QStringLiteral("demo"),
                                  QCoreApplication::translate("main", "Open the demo workspace."));
    const QCommandLineOption safeStart(QStringLiteral("safe-start"),
                                       QCoreApplication::translate("main", "Start without plugins."));
    parser.addOptions({workspace, demo, safeStart});
    parser.process(app);

    tributary::desktop::StartOptions options;
    options.workspace = parser.value(workspace);
    options.demo = parser.isSet(demo);
    options.safeStart = parser.isSet(safeStart);
    tributary::desktop::Application application(std::move(options));
    QObject::connect(&signals, &tributary::desktop::QuitSignals::quitWanted, &application, [&application] {
        if (!application.window()) return QCoreApplication::quit();
        application.window()->close();
    });
    application.start();
    return QApplication::exec();
}
