// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/alerts/model/sample.h"
#include "core/base/error.h"
#include "core/sql/remote_query.h"

namespace tributary::alerts {

/// Turns chunks of a rule's query into samples: which columns are values, labels and time is settled once.
class RowReader {
  public:
    /// `skip`: leading columns that are none of the query's own.
    static Result<RowReader> make(const SampleSource::Query& query, const std::vector<sql::Column>& columns,
                                  size_t skip = 0);

    bool hasTime() const { return m_time.has_value(); }
    /// The names of values and labels, without samples.
    const SampleSet& frame() const { return m_frame; }
    /// Appends the rows of a chunk.
    Result<void> read(duckdb::DataChunk& chunk, std::vector<Sample>& out) const;

  private:
    RowReader() = default;
    SampleSet m_frame;
    std::vector<size_t> m_values;
    std::vector<size_t> m_labels;
    std::vector<std::string> m_labelNames;  ///< as labels
    std::optional<size_t> m_time;
};

/// A column of instants, as milliseconds since 1970 rounded down; nothing for NULL and the infinities.
Result<std::vector<std::optional<TimePoint>>> readTimes(duckdb::Vector& column, size_t count);

}  // namespace tributary::alerts
