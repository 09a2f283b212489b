// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of one evaluation: which of them breach, and what of those that are not there.
#include <algorithm>
#include <cmath>

#include "core/alerts/rules/rule_evaluator_impl.h"

namespace tributary::alerts {

namespace {

using Kind = Condition::Kind;

/// A series that is gone is remembered that long, for its model and its past.
constexpr Duration kRemembered = std::chrono::hours(24);

}  // namespace

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
    breach.lower = judgement.lower;
    breach.upper = judgement.upper;
    breach.why = judgement.why;
    return breach;
}

Judgement RuleEvaluator::Impl::judgeSample(TimePoint at, const Sample& sample, size_t row,
                                           SeriesMemory& memory) {
    if (rule.condition.kind == Kind::Peers) {
        Judgement judgement = std::move(peerJudgements[row]);
        judge.countWindows(judgement, memory);
        return judgement;
    }
    const auto severity = [&] { return severityOf(labelsOf(memory, sample, judge.valueOf(sample))); };
    return judge.judge(at, sample, memory, std::cref(severity));
}

void RuleEvaluator::Impl::judgePeers(TimePoint at, const std::vector<const Sample*>& samples) {
    std::vector<PeerJudge::Row> rows;
    for (const Sample* sample : samples) {
        const double value = judge.isSilent(*sample) ? std::nan("") : judge.valueOf(*sample);
        rows.push_back({&sample->labels, value, sample->time});
    }
    peerJudgements = peers.judge(at, rows);
}

/// Of counters: what came since. A series' first reading is no value, but the series is there.
std::vector<const Sample*> RuleEvaluator::Impl::readings(TimePoint at, std::vector<const Sample*> samples,
                                                         std::deque<Sample>& owned) {
    if (!countsUp()) return samples;
    for (size_t i = 0; i < samples.size(); ++i) {
        SeriesMemory& memory = memoryOf(samples[i]->labels, i);
        owned.push_back(memory.counter.since(at, *samples[i], rule.condition.counter));
        if (!judge.isSilent(*samples[i]) && judge.isSilent(owned.back())) {
            memory.seen = pass;
            memory.missed = 0;
            memory.lastSeen = at;
        }
        samples[i] = &owned.back();
    }
    return samples;
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
        judgement = judgeSample(at, sample, row, memory);
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
            const std::string name = labelsText(memory.rowLabels), since = timeText(memory.lastSeen);
            Breach breach = special(Cause::MissingSeries, policy, memory.rowLabels,
                                    name + " is not among the rows since " + since,
                                    {"series.missing", {}, {name, since}});
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

Breach RuleEvaluator::Impl::special(Cause cause, Policy policy, const Labels& rowLabels, std::string reason,
                                    Reason why) const {
    Breach breach;
    breach.cause = cause;
    breach.rowLabels = rowLabels;
    breach.labels = policy == Policy::Fire ? texts.alertLabels(rowLabels, std::nan(""), {}, {})
                                           : texts.specialLabels(cause, rowLabels);
    breach.reason = std::move(reason);
    breach.why = std::move(why);
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
    std::deque<Sample> owned;
    const auto samples = readings(at, newestRows(rows), owned);
    if (rule.condition.kind == Kind::Peers) judgePeers(at, samples);
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
        return withoutRows(at, rule.policies.noData, Cause::NoData, "the query returns no data",
                           {"query.empty", {}, {}}, out);
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
    setHealth(at, State::Normal, {}, {}, out);
}

void RuleEvaluator::Impl::withoutRows(TimePoint at, Policy policy, Cause cause, const std::string& reason,
                                      const Reason& why, Evaluation& out) {
    std::vector<Breach> breaches;
    if (policy == Policy::Notify || policy == Policy::Fire)
        breaches.push_back(special(cause, policy, {}, reason, why));
    const auto updated = state.update(at, std::move(breaches), out.transitions, [policy](const Instance& i) {
        return policy != Policy::Ok && (i.cause == Cause::Row || i.cause == Cause::MissingSeries);
    });
    if (!updated && !out.error) out.error = updated.error();
    setHealth(at, cause == Cause::Error ? State::Error : State::NoData, reason, why, out);
}

void RuleEvaluator::Impl::failed(TimePoint at, const Error& error, Evaluation& out) {
    out.error = error;
    withoutRows(at, rule.policies.error, Cause::Error, error.text(), {"query.error", {}, {error.text()}},
                out);
}

void RuleEvaluator::Impl::setHealth(TimePoint at, State now, const std::string& reason, const Reason& why,
                                    Evaluation& out) {
    if (now != health) {
        Transition transition;
        transition.at = at;
        transition.labels = {{"alertname", rule.name}};
        transition.from = health;
        transition.to = now;
        transition.reason = reason;
        transition.why = why;
        out.transitions.push_back(std::move(transition));
    }
    health = now;
}

}  // namespace tributary::alerts
