// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/condition_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace tributary::alerts {

namespace {

using Kind = Condition::Kind;

/// A Change over a week at one minute needs no more points than that to find the one of a week ago.
constexpr int64_t kMostPast = 4096;

bool needsValue(Kind kind) {
    return kind == Kind::Threshold || kind == Kind::Change || kind == Kind::Anomaly ||
           kind == Kind::Multivariate || kind == Kind::Peers;
}

Result<size_t> find(const SampleSet& rows, const std::string& column) {
    const auto found = std::find(rows.valueColumns.begin(), rows.valueColumns.end(), column);
    if (found != rows.valueColumns.end()) return static_cast<size_t>(found - rows.valueColumns.begin());
    std::string have;
    for (const std::string& name : rows.valueColumns) (have += have.empty() ? "" : ", ") += name;
    return fail(ErrorCode::InvalidArgument,
                "The rule's query returns no number in a column '" + column + "'.",
                have.empty() ? "It returns no numbers at all." : "Columns with numbers: " + have + ".");
}

std::optional<double> valueAt(const Sample& sample, size_t column) {
    return column < sample.values.size() ? sample.values[column] : std::nullopt;
}

void explain(Judgement& judgement, std::string words, Reason why) {
    judgement.reason = std::move(words);
    judgement.why = std::move(why);
}

Judgement notBreached(double value) {
    Judgement judgement;
    judgement.value = value;
    return judgement;
}

}  // namespace

ConditionJudge::ConditionJudge(const Rule& rule, Duration interval, AnomalyModelFactory models)
    : m_rule(rule), m_condition(rule.condition), m_interval(interval), m_models(std::move(models)) {}

Result<void> ConditionJudge::bind(const SampleSet& rows) {
    if (m_isBound && m_boundTo == rows.valueColumns) return {};
    m_isBound = false;
    m_columns.clear();
    m_column = 0;
    const auto bindOne = [&](const std::string& name) -> Result<size_t> {
        if (!name.empty()) return find(rows, name);
        if (!rows.valueColumns.empty()) return 0;
        return fail(ErrorCode::InvalidArgument, "The rule's query returns no value.",
                    "Let it return a number, and name it under `value_columns`.");
    };
    // A result without rows may come without columns: there is nothing to look for in it.
    if (rows.samples.empty() && rows.valueColumns.empty()) return {};
    if (needsValue(m_condition.kind)) {
        auto column = bindOne(m_condition.column);
        if (!column) return fail(std::move(column.error()));
        m_column = *column;
    }
    for (const Condition& part : m_condition.parts) {
        auto column = bindOne(part.column);
        if (!column) return fail(std::move(column.error()));
        m_columns.push_back(*column);
    }
    if (m_condition.kind == Kind::Multivariate) {
        const auto& names = m_condition.columns.empty() ? rows.valueColumns : m_condition.columns;
        for (const std::string& name : names) {
            auto column = find(rows, name);
            if (!column) return fail(std::move(column.error()));
            m_columns.push_back(*column);
        }
        m_column = m_columns.front();
    }
    m_boundTo = rows.valueColumns;
    m_isBound = true;
    return {};
}

bool ConditionJudge::isSilent(const Sample& sample) const {
    if (m_condition.kind == Kind::Combined)
        return std::all_of(m_columns.begin(), m_columns.end(), [&](size_t i) { return !valueAt(sample, i); });
    return needsValue(m_condition.kind) && !valueAt(sample, m_column);
}

double ConditionJudge::valueOf(const Sample& sample) const {
    if (sample.values.empty()) return 1;  // a row without numbers counts as itself
    return valueAt(sample, m_column).value_or(std::nan(""));
}

Judgement ConditionJudge::judgeBounds(double value, const Bounds& bounds,
                                      const std::function<Severity()>& severity) const {
    Judgement judgement;
    judgement.value = value;
    judgement.severity = bounds.levelOf(value);
    // Only where a recovery could hold it matters what it fires with: looking that up costs more than the
    // rest.
    if ((bounds.warningRecovery || bounds.criticalRecovery) &&
        bounds.levelOf(value, Severity::Critical) != judgement.severity) {
        const Severity held = bounds.levelOf(value, severity());
        judgement.held = judgement.severity == Severity::None && held != Severity::None;
        judgement.severity = std::max(judgement.severity, held);
    }
    judgement.breached = judgement.severity != Severity::None;
    return judgement;
}

Judgement ConditionJudge::judgeCombined(const Sample& sample,
                                        const std::function<Severity()>& severity) const {
    Judgement all;
    Severity worst = Severity::None;
    Severity least = Severity::Critical;
    for (size_t i = 0; i < m_condition.parts.size(); ++i) {
        const auto value = valueAt(sample, m_columns[i]);
        Judgement one;
        if (value) one = judgeBounds(*value, m_condition.parts[i].bounds, severity);
        if (i == 0) all.value = value;
        all.held = all.held || one.held;
        worst = std::max(worst, one.severity);
        least = std::min(least, one.severity);
    }
    all.severity = m_condition.all ? least : worst;
    all.breached = all.severity != Severity::None;
    all.held = all.held && all.breached;
    return all;
}

void ConditionJudge::remember(TimePoint at, double value, SeriesMemory& memory) const {
    const Duration spacing = m_condition.span / kMostPast;
    if (!memory.past.empty() && at - memory.past.back().first < std::max(spacing, Duration(1))) return;
    memory.past.emplace_back(at, value);
    while (memory.past.size() > 2 && memory.past[1].first <= at - m_condition.span) memory.past.pop_front();
}

Judgement ConditionJudge::judgeChange(TimePoint at, double value, SeriesMemory& memory,
                                      const std::function<Severity()>& severity) const {
    remember(at, value, memory);
    const TimePoint then = at - m_condition.span;
    const auto after = std::upper_bound(memory.past.begin(), memory.past.end(), then,
                                        [](TimePoint t, const auto& point) { return t < point.first; });
    if (after == memory.past.begin()) return notBreached(value);
    const auto& [since, old] = *std::prev(after);
    const Duration tolerance = std::max(2 * m_interval, m_condition.span / (kMostPast / 2));
    if (then - since > tolerance) return notBreached(value);
    double change = value - old;
    if (m_condition.percent) change = change == 0 ? 0 : change / std::abs(old) * 100;
    Judgement judgement = judgeBounds(change, m_condition.bounds, severity);
    judgement.value = change;
    if (judgement.breached)
        explain(judgement, fmt::format("{:g} after {:g} {} ago", value, old, durationText(m_condition.span)),
                {"change", {value, old}, {durationText(m_condition.span)}});
    return judgement;
}

Judgement ConditionJudge::judgeAge(TimePoint at, const Sample& sample, const SeriesMemory& memory) const {
    const TimePoint newest = sample.time.value_or(memory.rowTime.value_or(at));
    const double age = std::chrono::duration<double>(at - newest).count();
    Judgement judgement = judgeBounds(age, m_condition.bounds, [] { return Severity::None; });
    if (judgement.breached)
        explain(judgement, "the newest row is of " + timeText(newest), {"age", {}, {timeText(newest)}});
    return judgement;
}

AnomalyModel& ConditionJudge::modelOf(SeriesMemory& memory) const {
    const size_t columns = m_condition.kind == Kind::Multivariate ? m_columns.size() : 1;
    if (!memory.model || memory.modelColumns != columns) memory.model = m_models(m_condition, columns);
    memory.modelColumns = columns;
    return *memory.model;
}

Judgement ConditionJudge::judgeAnomaly(TimePoint at, const Sample& sample, SeriesMemory& memory) const {
    std::vector<double> values;
    if (m_condition.kind == Kind::Multivariate)
        for (const size_t column : m_columns)
            values.push_back(valueAt(sample, column).value_or(std::nan("")));
    else
        values.push_back(valueAt(sample, m_column).value_or(std::nan("")));
    // The same row seen again tells nothing new.
    if (!sample.time || !memory.rowTime || *sample.time > *memory.rowTime)
        memory.verdict = modelOf(memory).update(sample.time.value_or(at), values);
    const AnomalyVerdict& verdict = memory.verdict;
    Judgement judgement = notBreached(values.front());
    if (!verdict.known) return judgement;
    if (m_condition.kind == Kind::Anomaly) {
        judgement.expected = verdict.expected;
        judgement.lower = verdict.lower;
        judgement.upper = verdict.upper;
    }
    if (!verdict.alarm) {
        memory.latched = false;
        return judgement;
    }
    const double deviation = values.front() - verdict.expected;
    const bool wanted =
        m_condition.kind == Kind::Multivariate || std::isnan(deviation) ||
        ((m_condition.direction == Condition::Direction::Both ||
          (m_condition.direction == Condition::Direction::Above) == (deviation > 0)) &&
         std::abs(deviation) >= m_condition.minDeviation &&
         std::abs(deviation) * 100 >= m_condition.minDeviationPercent * std::abs(verdict.expected));
    memory.latched = memory.latched || wanted;
    judgement.breached = memory.latched;
    if (judgement.breached) explain(judgement, verdict.reason, verdict.why);
    return judgement;
}

Judgement ConditionJudge::judge(TimePoint at, const Sample& sample, SeriesMemory& memory,
                                const std::function<Severity()>& severity) const {
    Judgement judgement;
    switch (m_condition.kind) {
        case Kind::Threshold:
            judgement = judgeBounds(valueOf(sample), m_condition.bounds, severity);
            break;
        case Kind::Combined:
            judgement = judgeCombined(sample, severity);
            break;
        case Kind::Change:
            judgement = judgeChange(at, valueOf(sample), memory, severity);
            break;
        case Kind::NoNewRows:
            judgement = judgeAge(at, sample, memory);
            break;
        case Kind::Anomaly:
        case Kind::Multivariate:
            judgement = judgeAnomaly(at, sample, memory);
            break;
        default:
            judgement.value = valueOf(sample);
            judgement.breached = true;
    }
    countWindows(judgement, memory);
    return judgement;
}

void ConditionJudge::countWindows(Judgement& judgement, SeriesMemory& memory) const {
    if (m_condition.windows > 1) {
        const uint64_t mask = m_condition.windows >= 64 ? ~0ULL : (1ULL << m_condition.windows) - 1;
        memory.breaches = ((memory.breaches << 1) | (judgement.breached ? 1 : 0)) & mask;
        const bool enough =
            static_cast<uint32_t>(__builtin_popcountll(memory.breaches)) >= m_condition.breaches;
        if (enough && !judgement.breached) {
            judgement.held = true;
            judgement.severity = memory.severity;
        }
        if (judgement.breached) memory.severity = judgement.severity;
        judgement.breached = enough;
    }
}

void ConditionJudge::learn(TimePoint at, const Sample& sample, SeriesMemory& memory) const {
    if (isSilent(sample)) return;
    if (m_condition.kind == Kind::Change) remember(at, valueOf(sample), memory);
    if (m_condition.kind == Kind::Anomaly || m_condition.kind == Kind::Multivariate)
        judgeAnomaly(at, sample, memory);
    if (sample.time) memory.rowTime = std::max(memory.rowTime.value_or(*sample.time), *sample.time);
}

Judgement ConditionJudge::checkColumns(const SampleSet& rows) const {
    Judgement judgement;
    judgement.value = static_cast<double>(rows.samples.size());
    const uint64_t failing = rows.samples.size();
    std::string reason;
    Reason why;
    if (!m_condition.expectedColumns.empty()) {
        std::set<std::string> have(rows.valueColumns.begin(), rows.valueColumns.end());
        have.insert(rows.labelColumns.begin(), rows.labelColumns.end());
        if (!m_rule.timeColumn.empty()) have.insert(m_rule.timeColumn);
        std::string missing;
        for (const std::string& name : m_condition.expectedColumns)
            if (have.erase(name) == 0) (missing += missing.empty() ? "" : ", ") += name;
        std::string unexpected;
        for (const std::string& name : have) (unexpected += unexpected.empty() ? "" : ", ") += name;
        if (!missing.empty()) reason = "columns missing: " + missing;
        if (!unexpected.empty())
            reason += (reason.empty() ? "" : "; ") + ("unexpected columns: " + unexpected);
        why = !missing.empty() && !unexpected.empty() ? Reason{"check.both", {}, {missing, unexpected}}
              : !missing.empty()                      ? Reason{"check.missing", {}, {missing}}
                                                      : Reason{"check.unexpected", {}, {unexpected}};
    } else if (failing > m_condition.allowedRows) {
        reason = fmt::format("{} failing row{}, {} allowed", failing, failing == 1 ? "" : "s",
                             m_condition.allowedRows);
        why = {
            "check.rows", {static_cast<double>(failing), static_cast<double>(m_condition.allowedRows)}, {}};
    }
    judgement.breached = !reason.empty();
    if (judgement.breached) explain(judgement, std::move(reason), std::move(why));
    return judgement;
}

std::vector<std::pair<Labels, Judgement>> ConditionJudge::judgeWhole(
    const SampleSet& rows, const std::function<Severity()>& severity) const {
    const auto count = static_cast<double>(rows.samples.size());
    if (m_condition.kind == Kind::Check) return {{Labels(), checkColumns(rows)}};
    if (m_condition.kind == Kind::RowCount)
        return {{Labels(), judgeBounds(count, m_condition.bounds, severity)}};
    std::vector<std::pair<Labels, Judgement>> all;
    if (m_condition.expectedSets.empty()) {
        Judgement judgement = notBreached(count);
        judgement.breached = rows.samples.empty();
        if (judgement.breached) explain(judgement, "the query returns no rows", {"rows.none", {}, {}});
        all.emplace_back(Labels(), std::move(judgement));
    }
    for (const Labels& expected : m_condition.expectedSets) {
        const bool there = std::any_of(rows.samples.begin(), rows.samples.end(), [&](const Sample& sample) {
            return std::includes(sample.labels.begin(), sample.labels.end(), expected.begin(),
                                 expected.end());
        });
        Judgement judgement = notBreached(there ? 1 : 0);
        judgement.breached = !there;
        if (!there)
            explain(judgement, "there is no row for " + labelsText(expected),
                    {"rows.none_for", {}, {labelsText(expected)}});
        all.emplace_back(expected, std::move(judgement));
    }
    return all;
}

}  // namespace tributary::alerts
