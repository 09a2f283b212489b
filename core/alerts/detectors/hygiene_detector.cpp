// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/hygiene_detector.h"

#include <algorithm>
#include <cmath>

#include "core/alerts/detectors/state_archive.h"
#include "core/alerts/detectors/statistics.h"

namespace tributary::alerts::detectors {
namespace {

constexpr double kGap = 5;             ///< usual steps
constexpr uint64_t kCounterRows = 50;  ///< rows without a fall that make a counter
constexpr uint64_t kLearn = 150;

/// The stronger one speaks.
void raise(Verdict& verdict, double score, Reason reason) {
    if (score <= verdict.score) return;
    verdict.score = verdict.raw = score;
    verdict.p = score >= 1 ? 0 : 1;
    verdict.reason = std::move(reason);
}

}  // namespace

void HygieneDetector::judgeGap(int64_t time, Verdict& verdict) {
    const double step = static_cast<double>(time - m_lastTime) / 1e6;
    if (m_rows > 0 && step > 0) {
        if (m_steps.size() >= 10) {
            std::vector<double> steps(m_steps.all().begin(), m_steps.all().end());
            const double usual = medianInPlace(steps);
            const double limit = std::max(kGap * usual, 1.5 * m_longestStep);
            if (step >= limit) raise(verdict, step / limit, {"gap", {step, usual}, {}});
        }
        m_longestStep = std::max(m_longestStep, step);
        m_steps.push(step);
    }
    m_lastTime = std::max(time, m_lastTime);
}

void HygieneDetector::judgeValue(double value, Verdict& verdict) {
    const bool below = value < m_settings.lowest;
    const bool above = value > m_settings.highest;
    if (below || above)
        raise(verdict, 2,
              {below ? "bounds.low" : "bounds.high",
               {value, below ? m_settings.lowest : m_settings.highest},
               {}});
    if (m_rows > 0 && value < m_last) {
        if (m_rises >= kCounterRows && value >= 0) raise(verdict, 1.5, {"reset", {m_last, value}, {}});
        m_rises = 0;
    } else if (m_rows > 0 && value > m_last) {
        ++m_rises;
    }
    const double flat = m_flat.update(value, m_rows < kLearn);
    if (flat > 0) raise(verdict, flat, {"flat", {value, static_cast<double>(m_flat.run())}, {}});
    m_last = value;
    ++m_rows;
}

Verdict HygieneDetector::update(const Observation& row) {
    Verdict verdict;
    judgeGap(row.time, verdict);
    const double value = row.value();
    if (std::isfinite(value)) {
        m_missing = 0;
        judgeValue(value, verdict);
        return verdict;
    }
    ++m_missing;
    if (m_rows > 0 && m_missing >= m_settings.missingRows)
        raise(verdict, static_cast<double>(m_missing) / static_cast<double>(m_settings.missingRows),
              {"missing", {static_cast<double>(m_missing)}, {}});
    return verdict;
}

void HygieneDetector::exchange(StateArchive& a) {
    a(m_flat, m_steps, m_longestStep, m_lastTime, m_last, m_rows, m_rises, m_missing);
}

}  // namespace tributary::alerts::detectors
