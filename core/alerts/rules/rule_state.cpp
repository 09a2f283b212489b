// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/rule_state.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "core/alerts/rules/rule.h"
#include "core/alerts/rules/state_json.h"

namespace tributary::alerts {

namespace {

/// Prometheus keeps telling the end of an alert for that long.
constexpr Duration kResolvedRetention = std::chrono::minutes(15);

struct HashOfPointee {
    size_t operator()(const Labels* labels) const { return HashLabels()(*labels); }
};
struct EqualPointees {
    bool operator()(const Labels* a, const Labels* b) const { return *a == *b; }
};

Error madeTwice(const Labels& labels) {
    return Error(ErrorCode::Conflict, "Two rows of the query make the same alert " + labelsText(labels) + ".",
                 "Let the query return one row for each set of labels, or name more label columns.");
}

bool isActive(State state) {
    return state == State::Pending || isFiring(state);
}

bool needsSending(const Instance& instance, TimePoint at, Duration resendDelay) {
    if (instance.state == State::Pending) return false;
    if (instance.resolvedAt && (!instance.lastSentAt || *instance.resolvedAt > *instance.lastSentAt))
        return true;
    return !instance.lastSentAt || *instance.lastSentAt + resendDelay < at;
}

Alert toAlert(const Instance& instance, TimePoint at, Duration validFor) {
    Alert alert;
    alert.labels = instance.labels;
    if (instance.severity != Severity::None)
        alert.labels.try_emplace("severity", std::string(toString(instance.severity)));
    alert.annotations = instance.annotations;
    alert.startsAt = std::max(instance.firedAt.value_or(instance.activeAt), instance.severitySince);
    alert.endsAt = instance.resolvedAt ? *instance.resolvedAt : at + validFor;
    alert.updatedAt = at;
    return alert;
}

}  // namespace

std::string_view toString(State state) {
    constexpr std::array<std::string_view, 8> kNames{"normal",   "pending", "firing", "recovering",
                                                     "resolved", "no_data", "error",  "missing_series"};
    return kNames[static_cast<size_t>(state)];
}

std::string_view toString(Cause cause) {
    constexpr std::array<std::string_view, 4> kNames{"row", "no_data", "error", "missing_series"};
    return kNames[static_cast<size_t>(cause)];
}

namespace {

Transition transitionOf(TimePoint at, const Instance& instance, State from) {
    Transition out;
    out.at = at;
    out.labels = instance.labels;
    out.from = from;
    out.to = instance.state;
    out.severity = instance.severity;
    out.value = instance.value;
    out.reason = instance.reason;
    out.expected = instance.expected;
    out.lower = instance.lower;
    out.upper = instance.upper;
    out.why = instance.why;
    return out;
}

}  // namespace

void RuleState::leaveOutage(TimePoint at) {
    m_restored = false;
    if (!m_last || at - *m_last <= 2 * m_settings.interval) return;
    const Duration down = at - *m_last;
    for (auto entry = m_instances.begin(); entry != m_instances.end();) {
        Instance& instance = entry->second;
        if (instance.state != State::Pending) {
            ++entry;
            continue;
        }
        if (down > m_settings.outageTolerance) {
            entry = m_instances.erase(entry);
            continue;
        }
        const Duration remaining = m_settings.hold - (*m_last - instance.activeAt);
        if (remaining > Duration(0)) {
            const bool tooSoon = m_settings.hold >= m_settings.forGrace && remaining < m_settings.forGrace;
            instance.activeAt =
                tooSoon ? at + m_settings.forGrace - m_settings.hold : instance.activeAt + down;
        }
        ++entry;
    }
}

Result<std::vector<Instance*>> RuleState::locate(const std::vector<Breach>& breaches) {
    ++m_updates;
    std::vector<Instance*> found(breaches.size(), nullptr);
    std::unordered_set<const Labels*, HashOfPointee, EqualPointees> fresh;
    for (size_t i = 0; i < breaches.size(); ++i) {
        const Labels& labels = breaches[i].labels;
        if (const auto entry = m_instances.find(labels); entry != m_instances.end()) {
            found[i] = &entry->second;
            if (found[i]->located == m_updates) return fail(madeTwice(labels));
            found[i]->located = m_updates;
        } else if (!fresh.insert(&labels).second) {
            return fail(madeTwice(labels));
        }
    }
    return found;
}

void RuleState::take(TimePoint at, Breach&& breach, Instance& instance) {
    if (!isActive(instance.state)) {
        const uint64_t located = instance.located;
        instance = Instance();
        instance.located = located;
        instance.activeAt = instance.severitySince = at;
    } else if (instance.severity != breach.severity) {
        if (instance.lastSentAt && isFiring(instance.state)) {
            // The severity is a label of what is sent: the alert of the old one has to end.
            m_superseded.push_back(instance);
            m_superseded.back().state = State::Resolved;
            m_superseded.back().resolvedAt = at;
        }
        instance.lastSentAt.reset();
        instance.severitySince = at;
    }
    static_cast<Breach&>(instance) = std::move(breach);
    instance.keepFiringSince.reset();
    if (isFiring(instance.state)) instance.state = instance.held ? State::Recovering : State::Firing;
}

void RuleState::miss(TimePoint at, Instance& instance) const {
    if (isFiring(instance.state) && m_settings.keepFiringFor > Duration(0)) {
        if (!instance.keepFiringSince) instance.keepFiringSince = at;
        if (at - *instance.keepFiringSince < m_settings.keepFiringFor) {
            instance.state = State::Recovering;
            return;
        }
    }
    const bool forgotten = instance.resolvedAt && at - *instance.resolvedAt > kResolvedRetention;
    if (instance.state == State::Pending || forgotten) {
        instance.state = State::Normal;
    } else if (instance.state != State::Resolved) {
        instance.state = State::Resolved;
        instance.resolvedAt = at;
    }
}

void RuleState::ripen(TimePoint at, Instance& instance) const {
    if (instance.state == State::Pending && at - instance.activeAt >= m_settings.hold) {
        instance.state = State::Firing;
        instance.firedAt = at;
    } else if (isFiring(instance.state) && at - instance.activeAt < m_settings.hold) {
        instance.state = State::Pending;  // `for` was raised meanwhile
        instance.firedAt.reset();
    }
}

Result<void> RuleState::update(TimePoint at, std::vector<Breach> breaches,
                               std::vector<Transition>& transitions,
                               const std::function<bool(const Instance&)>& keep) {
    if (m_last && at < *m_last)
        return fail(ErrorCode::InvalidArgument,
                    "The rule was to be evaluated as of " + timeText(at) +
                        ", before the last evaluation at " + timeText(*m_last) + ".",
                    "The clock went back; the rule goes on when it has caught up.");
    auto found = locate(breaches);
    if (!found) return fail(std::move(found.error()));
    if (m_restored) {
        leaveOutage(at);
        found = locate(breaches);
    }
    m_last = at;
    const auto tell = [&](const Instance& instance, State before, Severity severityBefore) {
        const State from = before == State::Resolved && isActive(instance.state) ? State::Normal : before;
        const bool changed =
            from != instance.state && !(before == State::Resolved && instance.state == State::Normal);
        const bool escalated =
            isFiring(from) && isFiring(instance.state) && severityBefore != instance.severity;
        if (changed || escalated) transitions.push_back(transitionOf(at, instance, from));
    };
    for (size_t i = 0; i < breaches.size(); ++i) {
        Breach& breach = breaches[i];
        if ((*found)[i] == nullptr) {
            (*found)[i] = &m_instances.try_emplace(breach.labels).first->second;
            (*found)[i]->state = State::Normal;
        }
        Instance& instance = *(*found)[i];
        const State before = instance.state;
        const Severity severity = instance.severity;
        take(at, std::move(breach), instance);
        instance.seen = m_updates;
        ripen(at, instance);
        tell(instance, before, severity);
    }
    size_t active = 0;
    for (auto entry = m_instances.begin(); entry != m_instances.end();) {
        Instance& instance = entry->second;
        if (instance.seen != m_updates && !(isActive(instance.state) && keep && keep(instance))) {
            const State before = instance.state;
            miss(at, instance);
            if (isFiring(instance.state)) ripen(at, instance);
            tell(instance, before, instance.severity);
            if (instance.state == State::Normal) {
                entry = m_instances.erase(entry);
                continue;
            }
        }
        active += isActive(instance.state) ? 1 : 0;
        ++entry;
    }
    if (m_settings.limit == 0 || active <= m_settings.limit) return {};
    for (const auto& [labels, instance] : m_instances)
        if (isActive(instance.state)) {
            transitions.push_back(transitionOf(at, instance, instance.state));
            transitions.back().to = State::Normal;
            transitions.back().reason = "over the limit";
            transitions.back().why = {"limit", {}, {}};
        }
    m_instances.clear();
    return fail(ErrorCode::Resource,
                "The rule makes " + std::to_string(active) + " alerts, more than its limit of " +
                    std::to_string(m_settings.limit) + "; all of them are dropped.",
                "Group the query by fewer columns, or raise the group's `limit`.");
}

RuleState::Due RuleState::takeAlertsToSend(TimePoint at, const std::function<void(Instance&)>& annotate,
                                           bool annotateRepeats) {
    const Duration validFor = 4 * std::max(m_settings.interval, m_settings.resendDelay);
    std::vector<Alert> ended;
    std::vector<Alert> news;
    std::vector<Alert> repeats;
    std::erase_if(m_superseded,
                  [&](const Instance& old) { return at - *old.resolvedAt > kResolvedRetention; });
    const auto send = [&](Instance& instance, std::vector<Alert>& first) {
        if (!needsSending(instance, at, m_settings.resendDelay)) return;
        const bool repeat =
            instance.lastSentAt && !(instance.resolvedAt && *instance.lastSentAt < *instance.resolvedAt);
        if (annotate && (!repeat || (annotateRepeats && !instance.resolvedAt))) annotate(instance);
        (repeat ? repeats : first).push_back(toAlert(instance, at, validFor));
        instance.lastSentAt = at;
    };
    const auto sort = [](std::vector<Alert>& alerts) {
        std::sort(alerts.begin(), alerts.end(),
                  [](const Alert& a, const Alert& b) { return a.labels < b.labels; });
    };
    // What ends goes before what begins.
    for (Instance& instance : m_superseded) send(instance, ended);
    for (auto& [labels, instance] : m_instances) send(instance, news);
    sort(news);
    sort(repeats);
    Due due{std::move(ended), 0};
    due.alerts.insert(due.alerts.end(), std::make_move_iterator(news.begin()),
                      std::make_move_iterator(news.end()));
    due.news = due.alerts.size();
    due.alerts.insert(due.alerts.end(), std::make_move_iterator(repeats.begin()),
                      std::make_move_iterator(repeats.end()));
    return due;
}

std::vector<Instance> RuleState::instances() const {
    std::vector<Instance> all;
    all.reserve(m_instances.size());
    for (const auto& [labels, instance] : m_instances) all.push_back(instance);
    std::sort(all.begin(), all.end(),
              [](const Instance& a, const Instance& b) { return a.labels < b.labels; });
    return all;
}

const Instance* RuleState::find(const Labels& labels) const {
    const auto found = m_instances.find(labels);
    return found == m_instances.end() ? nullptr : &found->second;
}

void RuleState::visit(const std::function<void(const Instance&)>& visitor) const {
    for (const auto& [labels, instance] : m_instances) visitor(instance);
}

size_t RuleState::activeCount() const {
    return static_cast<size_t>(std::count_if(m_instances.begin(), m_instances.end(),
                                             [](const auto& entry) { return isActive(entry.second.state); }));
}

namespace {

using nlohmann::json;

json toJson(const Instance& instance) {
    json values = json::array();
    for (const auto& value : instance.values) values.push_back(value ? state_json::number(*value) : json());
    return {{"labels", instance.labels},
            {"row", instance.rowLabels},
            {"values", std::move(values)},
            {"value", state_json::number(instance.value)},
            {"cause", static_cast<int>(instance.cause)},
            {"severity", static_cast<int>(instance.severity)},
            {"held", instance.held},
            {"reason", instance.reason},
            {"expected", state_json::number(instance.expected)},
            {"lower", state_json::number(instance.lower)},
            {"upper", state_json::number(instance.upper)},
            {"why", state_json::reason(instance.why)},
            {"state", static_cast<int>(instance.state)},
            {"annotations", instance.annotations},
            {"active", state_json::time(instance.activeAt)},
            {"fired", state_json::time(instance.firedAt)},
            {"resolved", state_json::time(instance.resolvedAt)},
            {"keep_since", state_json::time(instance.keepFiringSince)},
            {"sent", state_json::time(instance.lastSentAt)},
            {"severity_since", state_json::time(instance.severitySince)}};
}

template <typename T>
T toEnum(const json& value, T last) {
    const int number = value.get<int>();
    if (number < 0 || number > static_cast<int>(last)) throw json::other_error::create(500, "enum", &value);
    return static_cast<T>(number);
}

Instance toInstance(const json& from) {
    Instance instance;
    instance.labels = from.at("labels").get<Labels>();
    instance.rowLabels = from.at("row").get<Labels>();
    for (const json& value : from.at("values"))
        instance.values.push_back(value.is_null() ? std::nullopt
                                                  : std::optional(state_json::toNumber(value)));
    instance.value = state_json::toNumber(from.at("value"));
    instance.cause = toEnum(from.at("cause"), Cause::MissingSeries);
    instance.severity = toEnum(from.at("severity"), Severity::Critical);
    instance.held = from.at("held").get<bool>();
    instance.reason = from.at("reason").get<std::string>();
    instance.expected = state_json::toOptionalNumber(from.at("expected"));
    // A state kept by an older program has none of these.
    instance.lower = state_json::toOptionalNumber(from.value("lower", json()));
    instance.upper = state_json::toOptionalNumber(from.value("upper", json()));
    instance.why = state_json::toReason(from.value("why", json()));
    instance.state = toEnum(from.at("state"), State::Resolved);
    instance.annotations = from.at("annotations").get<Labels>();
    instance.activeAt = state_json::toTime(from.at("active"));
    instance.firedAt = state_json::toOptionalTime(from.at("fired"));
    instance.resolvedAt = state_json::toOptionalTime(from.at("resolved"));
    instance.keepFiringSince = state_json::toOptionalTime(from.at("keep_since"));
    instance.lastSentAt = state_json::toOptionalTime(from.at("sent"));
    instance.severitySince = state_json::toTime(from.at("severity_since"));
    if (instance.state == State::Resolved && !instance.resolvedAt)
        throw json::other_error::create(501, "no end", &from);
    return instance;
}

}  // namespace

json RuleState::save() const {
    json all = json::array();
    for (const Instance& instance : instances()) all.push_back(toJson(instance));
    json superseded = json::array();
    for (const Instance& instance : m_superseded) superseded.push_back(toJson(instance));
    return {{"last", state_json::time(m_last)}, {"instances", all}, {"superseded", superseded}};
}

Result<void> RuleState::restore(const json& state) {
    m_instances.clear();
    m_superseded.clear();
    m_last.reset();
    try {
        for (const json& entry : state.at("instances")) {
            Instance instance = toInstance(entry);
            Labels labels = instance.labels;
            m_instances.emplace(std::move(labels), std::move(instance));
        }
        for (const json& entry : state.at("superseded")) {
            m_superseded.push_back(toInstance(entry));
            if (!m_superseded.back().resolvedAt) throw json::other_error::create(501, "no end", &entry);
        }
        m_last = state_json::toOptionalTime(state.at("last"));
    } catch (const json::exception& damage) {
        m_instances.clear();
        m_superseded.clear();
        return fail(ErrorCode::Corrupt, std::string("The kept state of a rule is damaged: ") + damage.what(),
                    "The rule starts afresh; alerts that are still breached fire again after `for`.");
    }
    m_restored = true;
    return {};
}

}  // namespace tributary::alerts
