// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/rule_task.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/alerts/rules/backtest.h"

namespace tributary::schedule {

using namespace alerts;

namespace {

/// A state up to this size is kept with every evaluation; a larger one (models of many series) when something
/// changed, and else every few minutes.
constexpr size_t kSmallState = 16u << 10;
constexpr Duration kLargeStateEvery = std::chrono::minutes(5);
constexpr int64_t kLearntAtOnce = 2000;

TimePoint wallClock() {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

std::optional<double> numberOf(double value) {
    return std::isnan(value) ? std::nullopt : std::optional(value);
}

/// What of an instance is in the file, to see whether it changed.
std::string textOf(const InstanceRecord& record) {
    std::string text = record.state + "|" + labelsText(record.annotations) + "|" + timeText(record.activeAt);
    if (record.resolvedAt) text += timeText(*record.resolvedAt);
    return text + "|" + (record.judged.value ? std::to_string(*record.judged.value) : "");
}

}  // namespace

RuleTask::RuleTask(RuleGroup group, Rule rule, std::unique_ptr<RuleEvaluator> evaluator,
                   std::shared_ptr<RuleSurroundings> around)
    : m_group(std::move(group)),
      m_rule(std::move(rule)),
      m_evaluator(std::move(evaluator)),
      m_around(std::move(around)) {}

Result<std::shared_ptr<RuleTask>> RuleTask::make(const RuleGroup& group, const Rule& rule,
                                                 RuleEvaluator::Options options, const std::string* state,
                                                 std::shared_ptr<RuleSurroundings> around) {
    auto evaluator = RuleEvaluator::make(group, rule, std::move(options));
    if (!evaluator) return fail(evaluator.error());
    std::shared_ptr<RuleTask> task(new RuleTask(group, rule, std::move(*evaluator), std::move(around)));
    if (!state) return task;
    const auto json = nlohmann::json::parse(*state, nullptr, false);
    auto restored = json.is_discarded() ? Result<void>(fail(ErrorCode::Corrupt, "it is no JSON"))
                                        : task->m_evaluator->restore(json);
    if (!restored) {
        task->m_around->log("The state of the rule '" + rule.name +
                            "' cannot be read and begins anew: " + restored.error().message);
        return task;
    }
    task->m_learned = true;
    task->m_stateSize = state->size();
    // They are in the file; what was written of them is not known here, so they are written again.
    for (const auto& one : task->m_evaluator->instances())
        task->m_known.emplace(fingerprintText(one.labels), "");
    return task;
}

Result<SampleSet> RuleTask::ask(TimePoint at, const CancelToken& token) {
    const auto query = queryOf(m_group, m_rule);
    if (m_rule.language == Rule::Language::PromQl && query.connection.empty()) {
        return fail(
            ErrorCode::InvalidArgument, "The rule is written in PromQL but names no connection to ask",
            "Give `connection`, the name of a Prometheus-compatible source, to the rule or its group.");
    }
    auto source = m_around->sources->borrow();
    if (!source) return fail(source.error());
    auto rows = (*source)->at(query, at - m_group.delay, token);
    // One that failed may hold a session that cannot be used again.
    if (rows) m_around->sources->giveBack(std::move(*source));
    return rows;
}

/// A new rule that judges by the past looks at it once.
void RuleTask::learn(const Tick& tick, const CancelToken& token) {
    if (std::exchange(m_learned, true) || m_evaluator->historyWanted() <= Duration(0)) return;
    auto source = m_around->sources->borrow();
    if (!source) return;  // the evaluation that follows tells why
    const Duration interval = m_group.interval > Duration(0) ? m_group.interval : kDefaultInterval;
    const auto query = queryOf(m_group, m_rule);
    // In parts, as the rows of two weeks at once would take much memory.
    const Timing timing{interval, m_group.offset, CatchUp::Once};
    for (TimePoint at = nextInstant(timing, tick.at - m_evaluator->historyWanted()); at < tick.at;) {
        const TimePoint end = std::min(tick.at - interval, at + interval * (kLearntAtOnce - 1));
        auto past = (*source)->range(query, at - m_group.delay, end - m_group.delay, interval, token);
        if (!past) {
            m_around->log("The rule '" + m_rule.name + "' begins without a history: " + past.error().message);
            return;
        }
        for (const auto& [instant, rows] : *past) {
            if (token.isCancelled()) return;
            m_evaluator->learn(instant + m_group.delay, rows);
        }
        at = end + interval;
    }
    m_around->sources->giveBack(std::move(*source));
}

void RuleTask::run(const Tick& tick, const CancelToken& token) {
    const std::lock_guard lock(m_mutex);
    if (m_around->guard->isRevoked()) return;
    learn(tick, token);
    EvaluationOutcome outcome;
    outcome.evaluation.ruleId = m_rule.id;
    outcome.evaluation.scheduledAt = tick.at;
    outcome.evaluation.startedAt = wallClock();
    const auto begun = std::chrono::steady_clock::now();
    auto rows = ask(tick.at, token);
    if (token.isCancelled() && token.reason() == CancelToken::Reason::User) return;  // the program stops
    const Evaluation evaluation = m_evaluator->evaluate(tick.at, rows);
    const auto took = std::chrono::steady_clock::now() - begun;
    outcome.evaluation.duration = std::chrono::round<Duration>(took);
    describe(evaluation, outcome);
    m_around->evaluations++;
    m_around->rows += evaluation.rows;
    if (evaluation.error) m_around->failures++;
    m_around->durationMicros +=
        static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    keep(outcome);
    if (m_around->guard->isRevoked()) return;
    if (!outcome.alerts.empty()) m_around->ingest(outcome.alerts);
    m_around->lastAt = wallClock().time_since_epoch().count();
}

void RuleTask::describe(const Evaluation& evaluation, EvaluationOutcome& out) {
    out.evaluation.rows = evaluation.rows;
    if (evaluation.error) out.evaluation.error = evaluation.error->text();
    for (const auto& one : evaluation.transitions) {
        TransitionRecord record;
        record.at = one.at;
        record.ruleId = m_rule.id;
        record.rule = m_rule.name;
        record.group = m_group.name;
        record.fingerprint = fingerprintText(one.labels);
        record.labels = one.labels;
        record.from = toString(one.from);
        record.to = toString(one.to);
        record.reason = one.reason;
        record.judged = {numberOf(one.value), one.expected, one.lower, one.upper};
        record.why = one.why;
        out.transitions.push_back(std::move(record));
    }
    out.alerts = evaluation.alerts;
    describeInstances(evaluation.at, out);
    m_unkept = true;
    const bool due = m_stateSize <= kSmallState || !evaluation.transitions.empty() ||
                     evaluation.at - m_keptAt >= kLargeStateEvery;
    if (due) out.state = m_evaluator->save().dump();
}

void RuleTask::describeInstances(TimePoint at, EvaluationOutcome& out) {
    const auto instances = m_evaluator->instances();
    std::map<std::string, std::string> known;
    for (const auto& one : instances) {
        InstanceRecord record;
        record.ruleId = m_rule.id;
        record.fingerprint = fingerprintText(one.labels);
        record.state = toString(one.state);
        record.labels = one.labels;
        record.annotations = one.annotations;
        record.activeAt = one.activeAt;
        record.firedAt = one.firedAt;
        record.resolvedAt = one.resolvedAt;
        record.evaluatedAt = at;
        record.judged = {numberOf(one.value), one.expected, one.lower, one.upper};
        if (one.state != State::Resolved && one.state != State::Normal) out.evaluation.active++;
        std::string text = textOf(record);
        const auto before = m_known.find(record.fingerprint);
        const bool same = before != m_known.end() && before->second == text;
        known.emplace(record.fingerprint, std::move(text));
        if (!same) out.instances.push_back(std::move(record));
    }
    for (const auto& [fingerprint, text] : m_known)
        if (!known.contains(fingerprint)) out.gone.push_back(fingerprint);
    m_known = std::move(known);
}

void RuleTask::keep(EvaluationOutcome& outcome) {
    auto kept = m_around->journal->keep(m_around->guard->fence(), outcome);
    if (kept) {
        if (outcome.state) {
            m_unkept = false;
            m_stateSize = outcome.state->size();
            m_keptAt = outcome.evaluation.scheduledAt;
        }
        return;
    }
    if (kept.error().code == ErrorCode::Conflict && !kept.error().retryable) {
        m_around->guard->revoke();
        return;
    }
    // A full disk is no reason to keep silent: what fires is sent all the same.
    m_known.clear();
    m_around->log("The evaluation of the rule '" + m_rule.name +
                  "' could not be kept: " + kept.error().text());
}

std::optional<std::string> RuleTask::state(std::chrono::milliseconds wait) {
    const std::unique_lock lock(m_mutex, wait);
    if (!lock) return std::nullopt;
    return m_evaluator->save().dump();
}

std::optional<Result<std::string>> RuleTask::accept(const Labels& labels, std::chrono::milliseconds wait) {
    const std::unique_lock lock(m_mutex, wait);
    if (!lock) return std::nullopt;
    if (auto accepted = m_evaluator->accept(labels); !accepted)
        return Result<std::string>(fail(accepted.error()));
    return Result<std::string>(m_evaluator->save().dump());
}

void RuleTask::keepState() {
    const std::lock_guard lock(m_mutex);
    if (!m_unkept) return;
    auto kept =
        m_around->journal->keepRuleState(m_around->guard->fence(), m_rule.id, m_evaluator->save().dump());
    if (kept) m_unkept = false;
}

}  // namespace tributary::schedule
