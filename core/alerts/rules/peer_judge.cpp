// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/peer_judge.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/alerts/detectors/explanation.h"
#include "core/alerts/detectors/incident.h"
#include "core/alerts/detectors/peer_detector.h"
#include "core/alerts/rules/state_json.h"

namespace tributary::alerts {

namespace {

using detectors::PeerDetector;
using nlohmann::json;

constexpr Duration kRemembered = std::chrono::hours(24);

struct Member {
    Labels labels;
    TimePoint seen{};
    detectors::Incident incident;
    Judgement last;
};

}  // namespace

struct PeerJudge::Group {
    explicit Group(const Condition& condition)
        : detector(0, detectors::Sensitivity{.falseAlarmsPerWeek = condition.sensitivity}) {}

    size_t memberOf(const Labels& labels) {
        const auto known = index.find(labels);
        if (known != index.end()) return known->second;
        if (members.size() >= PeerDetector::kMostMembers) return members.size();
        index.emplace(labels, members.size());
        members.emplace_back().labels = labels;
        detector.add();
        return members.size() - 1;
    }

    PeerDetector detector;
    std::vector<Member> members;  ///< in the detector's order
    std::map<Labels, size_t> index;
    std::optional<TimePoint> newest;
};

PeerJudge::PeerJudge(const Condition& condition) : m_condition(condition) {}
PeerJudge::~PeerJudge() = default;
PeerJudge::PeerJudge(PeerJudge&&) noexcept = default;

Labels PeerJudge::groupOf(const Labels& labels) const {
    Labels out;
    for (const auto& name : m_condition.by) {
        const auto found = labels.find(name);
        out[name] = found == labels.end() ? "" : found->second;
    }
    return out;
}

std::vector<Judgement> PeerJudge::judge(TimePoint at, const std::vector<Row>& rows) {
    std::vector<Judgement> out(rows.size());
    std::map<Labels, std::vector<size_t>> byGroup;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (!std::isnan(rows[i].value)) out[i].value = rows[i].value;
        byGroup[groupOf(*rows[i].labels)].push_back(i);
    }
    for (const auto& [labels, which] : byGroup) {
        auto& group = m_groups[labels];
        if (!group) group = std::make_unique<Group>(m_condition);
        judgeGroup(at, *group, rows, which, out);
    }
    for (auto group = m_groups.begin(); group != m_groups.end();) {
        forget(at, *group->second);
        group = group->second->members.empty() ? m_groups.erase(group) : std::next(group);
    }
    return out;
}

void PeerJudge::judgeGroup(TimePoint at, Group& group, const std::vector<Row>& rows,
                           const std::vector<size_t>& which, std::vector<Judgement>& out) const {
    std::optional<TimePoint> newest;
    for (const size_t i : which)
        if (rows[i].time) newest = std::max(newest.value_or(*rows[i].time), *rows[i].time);
    const bool again = newest && group.newest && *newest <= *group.newest;
    if (newest) group.newest = std::max(newest, group.newest);
    std::vector<std::pair<size_t, size_t>> present;  // row, member
    for (const size_t i : which) {
        const size_t member = group.memberOf(*rows[i].labels);
        if (member < group.members.size()) present.emplace_back(i, member);
    }
    std::vector<double> values(group.members.size(), std::nan(""));
    for (const auto& [row, member] : present) {
        values[member] = rows[row].value;
        group.members[member].seen = at;
    }
    detectors::Verdict verdict;
    if (!again) {
        detectors::Observation row;
        row.time = at.time_since_epoch().count() * 1000;
        row.x = values;
        verdict = group.detector.update(row);
    }
    for (const auto& [row, index] : present) {
        Member& member = group.members[index];
        if (again || std::isnan(verdict.expected) || std::isnan(values[index])) {
            const auto value = out[row].value;
            if (again) out[row] = member.last;
            out[row].value = value;
            continue;
        }
        Judgement& judgement = out[row];
        judgement.expected = group.detector.expectedOf(index);
        const double reach = group.detector.reachOf(index);
        judgement.lower = *judgement.expected - reach;
        judgement.upper = *judgement.expected + reach;
        const double deviation = values[index] - *judgement.expected;
        const bool wanted =
            (m_condition.direction == Condition::Direction::Both ||
             (m_condition.direction == Condition::Direction::Above) == (deviation > 0)) &&
            std::abs(deviation) >= m_condition.minDeviation &&
            std::abs(deviation) * 100 >= m_condition.minDeviationPercent * std::abs(*judgement.expected);
        const double score = group.detector.scores()[index];
        member.incident.update(wanted ? score : std::min(score, 0.99));
        judgement.breached = member.incident.isOpen();
        if (judgement.breached) {
            judgement.why =
                score >= 1 || member.last.why.code.empty()
                    ? Reason{"peer.outlier",
                             {values[index], verdict.expected, static_cast<double>(present.size()) - 1},
                             {labelsText(member.labels)}}
                    : member.last.why;
            judgement.reason = detectors::render(judgement.why);
        }
        member.last = judgement;
    }
}

void PeerJudge::forget(TimePoint at, Group& group) const {
    for (size_t i = group.members.size(); i-- > 0;) {
        if (at - group.members[i].seen <= kRemembered) continue;
        group.detector.remove(i);
        group.members.erase(group.members.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (group.index.size() == group.members.size()) return;
    group.index.clear();
    for (size_t i = 0; i < group.members.size(); ++i) group.index.emplace(group.members[i].labels, i);
}

bool PeerJudge::accept(const Labels& member) {
    const auto found = m_groups.find(groupOf(member));
    if (found == m_groups.end()) return false;
    Group& group = *found->second;
    const auto known = group.index.find(member);
    if (known == group.index.end()) return false;
    group.detector.acceptMember(known->second);
    group.members[known->second].incident.close();
    group.members[known->second].last.breached = false;
    return true;
}

json PeerJudge::save() const {
    json out = json::array();
    for (const auto& [labels, group] : m_groups) {
        json members = json::array();
        for (const Member& member : group->members) {
            detectors::StateArchive archive;
            auto incident = member.incident;
            archive(incident);
            members.push_back({{"labels", member.labels},
                               {"seen", state_json::time(member.seen)},
                               {"incident", state_json::toBase64(archive.takeBytes())},
                               {"why", state_json::reason(member.last.why)}});
        }
        out.push_back({{"detector", state_json::toBase64(saveState(group->detector))},
                       {"newest", state_json::time(group->newest)},
                       {"group", labels},
                       {"members", std::move(members)}});
    }
    return out;
}

Result<void> PeerJudge::restore(const json& state) {
    m_groups.clear();
    for (const json& entry : state) {
        auto group = std::make_unique<Group>(m_condition);
        for (const json& one : entry.at("members")) {
            const auto labels = one.at("labels").get<Labels>();
            const size_t index = group->memberOf(labels);
            if (index >= group->members.size()) break;
            Member& member = group->members[index];
            member.seen = state_json::toTime(one.at("seen"));
            const std::string bytes = state_json::fromBase64(one.at("incident").get<std::string>());
            detectors::StateArchive archive(bytes);
            archive(member.incident);
            if (archive.failed()) member.incident.reset();
            member.last.why = state_json::toReason(one.at("why"));
        }
        group->newest = state_json::toOptionalTime(entry.at("newest"));
        const auto bytes = state_json::fromBase64(entry.at("detector").get<std::string>());
        if (auto restored = restoreState(group->detector, bytes); !restored) {
            m_groups.clear();
            return restored;
        }
        // An edited rule may group otherwise.
        if (!group->members.empty() &&
            groupOf(group->members.front().labels) == entry.at("group").get<Labels>())
            m_groups[entry.at("group").get<Labels>()] = std::move(group);
    }
    return {};
}

}  // namespace tributary::alerts
