// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/backtest.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

namespace tributary::alerts {

namespace {

/// So many series are kept until it is known which of them are worth drawing.
constexpr size_t kMostSeries = 5000;

Duration intervalOf(const RuleGroup& group) {
    return group.interval > Duration(0) ? group.interval : kDefaultInterval;
}

/// Collects what the evaluations of a back-test come to.
class Recorder {
  public:
    Recorder(const Rule& rule, const BacktestOptions& options, const RuleEvaluator& evaluator)
        : m_rule(rule), m_options(options), m_evaluator(evaluator) {
        const Comparison comparison = rule.condition.bounds.comparison;
        m_lowIsBad = comparison == Comparison::Below || comparison == Comparison::AtMost;
    }

    void add(Evaluation& evaluation) {
        ++m_result.evaluations;
        m_result.rows += evaluation.rows;
        if (evaluation.error) {
            if (!m_result.firstError) m_result.firstError = evaluation.error;
            ++m_result.errors;
        }
        for (const Transition& transition : evaluation.transitions) follow(transition);
        if (!m_open.empty()) findPeaks(evaluation.at);
        if (m_options.chart) chart(evaluation.at);
        if (m_options.onEvaluated) m_options.onEvaluated(evaluation.at, evaluation.alerts);
        evaluation.alerts.resize(evaluation.news);
        if (!evaluation.alerts.empty())
            m_result.alerts.emplace_back(evaluation.at, std::move(evaluation.alerts));
        std::move(evaluation.transitions.begin(), evaluation.transitions.end(),
                  std::back_inserter(m_result.transitions));
    }

    BacktestResult finish(TimePoint end) {
        for (auto& [labels, spans] : m_spans) {
            if (!spans.empty() && isOpen(spans.back())) spans.back().to = end;
            m_result.spans.push_back({labels, std::move(spans)});
        }
        std::sort(m_result.spans.begin(), m_result.spans.end(),
                  [](const InstanceSpans& a, const InstanceSpans& b) { return a.labels < b.labels; });
        if (!m_result.health.empty() && isOpen(m_result.health.back())) m_result.health.back().to = end;
        std::stable_sort(m_result.incidents.begin(), m_result.incidents.end(),
                         [](const Incident& a, const Incident& b) {
                             return a.start != b.start ? a.start < b.start : a.labels < b.labels;
                         });
        summarise(end);
        takeSeries();
        return std::move(m_result);
    }

  private:
    static bool isOpen(const StateSpan& span) { return span.to == TimePoint::max(); }

    void follow(const Transition& transition) {
        const bool ofRule = transition.to == State::NoData || transition.to == State::Error ||
                            transition.from == State::NoData || transition.from == State::Error;
        auto& spans = ofRule ? m_result.health : m_spans[transition.labels];
        if (!spans.empty() && isOpen(spans.back())) spans.back().to = transition.at;
        if (transition.to != State::Normal && transition.to != State::Resolved)
            spans.push_back({transition.at, TimePoint::max(), transition.to, transition.severity});
        if (ofRule) return;
        const auto open = m_open.find(transition.labels);
        if (isFiring(transition.to)) {
            if (open == m_open.end())
                begin(transition);
            else
                m_result.incidents[open->second].severity =
                    std::max(m_result.incidents[open->second].severity, transition.severity);
        } else if (open != m_open.end()) {
            m_result.incidents[open->second].end = transition.at;
            m_open.erase(open);
        }
    }

    void begin(const Transition& transition) {
        Incident incident;
        incident.labels = transition.labels;
        incident.fired = incident.start = incident.peakAt = transition.at;
        incident.severity = transition.severity;
        incident.reason = transition.reason;
        incident.peak = incident.firstValue = transition.value;
        if (const Instance* instance = m_evaluator.find(transition.labels)) {
            incident.start = instance->activeAt;
            incident.cause = instance->cause;
            incident.expectedAtPeak = instance->expected;
            if (!instance->rowLabels.empty()) ++m_noise[instance->rowLabels];
        }
        m_open.emplace(transition.labels, m_result.incidents.size());
        m_result.incidents.push_back(std::move(incident));
    }

    double badness(double value, const std::optional<double>& expected) const {
        if (std::isnan(value)) return -HUGE_VAL;
        if (expected) return std::abs(value - *expected);
        return m_lowIsBad ? -value : value;
    }

    void findPeaks(TimePoint at) {
        for (const auto& [labels, index] : m_open) {
            const Instance* instance = m_evaluator.find(labels);
            if (instance == nullptr || instance->state != State::Firing) continue;
            Incident& incident = m_result.incidents[index];
            if (badness(instance->value, instance->expected) <=
                badness(incident.peak, incident.expectedAtPeak))
                continue;
            incident.peak = instance->value;
            incident.peakAt = at;
            incident.expectedAtPeak = instance->expected;
            if (!instance->reason.empty()) incident.reason = instance->reason;
        }
    }

    ChartSeries* seriesOf(const Labels& labels, size_t row) {
        if (row < m_order.size() && m_order[row]->labels == labels) return m_order[row];
        auto found = m_series.find(labels);
        if (found == m_series.end()) {
            if (m_series.size() >= kMostSeries) return nullptr;
            found = m_series.emplace(labels, ChartSeries()).first;
            found->second.labels = labels;
        }
        if (row == m_order.size()) m_order.push_back(&found->second);
        if (row < m_order.size()) m_order[row] = &found->second;
        return &found->second;
    }

    void chart(TimePoint at) {
        size_t row = 0;
        for (const Judgement& judgement : m_evaluator.judgements()) {
            ChartSeries* series = judgement.rowLabels ? seriesOf(*judgement.rowLabels, row++) : nullptr;
            if (series == nullptr) continue;
            series->times.push_back(at);
            series->values.push_back(judgement.value.value_or(std::nan("")));
            series->breaches += judgement.breached ? 1 : 0;
            if (m_rule.condition.kind != Condition::Kind::Anomaly) continue;
            series->expected.push_back(judgement.expected.value_or(std::nan("")));
            series->lower.push_back(judgement.lower.value_or(std::nan("")));
            series->upper.push_back(judgement.upper.value_or(std::nan("")));
        }
    }

    void summarise(TimePoint end) {
        Duration total{0};
        size_t ended = 0;
        for (const Incident& incident : m_result.incidents) {
            const Duration lasted = incident.end.value_or(end) - incident.fired;
            m_result.longest = std::max(m_result.longest.value_or(lasted), lasted);
            ++m_result.notificationsUngrouped;
            if (!incident.end) continue;
            ++m_result.notificationsUngrouped;
            total += lasted;
            ++ended;
        }
        if (ended > 0) m_result.meanTimeToResolve = total / static_cast<int64_t>(ended);
        for (const auto& [labels, count] : m_noise)
            if (count > m_result.noisiestIncidents) {
                m_result.noisiestIncidents = count;
                m_result.noisiest = labelsText(labels);
            }
    }

    void takeSeries() {
        for (auto& [labels, series] : m_series) m_result.series.push_back(std::move(series));
        std::sort(m_result.series.begin(), m_result.series.end(),
                  [](const ChartSeries& a, const ChartSeries& b) {
                      return a.breaches != b.breaches ? a.breaches > b.breaches : a.labels < b.labels;
                  });
        if (m_result.series.size() > m_options.mostChartSeries)
            m_result.series.resize(m_options.mostChartSeries);
    }

    const Rule& m_rule;
    const BacktestOptions& m_options;
    const RuleEvaluator& m_evaluator;
    bool m_lowIsBad = false;
    BacktestResult m_result;
    std::unordered_map<Labels, size_t, HashLabels> m_open;  ///< incidents not yet ended
    std::unordered_map<Labels, std::vector<StateSpan>, HashLabels> m_spans;
    std::map<Labels, size_t> m_noise;  ///< incidents by row
    std::unordered_map<Labels, ChartSeries, HashLabels> m_series;
    std::vector<ChartSeries*> m_order;
};

}  // namespace

Result<History> fetchHistory(const RuleGroup& group, const Rule& rule, SampleSource& source, TimePoint from,
                             TimePoint to, const CancelToken& token,
                             const std::function<void(double)>& progress) {
    if (to < from)
        return fail(ErrorCode::InvalidArgument, "The stretch of time ends before it begins.",
                    "Give --from before --to.");
    RuleEvaluator::Options options;
    options.models = detectorModels();
    auto evaluator = RuleEvaluator::make(group, rule, std::move(options));
    if (!evaluator) return fail(std::move(evaluator.error()));
    History history;
    history.step = intervalOf(group);
    const TimePoint first = nextEvaluation(group, from - (*evaluator)->historyWanted() - Duration(1));
    for (TimePoint at = first; at <= to; at += history.step) {
        if (at < from) ++history.learning;
        history.instants.emplace_back(at, SampleSet());
    }
    history.from = from;
    history.to = to;
    if (history.instants.empty()) return history;
    const SampleSource::Query query = queryOf(group, rule);
    const auto began = std::chrono::steady_clock::now();
    const TimePoint last = history.instants.back().first;
    auto ranged = source.range(query, first - group.delay, last - group.delay, history.step, token);
    const auto spent = [&] {
        return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - began);
    };
    if (ranged) {
        history.inOnePass = true;
        history.queryCost = spent();
        size_t next = 0;
        for (auto& [at, rows] : *ranged) {
            while (next < history.instants.size() && history.instants[next].first - group.delay < at) ++next;
            if (next < history.instants.size() && history.instants[next].first - group.delay == at)
                history.instants[next].second = std::move(rows);
        }
        return history;
    }
    const bool hasNoPast =
        rule.language == Rule::Language::Sql && rule.query.find("$eval_time") == std::string::npos;
    if (ranged.error().code != ErrorCode::Unsupported || hasNoPast) return fail(std::move(ranged.error()));
    for (size_t i = 0; i < history.instants.size(); ++i) {
        if (auto going = token.check(); !going) return fail(std::move(going.error()));
        auto& [at, rows] = history.instants[i];
        rows = source.at(query, at - group.delay, token);
        if (!rows && rows.error().code == ErrorCode::Cancelled) return fail(std::move(rows.error()));
        if (progress) progress(static_cast<double>(i + 1) / static_cast<double>(history.instants.size()));
    }
    history.queryCost = spent() / static_cast<int64_t>(history.instants.size());
    return history;
}

Result<BacktestResult> backtest(const RuleGroup& group, const Rule& rule, const History& history,
                                const BacktestOptions& options, const CancelToken& token) {
    RuleEvaluator::Options evaluatorOptions = options.evaluator;
    evaluatorOptions.keepJudgements = options.chart;
    evaluatorOptions.annotateRepeats = options.annotateRepeats;
    if (!evaluatorOptions.models) evaluatorOptions.models = detectorModels();
    auto evaluator = RuleEvaluator::make(group, rule, std::move(evaluatorOptions));
    if (!evaluator) return fail(std::move(evaluator.error()));
    Recorder recorder(rule, options, **evaluator);
    for (size_t i = 0; i < history.instants.size(); ++i) {
        if (i % 64 == 0)
            if (auto going = token.check(); !going) return fail(std::move(going.error()));
        const auto& [at, rows] = history.instants[i];
        if (i < history.learning) {
            if (rows) (*evaluator)->learn(at, *rows);
            continue;
        }
        Evaluation evaluation = (*evaluator)->evaluate(at, rows);
        recorder.add(evaluation);
    }
    return recorder.finish(history.to);
}

}  // namespace tributary::alerts
