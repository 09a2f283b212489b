// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <memory>
#include <nlohmann/json_fwd.hpp>

#include "core/alerts/model/sample.h"
#include "core/alerts/rules/counter.h"
#include "core/alerts/rules/rule.h"
#include "core/alerts/rules/rule_evaluator.h"

namespace tributary::alerts {

/// What a rule remembers of one series between evaluations.
struct SeriesMemory {
    Labels rowLabels;
    Labels alertLabels;     ///< of the last breach; empty: not made yet
    uint64_t breaches = 0;  ///< of the last windows, newest in bit 0
    uint32_t missed = 0;    ///< evaluations in a row without it
    uint64_t seen = 0;      ///< the last pass it was in
    uint64_t touched = 0;   ///< the last pass that had a row of it, be it NULL
    TimePoint lastSeen{};
    std::optional<TimePoint> rowTime;               ///< newest, of the time column
    std::deque<std::pair<TimePoint, double>> past;  ///< Change
    std::unique_ptr<AnomalyModel> model;
    size_t modelColumns = 0;
    AnomalyVerdict verdict;
    bool breachedLast = false;           ///< its last row of this pass
    bool latched = false;                ///< an incident that passed direction and minimum deviation
    Severity severity = Severity::None;  ///< of the last breach
    double lastValue = 0;
    CounterMemory counter;

    nlohmann::json save() const;
};

/// Answers a rule's condition for one row at a time.
class ConditionJudge {
  public:
    ConditionJudge(const Rule& rule, Duration interval, AnomalyModelFactory models);

    /// Finds the columns the condition is about; an error names the one that is not there.
    Result<void> bind(const SampleSet& rows);
    /// The column a row is judged by is NULL: it says nothing.
    bool isSilent(const Sample& sample) const;
    double valueOf(const Sample& sample) const;

    /// `severity`: what the series fires with now, asked for only when it matters.
    Judgement judge(TimePoint at, const Sample& sample, SeriesMemory& memory,
                    const std::function<Severity()>& severity) const;
    /// Row count, absence and check: one answer, or one a missing label set.
    std::vector<std::pair<Labels, Judgement>> judgeWhole(const SampleSet& rows,
                                                         const std::function<Severity()>& severity) const;
    /// N of M: turns the answer of one evaluation into that of the last ones.
    void countWindows(Judgement& judgement, SeriesMemory& memory) const;
    void learn(TimePoint at, const Sample& sample, SeriesMemory& memory) const;

    Result<void> restore(SeriesMemory& memory, const nlohmann::json& state) const;

  private:
    Judgement judgeBounds(double value, const Bounds& bounds,
                          const std::function<Severity()>& severity) const;
    Judgement judgeCombined(const Sample& sample, const std::function<Severity()>& severity) const;
    Judgement judgeChange(TimePoint at, double value, SeriesMemory& memory,
                          const std::function<Severity()>& severity) const;
    Judgement judgeAge(TimePoint at, const Sample& sample, const SeriesMemory& memory) const;
    Judgement judgeAnomaly(TimePoint at, const Sample& sample, SeriesMemory& memory) const;
    void remember(TimePoint at, double value, SeriesMemory& memory) const;
    AnomalyModel& modelOf(SeriesMemory& memory) const;
    Judgement checkColumns(const SampleSet& rows) const;

    const Rule& m_rule;
    const Condition& m_condition;
    Duration m_interval;
    AnomalyModelFactory m_models;
    std::vector<std::string> m_boundTo;  ///< value columns the indexes below are of
    bool m_isBound = false;
    size_t m_column = 0;
    std::vector<size_t> m_columns;  ///< Multivariate; Combined: one a part
};

}  // namespace tributary::alerts
