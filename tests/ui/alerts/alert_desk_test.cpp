// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

#include "core/alerts/detectors/explanation.h"
#include "core/alerts/rules/rule_file.h"
#include "core/schedule/rule_book.h"
#include "core/store/atomic_file.h"
#include "ui/alerts/alert_details.h"
#include "ui/alerts/alert_rows.h"
#include "ui/alerts/alert_watch.h"
#include "ui/alerts/reason_texts.h"
#include "ui/alerts/record_table.h"
#include "ui/alerts/silence_dialog.h"

namespace tributary::ui {

using namespace alerts;

namespace {

TimePoint nowPoint() {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

RuleGroup revenueGroup() {
    Rule rule;
    rule.id = "revenue";
    rule.idIsGiven = true;
    rule.name = "Revenue drop";
    rule.language = Rule::Language::Sql;
    rule.query = "SELECT region, 1.0 AS revenue";
    rule.condition.kind = Condition::Kind::Threshold;
    rule.condition.bounds.comparison = Comparison::Below;
    rule.condition.bounds.critical = 10;
    rule.policies = Policies{};
    RuleGroup group;
    group.name = "business";
    group.rules = {rule};
    return group;
}

InstanceRecord instance(const char* region, const char* state, Duration age) {
    InstanceRecord record;
    record.ruleId = "revenue";
    record.labels = {{"alertname", "Revenue drop"}, {"region", region}};
    record.fingerprint = fingerprintText(record.labels);
    record.annotations = {{"summary", std::string(region) + " sells too little"}};
    record.state = state;
    record.evaluatedAt = nowPoint();
    record.activeAt = record.evaluatedAt - age;
    record.judged.value = 3.5;
    return record;
}

/// A desk with one rule, two alerts and a history, as an owner would have left them.
void fillDesk(AlertDesk& desk) {
    QVERIFY(desk.saveRule(revenueGroup(), revenueGroup().rules.front()));
    auto parts = desk.parts();
    QVERIFY(parts.has_value());
    LeaseRecord me;
    me.owner = "test";
    me.host = "here";
    me.pid = 1;
    me.program = "service";
    const auto lease = (*parts)->lease->acquire(me, nowPoint());
    QVERIFY(lease.has_value());
    EvaluationOutcome outcome;
    outcome.evaluation.ruleId = "revenue";
    outcome.evaluation.scheduledAt = nowPoint();
    outcome.evaluation.rows = 3;
    outcome.instances = {instance("cn", "firing", std::chrono::minutes(42)),
                         instance("eu", "pending", std::chrono::minutes(1))};
    TransitionRecord change;
    change.at = nowPoint() - std::chrono::minutes(42);
    change.ruleId = "revenue";
    change.rule = "Revenue drop";
    change.group = "business";
    change.labels = outcome.instances[0].labels;
    change.fingerprint = outcome.instances[0].fingerprint;
    change.from = "pending";
    change.to = "firing";
    outcome.transitions = {change};
    const Fence fence{lease->owner, lease->token};
    QVERIFY((*parts)->journal->keep(fence, outcome));
}

}  // namespace

class AlertDeskTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aWorkspaceWithoutAlertsHasNoFile() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("w.tributary"));
        AlertDesk desk(path.toStdString());
        const auto picture = desk.load(std::chrono::hours(1));
        QVERIFY(picture.has_value());
        QVERIFY(picture->groups.empty() && !picture->owner);
        QVERIFY(!QFile::exists(QString::fromStdString(AlertStore::pathFor(path.toStdString()))));
        const auto changed = desk.hasChanged(*picture);
        QVERIFY(changed && !*changed);
        QCOMPARE(alert_rows::summary(*picture), QStringLiteral("Nothing is wrong."));
    }

    void whatTheOwnerWroteIsShown() {
        QTemporaryDir folder;
        AlertDesk desk(folder.filePath(QStringLiteral("w.tributary")).toStdString());
        fillDesk(desk);
        const auto picture = desk.load(std::chrono::hours(24));
        QVERIFY(picture.has_value());
        QCOMPARE(picture->active.size(), size_t(2));
        QCOMPARE(QString::fromStdString(picture->active[0].instance.state), QStringLiteral("firing"));
        QVERIFY(picture->owner.has_value());
        const auto rows = alert_rows::active(*picture, {}, {});
        QCOMPARE(rows.size(), size_t(1));
        QCOMPARE(rows[0].children.size(), size_t(2));
        QCOMPARE(rows[0].children[0].cells[0], QStringLiteral("region=cn"));
        QCOMPARE(rows[0].children[0].cells[2], QStringLiteral("42 min"));
        QCOMPARE(rows[0].children[0].cells.last(), QStringLiteral("cn sells too little"));
        QCOMPARE(alert_rows::active(*picture, {QStringLiteral("region")}, {}).size(), size_t(2));
        QVERIFY(alert_rows::active(*picture, {}, QStringLiteral("nothing like it")).empty());
        QCOMPARE(alert_rows::summary(*picture), QStringLiteral("1 firing · 1 pending"));
        QCOMPARE(alert_rows::history(*picture, {}).size(), size_t(1));
        const auto rules = alert_rows::rules(*picture, {});
        QCOMPARE(rules.size(), size_t(1));
        QCOMPARE(rules[0].children[0].cells[1], QStringLiteral("firing: 1"));
        QVERIFY(alert_rows::ruleOf(*picture, rules[0].children[0].id).rule);
        const auto lanes = alert_rows::timeline(*picture, picture->at - std::chrono::hours(24));
        QCOMPARE(lanes.size(), size_t(2));
        QCOMPARE(lanes[0].spans.back().to, qint64(picture->at.time_since_epoch().count()));
    }

    void savingARuleReplacesTheOneOfItsId() {
        QTemporaryDir folder;
        AlertDesk desk(folder.filePath(QStringLiteral("w.tributary")).toStdString());
        RuleGroup group = revenueGroup();
        Rule rule = group.rules.front();
        QVERIFY(desk.saveRule(group, rule));
        rule.name = "Revenue far too low";
        QVERIFY(desk.saveRule(group, rule));
        auto picture = desk.load(std::chrono::hours(1));
        QCOMPARE(picture->groups.size(), size_t(1));
        QCOMPARE(picture->groups[0].group.rules.size(), size_t(1));
        QCOMPARE(QString::fromStdString(picture->groups[0].group.rules[0].name),
                 QStringLiteral("Revenue far too low"));
        rule.condition.bounds = {};
        QVERIFY(!desk.saveRule(group, rule));
        QVERIFY(desk.removeRule("", "business", "revenue"));
        picture = desk.load(std::chrono::hours(1));
        QVERIFY(picture->groups.empty());
        QVERIFY(!desk.removeRule("", "business", "revenue"));
    }

    void aRuleOfAFileIsWrittenIntoTheFile() {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("rules.yml")).toStdString();
        RuleGroup other = revenueGroup();
        other.name = "other";
        other.rules.front().id = "other-rule";
        const std::string before = "# kept in version control\n" + writeRules({revenueGroup(), other});
        QVERIFY(store::writeAtomically(path, before));
        AlertDesk desk(folder.filePath(QStringLiteral("w.tributary")).toStdString());
        auto parts = desk.parts();
        QVERIFY(parts && schedule::applyRuleFile(*(*parts)->store, path));
        RuleGroup group = revenueGroup();
        group.file = path;
        Rule rule = group.rules.front();
        rule.condition.bounds.critical = 5;
        QVERIFY(desk.saveRule(group, rule));
        const auto groups = readRuleFile(path);
        QVERIFY(groups.has_value());
        QCOMPARE(groups->size(), size_t(2));
        QCOMPARE(groups->front().rules.front().condition.bounds.critical.value_or(0), 5.0);
        QCOMPARE(store::readWholeFile(path + ".bak", 1u << 20).value_or(""), before);
        QVERIFY(desk.removeRule(path, "other", "other-rule"));
        QCOMPARE(readRuleFile(path)->size(), size_t(1));
        QCOMPARE(desk.load(std::chrono::hours(1))->groups.size(), size_t(1));
    }

    void aSilenceIsTwoClicksAway() {
        QTemporaryDir folder;
        Background background;
        Theme theme;
        AlertWatch watch(folder.filePath(QStringLiteral("w.tributary")).toStdString(), background);
        fillDesk(*watch.desk());
        QSignalSpy changed(&watch, &AlertWatch::changed);
        watch.reload();
        QVERIFY(changed.wait(5000));
        QCOMPARE(watch.firing(), size_t(1));
        AlertDetails details(theme);
        QSignalSpy wanted(&details, &AlertDetails::silenceWanted);
        details.show(watch.picture()->active.front(), *watch.picture());
        auto* button = details.findChild<QToolButton*>();
        QVERIFY(button && button->menu() && button->menu()->actions().size() > 3);
        button->menu()->actions().front()->trigger();
        QCOMPARE(wanted.count(), 1);
        const Labels labels = watch.picture()->active.front().instance.labels;
        watch.change([labels](AlertDesk& desk) -> Result<void> {
            auto parts = desk.parts();
            const auto id = (*parts)->store->saveSilence(silenceFor(labels, std::chrono::hours(1)));
            if (!id) return fail(id.error());
            return {};
        });
        QTRY_COMPARE_WITH_TIMEOUT(watch.firing(), size_t(0), 5000);
        QCOMPARE(watch.picture()->active.front().silencedBy.size(), size_t(1));
        QCOMPARE(alert_rows::silences(*watch.picture(), {})[0].cells[2], QStringLiteral("1"));
    }

    void everyReasonCanBeTranslated() {
        QVERIFY(reasonTexts().size() > 30);
        for (const auto& text : reasonTexts())
            QCOMPARE(QString::fromLatin1(text.english),
                     QString::fromStdString(std::string(detectors::reasonText(text.code))));
        detectors::Reason reason;
        reason.code = "bounds.low";
        reason.numbers = {3, 10};
        QCOMPARE(reasonText(reason), QStringLiteral("3 is below 10, the lowest that is allowed"));
        QCOMPARE(reasonText({}, "kept by an older version"), QStringLiteral("kept by an older version"));
    }

    void onlyADetectorIsToldWhatIsUsual() {
        QTemporaryDir folder;
        AlertDesk desk(folder.filePath(QStringLiteral("w.tributary")).toStdString());
        fillDesk(desk);
        Theme theme;
        AlertDetails details(theme);
        const auto button = [&] {
            for (auto* one : details.findChildren<QPushButton*>())
                if (one->text() == QStringLiteral("Not an anomaly")) return one;
            return static_cast<QPushButton*>(nullptr);
        };
        QVERIFY(button());
        auto picture = desk.load(std::chrono::hours(1));
        details.show(picture->active.front(), *picture);
        QVERIFY2(!button()->isVisible(), "a level learns nothing");
        picture->groups.front().group.rules.front().condition.kind = Condition::Kind::Anomaly;
        details.show(picture->active.front(), *picture);
        QVERIFY(button()->isVisible());
        QSignalSpy wanted(&details, &AlertDetails::notAnAnomalyWanted);
        button()->click();
        QCOMPARE(wanted.count(), 1);
    }

    void theSilenceDialogSaysWhatItHushes() {
        QTemporaryDir folder;
        Background background;
        AlertWatch watch(folder.filePath(QStringLiteral("w.tributary")).toStdString(), background);
        fillDesk(*watch.desk());
        QSignalSpy changed(&watch, &AlertWatch::changed);
        watch.reload();
        QVERIFY(changed.wait(5000));
        SilenceDialog dialog(watch, {});
        auto* matchers = dialog.findChild<QLineEdit*>();
        const auto save = [&] {
            for (auto* button : dialog.findChildren<QPushButton*>())
                if (button->text() == QStringLiteral("Silence")) return button;
            return static_cast<QPushButton*>(nullptr);
        };
        QVERIFY(save() && !save()->isEnabled());
        matchers->setText(QStringLiteral("region=~\"("));
        QVERIFY(!save()->isEnabled());
        matchers->setText(QStringLiteral("region=~\"cn|eu\""));
        QVERIFY(save()->isEnabled());
        bool told = false;
        for (auto* label : dialog.findChildren<QLabel*>())
            told = told || label->text().contains(QStringLiteral("region=eu"));
        QVERIFY(told);
    }

    void aTableKeepsWhatIsChosen() {
        Theme theme;
        RecordTable table(theme, {{QStringLiteral("A"), 100}, {QStringLiteral("B"), 100}},
                          QStringLiteral("t"));
        const auto rows = [](int from) {
            std::vector<RecordRow> out;
            for (int i = from; i < from + 3; ++i) {
                RecordRow row;
                row.id = QString::number(i);
                row.cells = QStringList{row.id, QStringLiteral("b")};
                out.push_back(row);
            }
            return out;
        };
        table.setRows(rows(0));
        table.choose(QStringLiteral("2"));
        QSignalSpy chosen(&table, &RecordTable::chosen);
        table.setRows(rows(1));
        QCOMPARE(table.currentId(), QStringLiteral("2"));
        QCOMPARE(chosen.count(), 0);
        table.setRows(rows(10));
        QCOMPARE(table.currentId(), QString());
        QCOMPARE(chosen.count(), 1);
    }
};

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::AlertDeskTest)
#include "alert_desk_test.moc"
