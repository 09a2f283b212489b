// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/series_monitor.h"

#include <algorithm>
#include <cmath>

#include "core/alerts/detectors/state_archive.h"

namespace tributary::alerts::detectors {

double Reading::alarmSignal() const {
    constexpr double kBoundary = 0.5;
    constexpr double kJustBelow = 0.49;
    const double signal = 1 - std::pow(0.5, std::max(0.0, verdict.score));
    return alarm ? std::max(signal, kBoundary) : std::min(signal, kJustBelow);
}

SeriesMonitor::SeriesMonitor(MonitorSettings settings, std::unique_ptr<Detector> detector)
    : m_settings(std::move(settings)), m_detector(std::move(detector)), m_incident(m_settings.incident) {}

Result<SeriesMonitor> SeriesMonitor::make(MonitorSettings settings) {
    auto detector = makeDetector(settings.detector, settings.detection);
    if (!detector) return fail(detector.error());
    return SeriesMonitor(std::move(settings), std::move(*detector));
}

bool SeriesMonitor::isWorthTelling(const Verdict& verdict, double value) const {
    if (std::isnan(verdict.expected) || std::isnan(value)) return true;  // nothing to measure by
    const double deviation = value - verdict.expected;
    if (m_settings.direction == MonitorSettings::Direction::Above && deviation < 0) return false;
    if (m_settings.direction == MonitorSettings::Direction::Below && deviation > 0) return false;
    return std::abs(deviation) >= m_settings.minDeviation &&
           std::abs(deviation) >= m_settings.minDeviationPercent / 100 * std::abs(verdict.expected);
}

Reading SeriesMonitor::update(const Observation& row) {
    Reading reading;
    reading.verdict = m_detector->update(row);
    auto& score = reading.verdict.score;
    if (score >= 1 && row.x.size() == 1 && !isWorthTelling(reading.verdict, row.value())) score = 0.99;
    m_incident.setDay(m_detector->rowsPerDay());
    reading.alarm = m_incident.update(score);
    reading.open = m_incident.isOpen();
    reading.incident = m_incident.isOpen() || m_incident.isResting();
    return reading;
}

void SeriesMonitor::accept() {
    m_detector->accept();
    m_incident.close();
}

std::string SeriesMonitor::save() const {
    StateArchive archive;
    std::string detector = saveState(*m_detector);
    Incident incident = m_incident;
    archive(detector, incident);
    return archive.takeBytes();
}

Result<void> SeriesMonitor::restore(std::string_view state) {
    StateArchive archive(state);
    std::string detector;
    archive(detector, m_incident);
    if (archive.failed() || !archive.atEnd()) {
        m_detector->reset();
        m_incident.reset();
        return fail(ErrorCode::Corrupt,
                    "The kept state of an anomaly detector is damaged: its length is wrong.",
                    "The detector starts afresh and learns from the series' history again.");
    }
    auto restored = restoreState(*m_detector, detector);
    if (!restored) m_incident.reset();
    return restored;
}

}  // namespace tributary::alerts::detectors
