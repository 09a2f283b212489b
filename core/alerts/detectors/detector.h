// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace tributary::alerts::detectors {

class StateArchive;

inline constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

/// Whether a value can be judged: a number whose square, times a few thousand, still is one.
inline bool isUsable(double value) {
    return std::abs(value) <= 1e100;
}

/// One row of a series as a detector sees it: one value, or the columns of a multivariate series, or the
/// members of a group.
struct Observation {
    int64_t time = 0;  ///< microseconds since 1970 UTC
    std::span<const double> x;
    bool missing = false;  ///< the row was expected and has no value

    /// NaN when there is none that can be judged.
    double value() const { return missing || x.empty() || !isUsable(x.front()) ? kNoValue : x.front(); }
};

/// Why a score is what it is: a code that a program can translate, and the numbers that go into the sentence.
/// `render` (explanation.h) has the English text of every code.
struct Reason {
    std::string code;             ///< "spike", "shift", "flat" …; empty: nothing to tell
    std::vector<double> numbers;  ///< in the order the code's text names them
    std::vector<std::string> words;
};

/// What a detector says about one row.
struct Verdict {
    double expected = kNoValue;
    double lower = kNoValue;  ///< the band in which the row would not have been remarkable
    double upper = kNoValue;
    double raw = 0;    ///< the detector's own measure: a distance, a z value …
    double p = 1;      ///< how likely a row at least as strange is; 1 while the detector still learns
    double score = 0;  ///< at most 1: normal; above: anomalous, for every detector
    Reason reason;
    std::vector<double> contributions;  ///< of a multivariate detector: each column's part, sum 1
};

/// One streaming detector: sees rows once, in order of time, and never a later one. Not thread-safe; use one
/// object per series. A copy of its state, restored into a new object made with the same settings, goes on
/// bit for bit as the original would.
class Detector {
  public:
    virtual ~Detector() = default;
    virtual std::string_view name() const = 0;
    virtual Verdict update(const Observation& sample) = 0;
    /// Learns from rows that are known; what it says about them is dropped.
    virtual void backfill(std::span<const Observation> history);
    /// The newest row was looked at by a person and is no anomaly: do not report its like again.
    virtual void accept() {}
    /// Forgets all rows, keeps the settings.
    virtual void reset() = 0;
    /// Rows in a day of the series, for those who know; 0: unknown.
    virtual size_t rowsPerDay() const { return 0; }
    /// Reads or writes every field that rows change (state_archive.h).
    virtual void exchange(StateArchive& archive) = 0;
};

/// The state as bytes: a header with format version, the detector's name and a check sum around the fields.
std::string saveState(const Detector& detector);
/// Corrupt when the bytes are damaged or cut short, Unsupported when they are of another detector or of a
/// newer version; the detector is reset then.
Result<void> restoreState(Detector& detector, std::string_view bytes);

}  // namespace tributary::alerts::detectors
