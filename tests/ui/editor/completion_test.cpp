// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QtTest>

#include "tests/ui/fake/fake_federation.h"
#include "ui/editor/completion_engine.h"
#include "ui/editor/find_bar.h"
#include "ui/editor/sql_editor.h"
#include "ui/editor/statement_picker.h"

namespace tributary::ui {

class CompletionTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void offers_data();
    void offers();
    void isQuickWithManyTables();
    void statementsUnderTheCursor();
    void numbersAreNotCovered();
    void takesInputMethods();
    void findBarReplacesMatchesOnly();

  private:
    static QStringList at(const QString& marked, const std::string& target = {});
};

QStringList CompletionTest::at(const QString& marked, const std::string& target) {
    static testing::FakeFederation federation;
    static const bool filled = [] {
        federation.addSchema("shop", "public");
        federation.addTable("shop", "public", "orders", {"id", "amount", "Order Date"});
        federation.addTable("shop", "public", "customers", {"id", "name"});
        federation.addSchema("telemetry", "factory");
        return true;
    }();
    Q_UNUSED(filled);
    CompletionCatalog catalog;
    catalog.connections = {"shop", "telemetry"};
    catalog.target = target;
    catalog.cached = [](const std::string& connection, const connect::ObjectPath& path) {
        return federation.cached(connection, path);
    };
    catalog.describe = [](const std::string& connection, const connect::ObjectPath& path) {
        return federation.cached(connection, path);
    };
    CompletionRequest request;
    const QByteArray text = marked.toUtf8();
    request.cursor = static_cast<size_t>(text.indexOf('|'));
    request.script = QByteArray(text).replace("|", "").toStdString();
    QStringList words;
    for (const Completion& item : completionsAt(request, catalog, CancelToken()).items) {
        words << QString::fromStdString(item.insert);
    }
    return words;
}

void CompletionTest::offers_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("first");
    QTest::newRow("connection after FROM") << "SELECT * FROM |" << QStringList{"shop", "telemetry"};
    QTest::newRow("prefix of a connection") << "SELECT * FROM te|" << QStringList{"telemetry"};
    QTest::newRow("schema") << "SELECT * FROM shop.|" << QStringList{"public"};
    QTest::newRow("table") << "SELECT * FROM shop.public.|" << QStringList{"orders", "customers"};
    QTest::newRow("alias") << "SELECT o.| FROM shop.public.orders o"
                           << QStringList{"id", "amount", "\"Order Date\""};
    QTest::newRow("alias with AS") << "SELECT x.n| FROM shop.public.customers AS x" << QStringList{"name"};
    QTest::newRow("table name as qualifier")
        << "SELECT orders.am| FROM shop.public.orders" << QStringList{"amount"};
    QTest::newRow("second table of a join")
        << "SELECT c.| FROM shop.public.orders o JOIN shop.public.customers c ON c.id = o.id"
        << QStringList{"id", "name"};
    QTest::newRow("columns without qualifier")
        << "SELECT am| FROM shop.public.orders" << QStringList{"amount"};
    QTest::newRow("table by its own name") << "SELECT * FROM cust|" << QStringList{"shop.public.customers"};
    QTest::newRow("inside of a name") << "SELECT * FROM shop.public.stom|" << QStringList{"customers"};
    QTest::newRow("beginning before inside")
        << "SELECT o.am| FROM shop.public.orders o" << QStringList{"amount"};
    QTest::newRow("quoted by a part of it")
        << "SELECT o.date| FROM shop.public.orders o" << QStringList{"\"Order Date\""};
    QTest::newRow("a name of WITH") << "WITH energy AS (SELECT 1) SELECT * FROM en|" << QStringList{"energy"};
    QTest::newRow("keyword") << "SELECT * FROM shop.public.orders WHE|" << QStringList{"WHEN", "WHERE"};
    QTest::newRow("only this statement")
        << "SELECT 1 FROM shop.public.customers c; SELECT c.| FROM shop.public.orders c"
        << QStringList{"id", "amount", "\"Order Date\""};
    QTest::newRow("nothing in a string") << "SELECT 'sho|' FROM shop.public.orders" << QStringList{};
    QTest::newRow("nothing in a comment") << "SELECT 1 -- from sho|" << QStringList{};
    QTest::newRow("Chinese text before the cursor")
        << QStringLiteral("SELECT '华东', o.am| FROM shop.public.orders o") << QStringList{"amount"};
}

void CompletionTest::offers() {
    QFETCH(QString, text);
    QFETCH(QStringList, first);
    const QStringList words = at(text);
    if (first.isEmpty()) {
        QCOMPARE(words, QStringList());
    } else {
        QCOMPARE(words.mid(0, first.size()), first);
    }
}

void CompletionTest::isQuickWithManyTables() {
    connect::Catalog many;
    for (int i = 0; i < 100'000; ++i) {
        many.objects.push_back({connect::ObjectKind::Table, "table_" + std::to_string(i), {}, {}});
    }
    CompletionCatalog catalog;
    catalog.connections = {"big"};
    catalog.describe = [&](const std::string&, const connect::ObjectPath&) { return std::optional(many); };
    CompletionRequest request;
    request.script = "SELECT * FROM big.s.table_99";
    request.cursor = request.script.size();
    const auto answer = completionsAt(request, catalog, CancelToken());
    QCOMPARE(answer.prefixLength, size_t(8));
    QCOMPARE(answer.items.size(), request.limit);
}

void CompletionTest::statementsUnderTheCursor() {
    const std::string script = "SELECT 1;\nSELECT 2;\nSELECT 3";
    QCOMPARE(wholeScript(script, sql::Lexis::DuckDb).size(), size_t(3));
    const auto second = underCursor(script, 12, std::nullopt, sql::Lexis::DuckDb);
    QCOMPARE(second.size(), size_t(1));
    QCOMPARE(QString::fromStdString(second[0].text), QStringLiteral("SELECT 2"));
    QCOMPARE(second[0].scriptOffset, size_t(10));
    const auto selected =
        underCursor(script, 0, std::pair<size_t, size_t>(10, script.size()), sql::Lexis::DuckDb);
    QCOMPARE(selected.size(), size_t(2));
    QCOMPARE(selected[1].scriptOffset, size_t(20));
    QVERIFY(underCursor("", 0, std::nullopt, sql::Lexis::DuckDb).empty());
}

void CompletionTest::numbersAreNotCovered() {
    Theme theme;
    SqlEditor editor(theme);
    for (int margin = 0; margin < editor.margins(); ++margin) {
        if (editor.marginType(margin) == QsciScintilla::NumberMargin)
            QCOMPARE(editor.marginMarkerMask(margin), 0);
    }
}

void CompletionTest::takesInputMethods() {
    Theme theme;
    SqlEditor editor(theme);
    editor.show();
    QVERIFY(QTest::qWaitForWindowExposed(&editor));
    QVERIFY(editor.testAttribute(Qt::WA_InputMethodEnabled));
    QInputMethodQueryEvent query(Qt::ImCursorRectangle);
    QApplication::sendEvent(&editor, &query);
    QVERIFY2(query.value(Qt::ImCursorRectangle).toRect().isValid(), "candidates would stand anywhere");
    QInputMethodEvent commit;
    commit.setCommitString(QStringLiteral("华东"));
    QApplication::sendEvent(&editor, &commit);
    QCOMPARE(QString::fromStdString(editor.script()), QStringLiteral("华东"));
    // What is being composed is seen but is no text yet for good: the choice takes its place.
    for (const char* composed : {"s", "sh", "shang"}) {
        QInputMethodEvent compose(QLatin1String(composed), {});
        QApplication::sendEvent(&editor, &compose);
    }
    QInputMethodEvent choose;
    choose.setCommitString(QStringLiteral("上海"));
    QApplication::sendEvent(&editor, &choose);
    QCOMPARE(QString::fromStdString(editor.script()), QStringLiteral("华东上海"));
    QInputMethodEvent compose(QStringLiteral("bei"), {}), giveUp;
    QApplication::sendEvent(&editor, &compose);
    QApplication::sendEvent(&editor, &giveUp);
    QCOMPARE(QString::fromStdString(editor.script()), QStringLiteral("华东上海"));
}

void CompletionTest::findBarReplacesMatchesOnly() {
    Theme theme;
    SqlEditor editor(theme);
    FindBar bar(editor, theme);
    editor.setScript("one two one");
    const auto fields = bar.findChildren<QLineEdit*>();
    QCOMPARE(fields.size(), 2);
    fields[0]->setText(QStringLiteral("one"));
    fields[1]->setText(QStringLiteral("1"));
    editor.setSelection(0, 4, 0, 7);
    QTest::keyClick(fields[1], Qt::Key_Return);
    QCOMPARE(QString::fromStdString(editor.script()), QStringLiteral("one two one"));
    QTest::keyClick(fields[1], Qt::Key_Return);
    QCOMPARE(QString::fromStdString(editor.script()), QStringLiteral("one two 1"));
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::CompletionTest)
#include "completion_test.moc"
