// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "core/alerts/routing/pipeline_state.h"

namespace tributary::alerts {

namespace {

using Json = nlohmann::json;

int64_t number(TimePoint time) {
    return time.time_since_epoch().count();
}
TimePoint time(const Json& value) {
    return TimePoint(Duration(value.get<int64_t>()));
}

Json logJson(const LogEntry& entry) {
    return {{"at", number(entry.at)},
            {"expires", number(entry.expiresAt)},
            {"firing", entry.firing},
            {"resolved", entry.resolved}};
}
LogEntry logOf(const Json& json) {
    return {time(json.at("at")), time(json.at("expires")), json.at("firing").get<Fingerprints>(),
            json.at("resolved").get<Fingerprints>()};
}

Json groupJson(const AlertGroup& group) {
    // What is under way may be lost with the program: a flush is due then at once.
    const TimePoint next = group.busy() ? group.startedAt : group.next;
    Json json{{"next", number(next)}, {"flushed", group.flushed}, {"steps", group.steps}};
    if (group.tellingSince) json["telling_since"] = number(*group.tellingSince);
    return json;
}

Json flapJson(const FlapTracker::Group& group) {
    Json out = Json::array();
    for (const auto& [alert, history] : group) {
        Json changes = Json::array();
        for (const TimePoint change : history.changes) changes.push_back(number(change));
        out.push_back({{"alert", alert},
                       {"firing", history.firing},
                       {"flapping", history.flapping},
                       {"changes", changes}});
        if (history.toldAt) out.back()["told"] = number(*history.toldAt);
    }
    return out;
}
FlapTracker::Group flapOf(const Json& json) {
    FlapTracker::Group group;
    for (const Json& one : json) {
        FlapHistory history;
        history.firing = one.at("firing").get<bool>();
        history.flapping = one.at("flapping").get<bool>();
        for (const Json& change : one.at("changes")) history.changes.push_back(time(change));
        if (one.contains("told")) history.toldAt = time(one.at("told"));
        group.emplace(one.at("alert").get<uint64_t>(), std::move(history));
    }
    return group;
}

Json alertJson(const Alert& alert) {
    return {{"labels", alert.labels},
            {"annotations", alert.annotations},
            {"starts", number(alert.startsAt)},
            {"ends", number(alert.endsAt)},
            {"updated", number(alert.updatedAt)},
            {"generator", alert.generatorUrl}};
}
Alert alertOf(const Json& json) {
    return {json.at("labels").get<Labels>(), json.at("annotations").get<Labels>(),
            time(json.at("starts")),         time(json.at("ends")),
            time(json.at("updated")),        json.at("generator").get<std::string>()};
}

Json bundleJson(const Bundle& bundle) {
    Json alerts = Json::array();
    for (const auto& [identity, alert] : bundle.alerts) alerts.push_back(alertJson(alert));
    return {
        {"digest", bundle.digest},      {"receiver", bundle.receiver},        {"channel", bundle.channel},
        {"group_key", bundle.groupKey}, {"group_labels", bundle.groupLabels}, {"note", bundle.note},
        {"messages", bundle.messages},  {"due", number(bundle.due)},          {"retry", bundle.retry.count()},
        {"alerts", std::move(alerts)}};
}
Bundle bundleOf(const Json& json) {
    Bundle bundle;
    bundle.digest = json.at("digest").get<bool>();
    bundle.receiver = json.at("receiver").get<std::string>();
    bundle.channel = json.at("channel").get<size_t>();
    bundle.groupKey = json.at("group_key").get<std::string>();
    bundle.groupLabels = json.at("group_labels").get<Labels>();
    bundle.note = json.at("note").get<std::string>();
    bundle.messages = json.at("messages").get<size_t>();
    bundle.due = time(json.at("due"));
    bundle.retry = Duration(json.at("retry").get<int64_t>());
    for (const Json& one : json.at("alerts")) {
        Alert alert = alertOf(one);
        const uint64_t identity = fingerprint(alert.labels);
        bundle.alerts.emplace(identity, std::move(alert));
    }
    return bundle;
}

/// Bytes that are no UTF-8 are replaced: a label may hold anything.
std::string textOf(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

struct SavedGroup {
    TimePoint next{};
    bool flushed = false;
    size_t steps = 0;
    std::optional<TimePoint> tellingSince;
};

SavedGroup groupOf(const Json& json) {
    SavedGroup group{
        time(json.at("next")), json.at("flushed").get<bool>(), json.at("steps").get<size_t>(), {}};
    if (json.contains("telling_since")) group.tellingSince = time(json.at("telling_since"));
    return group;
}

}  // namespace

std::map<std::string, std::string> Pipeline::takeChanges() {
    State& state = *m_state;
    std::map<std::string, std::string> out;
    for (const std::string& key : state.log.takeChanged()) {
        const LogEntry* entry = state.log.find(key);
        out["log/" + key] = entry == nullptr ? "" : textOf(logJson(*entry));
    }
    for (const std::string& id : std::exchange(state.changedGroups, {})) {
        const auto group = state.groups.find(id);
        out["group/" + id] = group == state.groups.end() ? "" : textOf(groupJson(group->second));
    }
    for (const std::string& id : state.flaps.takeChanged()) {
        const FlapTracker::Group* group = state.flaps.find(id);
        out["flap/" + id] = group == nullptr ? "" : textOf(flapJson(*group));
    }
    for (const std::string& key : state.outbox.takeChangedBundles()) {
        const auto bundle = state.outbox.bundle(key);
        out["bundle/" + key] = bundle ? textOf(bundleJson(*bundle)) : "";
    }
    for (const std::string& key : state.outbox.takeChangedTimes()) {
        Json times = Json::array();
        if (const Outbox::Times* sent = state.outbox.sendTimes(key))
            for (const TimePoint at : *sent) times.push_back(number(at));
        out["sent/" + key] = times.empty() ? "" : textOf(times);
    }
    return out;
}

std::vector<std::string> Pipeline::takeForgottenAlerts() {
    return std::exchange(m_state->forgottenAlerts, {});
}

std::vector<std::string> Pipeline::takeEndedAcknowledgements() {
    return std::exchange(m_state->endedAcknowledgements, {});
}

Result<void> Pipeline::restore(const std::map<std::string, std::string>& saved,
                               const std::vector<Alert>& alerts, TimePoint now) {
    State& state = *m_state;
    std::map<std::string, SavedGroup> groups;
    std::string damaged;
    for (const auto& [key, text] : saved) {
        const size_t slash = std::min(key.find('/'), key.size());
        const std::string kind = key.substr(0, slash);
        const std::string name = key.substr(std::min(slash + 1, key.size()));
        try {
            const Json json = Json::parse(text);
            if (kind == "log")
                state.log.restore(name, logOf(json));
            else if (kind == "group")
                groups.emplace(name, groupOf(json));
            else if (kind == "flap")
                state.flaps.restore(name, flapOf(json));
            else if (kind == "bundle")
                state.outbox.restoreBundle(name, bundleOf(json));
            else if (kind == "sent") {
                Outbox::Times times;
                for (const Json& at : json) times.push_back(time(at));
                state.outbox.restoreTimes(name, std::move(times));
            }
        } catch (const Json::exception&) {
            damaged += (damaged.empty() ? "'" : ", '") + key.substr(0, key.find('\n')) + "'";
        }
    }
    for (const Alert& alert : alerts) {
        auto entry = std::make_shared<AlertEntry>();
        entry->alert = alert;
        entry->fingerprint = fingerprint(alert.labels);
        state.known[entry->fingerprint].entry = entry;
        state.inhibitor.update(entry);
        state.dispatch(entry, now);
    }
    for (const auto& [id, group] : groups) {
        const auto found = state.groups.find(id);
        state.changedGroups.insert(id);
        if (found == state.groups.end()) continue;
        found->second.next = group.next;
        found->second.flushed = group.flushed;
        found->second.steps = group.steps;
        found->second.tellingSince = group.tellingSince;
        state.plan(found->second);
    }
    if (!damaged.empty())
        return fail(ErrorCode::Corrupt,
                    "Part of what was kept of notifications cannot be read: " + damaged + ".",
                    "A message about these groups may come once more. Nothing else is lost.");
    return {};
}

}  // namespace tributary::alerts
