// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/rule_evaluator.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/alerts/rules/condition_judge.h"
#include "core/alerts/rules/hash_labels.h"
#include "core/alerts/rules/rule_texts.h"
#include "core/alerts/rules/state_json.h"

namespace tributary::alerts {

namespace {

using Kind = Condition::Kind;

/// A series that is gone is remembered that long, for its model and its past.
constexpr Duration kRemembered = std::chrono::hours(24);
/// What an anomaly condition wants to know of a new series: two weeks hold every weekday twice.
constexpr Duration kAnomalyHistory = std::chrono::hours(14 * 24);

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

struct RuleEvaluator::Impl {
    Impl(const RuleGroup& group, const Rule& theRule, Options theOptions)
        : rule(theRule),
          options(std::move(theOptions)),
          texts(group, rule, options.externalLabels, options.externalUrl),
          judge(rule, intervalOf(group), options.models),
          state(settingsOf(group, rule, options.resendDelay)) {}

    SeriesMemory& memoryOf(const Labels& rowLabels, size_t row);
    const Labels& labelsOf(SeriesMemory& memory, const Sample& sample, double value);
    void judgeRow(TimePoint at, const Sample& sample, size_t row, std::vector<Breach>& breaches);
    void judgeWholeQuery(TimePoint at, const SampleSet& rows, std::vector<Breach>& breaches);
    void judgeSilence(TimePoint at, std::vector<Breach>& breaches);
    void missSeries(TimePoint at, std::vector<Breach>& breaches);
    bool isNoData(const SampleSet& rows) const;
    bool keeps(const Instance& instance) const;
    Breach special(Cause cause, Policy policy, const Labels& rowLabels, std::string reason) const;
    Breach toBreach(const Judgement& judgement, SeriesMemory& memory, const Sample& sample);
    void judgeEachRow(TimePoint at, const SampleSet& rows, std::vector<Breach>& breaches);
    void judgeRows(TimePoint at, const SampleSet& rows, Evaluation& out);
    bool usesModels() const {
        return rule.condition.kind == Kind::Anomaly || rule.condition.kind == Kind::Multivariate;
    }
    void withoutRows(TimePoint at, Policy policy, Cause cause, const std::string& reason, Evaluation& out);
    void failed(TimePoint at, const Error& error, Evaluation& out);
    void setHealth(TimePoint at, State now, const std::string& reason, Evaluation& out);
    std::vector<const Sample*> newestRows(const SampleSet& rows) const;
    Severity severityOf(const Labels& labels) const;

    const Rule rule;
    const Options options;
    const RuleTexts texts;
    ConditionJudge judge;
    RuleState state;
    std::unordered_map<Labels, SeriesMemory, HashLabels> series;
    std::vector<SeriesMemory*> order;  ///< of the rows of the last pass: the next one mostly has the same
    std::vector<std::string> columns;
    std::vector<Judgement> judgements;
    uint64_t pass = 0;
    State health = State::Normal;
    std::optional<Error> lastError;
    std::optional<TimePoint> last;
    std::optional<TimePoint> newestRow;  ///< NoNewRows
    uint64_t rowsHash = 0;               ///< NoNewRows without a time column
};

SeriesMemory& RuleEvaluator::Impl::memoryOf(const Labels& rowLabels, size_t row) {
    if (row < order.size() && order[row] != nullptr && order[row]->rowLabels == rowLabels) return *order[row];
    const auto [entry, isNew] = series.try_emplace(rowLabels);
    if (isNew) entry->second.rowLabels = rowLabels;
    if (row >= order.size()) order.resize(row + 1, nullptr);
    order[row] = &entry->second;
    return entry->second;
}

const Labels& RuleEvaluator::Impl::labelsOf(SeriesMemory& memory, const Sample& sample, double value) {
    if (memory.alertLabels.empty() || texts.labelsUseValue())
        memory.alertLabels = texts.alertLabels(memory.rowLabels, value, columns, sample.values);
    return memory.alertLabels;
}

Severity RuleEvaluator::Impl::severityOf(const Labels& labels) const {
    const Instance* instance = state.find(labels);
    return instance != nullptr && isFiring(instance->state) ? instance->severity : Severity::None;
}

Breach RuleEvaluator::Impl::toBreach(const Judgement& judgement, SeriesMemory& memory, const Sample& sample) {
    Breach breach;
    breach.value = judgement.value.value_or(std::nan(""));
    breach.labels = labelsOf(memory, sample, breach.value);
    breach.rowLabels = memory.rowLabels;
    breach.values = sample.values;
    breach.severity = judgement.severity;
    breach.held = judgement.held;
    breach.reason = judgement.reason;
    breach.expected = judgement.expected;
    return breach;
}

void RuleEvaluator::Impl::judgeRow(TimePoint at, const Sample& sample, size_t row,
                                   std::vector<Breach>& breaches) {
    SeriesMemory& memory = memoryOf(sample.labels, row);
    memory.touched = pass;
    Judgement judgement;
    if (usesModels() && sample.time && memory.rowTime && *sample.time < *memory.rowTime)
        return;  // seen before
    if (!judge.isSilent(sample)) {
        if (memory.seen == pass && !(usesModels() && sample.time && sample.time != memory.rowTime)) {
            // Twice the same labels in one result: the state machine has to see both to refuse them.
            Judgement twin;
            twin.value = judge.valueOf(sample);
            breaches.push_back(toBreach(twin, memory, sample));
            breaches.push_back(breaches.back());
            return;
        }
        const auto severity = [&] { return severityOf(labelsOf(memory, sample, judge.valueOf(sample))); };
        judgement = judge.judge(at, sample, memory, std::cref(severity));
        memory.seen = pass;
        memory.missed = 0;
        memory.lastSeen = at;
        memory.lastValue = judgement.value.value_or(0);
        if (sample.time) memory.rowTime = std::max(memory.rowTime.value_or(*sample.time), *sample.time);
        memory.breachedLast = judgement.breached;
        if (judgement.breached) breaches.push_back(toBreach(judgement, memory, sample));
    }
    if (!options.keepJudgements) return;
    judgement.rowLabels = &memory.rowLabels;
    judgements.push_back(std::move(judgement));
}

void RuleEvaluator::Impl::judgeWholeQuery(TimePoint at, const SampleSet& rows,
                                          std::vector<Breach>& breaches) {
    size_t row = 0;
    Sample whole;
    const auto severity = [&] { return severityOf(texts.alertLabels({}, 0, {}, {})); };
    for (auto& [labels, judgement] : judge.judgeWhole(rows, severity)) {
        SeriesMemory& memory = memoryOf(labels, row++);
        memory.seen = pass;
        memory.lastSeen = at;
        judge.countWindows(judgement, memory);
        whole.values = {judgement.value};
        if (judgement.breached) breaches.push_back(toBreach(judgement, memory, whole));
        if (!options.keepJudgements) continue;
        judgement.rowLabels = &memory.rowLabels;
        judgements.push_back(std::move(judgement));
    }
}

/// NoNewRows where no row says how old it is: the result as a whole is new when it differs from the last one.
void RuleEvaluator::Impl::judgeSilence(TimePoint at, std::vector<Breach>& breaches) {
    Sample silent;
    silent.time = newestRow;
    silent.values = {std::nullopt};
    SeriesMemory& memory = memoryOf({}, 0);
    Judgement judgement = judge.judge(at, silent, memory, [] { return Severity::None; });
    memory.seen = pass;
    memory.lastSeen = at;
    if (judgement.breached) breaches.push_back(toBreach(judgement, memory, silent));
    if (!options.keepJudgements) return;
    judgement.rowLabels = &memory.rowLabels;
    judgements.push_back(std::move(judgement));
}

void RuleEvaluator::Impl::missSeries(TimePoint at, std::vector<Breach>& breaches) {
    const bool stateless = rule.condition.kind == Kind::EveryRow;
    bool erased = false;
    for (auto entry = series.begin(); entry != series.end();) {
        SeriesMemory& memory = entry->second;
        if (memory.seen == pass) {
            ++entry;
            continue;
        }
        ++memory.missed;
        const bool applies = memory.missed >= rule.policies.missingAfter;
        const Policy policy = rule.policies.missing;
        if (!stateless && applies && (policy == Policy::Notify || policy == Policy::Fire)) {
            const Labels own = memory.alertLabels;
            Breach breach = special(
                Cause::MissingSeries, policy, memory.rowLabels,
                labelsText(memory.rowLabels) + " is not among the rows since " + timeText(memory.lastSeen));
            if (policy == Policy::Fire && !own.empty()) breach.labels = own;
            breach.value = memory.lastValue;
            if (policy == Policy::Fire) breach.severity = severityOf(breach.labels);
            breaches.push_back(std::move(breach));
        }
        const bool forgotten = at - memory.lastSeen > kRemembered ||
                               (applies && policy == Policy::Ok && !memory.model && memory.past.empty());
        // Judgements of this pass point to what was touched.
        if ((stateless || forgotten) && memory.touched != pass) {
            entry = series.erase(entry);
            erased = true;
        } else {
            ++entry;
        }
    }
    if (erased) order.clear();
}

bool RuleEvaluator::Impl::keeps(const Instance& instance) const {
    if (instance.cause != Cause::Row || rule.condition.kind == Kind::EveryRow) return false;
    const auto memory = series.find(instance.rowLabels);
    if (memory == series.end() || memory->second.seen == pass) return false;
    return memory->second.missed < rule.policies.missingAfter || rule.policies.missing == Policy::KeepLast ||
           rule.policies.missing == Policy::Notify;
}

Breach RuleEvaluator::Impl::special(Cause cause, Policy policy, const Labels& rowLabels,
                                    std::string reason) const {
    Breach breach;
    breach.cause = cause;
    breach.rowLabels = rowLabels;
    breach.labels = policy == Policy::Fire ? texts.alertLabels(rowLabels, std::nan(""), {}, {})
                                           : texts.specialLabels(cause, rowLabels);
    breach.reason = std::move(reason);
    breach.value = std::nan("");
    return breach;
}

bool RuleEvaluator::Impl::isNoData(const SampleSet& rows) const {
    if (rule.policies.noData == Policy::Ok || rule.condition.isOfWholeQuery()) return false;
    return std::all_of(rows.samples.begin(), rows.samples.end(),
                       [&](const Sample& sample) { return judge.isSilent(sample); });
}

/// With a time column a query may return the past as well: the newest row of each label set counts. Anomaly
/// models see every row they have not seen yet, oldest first.
std::vector<const Sample*> RuleEvaluator::Impl::newestRows(const SampleSet& rows) const {
    std::vector<const Sample*> all;
    all.reserve(rows.samples.size());
    for (const Sample& sample : rows.samples) all.push_back(&sample);
    const auto time = [](const Sample* sample) { return sample->time.value_or(TimePoint::min()); };
    if (std::none_of(all.begin(), all.end(), [](const Sample* sample) { return sample->time.has_value(); }))
        return all;
    if (usesModels()) {
        std::stable_sort(all.begin(), all.end(),
                         [&](const Sample* a, const Sample* b) { return time(a) < time(b); });
        return all;
    }
    std::unordered_map<Labels, TimePoint, HashLabels> newest;
    for (const Sample* sample : all) {
        auto& at = newest.try_emplace(sample->labels, time(sample)).first->second;
        at = std::max(at, time(sample));
    }
    // Rows of one time all stay: two of the same labels are a mistake the rule has to refuse.
    std::erase_if(all, [&](const Sample* sample) { return newest[sample->labels] != time(sample); });
    return all;
}

void RuleEvaluator::Impl::judgeEachRow(TimePoint at, const SampleSet& rows, std::vector<Breach>& breaches) {
    const auto samples = newestRows(rows);
    size_t row = 0;
    bool timed = false;
    uint64_t hash = rows.samples.size();
    for (const Sample* sample : samples) {
        timed = timed || sample->time.has_value();
        if (sample->time) newestRow = std::max(newestRow.value_or(*sample->time), *sample->time);
        if (rule.condition.kind != Kind::NoNewRows || sample->time) {
            judgeRow(at, *sample, row++, breaches);
            continue;
        }
        for (const auto& value : sample->values)
            hash = (hash * 1099511628211ULL) ^ std::hash<double>()(value.value_or(0)) ^
                   fingerprint(sample->labels);
    }
    if (rule.condition.kind == Kind::NoNewRows && !timed) {
        if (!newestRow || hash != rowsHash) newestRow = samples.empty() ? newestRow.value_or(at) : at;
        rowsHash = hash;
        judgeSilence(at, breaches);
    }
    if (!timed || !usesModels()) return;
    // The model has seen several rows of a series; only what it says of the last one counts.
    std::unordered_map<Labels, Breach, HashLabels> newest;
    for (Breach& breach : breaches) newest.insert_or_assign(breach.rowLabels, std::move(breach));
    breaches.clear();
    for (auto& [labels, breach] : newest) {
        const auto memory = series.find(labels);
        if (memory != series.end() && memory->second.breachedLast) breaches.push_back(std::move(breach));
    }
}

void RuleEvaluator::Impl::judgeRows(TimePoint at, const SampleSet& rows, Evaluation& out) {
    if (auto bound = judge.bind(rows); !bound) return failed(at, bound.error(), out);
    ++pass;
    columns = rows.valueColumns;
    if (isNoData(rows))
        return withoutRows(at, rule.policies.noData, Cause::NoData, "the query returns no data", out);
    std::vector<Breach> breaches;
    if (rule.condition.isOfWholeQuery())
        judgeWholeQuery(at, rows, breaches);
    else
        judgeEachRow(at, rows, breaches);
    missSeries(at, breaches);
    out.breaches = breaches.size();
    auto updated = state.update(at, std::move(breaches), out.transitions,
                                [this](const Instance& instance) { return keeps(instance); });
    if (!updated) return failed(at, updated.error(), out);
    setHealth(at, State::Normal, {}, out);
}

void RuleEvaluator::Impl::withoutRows(TimePoint at, Policy policy, Cause cause, const std::string& reason,
                                      Evaluation& out) {
    std::vector<Breach> breaches;
    if (policy == Policy::Notify || policy == Policy::Fire)
        breaches.push_back(special(cause, policy, {}, reason));
    const auto updated = state.update(at, std::move(breaches), out.transitions, [policy](const Instance& i) {
        return policy != Policy::Ok && (i.cause == Cause::Row || i.cause == Cause::MissingSeries);
    });
    if (!updated && !out.error) out.error = updated.error();
    setHealth(at, cause == Cause::Error ? State::Error : State::NoData, reason, out);
}

void RuleEvaluator::Impl::failed(TimePoint at, const Error& error, Evaluation& out) {
    out.error = error;
    withoutRows(at, rule.policies.error, Cause::Error, error.text(), out);
}

void RuleEvaluator::Impl::setHealth(TimePoint at, State now, const std::string& reason, Evaluation& out) {
    if (now != health) {
        Transition transition;
        transition.at = at;
        transition.labels = {{"alertname", rule.name}};
        transition.from = health;
        transition.to = now;
        transition.reason = reason;
        out.transitions.push_back(std::move(transition));
    }
    health = now;
}

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
    return Duration(0);
}

void RuleEvaluator::learn(TimePoint at, const SampleSet& rows) {
    if (!m_impl->judge.bind(rows)) return;  // evaluate() tells what is wrong with the columns
    size_t row = 0;
    for (const Sample* sample : m_impl->newestRows(rows)) {
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

nlohmann::json RuleEvaluator::save() const {
    nlohmann::json series = nlohmann::json::array();
    for (const auto& [labels, memory] : m_impl->series) series.push_back(memory.save());
    return {{"version", 1},
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
