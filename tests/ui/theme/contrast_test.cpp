// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QtTest>

#include "ui/theme/style_sheet.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

namespace tributary::ui {

class ContrastTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void textIsReadable_data();
    void textIsReadable();
    void seriesAreVisible();
    void sourceColoursAreMadeVisible();
    void styleSheetIsComplete();
    void iconsAreCompiledIn();
};

void ContrastTest::textIsReadable_data() {
    QTest::addColumn<int>("role");
    QTest::addColumn<int>("background");
    const QList<Role> chrome{Role::Text,   Role::TextMuted, Role::TextFaint,
                             Role::Danger, Role::Warning,   Role::Success};
    for (const Role text : chrome) {
        for (const Role background : {Role::Window, Role::Surface, Role::SurfaceAlt}) {
            QTest::addRow("%d on %d", int(text), int(background)) << int(text) << int(background);
        }
    }
    for (const Role text : {Role::Text, Role::TextMuted}) {
        for (const Role background :
             {Role::Selection, Role::AccentSoft, Role::DangerSoft, Role::WarningSoft}) {
            QTest::addRow("%d on %d", int(text), int(background)) << int(text) << int(background);
        }
    }
    for (const Role text :
         {Role::Keyword, Role::String, Role::Number, Role::Function, Role::Comment, Role::Text}) {
        for (const Role background : {Role::Surface, Role::CurrentLine}) {
            QTest::addRow("code %d on %d", int(text), int(background)) << int(text) << int(background);
        }
    }
    QTest::newRow("button") << int(Role::OnAccent) << int(Role::Accent);
    QTest::newRow("link") << int(Role::Accent) << int(Role::Surface);
}

void ContrastTest::textIsReadable() {
    QFETCH(int, role);
    QFETCH(int, background);
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        const double ratio =
            contrastRatio(tokenColor(Role(role), scheme), tokenColor(Role(background), scheme));
        QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("%1 : 1, scheme %2").arg(ratio).arg(int(scheme))));
    }
}

void ContrastTest::seriesAreVisible() {
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        for (int i = 0; i < kSeriesCount; ++i) {
            const double ratio = contrastRatio(seriesColor(i, scheme), tokenColor(Role::Surface, scheme));
            QVERIFY2(ratio >= 3.0, qPrintable(QStringLiteral("series %1: %2 : 1").arg(i).arg(ratio)));
        }
    }
}

void ContrastTest::sourceColoursAreMadeVisible() {
    Theme theme;
    for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        theme.setMode(mode);
        for (const char* raw : {"#D9A400", "#FFFFFF", "#000000", "#336791", "not a colour"}) {
            const QColor shown = theme.sourceColor(QLatin1String(raw), QString());
            QVERIFY(contrastRatio(shown, theme.color(Role::Surface)) >= 3.0);
        }
    }
}

void ContrastTest::styleSheetIsComplete() {
    Theme theme;
    for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        theme.setMode(mode);
        QVERIFY(!theme.styleSheet().contains(QLatin1Char('@')));
        QVERIFY(!theme.styleSheet().contains(QLatin1Char('%')));
    }
}

void ContrastTest::iconsAreCompiledIn() {
    Theme theme;
    QVERIFY(QFile::exists(QStringLiteral(":/icons/database.svg")));
    const QImage drawn = theme.icon(QStringLiteral("database"), Role::Danger).pixmap(32, 32).toImage();
    int tinted = 0;
    for (int y = 0; y < drawn.height(); ++y) {
        for (int x = 0; x < drawn.width(); ++x) {
            const QColor pixel = drawn.pixelColor(x, y);
            if (pixel.alpha() > 200 && pixel.red() > pixel.green() + 40) ++tinted;
        }
    }
    QVERIFY(tinted > 20);
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::ContrastTest)
#include "contrast_test.moc"
