// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alert_rows.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <algorithm>
#include <map>
#include <set>

#include "ui/alerts/reason_texts.h"
#include "ui/widgets/make.h"

namespace tributary::ui::alert_rows {

using namespace alerts;

namespace {

constexpr size_t kMostRows = 5000;

struct AlertText {
    Q_DECLARE_TR_FUNCTIONS(tributary::ui::AlertText)
};

bool holds(const QString& text, const QString& filter) {
    for (const QString& word : filter.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        if (!text.contains(word, Qt::CaseInsensitive)) return false;
    return true;
}

QString matchersOf(const SilenceRecord& silence) {
    QStringList parts;
    for (const Matcher& matcher : silence.matchers) parts << make::text(matcher.text());
    return parts.join(QStringLiteral(", "));
}

QString judgedText(const Judged& judged) {
    if (judged.expected)
        return AlertText::tr("%1 (expected %2)").arg(number(judged.value), number(judged.expected));
    return number(judged.value);
}

QString noteOf(const ActiveAlert& alert) {
    QStringList notes;
    if (!alert.silencedBy.empty()) notes << AlertText::tr("silenced");
    if (alert.acknowledged) notes << AlertText::tr("seen by %1").arg(make::text(alert.acknowledged->by));
    return notes.join(QStringLiteral(", "));
}

RecordRow activeRow(const AlertPicture& picture, const ActiveAlert& alert, bool withRule) {
    const InstanceRecord& instance = alert.instance;
    RecordRow row;
    row.id = activeId(instance);
    QString what = labels(instance.labels);
    if (withRule)
        what = make::text(alert.rule) + (what.isEmpty() ? QString() : QStringLiteral("  ") + what);
    else if (what.isEmpty())
        what = make::text(alert.rule);
    QString said;
    for (const char* key : {"summary", "description", "message"})
        if (const auto found = instance.annotations.find(key);
            said.isEmpty() && found != instance.annotations.end())
            said = make::text(found->second).simplified();
    row.cells = QStringList{what,
                            stateName(instance.state),
                            span(picture.at - instance.activeAt),
                            judgedText(instance.judged),
                            noteOf(alert),
                            said};
    row.dot = alert.silencedBy.empty() ? stateRole(instance.state) : Role::TextFaint;
    if (!alert.silencedBy.empty()) row.text = Role::TextMuted;
    row.toolTip = make::text(labelsText(instance.labels)) + QLatin1Char('\n') + said;
    return row;
}

}  // namespace

QString activeId(const InstanceRecord& instance) {
    return QStringLiteral("a|") + make::text(instance.ruleId) + QLatin1Char('|') +
           make::text(instance.fingerprint);
}

QString stateName(const std::string& state) {
    if (state == "firing") return AlertText::tr("firing");
    if (state == "pending") return AlertText::tr("pending");
    if (state == "recovering") return AlertText::tr("recovering");
    if (state == "resolved") return AlertText::tr("resolved");
    if (state == "nodata") return AlertText::tr("no data");
    if (state == "error") return AlertText::tr("error");
    if (state == "missingseries") return AlertText::tr("gone missing");
    if (state == "normal" || state.empty()) return AlertText::tr("normal");
    return make::text(state);
}

Role stateRole(const std::string& state) {
    if (state == "firing") return Role::Danger;
    if (state == "pending" || state == "recovering") return Role::Warning;
    if (state == "resolved" || state == "normal") return Role::Success;
    return Role::TextFaint;
}

QString span(Duration duration) {
    const qint64 seconds = std::max<qint64>(0, duration.count() / 1000);
    if (seconds < 60) return AlertText::tr("%1 s").arg(seconds);
    if (seconds < 3600) return AlertText::tr("%1 min").arg(seconds / 60);
    if (seconds < 86'400) {
        const qint64 minutes = seconds / 60 % 60;
        return minutes == 0 ? AlertText::tr("%1 h").arg(seconds / 3600)
                            : AlertText::tr("%1 h %2 min").arg(seconds / 3600).arg(minutes);
    }
    const qint64 hours = seconds / 3600 % 24;
    return hours == 0 ? AlertText::tr("%1 d").arg(seconds / 86'400)
                      : AlertText::tr("%1 d %2 h").arg(seconds / 86'400).arg(hours);
}

QString moment(TimePoint at) {
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count())
        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString labels(const Labels& labels) {
    QStringList parts;
    for (const auto& [name, value] : labels)
        if (name != "alertname") parts << make::text(name) + QLatin1Char('=') + make::text(value);
    return parts.join(QStringLiteral(", "));
}

QString number(const std::optional<double>& value) {
    return value ? QLocale().toString(*value, 'g', 8) : QStringLiteral("–");
}

std::vector<RecordRow> active(const AlertPicture& picture, const Grouping& grouping, const QString& filter) {
    std::vector<RecordRow> out;
    std::map<QString, size_t> places;
    size_t count = 0;
    for (const ActiveAlert& alert : picture.active) {
        if (count >= kMostRows) break;
        if (!holds(make::text(alert.rule) + QLatin1Char(' ') + make::text(labelsText(alert.instance.labels)),
                   filter))
            continue;
        ++count;
        QString name = make::text(alert.rule);
        if (!grouping.label.isEmpty()) {
            const auto found = alert.instance.labels.find(grouping.label.toStdString());
            name = found == alert.instance.labels.end()
                       ? AlertText::tr("without %1").arg(grouping.label)
                       : grouping.label + QLatin1Char('=') + make::text(found->second);
        }
        const auto [place, fresh] = places.emplace(name, out.size());
        if (fresh) {
            RecordRow heading;
            heading.id = QStringLiteral("g|") + name;
            out.push_back(std::move(heading));
        }
        out[place->second].children.push_back(activeRow(picture, alert, !grouping.label.isEmpty()));
    }
    for (const auto& [name, place] : places)
        out[place].cells = QStringList{QStringLiteral("%1  (%2)").arg(name).arg(out[place].children.size())};
    return out;
}

std::vector<RecordRow> history(const AlertPicture& picture, const QString& filter) {
    std::vector<RecordRow> out;
    for (const TransitionRecord& change : picture.history) {
        RecordRow row;
        row.id = QStringLiteral("h|%1").arg(change.id);
        row.cells = QStringList{
            moment(change.at),         make::text(change.rule),
            labels(change.labels),     stateName(change.from) + QStringLiteral(" → ") + stateName(change.to),
            judgedText(change.judged), reasonText(change.why, change.reason)};
        row.dot = stateRole(change.to);
        if (holds(row.cells.join(QLatin1Char(' ')), filter)) out.push_back(std::move(row));
    }
    return out;
}

QString idOf(const RuleGroupEntry& group, const Rule& rule) {
    return QStringLiteral("r|") + make::text(group.record.file) + QLatin1Char('|') +
           make::text(group.record.name) + QLatin1Char('|') + make::text(rule.id);
}

std::vector<RecordRow> rules(const AlertPicture& picture, const QString& filter) {
    std::map<std::string, size_t> firing;
    for (const ActiveAlert& alert : picture.active)
        if (urgency(alert.instance.state) <= urgency("recovering")) ++firing[alert.instance.ruleId];
    std::vector<RecordRow> out;
    for (const RuleGroupEntry& entry : picture.groups) {
        RecordRow heading;
        heading.id = QStringLiteral("rg|") + make::text(entry.record.file) + QLatin1Char('|') +
                     make::text(entry.record.name);
        QString title = make::text(entry.record.name);
        if (!entry.record.file.empty()) title += QStringLiteral("  ") + make::text(entry.record.file);
        if (entry.error) {
            RecordRow broken;
            broken.id = heading.id + QStringLiteral("|error");
            broken.cells = QStringList{make::errorText(*entry.error)};
            broken.dot = Role::Danger;
            broken.text = Role::Danger;
            heading.children.push_back(std::move(broken));
        }
        for (const Rule& rule : entry.group.rules) {
            if (rule.isRecording()) continue;
            RecordRow row;
            row.id = idOf(entry, rule);
            const auto last = picture.lastEvaluations.find(rule.id);
            const bool known = last != picture.lastEvaluations.end();
            const bool off = !rule.enabled || !entry.record.enabled;
            const bool failed = known && !last->second.error.empty();
            const size_t fires = firing[rule.id];
            row.cells = QStringList{
                make::text(rule.name),
                off      ? AlertText::tr("switched off")
                : failed ? AlertText::tr("error")
                : fires  ? AlertText::tr("firing: %1").arg(fires)
                : known  ? AlertText::tr("normal")
                         : AlertText::tr("not yet evaluated"),
                span(entry.group.interval.count() ? entry.group.interval : kDefaultInterval),
                known ? moment(last->second.scheduledAt) : QStringLiteral("–"),
                known ? AlertText::tr("%1 ms").arg(last->second.duration.count()) : QStringLiteral("–"),
                known ? QString::number(last->second.rows) : QStringLiteral("–"),
                failed ? make::text(last->second.error).simplified() : make::text(rule.query).simplified()};
            row.dot = off      ? Role::TextFaint
                      : failed ? Role::Warning
                      : fires  ? Role::Danger
                      : known  ? Role::Success
                               : Role::TextFaint;
            if (off) row.text = Role::TextMuted;
            if (holds(title + QLatin1Char(' ') + row.cells.join(QLatin1Char(' ')), filter))
                heading.children.push_back(std::move(row));
        }
        heading.cells = QStringList{title};
        if (!heading.children.empty()) out.push_back(std::move(heading));
    }
    return out;
}

std::vector<RecordRow> silences(const AlertPicture& picture, const QString& filter) {
    std::vector<RecordRow> out;
    for (const SilenceRecord& silence : picture.silences) {
        const bool ended = silence.endsAt <= picture.at;
        const bool begun = silence.startsAt <= picture.at;
        size_t muted = 0;
        for (const ActiveAlert& alert : picture.active)
            muted += std::count(alert.silencedBy.begin(), alert.silencedBy.end(), silence.id) > 0 ? 1 : 0;
        RecordRow row;
        row.id = QStringLiteral("s|") + make::text(silence.id);
        row.cells =
            QStringList{matchersOf(silence),
                        ended   ? AlertText::tr("ended")
                        : begun ? AlertText::tr("ends in %1").arg(span(silence.endsAt - picture.at))
                                : AlertText::tr("begins in %1").arg(span(silence.startsAt - picture.at)),
                        ended || !begun ? QStringLiteral("–") : QString::number(muted),
                        moment(silence.endsAt),
                        make::text(silence.createdBy),
                        make::text(silence.comment).simplified()};
        row.dot = ended ? Role::TextFaint : begun ? Role::Success : Role::Warning;
        if (ended) row.text = Role::TextMuted;
        if (holds(row.cells.join(QLatin1Char(' ')), filter)) out.push_back(std::move(row));
    }
    std::stable_partition(out.begin(), out.end(),
                          [](const RecordRow& row) { return row.dot != Role::TextFaint; });
    return out;
}

std::vector<RecordRow> channels(const AlertPicture& picture) {
    std::vector<RecordRow> out;
    for (const ChannelRecord& channel : picture.channels) {
        const auto last =
            std::find_if(picture.deliveries.begin(), picture.deliveries.end(),
                         [&](const auto& delivery) { return delivery.channel == channel.name; });
        const auto dead = std::count_if(picture.deadLetters.begin(), picture.deadLetters.end(),
                                        [&](const auto& letter) { return letter.channel == channel.name; });
        const bool known = last != picture.deliveries.end();
        RecordRow row;
        row.id = QStringLiteral("c|") + make::text(channel.name);
        row.cells = QStringList{make::text(channel.name),
                                make::text(channel.type),
                                !channel.enabled  ? AlertText::tr("switched off")
                                : !known          ? AlertText::tr("not used yet")
                                : last->delivered ? AlertText::tr("delivered")
                                                  : AlertText::tr("failed"),
                                known ? moment(last->at) : QStringLiteral("–"),
                                dead > 0 ? QString::number(dead) : QStringLiteral("–"),
                                known && !last->delivered ? make::text(last->error).simplified() : QString()};
        row.dot = !channel.enabled || !known ? Role::TextFaint
                  : last->delivered          ? Role::Success
                                             : Role::Danger;
        out.push_back(std::move(row));
    }
    return out;
}

std::vector<RecordRow> deliveries(const AlertPicture& picture) {
    std::vector<RecordRow> out;
    for (const DeliveryRecord& delivery : picture.deliveries) {
        RecordRow row;
        row.id = QStringLiteral("d|%1").arg(delivery.id);
        row.cells = QStringList{
            moment(delivery.at), make::text(delivery.channel),
            delivery.delivered ? AlertText::tr("delivered") : AlertText::tr("failed"),
            AlertText::tr("%1 firing, %2 resolved").arg(delivery.firingAlerts).arg(delivery.resolvedAlerts),
            make::text(delivery.error.empty() ? delivery.title : delivery.error).simplified()};
        row.dot = delivery.delivered ? Role::Success : Role::Danger;
        out.push_back(std::move(row));
    }
    return out;
}

std::vector<TimelineRow> timeline(const AlertPicture& picture, TimePoint from) {
    using State = RuleChartData::SpanState;
    const auto stateOf = [](const std::string& state) -> std::optional<State> {
        if (state == "firing") return State::Firing;
        if (state == "pending") return State::Pending;
        if (state == "recovering") return State::Recovering;
        if (state == "nodata" || state == "missingseries") return State::NoData;
        if (state == "error") return State::Error;
        return std::nullopt;
    };
    std::vector<TimelineRow> out;
    std::map<QString, size_t> places;
    struct Open {
        size_t row;
        size_t span;
    };
    std::map<std::pair<std::string, std::string>, Open> open;
    const qint64 end = picture.at.time_since_epoch().count();
    const auto add = [&](const QString& rule, const QString& which, const RuleChartData::Span& span) {
        const auto [place, fresh] = places.emplace(rule + which, out.size());
        if (fresh) out.push_back({rule + QLatin1Char('\n') + which, rule, which, {}});
        out[place->second].spans.push_back(span);
        return Open{place->second, out[place->second].spans.size() - 1};
    };
    for (auto change = picture.history.rbegin(); change != picture.history.rend(); ++change) {
        const qint64 at = change->at.time_since_epoch().count();
        const std::pair key(change->ruleId, change->fingerprint);
        const auto known = open.find(key);
        if (known != open.end()) {
            out[known->second.row].spans[known->second.span].to = at;
            open.erase(known);
        } else if (const auto state = stateOf(change->from)) {
            // It began before what is shown.
            add(make::text(change->rule), labels(change->labels),
                {from.time_since_epoch().count(), at, *state});
        }
        if (const auto state = stateOf(change->to))
            open[key] = add(make::text(change->rule), labels(change->labels), {at, end, *state});
    }
    for (const ActiveAlert& alert : picture.active) {
        const auto state = stateOf(alert.instance.state);
        if (!state || open.count({alert.instance.ruleId, alert.instance.fingerprint}) > 0) continue;
        const TimePoint since = std::max(alert.instance.activeAt, from);
        add(make::text(alert.rule), labels(alert.instance.labels),
            {since.time_since_epoch().count(), end, *state});
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return out;
}

QStringList labelNames(const AlertPicture& picture) {
    std::set<QString> names;
    for (const ActiveAlert& alert : picture.active)
        for (const auto& [name, value] : alert.instance.labels)
            if (name != "alertname") names.insert(make::text(name));
    return QStringList(names.begin(), names.end());
}

QString summary(const AlertPicture& picture) {
    size_t firing = 0, pending = 0, other = 0, silenced = 0;
    for (const ActiveAlert& alert : picture.active) {
        if (!alert.silencedBy.empty()) ++silenced;
        const int place = urgency(alert.instance.state);
        ++(place <= urgency("recovering") ? firing : alert.instance.state == "pending" ? pending : other);
    }
    QStringList parts;
    if (firing) parts << AlertText::tr("%1 firing").arg(firing);
    if (pending) parts << AlertText::tr("%1 pending").arg(pending);
    if (other) parts << AlertText::tr("%1 without data or with an error").arg(other);
    if (silenced) parts << AlertText::tr("%1 silenced").arg(silenced);
    return parts.isEmpty() ? AlertText::tr("Nothing is wrong.") : parts.join(QStringLiteral(" · "));
}

QString owner(const AlertPicture& picture) {
    if (!picture.owner) return AlertText::tr("Nobody evaluates the rules");
    const LeaseRecord& owner = *picture.owner;
    const QString where = owner.address.empty() ? make::text(owner.host) : make::text(owner.address);
    if (owner.program == "window")
        return AlertText::tr("A window evaluates the rules (process %1)").arg(owner.pid);
    return AlertText::tr("The service evaluates the rules (%1, process %2)").arg(where).arg(owner.pid);
}

const ActiveAlert* activeOf(const AlertPicture& picture, const QString& id) {
    for (const ActiveAlert& alert : picture.active)
        if (activeId(alert.instance) == id) return &alert;
    return nullptr;
}

RuleRef ruleOf(const AlertPicture& picture, const QString& id) {
    for (const RuleGroupEntry& entry : picture.groups)
        for (const Rule& rule : entry.group.rules)
            if (idOf(entry, rule) == id) return {&entry, &rule};
    return {};
}

const SilenceRecord* silenceOf(const AlertPicture& picture, const QString& id) {
    for (const SilenceRecord& silence : picture.silences)
        if (QStringLiteral("s|") + make::text(silence.id) == id) return &silence;
    return nullptr;
}

}  // namespace tributary::ui::alert_rows
