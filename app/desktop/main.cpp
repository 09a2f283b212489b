// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QCommandLineParser>
#include <QtWidgets/QApplication>
#include <QtWidgets/QStyleFactory>

#include "app/desktop/application.h"

int main(int argc, char** argv) {
    QCoreApplication::setAttribute(Qt::AA_EnableHighDpiScaling);
    QCoreApplication::setAttribute(Qt::AA_UseHighDpiPixmaps);
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication app(argc, argv);
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
    parser.addOptions({workspace, demo});
    parser.process(app);

    tributary::desktop::StartOptions options;
    options.workspace = parser.value(workspace);
    options.demo = parser.isSet(demo);
    tributary::desktop::Application application(std::move(options));
    application.start();
    return QApplication::exec();
}
