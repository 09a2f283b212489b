// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/rule_chart.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <cmath>
#include <limits>

namespace tributary::ui {

constexpr qint64 kMinute = 60'000;
constexpr qint64 kDay = 24 * 60 * kMinute;

/// A week of a daily wave at one value a minute, with a gap and a dip that fires.
RuleChartData week() {
    RuleChartData data;
    data.from = 1'735'689'600'000;
    data.to = data.from + 7 * kDay;
    for (qint64 at = data.from; at <= data.to; at += kMinute) {
        const double phase = 2 * M_PI * double((at - data.from) % kDay) / double(kDay);
        const double expected = 100 + 40 * std::sin(phase);
        const qint64 minute = (at - data.from) / kMinute;
        const bool dip = minute > 5500 && minute < 5800;
        const bool gap = minute > 7000 && minute < 7300;
        const double value = expected + double(minute * 7919 % 13) - (dip ? 50 : 0) - 6;
        data.line.push_back({at, gap ? std::numeric_limits<double>::quiet_NaN() : value});
        data.band.push_back({at, expected - 15, expected + 15});
    }
    data.spans = {{data.from + 5500 * kMinute, data.from + 5510 * kMinute, RuleChartData::SpanState::Pending},
                  {data.from + 5510 * kMinute, data.from + 5800 * kMinute, RuleChartData::SpanState::Firing}};
    data.savedSpans = {
        {data.from + 5600 * kMinute, data.from + 5700 * kMinute, RuleChartData::SpanState::Firing}};
    data.hasSaved = true;
    data.notifications = {data.from + 5511 * kMinute, data.from + 5800 * kMinute};
    data.marks = {{data.from + 5510 * kMinute, data.line[5510].value}};
    data.levels = {{RuleChartData::LevelKind::Warn, 60}, {RuleChartData::LevelKind::Critical, 30}};
    return data;
}

class RuleChartTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aLevelFollowsTheMouse() {
        Theme theme;
        RuleChart chart(theme);
        chart.resize(700, 260);
        chart.setData(week());
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        RuleChartPainter painter(theme);
        const auto frame =
            painter.frame(chart.data(), QSizeF(chart.size()), chart.data().from, chart.data().to);
        QSignalSpy moved(&chart, &RuleChart::levelMoved);
        QSignalSpy set(&chart, &RuleChart::levelSet);
        const QPoint start(300, int(frame.toY(60)));
        QTest::mousePress(&chart, Qt::LeftButton, {}, start);
        QTest::mouseMove(&chart, start + QPoint(0, -40));
        QTest::mouseRelease(&chart, Qt::LeftButton, {}, start + QPoint(0, -40));
        QVERIFY(moved.count() >= 1);
        QCOMPARE(set.count(), 1);
        QCOMPARE(set[0][0].toInt(), 0);
        QVERIFY(std::abs(set[0][1].toDouble() - frame.valueAt(start.y() - 40)) < 2);
        QCOMPARE(chart.data().levels[1].value, 30.0);
    }

    void theKeyboardReachesLevels() {
        Theme theme;
        RuleChart chart(theme);
        chart.resize(700, 260);
        chart.setData(week());
        chart.show();
        chart.setFocus();
        QTest::keyClick(&chart, Qt::Key_Tab);
        QTest::keyClick(&chart, Qt::Key_Tab);
        QSignalSpy set(&chart, &RuleChart::levelSet);
        QTest::keyClick(&chart, Qt::Key_Up);
        QCOMPARE(set.count(), 1);
        QCOMPARE(set[0][0].toInt(), 1);
        QVERIFY(set[0][1].toDouble() > 30);
    }

    void everyPartIsDrawn() {
        Theme theme;
        theme.setMode(Theme::Mode::Light);
        RuleChart chart(theme);
        chart.resize(900, 280);
        chart.setData(week());
        const QImage all = chart.grab().toImage();
        const QString folder = qEnvironmentVariable("TRIBUTARY_PICTURES");
        if (!folder.isEmpty()) QVERIFY(all.save(folder + QStringLiteral("/rule-chart.png")));
        RuleChartData bare = week();
        bare.spans.clear();
        RuleChart without(theme);
        without.resize(900, 280);
        without.setData(bare);
        QVERIFY(all != without.grab().toImage());
        chart.focusOn(bare.from + 5500 * kMinute, bare.from + 5800 * kMinute);
        QVERIFY(all != chart.grab().toImage());
        chart.showAll();
        QCOMPARE(chart.grab().toImage(), all);
    }

    void nothingAndNonsenseAreDrawn() {
        Theme theme;
        RuleChart chart(theme);
        chart.resize(30, 20);
        QVERIFY(!chart.grab().isNull());
        RuleChartData data;
        data.to = 10;
        data.line = {{0, std::numeric_limits<double>::infinity()},
                     {5, std::numeric_limits<double>::quiet_NaN()}};
        data.band = {{0, std::numeric_limits<double>::quiet_NaN(), 1}, {5, 1e308, -1e308}};
        data.spans = {{-5, -1, RuleChartData::SpanState::Error}, {3, 1, RuleChartData::SpanState::NoData}};
        chart.setData(data);
        chart.resize(500, 200);
        QVERIFY(!chart.grab().isNull());
    }
};

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::RuleChartTest)
#include "rule_chart_test.moc"
