// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/detectors/detector.h"
#include "core/alerts/detectors/sensitivity.h"

namespace tributary::alerts::detectors {

/// One bad host of fifty: members of a group (the columns of a row, always in the same order) that leave the
/// others. A member counts as an outlier when it is farther from the group's median than it usually is, both
/// by the group's present spread and by its own, for a few rows together. Needs four members with values.
class PeerDetector : public Detector {
  public:
    static constexpr size_t kFewest = 4;
    static constexpr size_t kMostMembers = 5000;

    explicit PeerDetector(size_t members, Sensitivity sensitivity = {});
    std::string_view name() const override { return "peers"; }
    Verdict update(const Observation& row) override;
    void accept() override;
    void reset() override;
    void exchange(StateArchive& archive) override;
    void setNames(std::vector<std::string> names) { m_names = std::move(names); }
    /// Each member's own score of the newest row.
    const std::vector<double>& scores() const { return m_scores; }

    // For groups whose members come and go.
    size_t members() const { return m_members.size(); }
    void add();                  ///< one more, behind the others
    void remove(size_t member);  ///< those behind it move up
    /// Where the member is expected beside the others of the newest row, and how far from there it could
    /// have stayed without ever being an outlier.
    double expectedOf(size_t member) const { return m_median + m_members[member].offset; }
    double reachOf(size_t member) const;
    /// The place where the member was in the newest row is its own from now on.
    void acceptMember(size_t member);

  private:
    struct Member {
        double offset = 0;   ///< usual distance from the median
        double scatter = 0;  ///< of that distance
        double rows = 0;
        double strength = 0;  ///< running mean of its z value
    };
    double judge(Member& member, double distance, double spread);

    Sensitivity m_sensitivity;
    std::vector<Member> m_members;
    std::vector<std::string> m_names;
    std::vector<double> m_scores;
    double m_spread = 0;  ///< usual spread of the group
    double m_rows = 0;
    double m_tolerance = 1;
    double m_last = 0;
    // Of the newest row alone.
    double m_median = 0;
    double m_width = 0;
    std::vector<double> m_distances;
};

}  // namespace tributary::alerts::detectors
