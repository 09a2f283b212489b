// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QTimeZone>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "core/alerts/routing/pipeline.h"
#include "core/alerts/routing/routing_yaml.h"
#include "ui/alerts/alert_rows.h"
#include "ui/alerts/channel_dialog.h"
#include "ui/alerts/reason_texts.h"
#include "ui/alerts/rule_dialog.h"
#include "ui/steps/step_catalog.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

using namespace alerts;

namespace {

TimePoint now() {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

qint64 millisOf(TimePoint at) {
    return at.time_since_epoch().count();
}

std::optional<RuleChartData::SpanState> spanState(State state) {
    switch (state) {
        case State::Pending:
            return RuleChartData::SpanState::Pending;
        case State::Firing:
            return RuleChartData::SpanState::Firing;
        case State::Recovering:
            return RuleChartData::SpanState::Recovering;
        case State::NoData:
        case State::MissingSeries:
            return RuleChartData::SpanState::NoData;
        case State::Error:
            return RuleChartData::SpanState::Error;
        default:
            return std::nullopt;
    }
}

/// `{a="1", b="2"}` as a=1, b=2.
QString plainLabels(const std::string& text) {
    const auto matchers = parseMatchers(text);
    if (!matchers) return make::text(text);
    Labels labels;
    for (const Matcher& matcher : *matchers) labels[matcher.name()] = matcher.value();
    return alert_rows::labels(labels);
}

/// Does the alert belong to the series? Its labels hold all of the series'.
bool belongs(const Labels& alert, const Labels& series) {
    for (const auto& [name, value] : series) {
        const auto found = alert.find(name);
        if (found == alert.end() || found->second != value) return false;
    }
    return true;
}

std::vector<RuleChartData::Span> spansOf(const BacktestResult& result, const Labels& series) {
    std::vector<RuleChartData::Span> spans;
    for (const auto& instance : result.spans) {
        if (!belongs(instance.labels, series)) continue;
        for (const auto& span : instance.spans)
            if (const auto state = spanState(span.state))
                spans.push_back({millisOf(span.from), millisOf(span.to), *state});
    }
    for (const auto& span : result.health)
        if (const auto state = spanState(span.state))
            spans.push_back({millisOf(span.from), millisOf(span.to), *state});
    return spans;
}

}  // namespace

void RuleDialog::showOutlook() {
    const auto outlook = m_preview->outlook();
    if (!outlook) return;
    showBusy();
    fillSeries(*outlook);
    drawChart();
    showFigures(*outlook);
    showIncidents(*outlook);
    const QString complaint = m_form->check();
    if (!complaint.isEmpty())
        setMessage(complaint, "warning");
    else if (outlook->result.firstError)
        setMessage(tr("%1 of %2 evaluations failed: %3")
                       .arg(outlook->result.errors)
                       .arg(outlook->result.evaluations)
                       .arg(make::errorText(*outlook->result.firstError)),
                   "warning");
    else if (outlook->result.rows == 0)
        setMessage(tr("The query gave no rows in this time."), "warning");
    else if (outlook->history->learning > 0 && outlook->result.series.empty())
        setMessage(tr("There is too little history to learn from yet."), "small");
    else
        setMessage(m_note, "small");
}

void RuleDialog::showFigures(const RuleOutlook& outlook) {
    const BacktestResult& result = outlook.result;
    const size_t incidents = result.incidents.size();
    m_incidents->show(QLocale().toString(qulonglong(incidents)), incidents > 0 ? Role::Text : Role::Success);
    m_incidents->setCaption(outlook.saved
                                ? tr("incidents (saved rule: %1)").arg(outlook.saved->incidents.size())
                            : incidents == 1 ? tr("incident")
                                             : tr("incidents"));
    if (outlook.routingError.isEmpty()) {
        m_messages->show(QLocale().toString(qulonglong(outlook.messages)));
        m_messages->setCaption(tr("messages (%1 without grouping)").arg(outlook.messagesWithoutGrouping));
    } else {
        m_messages->showUnknown();
        m_messages->setCaption(outlook.routingError);
    }
    if (result.longest)
        m_longest->show(alert_rows::span(*result.longest), Role::Danger);
    else
        m_longest->showUnknown();
    m_longest->setCaption(result.meanTimeToResolve
                              ? tr("longest (mean %1)").arg(alert_rows::span(*result.meanTimeToResolve))
                              : tr("longest"));
    if (result.noisiestIncidents > 0)
        m_noisiest->show(result.noisiest.empty() ? tr("the only one") : plainLabels(result.noisiest));
    else
        m_noisiest->showUnknown();
    m_noisiest->setCaption(result.noisiestIncidents > 0
                               ? tr("noisiest group (incidents: %1)").arg(result.noisiestIncidents)
                               : tr("noisiest group"));
}

void RuleDialog::showIncidents(const RuleOutlook& outlook) {
    std::vector<RecordRow> rows;
    const auto& incidents = outlook.result.incidents;
    std::unordered_map<std::string, const detectors::Reason*> reasons;
    for (const Transition& change : outlook.result.transitions) reasons.emplace(change.reason, &change.why);
    const auto why = [&](const std::string& text) {
        const auto found = reasons.find(text);
        return found == reasons.end() ? detectors::Reason() : *found->second;
    };
    for (size_t i = incidents.size(); i-- > 0;) {
        const Incident& incident = incidents[i];
        RecordRow row;
        row.id = QStringLiteral("i|%1").arg(i);
        QString value = alert_rows::number(incident.peak);
        if (incident.expectedAtPeak)
            value += QStringLiteral(" / ") + alert_rows::number(*incident.expectedAtPeak);
        const TimePoint end = incident.end.value_or(outlook.history->to);
        row.cells = QStringList{
            alert_rows::moment(incident.start), alert_rows::labels(incident.labels),
            incident.end ? alert_rows::span(end - incident.fired)
                         : tr("%1, still firing").arg(alert_rows::span(end - incident.fired)),
            value,
            incident.reason.empty() ? tr("furthest at %1").arg(alert_rows::moment(incident.peakAt))
                                    : reasonText(why(incident.reason), incident.reason)};
        row.dot = incident.severity == Severity::Warning ? Role::Warning : Role::Danger;
        rows.push_back(std::move(row));
    }
    m_list->setRows(std::move(rows));
}

void RuleDialog::fillSeries(const RuleOutlook& outlook) {
    const QString kept = m_series->currentData().toString();
    m_series->clear();
    for (const ChartSeries& series : outlook.result.series) {
        const QString name = alert_rows::labels(series.labels);
        m_series->addItem(name.isEmpty() ? tr("the only series") : name, name);
    }
    m_series->setVisible(m_series->count() > 1);
    m_series->setCurrentIndex(std::max(0, m_series->findData(kept)));
}

const ChartSeries* RuleDialog::shownSeries() const {
    const auto& outlook = m_preview->outlook();
    const int index = m_series->currentIndex();
    if (!outlook || index < 0 || size_t(index) >= outlook->result.series.size()) return nullptr;
    return &outlook->result.series[size_t(index)];
}

void RuleDialog::drawChart() {
    const auto outlook = m_preview->outlook();
    if (outlook) drawSeries(*outlook, shownSeries(), outlook->saved);
}

void RuleDialog::drawSeries(const RuleOutlook& outlook, const ChartSeries* series,
                            const std::optional<BacktestResult>& saved) {
    RuleChartData data;
    data.from = millisOf(outlook.history->from);
    data.to = millisOf(outlook.history->to);
    data.zone = QTimeZone::systemTimeZoneId();
    const Labels labels = series ? series->labels : Labels();
    for (size_t i = 0; series && i < series->times.size(); ++i) {
        data.line.push_back({millisOf(series->times[i]), series->values[i]});
        if (!series->lower.empty())
            data.band.push_back({millisOf(series->times[i]), series->lower[i], series->upper[i]});
    }
    data.spans = spansOf(outlook.result, labels);
    if (saved) {
        data.hasSaved = true;
        data.savedSpans = spansOf(*saved, labels);
    }
    for (const Notification& notification : outlook.notifications)
        for (const Alert& alert : notification.alerts)
            if (belongs(alert.labels, labels)) {
                data.notifications.push_back(millisOf(notification.at));
                break;
            }
    for (const Incident& incident : outlook.result.incidents)
        if (belongs(incident.labels, labels))
            data.marks.push_back({millisOf(incident.peakAt), incident.peak});
    addLevels(data);
    m_chart->setData(std::move(data));
}

void RuleDialog::addLevels(RuleChartData& data) {
    m_levelKinds.clear();
    const Condition condition = m_form->rule().condition;
    const auto level = [&](const std::optional<double>& value, RuleChartData::LevelKind kind, int field) {
        if (!value || !std::isfinite(*value)) return;
        data.levels.push_back({kind, *value});
        m_levelKinds.push_back(field);
    };
    if (condition.kind == Condition::Kind::Threshold || condition.kind == Condition::Kind::RowCount) {
        level(condition.bounds.warning, RuleChartData::LevelKind::Warn, 0);
        level(condition.bounds.critical, RuleChartData::LevelKind::Critical, 1);
        level(condition.bounds.warning ? condition.bounds.warningRecovery : condition.bounds.criticalRecovery,
              RuleChartData::LevelKind::Recovery, 2);
    }
}

Result<std::shared_ptr<const RoutingConfig>> RuleDialog::routing() const {
    const AlertPicture& picture = *m_watch.picture();
    if (!picture.routing.empty()) {
        auto read = readRoutingYaml(picture.routing);
        if (!read) return fail(std::move(read.error()));
        return std::make_shared<const RoutingConfig>(std::move(*read));
    }
    std::vector<std::string> channels;
    for (const auto& channel : picture.channels)
        if (channel.enabled) channels.push_back(channel.name);
    return std::make_shared<const RoutingConfig>(defaultRoutingConfig(channels));
}

/// Labels an alert of the rule has, after the first row of the query.
Labels RuleDialog::exampleLabels() const {
    const Rule rule = m_form->rule();
    Labels labels = rule.labels;
    labels["alertname"] = rule.name;
    if (const auto& probe = m_preview->probe(); probe && !probe->rows.samples.empty())
        for (const auto& [name, value] : probe->rows.samples.front().labels) labels.emplace(name, value);
    return labels;
}

void RuleDialog::showRoute() {
    const auto config = routing();
    if (!config)
        return m_route->setText(tr("The routing cannot be read: %1").arg(make::errorText(config.error())));
    const Pipeline pipeline(*config, now());
    QStringList parts;
    for (const RouteMatch& match : pipeline.routeTest(exampleLabels())) {
        const Receiver* receiver = (*config)->receiver(match.receiver);
        QString part = QStringLiteral("→ ") + make::text(match.receiver);
        if (!receiver || receiver->channels.empty()) part += tr(" (no channel yet: nobody is told)");
        QStringList by;
        for (const auto& [name, value] : match.groupLabels) by << make::text(name);
        part += by.isEmpty() ? QString() : tr(", grouped by %1").arg(by.join(QStringLiteral(", ")));
        part += tr(", again every %1").arg(make::text(durationText(match.repeatInterval)));
        parts << part;
    }
    m_route->setText(tr("Route: %1").arg(parts.join(QStringLiteral("; "))));
}

void RuleDialog::showExample() {
    const auto& probe = m_preview->probe();
    if (!probe || probe->rows.samples.empty()) return m_example->clear();
    const Rule rule = m_form->rule();
    if (rule.annotations.empty()) return m_example->clear();
    const Sample& sample = probe->rows.samples.front();
    const double value = sample.values.empty()
                             ? std::numeric_limits<double>::quiet_NaN()
                             : sample.values.front().value_or(std::numeric_limits<double>::quiet_NaN());
    const Alert alert = renderAlert(m_form->group(), rule, sample.labels, value, {});
    QStringList texts;
    for (const auto& [name, text] : alert.annotations) texts << make::text(text);
    m_example->setText(tr("Would say: %1").arg(texts.join(QStringLiteral(" · "))));
}

/// Levels of the series that is shown; of the first that has some where it has none.
void RuleDialog::takeSuggestion(const std::vector<schedule::SeriesSuggestion>& levels) {
    m_suggest->setEnabled(true);
    const ChartSeries* shown = shownSeries();
    const schedule::SeriesSuggestion* best = nullptr;
    for (const auto& one : levels) {
        if (!one.problem.empty()) continue;
        if (!best || (shown && one.labels == shown->labels)) best = &one;
    }
    if (!best) {
        const QString why =
            levels.empty() ? tr("there is too little history") : make::text(levels.front().problem);
        return setMessage(tr("No levels can be suggested: %1").arg(why), "warning");
    }
    m_form->setLevel(0, best->levels.warn);
    m_form->setLevel(1, best->levels.critical);
    m_form->setLevel(2, best->levels.recovery);
    edited();
    const QString name = alert_rows::labels(best->labels);
    m_note = (name.isEmpty() ? QString() : name + QStringLiteral(": ")) + reasonText(best->levels.reason);
    setMessage(m_note, "small");
}

void RuleDialog::sendTest() {
    const auto& probe = m_preview->probe();
    if (!probe || probe->rows.samples.empty())
        return setMessage(tr("A test message is about a real row, and the query has given none."), "warning");
    const auto config = routing();
    if (!config) return setMessage(make::errorText(config.error()), "error");
    std::vector<ChannelRecord> targets;
    for (const RouteMatch& match : Pipeline(*config, now()).routeTest(exampleLabels()))
        if (const Receiver* receiver = (*config)->receiver(match.receiver))
            for (const auto& way : receiver->channels)
                for (const auto& channel : m_watch.picture()->channels)
                    if (way.kind == "channel" && way.name == channel.name) targets.push_back(channel);
    if (targets.empty())
        return setMessage(tr("No channel of this workspace is on the rule's way: nobody would be told."),
                          "warning");
    const Sample& sample = probe->rows.samples.front();
    const double value = sample.values.empty()
                             ? std::numeric_limits<double>::quiet_NaN()
                             : sample.values.front().value_or(std::numeric_limits<double>::quiet_NaN());
    channels::Message message = channels::testMessage(now());
    Alert alert = renderAlert(m_form->group(), m_form->rule(), sample.labels, value, {});
    alert.startsAt = message.notification.at;
    alert.endsAt = alert.startsAt + std::chrono::hours(1);
    message.notification.alerts = {alert};
    message.notification.commonLabels = alert.labels;
    message.notification.commonAnnotations = alert.annotations;
    message.notification.groupLabels = {{"alertname", m_form->rule().name}};
    setMessage(tr("Sending…"), "small");
    m_context.background.run(
        this,
        [&workbench = m_context.workbench, plugins = stepsOf(m_context), targets,
         message](const CancelToken& token) -> Result<void> {
            for (const auto& target : targets)
                if (auto sent = sendThrough(workbench, plugins, target, {}, message, token); !sent)
                    return sent;
            return {};
        },
        [this, count = targets.size()](Result<void> sent) {
            if (!sent) return setMessage(make::errorText(sent.error()), "error");
            setMessage(tr("The test message was accepted; channels: %1.").arg(count), "successSmall");
        },
        Background::Lane::OwnThread);
}

}  // namespace tributary::ui
