// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/alerts/model/labels.h"
#include "core/alerts/model/time.h"

namespace tributary::alerts {

enum class Severity : uint8_t { None, Warning, Critical };

enum class Comparison : uint8_t { Above, AtLeast, Below, AtMost, Equal, NotEqual };
/// NaN passes NotEqual only.
bool passes(Comparison comparison, double value, double level);

/// Two levels with a way back each. A level is entered by the comparison and left when the value no longer
/// passes the level's recovery (`> 90`, recovery 75: left at 75 and below). No recovery: left at the level.
struct Bounds {
    Comparison comparison = Comparison::Above;
    std::optional<double> warning;
    std::optional<double> critical;
    std::optional<double> warningRecovery;
    std::optional<double> criticalRecovery;

    /// The level of `value` for a series that is at `current` now. NaN passes nothing but `!=`.
    Severity levelOf(double value, Severity current) const;
    /// Without regard to recovery: is the value itself over a level?
    Severity levelOf(double value) const { return levelOf(value, Severity::None); }
    bool empty() const { return !warning && !critical; }
    bool operator==(const Bounds&) const = default;
};

/// When a row of the query, or the query as a whole, is a reason to alert.
struct Condition {
    enum class Kind : uint8_t {
        EveryRow,      ///< Prometheus' own: every returned row fires
        Threshold,     ///< `column` against `bounds`
        Combined,      ///< several columns against bounds of their own (`parts`), all or any of them
        Change,        ///< `column` against its value `span` ago, absolute or in percent
        NoNewRows,     ///< age of the newest row in seconds against `bounds`
        RowCount,      ///< number of rows against `bounds`
        Absence,       ///< no rows at all, or one of `expectedSets` is not among them
        Check,         ///< more than `allowedRows` rows, or columns that differ from `expectedColumns`
        Anomaly,       ///< `column` is not what its history lets one expect
        Multivariate,  ///< `columns` together are not what their history lets one expect
        Peers,         ///< `column` of one row has left those of the other rows
    };
    /// What becomes of the query's values before they are judged, when they are readings of counters: what
    /// came since the evaluation before, after a reset the new reading. The first reading of a series is
    /// none.
    enum class Counter : uint8_t {
        None,
        Rate,      ///< a second
        Increase,  ///< in all
    };
    enum class Direction : uint8_t { Both, Above, Below };

    Kind kind = Kind::EveryRow;
    std::string column;                ///< empty: the rule's first value column
    std::vector<std::string> columns;  ///< Multivariate; empty: all value columns
    Bounds bounds;
    std::vector<Condition> parts;  ///< Combined: Thresholds
    bool all = true;               ///< Combined: all parts; false: any
    Duration span{0};              ///< Change: T
    bool percent = false;          ///< Change: of the value T ago
    Counter counter = Counter::None;
    std::vector<std::string> by;  ///< Peers: rows that agree in these labels are peers; empty: all are
    Direction direction = Direction::Both;
    double sensitivity = 0.2;  ///< Anomaly, Multivariate, Peers: false alarms a series and week
    double minDeviation = 0;   ///< Anomaly, Peers: absolute, from what is expected
    double minDeviationPercent = 0;
    std::string timeZone;  ///< Anomaly: of the season, IANA name; empty: UTC
    std::vector<Labels> expectedSets;
    std::vector<std::string> expectedColumns;  ///< Check; empty: not looked at
    uint64_t allowedRows = 0;
    /// At least `breaches` of the last `windows` evaluations of a series; 1 of 1: each by itself. At most 64.
    uint32_t breaches = 1;
    uint32_t windows = 1;

    /// One answer for the whole query, not one a row.
    bool isOfWholeQuery() const {
        return kind == Kind::RowCount || kind == Kind::Absence || kind == Kind::Check;
    }
    bool operator==(const Condition&) const = default;
};

}  // namespace tributary::alerts
