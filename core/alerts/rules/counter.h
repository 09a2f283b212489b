// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "core/alerts/model/sample.h"
#include "core/alerts/rules/condition.h"

namespace tributary::alerts {

/// What is remembered of one series whose values are readings of counters, to tell what came since.
class CounterMemory {
  public:
    /// The row with each value replaced by what came since the reading before: in all or a second. None for a
    /// first reading and where none is given. A reading that is lower than the one before is one after a
    /// reset: all of it is new. A row of the same instant again gives what it gave.
    Sample since(TimePoint at, const Sample& reading, Condition::Counter what);

    bool empty() const { return m_columns.empty(); }
    nlohmann::json save() const;
    void restore(const nlohmann::json& state);  ///< throws nlohmann's exceptions

  private:
    struct Column {
        std::optional<TimePoint> at;
        double reading = 0;
        std::optional<double> came;
    };
    std::vector<Column> m_columns;
};

}  // namespace tributary::alerts
