// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QtTest>
#include <algorithm>
#include <cstdio>

#include "tests/ui/fake/real_context.h"
#include "ui/alerts/rule_dialog.h"

namespace tributary::ui {
namespace {

using namespace alerts;

/// `groups` series over the last day, a row a minute: ramps from g to g + 10, again every hour.
RuleDraft ramps(int groups) {
    RuleDraft draft;
    draft.title = QStringLiteral("Ramps");
    draft.query =
        "SELECT date_trunc('minute', now()::TIMESTAMP) - to_minutes(i::INT) AS at, 'g' || g AS name, "
        "g + (60 - i % 60) / 6.0 AS height FROM range(1500) t(i), range(" +
        std::to_string(groups) + ") u(g)";
    draft.valueColumn = "height";
    return draft;
}

}  // namespace

/// The rule dialog over the real engine.
class RuleDialogTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aDraggedLevelIsSeenAtOnceAndCountedWhenLetGo();
    void draggingJudgesOneSeriesWhereAllTakeLong();
    void levelsAreLearntFromThePast();

  private:
    std::unique_ptr<RuleDialog> open(int groups);
    static size_t firing(const RuleChartData& data);

    testing::RealContext m_real;
};

std::unique_ptr<RuleDialog> RuleDialogTest::open(int groups) {
    auto dialog = std::make_unique<RuleDialog>(m_real.context(), m_real.watch(), ramps(groups));
    for (auto* box : dialog->findChildren<QComboBox*>())
        if (box->findData(24) >= 0) box->setCurrentIndex(box->findData(24));
    dialog->form().setLevel(1, 8.5);  // of series that go from 0 to 10
    dialog->show();
    Q_EMIT dialog->form().edited();
    return dialog;
}

size_t RuleDialogTest::firing(const RuleChartData& data) {
    return size_t(std::count_if(data.spans.begin(), data.spans.end(), [](const auto& span) {
        return span.state == RuleChartData::SpanState::Firing;
    }));
}

void RuleDialogTest::aDraggedLevelIsSeenAtOnceAndCountedWhenLetGo() {
    const auto dialog = open(1);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->isSettled(), 30'000);
    auto* chart = dialog->findChild<RuleChart*>();
    QTRY_COMPARE(chart->data().levels.size(), size_t(1));
    QVERIFY(firing(chart->data()) >= 23);
    QSignalSpy judged(&dialog->preview(), &RulePreview::judged);
    Q_EMIT chart->levelMoved(0, 50);
    QVERIFY(judged.wait());
    QCOMPARE(firing(chart->data()), size_t(0));
    QVERIFY2(dialog->preview().outlook()->result.incidents.empty(), "few rows: all is judged at once");
    QVERIFY(!dialog->preview().glimpse());
}

void RuleDialogTest::draggingJudgesOneSeriesWhereAllTakeLong() {
    const auto dialog = open(150);
    RulePreview& preview = dialog->preview();
    QTRY_VERIFY_WITH_TIMEOUT(dialog->isSettled(), 60'000);
    const auto whole = preview.judgingTook();
    if (whole <= std::chrono::milliseconds(60)) QSKIP("this machine judges 150 series while one drags");
    auto* chart = dialog->findChild<RuleChart*>();
    auto* series = dialog->findChild<QComboBox*>(QStringLiteral("series"));
    QVERIFY(series && series->count() == 150);
    series->setCurrentIndex(series->findData(QStringLiteral("name=g3")));
    Q_EMIT series->activated(series->currentIndex());
    const size_t before = firing(chart->data());
    QSignalSpy glimpsed(&preview, &RulePreview::glimpsed), judged(&preview, &RulePreview::judged);
    std::vector<qint64> took;
    for (int i = 0; i < 12; ++i) {
        QElapsedTimer clock;
        clock.start();
        Q_EMIT chart->levelMoved(0, 9 + 0.25 * i);
        QVERIFY(glimpsed.wait());
        took.push_back(clock.elapsed());
    }
    QCOMPARE(judged.count(), 0);
    std::sort(took.begin(), took.end());
    std::printf("150 series: all judged in %lld ms, the one shown in %lld ms (median), %lld ms (worst)\n",
                static_cast<long long>(whole.count()), static_cast<long long>(took[took.size() / 2]),
                static_cast<long long>(took.back()));
    QVERIFY(took[took.size() / 2] < whole.count());
    const RuleChartData dragged = chart->data();
    QVERIFY(firing(dragged) > 0 && firing(dragged) <= before + 1);
    Q_EMIT chart->levelSet(0, 9 + 0.25 * 11);
    QVERIFY(judged.wait(20'000));
    QCOMPARE(series->currentData().toString(), QStringLiteral("name=g3"));
    // Letting go changes nothing of the picture of this series.
    const RuleChartData released = chart->data();
    QCOMPARE(released.spans.size(), dragged.spans.size());
    for (size_t i = 0; i < released.spans.size(); ++i) {
        QCOMPARE(released.spans[i].from, dragged.spans[i].from);
        QCOMPARE(released.spans[i].to, dragged.spans[i].to);
    }
    QCOMPARE(released.line.size(), dragged.line.size());
    QVERIFY(preview.outlook()->result.incidents.size() > 130);
}

void RuleDialogTest::levelsAreLearntFromThePast() {
    const auto dialog = open(1);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->isSettled(), 30'000);
    QPushButton* suggest = nullptr;
    for (auto* button : dialog->findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("Suggest levels")) suggest = button;
    QVERIFY(suggest && suggest->isVisible());
    suggest->click();
    QVERIFY(!suggest->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(suggest->isEnabled(), 30'000);
    const auto bounds = dialog->form().rule().condition.bounds;
    QVERIFY(bounds.warning && bounds.critical && bounds.warningRecovery);
    // The ramps end at 10: what they never pass is not reached by chance, what they always pass is no level.
    QVERIFY(*bounds.warning > 5 && *bounds.critical >= *bounds.warning);
    QVERIFY(*bounds.warningRecovery < *bounds.warning);
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::RuleDialogTest)
#include "rule_dialog_test.moc"
