// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/rule.h"

#include <array>
#include <cmath>

namespace tributary::alerts {

namespace {

tl::unexpected<Error> wrong(const Rule& rule, const std::string& what, std::string hint = {}) {
    const std::string& name = rule.isRecording() ? rule.record : rule.name;
    return fail(ErrorCode::InvalidArgument, "The rule '" + name + "' " + what, std::move(hint));
}

Result<void> validateBounds(const Rule& rule, const Bounds& bounds, const std::string& unit) {
    if (bounds.empty())
        return wrong(rule, "has a condition without a level.",
                     "Give `warning`, `critical` or both" + unit + ".");
    const bool ordered = bounds.comparison != Comparison::Equal && bounds.comparison != Comparison::NotEqual;
    if (!ordered && (bounds.warningRecovery || bounds.criticalRecovery))
        return wrong(rule, "has a recovery for '" + std::string(toString(bounds.comparison)) + "'.",
                     "Recovery levels go with <, <=, > and >=.");
    const bool up = bounds.comparison == Comparison::Above || bounds.comparison == Comparison::AtLeast;
    const auto check = [&](const std::optional<double>& level, const std::optional<double>& recovery,
                           const char* name) -> Result<void> {
        if (level && !std::isfinite(*level))
            return wrong(rule, std::string("has a level '") + name + "' that is not a number.");
        if (!recovery) return {};
        if (!level) return wrong(rule, std::string("has a recovery for '") + name + "' but no such level.");
        if (up ? *recovery > *level : *recovery < *level)
            return wrong(
                rule, std::string("would recover from '") + name + "' before it is reached.",
                up ? "Let the recovery be below the level." : "Let the recovery be above the level.");
        return {};
    };
    if (auto result = check(bounds.warning, bounds.warningRecovery, "warning"); !result) return result;
    if (auto result = check(bounds.critical, bounds.criticalRecovery, "critical"); !result) return result;
    if (ordered && bounds.warning && bounds.critical &&
        (up ? *bounds.critical < *bounds.warning : *bounds.critical > *bounds.warning))
        return wrong(rule, "reaches 'critical' before 'warning'.", "Exchange the two levels.");
    return {};
}

Result<void> validateAnomaly(const Rule& rule, const Condition& condition) {
    if (!(condition.sensitivity > 0) || !std::isfinite(condition.sensitivity))
        return wrong(rule, "has a sensitivity that is not above 0.",
                     "Sensitivity is the number of false alarms a series and week that you accept, as 0.2.");
    if (!(condition.minDeviation >= 0) || !(condition.minDeviationPercent >= 0))
        return wrong(rule, "has a negative minimum deviation.");
    return {};
}

Result<void> validateCondition(const Rule& rule, const Condition& condition) {
    using Kind = Condition::Kind;
    if (condition.counter != Condition::Counter::None &&
        (condition.isOfWholeQuery() || condition.kind == Kind::EveryRow || condition.kind == Kind::NoNewRows))
        return wrong(rule, "takes its values for counters, but its condition looks at no value.",
                     "`counter` goes with threshold, combined, change, anomaly, multivariate and peers.");
    if (condition.windows == 0 || condition.windows > 64 || condition.breaches == 0 ||
        condition.breaches > condition.windows)
        return wrong(rule,
                     "asks for " + std::to_string(condition.breaches) + " of " +
                         std::to_string(condition.windows) + " evaluations.",
                     "Give at least 1 and at most `windows`; `windows` is at most 64.");
    switch (condition.kind) {
        case Kind::EveryRow:
        case Kind::Absence:
        case Kind::Check:
            return {};
        case Kind::Threshold:
        case Kind::RowCount:
            return validateBounds(rule, condition.bounds, "");
        case Kind::NoNewRows:
            return validateBounds(rule, condition.bounds, " as a duration");
        case Kind::Change:
            if (condition.span <= Duration(0))
                return wrong(rule, "compares with the past but does not say how long ago.",
                             "Give `ago`, as 1h.");
            return validateBounds(rule, condition.bounds, "");
        case Kind::Combined:
            if (condition.parts.empty()) return wrong(rule, "combines no conditions.", "Give `of`, a list.");
            for (const Condition& part : condition.parts) {
                if (part.kind != Kind::Threshold) return wrong(rule, "may combine thresholds only.");
                if (auto result = validateBounds(rule, part.bounds, ""); !result) return result;
            }
            return {};
        case Kind::Anomaly:
        case Kind::Multivariate:
        case Kind::Peers:
            return validateAnomaly(rule, condition);
    }
    return {};
}

}  // namespace

Policies defaultPolicies(Rule::Language language, Condition::Kind kind) {
    Policies policies;
    if (kind == Condition::Kind::EveryRow) policies = Policies::prometheus();
    // No rows is what these conditions look for, or what they hope for.
    if (kind == Condition::Kind::RowCount || kind == Condition::Kind::Absence ||
        kind == Condition::Kind::Check || kind == Condition::Kind::NoNewRows)
        policies.noData = Policy::Ok;
    if (language != Rule::Language::PromQl) policies.error = Policy::Notify;
    return policies;
}

SampleSource::Query queryOf(const RuleGroup& group, const Rule& rule) {
    SampleSource::Query query;
    query.text = rule.query;
    // PromQL knows the instant from outside its text: a comment carries it, where no position moves by it.
    if (rule.language == Rule::Language::PromQl) query.text += "\n# evaluate $eval_times";
    query.connection = rule.connection;
    if (query.connection.empty() && rule.language != Rule::Language::Sql) query.connection = group.connection;
    query.valueColumns = rule.valueColumns;
    query.labelColumns = rule.labelColumns;
    query.timeColumn = rule.timeColumn;
    query.limit = kMostRows;
    query.timeout = group.interval > Duration(0) ? group.interval : kDefaultInterval;
    return query;
}

TimePoint nextEvaluation(const RuleGroup& group, TimePoint now) {
    const Duration interval = group.interval > Duration(0) ? group.interval : kDefaultInterval;
    const int64_t since = (now.time_since_epoch() - group.offset).count();
    int64_t turn = since / interval.count();
    if (since % interval.count() < 0) --turn;
    return TimePoint(interval * (turn + 1) + group.offset);
}

Result<void> validate(const Rule& rule) {
    if (rule.query.empty()) return wrong(rule, "has no query.", "Give `expr` (PromQL) or `query` (SQL).");
    if (rule.isRecording()) return {};
    if (rule.name.empty()) return fail(ErrorCode::InvalidArgument, "A rule has no name.", "Give `alert`.");
    for (const Labels* set : {&rule.labels, &rule.annotations})
        for (const auto& [name, value] : *set)
            if (!isLabelName(name) || name == "__name__")
                return wrong(rule, "has the label or annotation name '" + name + "', which is not allowed.",
                             "Names consist of letters, digits and '_' and do not begin with a digit.");
    if (rule.hold < Duration(0) || rule.keepFiringFor < Duration(0))
        return wrong(rule, "has a negative duration.");
    if (rule.policies.missingAfter == 0)
        return wrong(rule, "misses a series after 0 evaluations.", "Give at least 1.");
    return validateCondition(rule, rule.condition);
}

Result<void> validate(const RuleGroup& group) {
    if (group.name.empty()) return fail(ErrorCode::InvalidArgument, "A group of rules has no name.");
    if (group.interval < Duration(0) || group.offset < Duration(0) || group.delay < Duration(0))
        return fail(ErrorCode::InvalidArgument, "The group '" + group.name + "' has a negative duration.");
    const Duration interval = group.interval > Duration(0) ? group.interval : kDefaultInterval;
    if (group.offset >= interval)
        return fail(ErrorCode::InvalidArgument,
                    "The group '" + group.name + "' has an offset that is not within its interval.",
                    "Let the offset be shorter than " + durationText(interval) + ".");
    for (const Rule& rule : group.rules)
        if (auto result = validate(rule); !result) return result;
    return {};
}

std::string_view toString(Severity severity) {
    constexpr std::array<std::string_view, 3> kNames{"none", "warning", "critical"};
    return kNames[static_cast<size_t>(severity)];
}

std::string_view toString(Comparison comparison) {
    constexpr std::array<std::string_view, 6> kNames{">", ">=", "<", "<=", "==", "!="};
    return kNames[static_cast<size_t>(comparison)];
}

std::string_view toString(Condition::Kind kind) {
    constexpr std::array<std::string_view, 11> kNames{"every_row",   "threshold",    "combined", "change",
                                                      "no_new_rows", "row_count",    "absence",  "check",
                                                      "anomaly",     "multivariate", "peers"};
    return kNames[static_cast<size_t>(kind)];
}

std::string_view toString(Condition::Counter counter) {
    constexpr std::array<std::string_view, 3> kNames{"none", "rate", "increase"};
    return kNames[static_cast<size_t>(counter)];
}

std::string_view toString(Condition::Direction direction) {
    constexpr std::array<std::string_view, 3> kNames{"both", "above", "below"};
    return kNames[static_cast<size_t>(direction)];
}

std::string_view toString(Policy policy) {
    constexpr std::array<std::string_view, 4> kNames{"ok", "keep_last", "notify", "fire"};
    return kNames[static_cast<size_t>(policy)];
}

}  // namespace tributary::alerts
