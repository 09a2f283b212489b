// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/peer_detector.h"

#include <algorithm>
#include <cmath>

#include "core/alerts/detectors/state_archive.h"
#include "core/alerts/detectors/statistics.h"

namespace tributary::alerts::detectors {
namespace {

constexpr double kFirst = 50;       ///< rows before a member is judged
constexpr double kMemory = 2000;    ///< rows
constexpr double kShare = 1.0 / 3;  ///< of the newest row in the running mean
/// Sigmas of the running mean in one sigma of a row.
const double kGain = std::sqrt((2 - kShare) / kShare);

}  // namespace

PeerDetector::PeerDetector(size_t members, Sensitivity sensitivity)
    : m_sensitivity(sensitivity), m_members(members), m_scores(members, 0) {}

double PeerDetector::judge(Member& member, double distance, double spread) {
    const double unusual = distance - member.offset;
    double z = 0;
    if (member.rows >= kFirst) z = std::abs(unusual) / std::max(member.scatter, spread);
    member.strength += kShare * (std::min(z, 50.0) - member.strength);
    // The mean of independent rows scatters less than a row: sigmas of the mean.
    const double sigmas = member.strength * kGain;
    const double score = sigmas / (m_sensitivity.sigmas() * std::sqrt(2.0) * m_tolerance);
    const double share = 1 / std::min(++member.rows, kMemory);
    if (score < 1) {
        const double most = member.rows > kFirst ? 4 * member.scatter + 1e-12 : std::abs(unusual);
        const double step = std::clamp(unusual, -most, most);
        member.offset += share * step;
        member.scatter += share * (1.2533 * std::abs(step) - member.scatter);
    } else {
        member.offset += 0.05 * share * unusual;  // a lasting new place becomes usual, slowly
    }
    return score;
}

Verdict PeerDetector::update(const Observation& row) {
    Verdict v;
    std::vector<double> present;
    for (size_t i = 0; i < m_members.size() && i < row.x.size(); ++i)
        if (!row.missing && isUsable(row.x[i])) present.push_back(row.x[i]);
    std::fill(m_scores.begin(), m_scores.end(), 0);
    if (present.size() < kFewest) return v;
    const auto peers = static_cast<double>(present.size());
    const double median = medianInPlace(present);
    // The spread of what is unusual about each: members have places of their own within the group.
    std::vector<double> unusual;
    for (size_t i = 0; i < m_members.size() && i < row.x.size(); ++i)
        if (isUsable(row.x[i])) unusual.push_back(std::abs(row.x[i] - median - m_members[i].offset));
    const double spreadNow = 1.4826 * medianInPlace(unusual);
    m_spread += (spreadNow - m_spread) / std::min(++m_rows, kMemory);
    const double spread = std::max({spreadNow, m_spread, 1e-9 * std::abs(median) + 1e-12});
    m_median = median;
    m_width = spread;
    m_distances.assign(m_members.size(), kNoValue);
    size_t worst = 0;
    for (size_t i = 0; i < m_members.size() && i < row.x.size(); ++i) {
        if (!isUsable(row.x[i])) continue;
        m_distances[i] = row.x[i] - median;
        m_scores[i] = judge(m_members[i], row.x[i] - median, spread);
        if (m_scores[i] > m_scores[worst]) worst = i;
    }
    double sum = 0;
    for (const double s : m_scores) sum += s;
    v.contributions = m_scores;
    if (sum > 0)
        for (auto& c : v.contributions) c /= sum;
    v.score = m_last = m_scores[worst];
    v.raw = m_members[worst].strength;
    v.p = std::pow(10, -normalSurprise(v.raw));
    v.expected = median;
    if (v.score >= 0.5) {
        const std::string name =
            worst < m_names.size() ? m_names[worst] : "member " + std::to_string(worst + 1);
        v.reason = {"peer", {v.raw, peers - 1, median}, {name}};
    }
    return v;
}

void PeerDetector::add() {
    m_members.emplace_back();
    m_scores.push_back(0);
}

void PeerDetector::remove(size_t member) {
    const auto at = static_cast<std::ptrdiff_t>(member);
    m_members.erase(m_members.begin() + at);
    m_scores.erase(m_scores.begin() + at);
    m_distances.clear();
}

double PeerDetector::reachOf(size_t member) const {
    const Member& m = m_members[member];
    return m_sensitivity.sigmas() * std::sqrt(2.0) * m_tolerance / kGain * std::max(m.scatter, m_width);
}

void PeerDetector::acceptMember(size_t member) {
    if (member >= m_distances.size() || !isUsable(m_distances[member])) return accept();
    m_members[member].offset = m_distances[member];
    m_members[member].strength = 0;
}

void PeerDetector::accept() {
    m_tolerance = std::clamp(1.05 * m_last * m_tolerance, m_tolerance, 3.0);
}

void PeerDetector::reset() {
    auto names = std::move(m_names);
    *this = PeerDetector(m_members.size(), m_sensitivity);
    m_names = std::move(names);
}

void PeerDetector::exchange(StateArchive& a) {
    uint64_t members = m_members.size();
    a(members);
    if (members != m_members.size()) return a.fail();
    for (auto& m : m_members) a(m.offset, m.scatter, m.rows, m.strength);
    a(m_scores, m_spread, m_rows, m_tolerance, m_last);
    if (a.reads() && m_scores.size() != m_members.size()) a.fail();
}

}  // namespace tributary::alerts::detectors
