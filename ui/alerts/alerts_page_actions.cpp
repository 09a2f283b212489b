// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QMenu>

#include "core/alerts/rules/rule_file.h"
#include "core/schedule/alert_json.h"
#include "core/schedule/rule_advice.h"
#include "ui/alerts/alert_rows.h"
#include "ui/alerts/alerts_page.h"
#include "ui/alerts/reason_texts.h"
#include "ui/alerts/silence_dialog.h"
#include "ui/widgets/ask_text.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

using namespace alerts;

namespace {
constexpr Duration kAdviceFrom = std::chrono::hours(24 * 91);
}

void AlertsPage::connectTables() {
    connect(m_active, &RecordTable::chosen, this, &AlertsPage::showSelected);
    connect(m_active, &RecordTable::opened, this, [this] {
        if (const ActiveAlert* alert = selected()) openRuleOf(*alert);
    });
    connect(m_active, &RecordTable::menuWanted, this, &AlertsPage::showActiveMenu);
    connect(m_details, &AlertDetails::silenceWanted, this, &AlertsPage::silence);
    connect(m_details, &AlertDetails::unsilenceWanted, this, &AlertsPage::unsilence);
    connect(m_details, &AlertDetails::acknowledgeWanted, this, &AlertsPage::acknowledge);
    connect(m_details, &AlertDetails::notAnAnomalyWanted, this, &AlertsPage::notAnAnomaly);
    connect(m_details, &AlertDetails::ruleWanted, this, [this] {
        if (const ActiveAlert* alert = selected()) openRuleOf(*alert);
    });
    connect(m_details, &AlertDetails::lineageWanted, this, [this] {
        if (const ActiveAlert* alert = selected())
            m_context.navigator.showLineage(QStringLiteral("alerts.") + make::text(alert->rule),
                                            Navigator::LineageSide::Upstream);
    });
    connect(m_timeline, &AlertTimeline::chosen, this,
            [this](const QString& id) { m_search->setText(id.section(QLatin1Char('\n'), 0, 0)); });
    connect(m_rules, &RecordTable::opened, this, [this](const QString& id) {
        if (alert_rows::ruleOf(*m_watch.picture(), id).rule) Q_EMIT ruleWanted(id);
    });
    connect(m_rules, &RecordTable::menuWanted, this, &AlertsPage::showRuleMenu);
    connect(m_silences, &RecordTable::opened, this, [this](const QString& id) {
        if (const SilenceRecord* silence = alert_rows::silenceOf(*m_watch.picture(), id))
            editSilence(*silence);
    });
    connect(m_silences, &RecordTable::menuWanted, this, &AlertsPage::showSilenceMenu);
    connect(m_channels, &RecordTable::opened, this,
            [this](const QString& id) { Q_EMIT channelWanted(id.mid(2)); });
    connect(m_channels, &RecordTable::menuWanted, this, &AlertsPage::showChannelMenu);
}

void AlertsPage::openRuleOf(const ActiveAlert& alert) {
    for (const RuleGroupEntry& entry : m_watch.picture()->groups)
        for (const Rule& rule : entry.group.rules)
            if (rule.id == alert.instance.ruleId)
                return void(Q_EMIT ruleWanted(alert_rows::idOf(entry, rule)));
    m_context.navigator.tell(tr("The rule of this alert is gone; the alert ends with the next evaluation."));
}

void AlertsPage::silence(Duration span) {
    const ActiveAlert* alert = selected();
    if (!alert) return;
    if (span.count() == 0) return editSilence(silenceFor(alert->instance.labels, std::chrono::hours(2)));
    m_watch.change(
        [record = silenceFor(alert->instance.labels, span)](AlertDesk& desk) -> Result<void> {
            auto parts = desk.parts();
            if (!parts) return fail(parts.error());
            const auto saved = schedule::setSilence(*(*parts)->store, record, record.startsAt);
            if (!saved) return fail(saved.error());
            return {};
        },
        [this, span] { m_context.navigator.tell(tr("Silenced for %1.").arg(alert_rows::span(span))); });
}

void AlertsPage::unsilence() {
    const ActiveAlert* alert = selected();
    if (!alert) return;
    QStringList ids;
    for (const std::string& id : alert->silencedBy) ids << QStringLiteral("s|") + make::text(id);
    expireSilences(ids);
}

void AlertsPage::acknowledge(bool seen) {
    const ActiveAlert* alert = selected();
    if (!alert) return;
    AcknowledgementRecord record;
    record.fingerprint = alert->instance.fingerprint;
    const SilenceRecord now = silenceFor({}, Duration(0));
    record.by = now.createdBy;
    record.at = now.startsAt;
    m_watch.change([record, seen](AlertDesk& desk) -> Result<void> {
        auto parts = desk.parts();
        if (!parts) return fail(parts.error());
        return seen ? (*parts)->store->acknowledge(record)
                    : (*parts)->store->unacknowledge(record.fingerprint);
    });
}

void AlertsPage::notAnAnomaly() {
    const ActiveAlert* alert = selected();
    if (!alert) return;
    const SilenceRecord now = silenceFor({}, Duration(0));
    m_watch.change(
        [fingerprint = alert->instance.fingerprint, now](AlertDesk& desk) -> Result<void> {
            auto parts = desk.parts();
            if (!parts) return fail(parts.error());
            const auto noted = (*parts)->store->notAnAnomaly(fingerprint, now.createdBy, {}, now.startsAt);
            if (!noted) return fail(noted.error());
            return {};
        },
        [this] {
            m_context.navigator.tell(
                tr("Noted: the alert ends with the next evaluation, and its detector learns from it."));
        });
}

std::vector<int64_t> AlertsPage::undelivered(const QString& channel) const {
    std::vector<int64_t> out;
    for (const auto& letter : m_watch.picture()->deadLetters)
        if (make::text(letter.channel) == channel && !letter.resend) out.push_back(letter.id);
    return out;
}

void AlertsPage::sendAgain(const QString& channel) {
    const auto ids = undelivered(channel);
    m_watch.change(
        [ids](AlertDesk& desk) -> Result<void> {
            auto parts = desk.parts();
            if (!parts) return fail(parts.error());
            for (const int64_t id : ids)
                if (auto done = (*parts)->journal->askToResend(id); !done) return done;
            return {};
        },
        [this, count = ids.size()] {
            m_context.navigator.tell(tr("Messages to be sent again: %1").arg(count));
        });
}

void AlertsPage::forgetUndelivered(const QString& channel) {
    m_watch.change([ids = undelivered(channel)](AlertDesk& desk) -> Result<void> {
        auto parts = desk.parts();
        if (!parts) return fail(parts.error());
        for (const int64_t id : ids)
            if (auto done = (*parts)->journal->removeDeadLetter(id); !done) return done;
        return {};
    });
}

void AlertsPage::showAdvice(const QString& id) {
    const auto ref = alert_rows::ruleOf(*m_watch.picture(), id);
    if (!ref.rule) return;
    m_context.background.run(
        this,
        [desk = m_watch.desk(), group = ref.group->group,
         rule = *ref.rule](const CancelToken&) -> Result<schedule::RuleAdvice> {
            auto parts = desk->parts();
            if (!parts) return fail(parts.error());
            const TimePoint now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
            return schedule::adviceOf(*(*parts)->store, *(*parts)->journal, group, rule, now, kAdviceFrom);
        },
        [this, id, name = make::text(ref.rule->name)](const Result<schedule::RuleAdvice>& advice) {
            if (!advice) return m_context.navigator.tell(make::errorText(advice.error()));
            if (advice->reasons.empty()) {
                return m_context.navigator.tell(
                    tr("Alerts of the last 13 weeks: %1. Nothing to mend.").arg(advice->alerts));
            }
            QStringList said{tr("Alerts of the last 13 weeks: %1").arg(advice->alerts)};
            for (const auto& reason : advice->reasons) said << reasonText(reason);
            askConfirmation(this, tr("Advice: %1").arg(name), said.join(QStringLiteral("\n\n")),
                            tr("Edit the rule"), [this, id] { Q_EMIT ruleWanted(id); });
        });
}

void AlertsPage::editSilence(SilenceRecord silence) {
    auto* dialog = new SilenceDialog(m_watch, std::move(silence), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void AlertsPage::expireSilences(const QStringList& ids) {
    std::vector<std::string> wanted;
    for (const QString& id : ids)
        if (const SilenceRecord* silence = alert_rows::silenceOf(*m_watch.picture(), id))
            wanted.push_back(silence->id);
    m_watch.change([wanted](AlertDesk& desk) -> Result<void> {
        auto parts = desk.parts();
        if (!parts) return fail(parts.error());
        const TimePoint now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
        for (const std::string& id : wanted)
            if (auto done = (*parts)->store->expireSilence(id, now); !done) return done;
        return {};
    });
}

void AlertsPage::removeRules(const QStringList& ids) {
    std::vector<std::array<std::string, 3>> wanted;
    for (const QString& id : ids)
        if (const auto ref = alert_rows::ruleOf(*m_watch.picture(), id); ref.rule)
            wanted.push_back({ref.group->record.file, ref.group->record.name, ref.rule->id});
    if (wanted.empty()) return;
    askConfirmation(this, tr("Remove rules"),
                    tr("Rules to remove: %1. Their alerts end; their history stays.").arg(wanted.size()),
                    tr("Remove"), [this, wanted] {
                        m_watch.change([wanted](AlertDesk& desk) -> Result<void> {
                            for (const auto& [file, group, rule] : wanted)
                                if (auto done = desk.removeRule(file, group, rule); !done) return done;
                            return {};
                        });
                    });
}

void AlertsPage::enableRules(const QStringList& ids, bool enabled) {
    std::vector<std::pair<RuleGroup, Rule>> wanted;
    for (const QString& id : ids) {
        const auto ref = alert_rows::ruleOf(*m_watch.picture(), id);
        if (!ref.rule) continue;
        wanted.emplace_back(ref.group->group, *ref.rule);
        wanted.back().second.enabled = enabled;
    }
    m_watch.change([wanted](AlertDesk& desk) -> Result<void> {
        for (const auto& [group, rule] : wanted)
            if (auto done = desk.saveRule(group, rule); !done) return done;
        return {};
    });
}

void AlertsPage::removeChannel(const QString& name) {
    askConfirmation(this, tr("Remove channel"), tr("Messages are no longer sent to “%1”.").arg(name),
                    tr("Remove"), [this, name] {
                        m_watch.change([name = name.toStdString()](AlertDesk& desk) -> Result<void> {
                            auto parts = desk.parts();
                            if (!parts) return fail(parts.error());
                            return (*parts)->store->removeChannel(name);
                        });
                    });
}

void AlertsPage::showActiveMenu(const QString& id, const QPoint& at) {
    const ActiveAlert* alert = alert_rows::activeOf(*m_watch.picture(), id);
    if (!alert) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto icon = [this](const char* name) { return m_context.theme.icon(QLatin1String(name)); };
    if (alert->silencedBy.empty()) {
        menu->addAction(icon("bell-off"), tr("Silence for 1 hour"), this,
                        [this] { silence(std::chrono::hours(1)); });
        menu->addAction(icon("bell-off"), tr("Silence for 1 day"), this,
                        [this] { silence(std::chrono::hours(24)); });
        menu->addAction(tr("Silence…"), this, [this] { silence(Duration(0)); });
    } else {
        menu->addAction(icon("bell"), tr("End silence"), this, &AlertsPage::unsilence);
    }
    menu->addSeparator();
    menu->addAction(icon("pencil"), tr("Edit the rule"), this, [this] {
        if (const ActiveAlert* chosen = selected()) openRuleOf(*chosen);
    });
    menu->addAction(icon("copy"), tr("Copy labels"), this,
                    [text = make::text(labelsText(alert->instance.labels))] {
                        QGuiApplication::clipboard()->setText(text);
                    });
    menu->popup(at);
}

void AlertsPage::showRuleMenu(const QString& id, const QPoint& at) {
    const auto ref = alert_rows::ruleOf(*m_watch.picture(), id);
    if (!ref.rule) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto icon = [this](const char* name) { return m_context.theme.icon(QLatin1String(name)); };
    QStringList ids = m_rules->selectedIds();
    if (!ids.contains(id)) ids = QStringList{id};
    menu->addAction(icon("pencil"), tr("Edit…"), this, [this, id] { Q_EMIT ruleWanted(id); });
    menu->addAction(ref.rule->enabled ? tr("Switch off") : tr("Switch on"), this,
                    [this, ids, on = !ref.rule->enabled] { enableRules(ids, on); });
    menu->addAction(icon("activity"), tr("Advice from its alerts…"), this, [this, id] { showAdvice(id); });
    menu->addAction(icon("file-code-2"), tr("Open its query"), this, [this, rule = *ref.rule] {
        NewQuery query;
        query.title = make::text(rule.name);
        query.sql = make::text(rule.query);
        query.target = rule.connection;
        m_context.navigator.openQuery(query);
    });
    menu->addAction(icon("copy"), tr("Copy as YAML"), this, [text = make::text(writeRule(*ref.rule))] {
        QGuiApplication::clipboard()->setText(text);
    });
    menu->addAction(icon("download"), tr("Export all rules…"), this, &AlertsPage::exportWanted);
    menu->addSeparator();
    menu->addAction(icon("trash-2"), tr("Remove…"), this, [this, ids] { removeRules(ids); });
    menu->popup(at);
}

void AlertsPage::showSilenceMenu(const QString& id, const QPoint& at) {
    const SilenceRecord* silence = alert_rows::silenceOf(*m_watch.picture(), id);
    if (!silence) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QStringList ids = m_silences->selectedIds();
    if (!ids.contains(id)) ids = QStringList{id};
    const bool ended = silence->endsAt <= m_watch.picture()->at;
    if (!ended) {
        menu->addAction(tr("Edit…"), this, [this, kept = *silence] { editSilence(kept); });
        menu->addAction(tr("End now"), this, [this, ids] { expireSilences(ids); });
    } else {
        menu->addAction(tr("Silence again…"), this, [this, kept = *silence] {
            SilenceRecord again = kept;
            again.id.clear();
            again.startsAt = again.endsAt = TimePoint{};
            editSilence(again);
        });
    }
    menu->popup(at);
}

void AlertsPage::showChannelMenu(const QString& id, const QPoint& at) {
    if (id.isEmpty()) return;
    const QString name = id.mid(2);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Edit…"), this, [this, name] { Q_EMIT channelWanted(name); });
    menu->addAction(tr("Send a test message"), this, [this, name] { Q_EMIT channelTestWanted(name); });
    if (const size_t waiting = undelivered(name).size(); waiting > 0) {
        menu->addAction(tr("Send what was not delivered again (%1)").arg(waiting), this,
                        [this, name] { sendAgain(name); });
        menu->addAction(tr("Forget what was not delivered (%1)").arg(waiting), this,
                        [this, name] { forgetUndelivered(name); });
    }
    menu->addSeparator();
    menu->addAction(tr("Remove…"), this, [this, name] { removeChannel(name); });
    menu->popup(at);
}

}  // namespace tributary::ui
