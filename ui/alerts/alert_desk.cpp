// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alert_desk.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <tuple>

#include "core/alerts/rules/rule_file.h"
#include "core/schedule/rule_book.h"
#include "core/store/atomic_file.h"

namespace tributary::ui {

using namespace alerts;

namespace {

constexpr size_t kHistoryShown = 5000;
constexpr size_t kDeliveriesShown = 500;
constexpr size_t kLargestRuleFile = 16u << 20;
constexpr Duration kStaleOwner = std::chrono::seconds(15);
constexpr Duration kEndedSilences = std::chrono::hours(24 * 7);

TimePoint now() {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

/// What `result` holds, or its error as the result of the caller.
template <typename T>
Result<void> take(Result<T> result, T& out) {
    if (!result) return fail(std::move(result.error()));
    out = std::move(*result);
    return {};
}

/// The one group of a record.
Result<RuleGroup> readGroup(const std::string& yaml, const std::string& file) {
    auto groups = readRules(yaml, file);
    if (!groups) return fail(std::move(groups.error()));
    if (groups->size() != 1)
        return fail(ErrorCode::Corrupt,
                    "What is kept of a group holds " + std::to_string(groups->size()) + " groups.",
                    "Import the rules again.");
    return std::move(groups->front());
}

std::vector<RuleGroupEntry> readGroups(std::vector<RuleGroupRecord> records) {
    std::vector<RuleGroupEntry> out;
    for (auto& record : records) {
        RuleGroupEntry entry;
        entry.record = std::move(record);
        auto group = readGroup(entry.record.yaml, entry.record.file);
        if (group)
            entry.group = std::move(*group);
        else
            entry.error = std::move(group.error());
        out.push_back(std::move(entry));
    }
    return out;
}

std::vector<ActiveAlert> readActive(std::vector<InstanceRecord> instances, const AlertPicture& picture,
                                    const std::vector<AcknowledgementRecord>& acknowledged) {
    std::map<std::string, std::pair<std::string, std::string>> rules;
    for (const auto& entry : picture.groups)
        for (const auto& rule : entry.group.rules) rules[rule.id] = {rule.name, entry.group.name};
    std::vector<ActiveAlert> out;
    for (auto& instance : instances) {
        if (instance.state == "normal" || instance.state == "resolved") continue;
        ActiveAlert alert;
        std::tie(alert.rule, alert.group) = rules[instance.ruleId];
        if (const auto name = instance.labels.find("alertname"); name != instance.labels.end())
            alert.rule = name->second;
        for (const auto& silence : picture.silences)
            if (silence.startsAt <= picture.at && picture.at < silence.endsAt &&
                matches(silence.matchers, instance.labels))
                alert.silencedBy.push_back(silence.id);
        const auto known = std::find_if(acknowledged.begin(), acknowledged.end(), [&](const auto& record) {
            return record.fingerprint == instance.fingerprint;
        });
        if (known != acknowledged.end()) alert.acknowledged = *known;
        alert.instance = std::move(instance);
        out.push_back(std::move(alert));
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
        const int left = urgency(a.instance.state);
        const int right = urgency(b.instance.state);
        return std::tie(left, b.instance.activeAt, a.instance.labels) <
               std::tie(right, a.instance.activeAt, b.instance.labels);
    });
    return out;
}

}  // namespace

int urgency(const std::string& state) {
    static constexpr std::array<std::string_view, 6> kOrder{"firing", "recovering",    "error",
                                                            "nodata", "missingseries", "pending"};
    return int(std::find(kOrder.begin(), kOrder.end(), state) - kOrder.begin());
}

AlertDesk::AlertDesk(std::string workspacePath) : m_path(AlertStore::pathFor(workspacePath)) {}
AlertDesk::~AlertDesk() = default;

Result<std::shared_ptr<AlertDesk::Parts>> AlertDesk::parts() {
    std::lock_guard lock(m_mutex);
    if (m_parts) return m_parts;
    auto store = AlertStore::open(m_path);
    if (!store) return fail(std::move(store.error()));
    auto parts = std::make_shared<Parts>();
    parts->store = std::move(*store);
    parts->journal = std::make_unique<AlertJournal>(parts->store->file());
    parts->lease = std::make_unique<LeaseKeeper>(parts->store->file(), kStaleOwner);
    m_parts = parts;
    return parts;
}

Result<AlertPicture> AlertDesk::load(Duration span) {
    AlertPicture picture;
    picture.at = now();
    if (!exists()) return picture;
    auto opened = parts();
    if (!opened) return fail(std::move(opened.error()));
    AlertStore& store = *(*opened)->store;
    AlertJournal& journal = *(*opened)->journal;
    picture.damagedFile = store.recoveredFrom();
    HistoryFilter range;
    range.from = picture.at - span;
    range.limit = kHistoryShown;
    HistoryFilter sent;
    sent.limit = kDeliveriesShown;
    std::vector<RuleGroupRecord> groups;
    std::vector<InstanceRecord> instances;
    std::vector<AcknowledgementRecord> acknowledged;
    // Counters first: what changes while the rest is read is then seen as a change later.
    const auto result =
        take(store.changeCounter(), picture.changes)
            .and_then([&] { return take(journal.writeCounter(), picture.writes); })
            .and_then([&] { return take(store.ruleGroups(), groups); })
            .and_then([&] { return take(journal.instances(), instances); })
            .and_then([&] { return take(journal.lastEvaluations(), picture.lastEvaluations); })
            .and_then([&] { return take(journal.history(range), picture.history); })
            .and_then([&] { return take(store.silences(picture.at - kEndedSilences), picture.silences); })
            .and_then([&] { return take(store.channels(), picture.channels); })
            .and_then([&] { return take(journal.deliveries(sent), picture.deliveries); })
            .and_then([&] { return take(journal.deadLetters(), picture.deadLetters); })
            .and_then([&] { return take(store.routing(), picture.routing); })
            .and_then([&] { return take(store.acknowledgements(), acknowledged); })
            .and_then([&] { return take((*opened)->lease->holder(), picture.owner); });
    if (!result) return fail(result.error());
    if (picture.owner && (*opened)->lease->isStale(*picture.owner, picture.at)) picture.owner.reset();
    picture.historyCut = picture.history.size() == kHistoryShown;
    picture.groups = readGroups(std::move(groups));
    picture.active = readActive(std::move(instances), picture, acknowledged);
    return picture;
}

bool AlertDesk::exists() const {
    std::error_code ignored;  // a file that cannot be looked at is told by whoever opens it
    return std::filesystem::exists(m_path, ignored);
}

Result<bool> AlertDesk::hasChanged(const AlertPicture& picture) {
    if (!exists()) return picture.changes != 0;
    auto opened = parts();
    if (!opened) return fail(std::move(opened.error()));
    const auto changes = (*opened)->store->changeCounter();
    if (!changes) return fail(changes.error());
    const auto writes = (*opened)->journal->writeCounter();
    if (!writes) return fail(writes.error());
    auto owner = (*opened)->lease->holder();
    if (!owner) return fail(owner.error());
    if (*owner && (*opened)->lease->isStale(**owner, now())) owner->reset();
    const bool sameOwner = owner->has_value() == picture.owner.has_value() &&
                           (!picture.owner || (*owner)->token == picture.owner->token);
    return *changes != picture.changes || *writes != picture.writes || !sameOwner;
}

/// Puts `change`d groups back where they are kept: a followed file is written anew (what it said before stays
/// beside it as `<file>.bak`: comments are not kept), other groups in the store.
Result<void> AlertDesk::changeGroup(const std::string& file, const std::string& name,
                                    const std::function<Result<void>(RuleGroup&)>& change, bool make) {
    auto opened = parts();
    if (!opened) return fail(std::move(opened.error()));
    AlertStore& store = *(*opened)->store;
    const auto records = store.ruleGroups();
    if (!records) return fail(records.error());
    std::vector<RuleGroup> groups;  // of that file, in its order
    RuleGroupRecord record;
    record.file = file;
    record.name = name;
    std::optional<size_t> place;
    for (const auto& known : *records) {
        if (known.file != file || (file.empty() && known.name != name)) continue;
        auto read = readGroup(known.yaml, known.file);
        if (!read) return fail(std::move(read.error()));
        if (known.name == name) {
            place = groups.size();
            record = known;
        }
        groups.push_back(std::move(*read));
    }
    if (!place && !make)
        return fail(ErrorCode::NotFound, "There is no group of rules called '" + name + "' any more.",
                    "Somebody else may have removed it: look at the list again.");
    if (!place) {
        place = groups.size();
        groups.emplace_back();
    }
    if (auto changed = change(groups[*place]); !changed) return changed;
    const bool gone = groups[*place].rules.empty();
    if (!gone)
        if (auto valid = validate(groups[*place]); !valid) return valid;
    if (file.empty()) {
        if (gone) return store.removeRuleGroup(file, name);
        record.yaml = writeRules({groups[*place]});
        return store.saveRuleGroup(record);
    }
    if (gone) groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(*place));
    const auto before = store::readWholeFile(file, kLargestRuleFile);
    if (!before) return fail(before.error());
    if (auto kept = store::writeAtomically(file + ".bak", *before); !kept) return kept;
    if (auto written = store::writeAtomically(file, writeRules(groups)); !written) return written;
    const auto applied = schedule::applyRuleFile(store, file);
    if (!applied) return fail(applied.error());
    return {};
}

Result<void> AlertDesk::saveRule(const RuleGroup& group, const Rule& rule) {
    return changeGroup(
        group.file, group.name,
        [&](RuleGroup& target) -> Result<void> {
            std::vector<Rule> rules = std::move(target.rules);
            target = group;
            target.rules = std::move(rules);
            const auto same = std::find_if(target.rules.begin(), target.rules.end(),
                                           [&](const Rule& other) { return other.id == rule.id; });
            if (same != target.rules.end())
                *same = rule;
            else
                target.rules.push_back(rule);
            return {};
        },
        true);
}

Result<void> AlertDesk::removeRule(const std::string& file, const std::string& group,
                                   const std::string& ruleId) {
    return changeGroup(
        file, group,
        [&](RuleGroup& target) -> Result<void> {
            std::erase_if(target.rules, [&](const Rule& rule) { return rule.id == ruleId; });
            return {};
        },
        false);
}

}  // namespace tributary::ui
