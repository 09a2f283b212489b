// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QtTest>
#include <QtXml/QDomDocument>

#include "ui/preferences/language.h"
#include "ui/preferences/preferences.h"

namespace tributary::ui {

class TranslationsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyTextIsTranslated();
    void placeholdersSurvive();
    void languageIsSwitched();
    void preferencesAreKept();

  private:
    static QDomDocument document();
};

QDomDocument TranslationsTest::document() {
    QFile file(QStringLiteral("resources/translations/tributary_zh_CN.ts"));
    QDomDocument document;
    if (!file.open(QIODevice::ReadOnly) || !document.setContent(&file)) qFatal("no translations");
    return document;
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
