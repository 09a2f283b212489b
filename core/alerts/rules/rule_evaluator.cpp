// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/rule_evaluator.h"

#include <nlohmann/json.hpp>

#include "core/alerts/rules/rule_evaluator_impl.h"
#include "core/alerts/rules/state_json.h"

namespace tributary::alerts {

namespace {

using Kind = Condition::Kind;

/// What an anomaly condition wants to know of a new series: two weeks hold every weekday twice.
constexpr Duration kAnomalyHistory = std::chrono::hours(14 * 24);
/// Peers are judged by one another; of the past they only need where each usually is.
constexpr Duration kPeersHistory = std::chrono::hours(24);

Duration intervalOf(const RuleGroup& group) {
    return group.interval > Duration(0) ? group.interval : kDefaultInterval;
}

RuleState::Settings settingsOf(const RuleGroup& group, const Rule& rule, Duration resendDelay) {
    RuleState::Settings settings;
    settings.hold = rule.hold;
    settings.keepFiringFor = rule.keepFiringFor;
    settings.limit = group.limit;
    settings.interval = intervalOf(group);
    settings.resendDelay = resendDelay;
    return settings;
}

}  // namespace

RuleEvaluator::Impl::Impl(const RuleGroup& group, const Rule& theRule, Options theOptions)
    : rule(theRule),
      options(std::move(theOptions)),
      texts(group, rule, options.externalLabels, options.externalUrl),
      judge(rule, intervalOf(group), options.models),
      peers(rule.condition),
      state(settingsOf(group, rule, options.resendDelay)) {}

Result<std::unique_ptr<RuleEvaluator>> RuleEvaluator::make(const RuleGroup& group, const Rule& rule,
                                                           Options options) {
    if (auto valid = validate(rule); !valid) return fail(std::move(valid.error()));
    if (rule.isRecording())
        return fail(ErrorCode::Unsupported, "'" + rule.record + "' is a recording rule: it raises no alerts.",
                    "Recording rules run on the source they come from.");
    const bool needsModels =
        rule.condition.kind == Kind::Anomaly || rule.condition.kind == Kind::Multivariate;
    if (needsModels) {
        if (!options.models) options.models = detectorModels();
        const size_t columns = rule.condition.kind == Kind::Anomaly ? 1 : 2;
        if (!options.models(rule.condition, columns))
            return fail(ErrorCode::Unsupported, "There is no detector for the rule '" + rule.name + "'.",
                        "Check the time zone of its condition, or choose another condition.");
    }
    return std::unique_ptr<RuleEvaluator>(
        new RuleEvaluator(std::make_unique<Impl>(group, rule, std::move(options))));
}

RuleEvaluator::RuleEvaluator(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
RuleEvaluator::~RuleEvaluator() = default;

const Rule& RuleEvaluator::rule() const {
    return m_impl->rule;
}

Duration RuleEvaluator::historyWanted() const {
    const Condition& condition = m_impl->rule.condition;
    if (condition.kind == Kind::Change) return condition.span;
    if (condition.kind == Kind::Anomaly || condition.kind == Kind::Multivariate) return kAnomalyHistory;
    if (condition.kind == Kind::Peers) return kPeersHistory;
    return Duration(0);
}

void RuleEvaluator::learn(TimePoint at, const SampleSet& rows) {
    if (!m_impl->judge.bind(rows)) return;  // evaluate() tells what is wrong with the columns
    size_t row = 0;
    std::deque<Sample> owned;
    const auto samples = m_impl->readings(at, m_impl->newestRows(rows), owned);
    if (m_impl->rule.condition.kind == Kind::Peers) m_impl->judgePeers(at, samples);
    for (const Sample* sample : samples) {
        SeriesMemory& memory = m_impl->memoryOf(sample->labels, row++);
        m_impl->judge.learn(at, *sample, memory);
        memory.lastSeen = at;
    }
}

Evaluation RuleEvaluator::evaluate(TimePoint at, const Result<SampleSet>& rows) {
    Evaluation out;
    out.at = at;
    m_impl->judgements.clear();
    if (m_impl->options.keepJudgements && rows) m_impl->judgements.reserve(rows->samples.size());
    if (m_impl->last && at < *m_impl->last) {
        // Nothing is judged, nothing forgotten: series have not been missed and models must not see it.
        out.error = m_impl->state.update(at, {}, out.transitions).error();
        out.health = m_impl->health;
        m_impl->lastError = out.error;
        return out;
    }
    m_impl->last = at;
    if (rows) {
        out.rows = rows->samples.size();
        m_impl->judgeRows(at, *rows, out);
    } else {
        m_impl->failed(at, rows.error(), out);
    }
    auto due = m_impl->state.takeAlertsToSend(
        at,
        [this](Instance& instance) {
            instance.annotations = m_impl->texts.annotations(instance, m_impl->columns);
        },
        m_impl->options.annotateRepeats);
    out.alerts = std::move(due.alerts);
    out.news = due.news;
    for (Alert& alert : out.alerts) {
        for (const auto& [name, value] : m_impl->options.externalLabels)
            alert.labels.try_emplace(name, value);
        alert.generatorUrl = m_impl->options.generatorUrl;
    }
    out.health = m_impl->health;
    m_impl->lastError = out.error;
    return out;
}

const std::vector<Judgement>& RuleEvaluator::judgements() const {
    return m_impl->judgements;
}

std::vector<Instance> RuleEvaluator::instances() const {
    auto all = m_impl->state.instances();
    for (Instance& instance : all)
        instance.annotations = m_impl->texts.annotations(instance, m_impl->columns);
    return all;
}

void RuleEvaluator::visit(const std::function<void(const Instance&)>& visitor) const {
    m_impl->state.visit(visitor);
}

const Instance* RuleEvaluator::find(const Labels& labels) const {
    return m_impl->state.find(labels);
}

State RuleEvaluator::health() const {
    return m_impl->health;
}

const std::optional<Error>& RuleEvaluator::lastError() const {
    return m_impl->lastError;
}

std::optional<TimePoint> RuleEvaluator::lastAt() const {
    return m_impl->last;
}

Result<void> RuleEvaluator::accept(const Labels& alertLabels) {
    const bool peers = m_impl->rule.condition.kind == Kind::Peers;
    if (!peers && !m_impl->usesModels())
        return fail(
            ErrorCode::InvalidArgument,
            "The rule '" + m_impl->rule.name + "' looks for no anomalies: it learns nothing from this.",
            "Move its level, or silence the alert.");
    const Instance* instance = m_impl->state.find(alertLabels);
    const auto memory = instance ? m_impl->series.find(instance->rowLabels) : m_impl->series.end();
    const bool known = memory != m_impl->series.end() && (peers || memory->second.model);
    if (!known || (peers && !m_impl->peers.accept(instance->rowLabels)))
        return fail(ErrorCode::NotFound, "The rule '" + m_impl->rule.name + "' has no such alert any more.");
    if (peers) return {};
    memory->second.model->accept();
    memory->second.verdict.alarm = false;
    memory->second.latched = false;
    return {};
}

nlohmann::json RuleEvaluator::save() const {
    nlohmann::json series = nlohmann::json::array();
    for (const auto& [labels, memory] : m_impl->series) series.push_back(memory.save());
    nlohmann::json peers;
    if (m_impl->rule.condition.kind == Kind::Peers) peers = m_impl->peers.save();
    return {{"version", 1},
            {"peers", std::move(peers)},
            {"state", m_impl->state.save()},
            {"series", std::move(series)},
            {"columns", m_impl->columns},
            {"health", static_cast<int>(m_impl->health)},
            {"last", state_json::time(m_impl->last)},
            {"newest_row", state_json::time(m_impl->newestRow)},
            {"rows_hash", m_impl->rowsHash}};
}

Result<void> RuleEvaluator::restore(const nlohmann::json& state) {
    m_impl->series.clear();
    m_impl->order.clear();
    Result<void> outcome;
    try {
        if (auto restored = m_impl->state.restore(state.at("state")); !restored) return restored;
        m_impl->columns = state.at("columns").get<std::vector<std::string>>();
        for (const nlohmann::json& entry : state.at("series")) {
            const auto labels = entry.at("row").get<Labels>();
            SeriesMemory& memory = m_impl->series[labels];
            if (auto restored = m_impl->judge.restore(memory, entry); !restored) outcome = restored;
        }
        if (m_impl->rule.condition.kind == Kind::Peers && state.contains("peers") &&
            state["peers"].is_array()) {
            if (auto restored = m_impl->peers.restore(state["peers"]); !restored) outcome = restored;
        }
        const int health = state.at("health").get<int>();
        m_impl->health = health == static_cast<int>(State::NoData)  ? State::NoData
                         : health == static_cast<int>(State::Error) ? State::Error
                                                                    : State::Normal;
        m_impl->last = state_json::toOptionalTime(state.at("last"));
        m_impl->newestRow = state_json::toOptionalTime(state.at("newest_row"));
        m_impl->rowsHash = state.at("rows_hash").get<uint64_t>();
    } catch (const nlohmann::json::exception& damage) {
        m_impl->series.clear();
        m_impl->state = RuleState(m_impl->state.settings());
        m_impl->last.reset();
        return fail(ErrorCode::Corrupt, std::string("The kept state of a rule is damaged: ") + damage.what(),
                    "The rule starts afresh; alerts that are still breached fire again after `for`.");
    }
    return outcome;
}

Alert renderAlert(const RuleGroup& group, const Rule& rule, const Labels& rowLabels, double value,
                  const RuleEvaluator::Options& options) {
    const RuleTexts texts(group, rule, options.externalLabels, options.externalUrl);
    Instance instance;
    instance.rowLabels = rowLabels;
    instance.value = value;
    instance.values = {value};
    const std::vector<std::string> columns =
        rule.valueColumns.empty() ? std::vector<std::string>{"value"} : rule.valueColumns;
    instance.labels = texts.alertLabels(rowLabels, value, columns, instance.values);
    Alert alert;
    alert.annotations = texts.annotations(instance, columns);
    alert.labels = std::move(instance.labels);
    for (const auto& [name, text] : options.externalLabels) alert.labels.try_emplace(name, text);
    alert.generatorUrl = options.generatorUrl;
    return alert;
}

}  // namespace tributary::alerts
