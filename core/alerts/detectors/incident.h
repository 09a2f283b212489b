// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/detectors/state_archive.h"

namespace tributary::alerts::detectors {

/// When it alarms, and for how long it then keeps quiet.
struct IncidentSettings {
    uint64_t fewestRest = 60;  ///< rows
    double restOfHistory =
        0.05;                 ///< rest grows with the rows seen: what is rare is judged by how much was seen
    uint64_t mostRest = 288;  ///< rows; a day at 5 minutes
    double end = 0.5;         ///< hysteresis: an incident lasts while the score stays above this …
    uint64_t endRows = 12;    ///< … it ends after so many rows below
    uint64_t confirmOf = 1;   ///< an alarm needs `confirm` rows above 1 of the newest `confirmOf`
    uint64_t confirm = 1;
};

/// Turns scores into alarms: the first row of an incident is the alarm; more of the same incident, and what
/// follows within the rest period, is not told again.
class Incident {
  public:
    explicit Incident(IncidentSettings settings = {}) : m_settings(settings) {}

    /// True on the row an alarm is raised.
    bool update(double score);
    /// While an incident lasts.
    bool isOpen() const { return m_open != 0; }
    bool isResting() const { return m_rest > 0; }
    /// Rows of one day of the series; the rest is no longer than that. 0: unknown.
    void setDay(uint64_t rows) { m_day = rows; }
    /// Over and forgotten, rest and all.
    void close() { m_open = 0, m_rest = 0, m_recent = 0; }
    void reset();
    void exchange(StateArchive& archive);

  private:
    bool confirmed(double score);

    IncidentSettings m_settings;
    uint64_t m_rows = 0;
    uint64_t m_rest = 0;
    uint64_t m_quiet = 0;
    uint64_t m_recent = 0;  ///< bits: which of the newest rows were above 1
    uint64_t m_day = 0;
    uint8_t m_open = 0;
};

}  // namespace tributary::alerts::detectors
