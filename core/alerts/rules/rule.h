// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/alerts/model/sample.h"
#include "core/alerts/rules/condition.h"

namespace tributary::alerts {

/// What happens when there is nothing to judge.
enum class Policy : uint8_t {
    Ok,        ///< as if nothing were wrong: what fires is resolved
    KeepLast,  ///< every instance stays as it is
    Notify,    ///< every instance stays as it is, and an alert of its own (NoData, RuleError, MissingSeries)
    Fire,      ///< the rule itself fires
};

struct Policies {
    Policy noData = Policy::KeepLast;  ///< no rows, or no values, where the condition looks at all groups
    Policy error = Policy::Notify;     ///< the query failed
    Policy missing = Policy::Ok;       ///< a group that was there before is not among the rows
    uint32_t missingAfter = 2;         ///< evaluations without the group before `missing` applies
    bool operator==(const Policies&) const = default;
    /// As Prometheus: no rows is good news, an error changes nothing, a group that is gone is resolved at
    /// once.
    static Policies prometheus() { return {Policy::Ok, Policy::KeepLast, Policy::Ok, 1}; }
};

/// One alerting rule (or, from Prometheus' files, one recording rule: kept, used by rule tests, not run by
/// us).
struct Rule {
    enum class Language : uint8_t {
        PromQl,  ///< `expr`, run on `connection`, a Prometheus-compatible source
        Sql,     ///< `query` without a connection: federated SQL
        Native,  ///< `query` with a connection: that source's own language
    };

    std::string
        id;  ///< stable over edits; the text form's `id`, else "<file>/<group>/<name>" made by the reader
    std::string name;    ///< `alert`, the alert's `alertname`
    std::string record;  ///< a recording rule's series; then `name` is empty
    Language language = Language::PromQl;
    std::string query;
    std::string connection;
    std::vector<std::string> valueColumns;
    std::vector<std::string> labelColumns;
    std::string timeColumn;
    Condition condition;
    Duration hold{0};  ///< `for`
    Duration keepFiringFor{0};
    Labels labels;       ///< templates
    Labels annotations;  ///< templates
    Policies policies = Policies::prometheus();
    bool enabled = true;
    bool idIsGiven = false;  ///< `id` stands in the file and is written back

    bool isRecording() const { return !record.empty(); }
    bool operator==(const Rule&) const = default;
};

/// Rules evaluated one after the other at the same instants.
struct RuleGroup {
    std::string name;
    std::string file;
    Duration interval{0};  ///< 0: the program's default (1 m)
    Duration offset{0};    ///< of the instants within the interval
    Duration delay{0};  ///< the query is asked as of that long before (`query_offset` in Prometheus' files)
    size_t limit = 0;   ///< most alerts of one rule; 0: none
    std::string connection;  ///< of rules that name none
    Labels labels;           ///< added to each rule's labels, which win
    std::vector<Rule> rules;
    bool operator==(const RuleGroup&) const = default;
};

/// What a rule's policies are where the text form gives none: Prometheus' own for its rules; KeepLast, Notify
/// and Ok after 2 for rules that look at all groups.
Policies defaultPolicies(Rule::Language language, Condition::Kind kind);

inline constexpr Duration kDefaultInterval = std::chrono::minutes(1);
/// More rows than this are an error of the rule: "a million groups" is a mistake in the query.
inline constexpr size_t kMostRows = 50'000;

/// What to ask the source for. `$eval_time` stays in the text: the source binds it.
SampleSource::Query queryOf(const RuleGroup& group, const Rule& rule);
/// The next instant after `now` at which the group is due: multiples of the interval since 1970, plus offset.
TimePoint nextEvaluation(const RuleGroup& group, TimePoint now);
/// InvalidArgument naming what does not fit (a threshold without a level, 4 of 3 windows, a bad label name
/// …).
Result<void> validate(const Rule& rule);
Result<void> validate(const RuleGroup& group);

/// The words of the text form: "warning", ">", "threshold", "keep_last" …
std::string_view toString(Severity severity);
std::string_view toString(Comparison comparison);
std::string_view toString(Condition::Kind kind);
std::string_view toString(Condition::Counter counter);
std::string_view toString(Condition::Direction direction);
std::string_view toString(Policy policy);

}  // namespace tributary::alerts
