// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/incident.h"

#include <algorithm>
#include <bit>

namespace tributary::alerts::detectors {

bool Incident::confirmed(double score) {
    const uint64_t window = std::clamp<uint64_t>(m_settings.confirmOf, 1, 63);
    m_recent = ((m_recent << 1) | (score >= 1 ? 1 : 0)) & ((uint64_t{1} << window) - 1);
    return score >= 1 && static_cast<uint64_t>(std::popcount(m_recent)) >= m_settings.confirm;
}

bool Incident::update(double score) {
    ++m_rows;
    const bool above = confirmed(score);
    if (m_rest > 0) --m_rest;
    if (m_open) {
        m_quiet = score >= m_settings.end ? 0 : m_quiet + 1;
        if (m_quiet >= m_settings.endRows) m_open = 0;
    }
    if (!above || m_open || m_rest > 0) return false;
    m_open = 1;
    m_quiet = 0;
    const auto grown = static_cast<uint64_t>(m_settings.restOfHistory * static_cast<double>(m_rows));
    const uint64_t most =
        std::max(m_settings.fewestRest, m_day ? std::min(m_day, m_settings.mostRest) : m_settings.mostRest);
    m_rest = std::clamp(grown, m_settings.fewestRest, most);
    return true;
}

void Incident::reset() {
    m_rows = m_rest = m_quiet = m_recent = m_day = 0;
    m_open = 0;
}

void Incident::exchange(StateArchive& a) {
    a(m_rows, m_rest, m_quiet, m_recent, m_day, m_open);
}

}  // namespace tributary::alerts::detectors
