// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/flat_test.h"

#include <algorithm>

namespace tributary::alerts::detectors {

double FlatTest::update(double value, bool learning) {
    constexpr double kShortest = 6;
    if (m_rows++ && value == m_last) {
        ++m_run;
        if (learning) m_longest = std::max(m_longest, m_run);
    } else {
        m_longest = std::max(m_longest, m_run);  // it moves again, so such a run is survivable
        m_run = 0;
    }
    m_last = value;
    const double limit = std::max(kShortest, 1.5 * static_cast<double>(m_longest));
    return static_cast<double>(m_run) > limit ? static_cast<double>(m_run) / limit : 0;
}

}  // namespace tributary::alerts::detectors
