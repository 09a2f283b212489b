// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/error_words.h"

#include <QtTest/QtTest>
#include <duckdb.hpp>

#include "core/base/cancel_token.h"
#include "ui/preferences/language.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

class ErrorWordsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { m_language.use(QStringLiteral("zh_CN")); }
    void ownWordsAreTranslated();
    void whatAServerSaidStays();
    void theEnginesWordsAreTranslated_data();
    void theEnginesWordsAreTranslated();
    void everyTextIsStillSaid();
    void englishStaysEnglish();

  private:
    static QString sources();

    Language m_language;
};

void ErrorWordsTest::ownWordsAreTranslated() {
    QCOMPARE(errorWords(QStringLiteral("Nothing listens on db.example:5432 (connection refused)")),
             QStringLiteral("db.example:5432 上没有服务在监听（连接被拒绝）"));
    QCOMPARE(errorWords(QStringLiteral("There is no schema 'a %2 b' in connection 'shop'")),
             QStringLiteral("连接“shop”中没有模式“a %2 b”"));
    const CancelToken late;
    late.cancel(CancelToken::Reason::Timeout);
    QCOMPARE(make::errorText(late.error()),
             QStringLiteral("语句运行超过时限，已停止. 请放宽时限，或用条件或 LIMIT 缩小查询范围。"));
    Error wrong(ErrorCode::Authentication, "The server at 127.0.0.1:3306 refused user 'ann': Access denied",
                "Check user name and password of the connection.");
    wrong.source = "shop";
    const QString told = make::errorText(wrong);
    QVERIFY2(told.startsWith(QStringLiteral("shop: 127.0.0.1:3306 上的服务器拒绝了用户“ann”：Access denied")),
             qPrintable(told));
    QVERIFY2(told.endsWith(QStringLiteral("请检查该连接的用户名和密码。")), qPrintable(told));
}

void ErrorWordsTest::whatAServerSaidStays() {
    for (const char* said :
         {"relation \"nothing\" does not exist", "Nothing listens on", "", "%1", "(.+?)"}) {
        QCOMPARE(errorWords(QString::fromUtf8(said)), QString::fromUtf8(said));
    }
}

void ErrorWordsTest::theEnginesWordsAreTranslated_data() {
    QTest::addColumn<QString>("sql");
    QTest::newRow("table") << "SELECT * FROM nothing";
    QTest::newRow("similar table") << "SELECT * FROM thing";
    QTest::newRow("column") << "SELECT nothing FROM things";
    QTest::newRow("connection") << "SELECT * FROM nowhere.public.things";
    QTest::newRow("syntax") << "SELEC 1";
    QTest::newRow("end") << "SELECT * FROM (SELECT 1";
}

void ErrorWordsTest::theEnginesWordsAreTranslated() {
    QFETCH(QString, sql);
    duckdb::DuckDB database(nullptr);
    duckdb::Connection connection(database);
    connection.Query("CREATE TABLE things (id INTEGER)");
    auto result = connection.Query(sql.toStdString());
    QVERIFY(result->HasError());
    QString said = QString::fromStdString(result->GetErrorObject().RawMessage());
    said = said.section(QLatin1String("\n\nLINE "), 0, 0);
    const QString words = errorWords(said);
    QVERIFY2(words != said, qPrintable(said));
    QVERIFY(std::any_of(words.begin(), words.end(), [](QChar c) { return c.script() == QChar::Script_Han; }));
}

/// Core, connectors and programs as one text in which literals that were broken over lines are whole again.
QString ErrorWordsTest::sources() {
    QString out;
    for (const char* folder : {"core", "connectors", "app"}) {
        QDirIterator files(QLatin1String(folder), {QStringLiteral("*.cpp")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly)) continue;
            out += QString::fromUtf8(file.readAll());
        }
    }
    static const QRegularExpression seam(QStringLiteral("\"\\s*\\n\\s*\""));
    return out.remove(seam);
}

void ErrorWordsTest::everyTextIsStillSaid() {
    const QString all = sources();
    QVERIFY(all.size() > 100000);
    static const QRegularExpression places(QStringLiteral("%[1-9]"));
    QVERIFY(knownErrorTexts().size() > 80);
    for (const QString& text : knownErrorTexts()) {
        for (QString part : text.split(places, Qt::SkipEmptyParts)) {
            if (part.endsWith(QLatin1String(": "))) part.chop(2);  // a detail is added by a helper
            QVERIFY2(all.contains(part), qPrintable(QStringLiteral("“%1” of “%2”").arg(part, text)));
        }
    }
}

void ErrorWordsTest::englishStaysEnglish() {
    m_language.use(QStringLiteral("en"));
    for (const QString& text : knownErrorTexts()) {
        const QString said = QString(text).replace(QLatin1String("%1"), QLatin1String("x"));
        if (!said.contains(QLatin1Char('%'))) QCOMPARE(errorWords(said), said);
    }
    m_language.use(QStringLiteral("zh_CN"));
}

}  // namespace tributary::ui

QTEST_GUILESS_MAIN(tributary::ui::ErrorWordsTest)
#include "error_words_test.moc"
