// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "core/alerts/model/sample.h"
#include "core/alerts/rules/condition.h"
#include "core/alerts/rules/rule_evaluator.h"

namespace tributary::alerts {

/// The Peers condition of a rule: rows of one evaluation against one another. Members come and go; one that
/// was not seen for a day is forgotten. Not thread-safe.
class PeerJudge {
  public:
    explicit PeerJudge(const Condition& condition);
    ~PeerJudge();
    PeerJudge(PeerJudge&&) noexcept;

    struct Row {
        const Labels* labels = nullptr;
        double value = 0;  ///< NaN: none
        std::optional<TimePoint> time;
    };
    /// One judgement a row, in their order. Rows of instants that were seen before teach nothing and are
    /// judged as they were.
    std::vector<Judgement> judge(TimePoint at, const std::vector<Row>& rows);
    /// "Not an anomaly", said of one member: where it is now is its place. False when it is no member.
    bool accept(const Labels& member);

    nlohmann::json save() const;
    Result<void> restore(const nlohmann::json& state);  ///< throws nlohmann's exceptions, too

  private:
    struct Group;
    Labels groupOf(const Labels& labels) const;
    void judgeGroup(TimePoint at, Group& group, const std::vector<Row>& rows,
                    const std::vector<size_t>& which, std::vector<Judgement>& out) const;
    void forget(TimePoint at, Group& group) const;

    Condition m_condition;
    std::map<Labels, std::unique_ptr<Group>> m_groups;
};

}  // namespace tributary::alerts
