// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plain_texts.h"

#include <QtTest/QtTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QToolTip>

namespace tributary::ui {

const QString kHostile = QStringLiteral("<b>safe</b><img src='/etc/hostname'> &amp;");

class PlainTextsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { qApp->installEventFilter(&m_plain); }
    void labelsShowWhatIsWritten();
    void markupOnPurposeStays();
    void toolTipsShowWhatIsWritten();
    void messageBoxesShowWhatIsWritten();

  private:
    PlainTexts m_plain;
};

void PlainTextsTest::labelsShowWhatIsWritten() {
    QLabel label(kHostile);
    QCOMPARE(label.textFormat(), Qt::AutoText);
    label.show();
    QCOMPARE(label.textFormat(), Qt::PlainText);
    QVERIFY2(label.sizeHint().width() > QLabel(QStringLiteral("safe &amp;")).sizeHint().width(),
             "the tags take room");
}

void PlainTextsTest::markupOnPurposeStays() {
    QLabel label(QStringLiteral("<b>ours</b>"));
    label.setTextFormat(Qt::RichText);
    label.show();
    QCOMPARE(label.textFormat(), Qt::RichText);
}

void PlainTextsTest::toolTipsShowWhatIsWritten() {
    QWidget window;
    window.resize(200, 200);
    window.show();
    QToolTip::showText(window.mapToGlobal({10, 10}), kHostile, &window);
    QLabel* tip = nullptr;
    for (QWidget* one : QApplication::topLevelWidgets())
        if (one->inherits("QTipLabel")) tip = qobject_cast<QLabel*>(one);
    QVERIFY(tip);
    QCOMPARE(tip->text(), kHostile);
    QCOMPARE(tip->textFormat(), Qt::PlainText);
    QToolTip::hideText();
}

void PlainTextsTest::messageBoxesShowWhatIsWritten() {
    QMessageBox box(QMessageBox::Question, QStringLiteral("Remove"), kHostile);
    box.show();
    auto* label = box.findChild<QLabel*>(QStringLiteral("qt_msgbox_label"));
    QVERIFY(label);
    QCOMPARE(label->textFormat(), Qt::PlainText);
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::PlainTextsTest)
#include "plain_texts_test.moc"
