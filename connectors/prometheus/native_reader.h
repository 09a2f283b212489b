// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "connectors/prometheus/series_stream.h"
#include "core/connect/connector.h"

namespace tributary::connectors::prometheus {

/// When a query is evaluated. A comment line of its text says so: "# evaluate 2026-01-31T12:00:00Z", or
/// "# evaluate FROM/TO/STEP" for a range; without one it is now. Times are RFC 3339 or seconds since 1970,
/// steps "30s", "5m" or seconds.
struct Evaluation {
    std::string from;  ///< empty: now
    std::string to;    ///< empty: one instant
    std::string step;

    static Result<Evaluation> of(std::string_view promql);
};

/// The answer to any PromQL: a column for each label that occurs, `time` and `value`. Which labels there are
/// shows only at the answer's end, so it is kept whole: 16 bytes a sample.
class NativeReader final : public connect::ChunkReader {
  public:
    static Result<std::unique_ptr<NativeReader>> start(ApiSession& session, std::string_view promql,
                                                       const CancelToken& token);

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    uint64_t bytesRead() const override { return m_bytes; }
    std::vector<std::string> warnings() const override { return m_warnings; }

  private:
    struct Series {
        std::vector<std::string> labels;  ///< by column; empty: none
        std::vector<std::pair<int64_t, double>> samples;
    };

    NativeReader() = default;
    Result<void> readAll(SeriesStream& stream, const CancelToken& token);
    size_t columnOf(const std::string& label);
    void makeColumns(SeriesStream::Shape shape);

    CancelToken m_token;
    std::vector<std::string> m_labels;
    std::vector<Series> m_series;
    std::string m_text;
    bool m_isText = false;
    std::vector<sql::Column> m_columns;
    std::vector<size_t> m_order;  ///< by column of a label: its index in m_labels
    size_t m_nextSeries = 0;
    size_t m_nextSample = 0;
    uint64_t m_bytes = 0;
    std::vector<std::string> m_warnings;
};

}  // namespace tributary::connectors::prometheus
