// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/alerts/model/labels.h"
#include "core/alerts/model/time.h"
#include "core/base/cancel_token.h"

namespace tributary::alerts {

/// One row of a rule's query: an instance keyed by its labels. NaN is a value; a NULL is none.
struct Sample {
    Labels labels;
    std::vector<std::optional<double>> values;  ///< in the order of SampleSet::valueColumns
    std::optional<TimePoint> time;              ///< of the rule's time column
};

/// All rows of one evaluation.
struct SampleSet {
    std::vector<std::string> valueColumns;
    std::vector<std::string> labelColumns;  ///< as the source names them, before `toLabelName`
    std::vector<Sample> samples;
};

/// Where the rows of a rule come from: an engine session, a Prometheus-compatible source, series in memory.
/// One thread at a time.
class SampleSource {
  public:
    virtual ~SampleSource() = default;
    struct Query {
        std::string text;
        std::string connection;                 ///< empty: federated SQL; else that connection's own language
        std::vector<std::string> valueColumns;  ///< empty: every numeric column that is no label
        std::vector<std::string> labelColumns;  ///< empty: every column of text
        std::string timeColumn;                 ///< empty: none, or the only one of a time type
        size_t limit = 0;                       ///< more rows than this are a Resource error; 0: no limit
        Duration timeout{0};                    ///< 0: none
    };
    /// The rows as of `at` (`$eval_time` in the text, a timestamp in UTC).
    virtual Result<SampleSet> at(const Query& query, TimePoint at, const CancelToken& token) = 0;
    /// The rows of many instants in one pass, oldest first; Unsupported where the text cannot be asked so:
    /// the caller then asks `at` for each.
    virtual Result<std::vector<std::pair<TimePoint, SampleSet>>> range(const Query& query, TimePoint from,
                                                                       TimePoint to, Duration step,
                                                                       const CancelToken& token) = 0;
};

}  // namespace tributary::alerts
