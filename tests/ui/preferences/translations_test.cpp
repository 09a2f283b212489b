// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QtTest>
#include <QtXml/QDomDocument>

#include "ui/preferences/language.h"
#include "ui/preferences/preferences.h"

namespace tributary::ui {

class TranslationsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyTextOfTheSourcesIsListed();
    void everyTextIsTranslated();
    void placeholdersSurvive();
    void languageIsSwitched();
    void preferencesAreKept();

  private:
    static QDomDocument document();
    static QDomDocument documentOf(const QString& path);
    static QSet<QString> textsOf(const QDomDocument& document);
    static void copySources(const QString& folder, const QDir& to);
};

QDomDocument TranslationsTest::document() {
    return documentOf(QStringLiteral("resources/translations/tributary_zh_CN.ts"));
}

QDomDocument TranslationsTest::documentOf(const QString& path) {
    QFile file(path);
    QDomDocument document;
    if (!file.open(QIODevice::ReadOnly) || !document.setContent(&file)) qFatal("no translations");
    return document;
}

/// "context: text" of each message.
QSet<QString> TranslationsTest::textsOf(const QDomDocument& document) {
    QSet<QString> out;
    const QDomNodeList messages = document.elementsByTagName(QStringLiteral("message"));
    for (int i = 0; i < messages.size(); ++i) {
        const QDomElement context = messages.at(i).parentNode().firstChildElement(QStringLiteral("name"));
        out << context.text() + QStringLiteral(": ") +
                   messages.at(i).firstChildElement(QStringLiteral("source")).text();
    }
    return out;
}

/// lupdate takes the ' in 10'000 for the begin of a character and misses what follows: copies have none.
void TranslationsTest::copySources(const QString& folder, const QDir& to) {
    static const QRegularExpression separator(QStringLiteral("(?<=[0-9a-fA-F])'(?=[0-9a-fA-F]{2})"));
    QDirIterator files(folder, {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile source(files.next());
        QVERIFY(source.open(QIODevice::ReadOnly));
        QVERIFY(to.mkpath(QFileInfo(source.fileName()).path()));
        QFile copy(to.filePath(source.fileName()));
        QVERIFY(copy.open(QIODevice::WriteOnly));
        copy.write(QString::fromUtf8(source.readAll()).remove(separator).toUtf8());
    }
}

void TranslationsTest::everyTextOfTheSourcesIsListed() {
    QTemporaryDir folder;
    const QDir to(folder.path());
    for (const char* sources : {"ui", "app/desktop"}) copySources(QLatin1String(sources), to);
    QProcess lupdate;
    lupdate.setWorkingDirectory(folder.path());
    lupdate.start(QStringLiteral(TRIBUTARY_LUPDATE),
                  {QStringLiteral("-silent"), QStringLiteral("-I"), QStringLiteral("."),
                   QStringLiteral("-locations"), QStringLiteral("none"), QStringLiteral("ui"),
                   QStringLiteral("app/desktop"), QStringLiteral("-ts"), QStringLiteral("found.ts")});
    QVERIFY2(lupdate.waitForStarted(), "lupdate (package qttools5-dev-tools) cannot be started");
    QVERIFY(lupdate.waitForFinished());
    QCOMPARE(lupdate.exitCode(), 0);
    const QByteArray said = lupdate.readAllStandardError();
    QVERIFY2(!said.contains("Unterminated"), said.constData());
    const QSet<QString> found = textsOf(documentOf(to.filePath(QStringLiteral("found.ts"))));
    QVERIFY(found.size() > 500);
    QStringList missing = (found - textsOf(document())).values();
    missing.sort();
    for (const QString& text : missing) qWarning("not in tributary_zh_CN.ts: %s", qPrintable(text));
    QVERIFY(missing.isEmpty());
}

void TranslationsTest::everyTextIsTranslated() {
    const QDomDocument texts = document();
    const QDomNodeList messages = texts.elementsByTagName(QStringLiteral("message"));
    QVERIFY(messages.size() > 150);
    for (int i = 0; i < messages.size(); ++i) {
        const QDomElement translation = messages.at(i).firstChildElement(QStringLiteral("translation"));
        const QString source = messages.at(i).firstChildElement(QStringLiteral("source")).text();
        QVERIFY2(!translation.text().trimmed().isEmpty(), qPrintable(source));
        QVERIFY2(translation.attribute(QStringLiteral("type")) != QLatin1String("unfinished"),
                 qPrintable(source));
    }
}

void TranslationsTest::placeholdersSurvive() {
    const QDomDocument texts = document();
    const QDomNodeList messages = texts.elementsByTagName(QStringLiteral("message"));
    const QRegularExpression placeholder(QStringLiteral("%(?:[1-9]|n)"));
    for (int i = 0; i < messages.size(); ++i) {
        const auto found = [&](const char* tag) {
            QStringList list;
            auto match = placeholder.globalMatch(messages.at(i).firstChildElement(QLatin1String(tag)).text());
            while (match.hasNext()) list << match.next().captured();
            list.sort();
            list.removeDuplicates();
            return list;
        };
        QCOMPARE(found("translation"), found("source"));
    }
}

void TranslationsTest::languageIsSwitched() {
    Language language;
    language.use(QStringLiteral("zh_CN"));
    QCOMPARE(QCoreApplication::translate("tributary::ui::PreferencesDialog", "Preferences"),
             QStringLiteral("首选项"));
    QCOMPARE(Language::descriptorText("Password"), QStringLiteral("密码"));
    language.use(QStringLiteral("en"));
    QCOMPARE(QCoreApplication::translate("tributary::ui::PreferencesDialog", "Preferences"),
             QStringLiteral("Preferences"));
}

void TranslationsTest::preferencesAreKept() {
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("desktop.ini"));
    const QString workspace = folder.filePath(QStringLiteral("a.tributary"));
    QFile(workspace).open(QIODevice::WriteOnly);
    {
        Preferences preferences(file);
        preferences.setThemeMode(Theme::Mode::Dark);
        preferences.setRowLimit(10'000);
        preferences.addRecentWorkspace(workspace);
        preferences.addRecentWorkspace(folder.filePath(QStringLiteral("gone.tributary")));
    }
    Preferences again(file);
    QCOMPARE(again.themeMode(), Theme::Mode::Dark);
    QCOMPARE(again.rowLimit(), 10'000ULL);
    QCOMPARE(again.recentWorkspaces(), QStringList{workspace});
}

}  // namespace tributary::ui

QTEST_GUILESS_MAIN(tributary::ui::TranslationsTest)
#include "translations_test.moc"
