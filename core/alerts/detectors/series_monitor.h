// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/alerts/detectors/factory.h"
#include "core/alerts/detectors/incident.h"

namespace tributary::alerts::detectors {

struct MonitorSettings {
    std::string detector = "ensemble";
    DetectorSettings detection = {};
    enum class Direction : uint8_t { Both, Above, Below } direction = Direction::Both;
    double minDeviation = 0;         ///< from what is expected; less is never an alarm
    double minDeviationPercent = 0;  ///< of what is expected
    IncidentSettings incident = {};
};

/// What a series' newest row means.
struct Reading {
    Verdict verdict;
    bool alarm = false;     ///< a new incident begins with this row
    bool open = false;      ///< an incident lasts
    bool incident = false;  ///< within an incident, or resting after one
    /// For rankings and files: in [0,1], at least 0.5 exactly on alarms.
    double alarmSignal() const;
};

/// A detector, what may be reported of it, and the incidents made of that. One series; not thread-safe.
class SeriesMonitor {
  public:
    static Result<SeriesMonitor> make(MonitorSettings settings);

    Reading update(const Observation& row);
    /// "Not an anomaly": ends the incident, and its like is not reported again.
    void accept();
    std::string save() const;
    Result<void> restore(std::string_view state);
    const Detector& detector() const { return *m_detector; }

  private:
    SeriesMonitor(MonitorSettings settings, std::unique_ptr<Detector> detector);
    bool isWorthTelling(const Verdict& verdict, double value) const;

    MonitorSettings m_settings;
    std::unique_ptr<Detector> m_detector;
    Incident m_incident;
};

}  // namespace tributary::alerts::detectors
