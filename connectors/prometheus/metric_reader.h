// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/prometheus/promql_dialect.h"
#include "connectors/prometheus/series_stream.h"
#include "core/connect/connector.h"

namespace tributary::connectors::prometheus {

/// The raw samples of one metric, as the server stored them. Where it refuses to load so many at once, the
/// time is halved until it does.
class MetricReader final : public connect::ChunkReader {
  public:
    static Result<std::unique_ptr<MetricReader>> start(ApiSession& session, const sql::RemoteQuery& query,
                                                       const MetricScan& scan, const CancelToken& token);

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    uint64_t bytesRead() const override { return m_bytes + (m_stream ? m_stream->bytesRead() : 0); }
    std::vector<std::string> warnings() const override;

  private:
    MetricReader(ApiSession& session, const sql::RemoteQuery& query, const MetricScan& scan,
                 const CancelToken& token);
    /// Asks for the next window; false: there is none.
    Result<bool> openWindow();
    void closeWindow();
    /// To the next series; false: the end of all windows.
    Result<bool> advance();
    void putRow(duckdb::DataChunk& chunk, duckdb::idx_t row, int64_t millis, double value);

    /// A label's value in the current series, put into the current chunk once.
    struct LabelCell {
        std::string label;
        size_t target = 0;
        const std::string* text = nullptr;  ///< nullptr: the series has no such label
        duckdb::string_t stored;
    };
    struct Window {
        int64_t fromMs;
        int64_t toMs;
    };

    ApiSession& m_session;
    CancelToken m_token;
    MetricScan m_scan;
    std::vector<sql::Column> m_columns;
    std::vector<LabelCell> m_cells;
    std::vector<size_t> m_times;
    std::vector<size_t> m_values;
    std::vector<Window> m_pending;  ///< the last one is next
    Window m_window{};
    std::unique_ptr<SeriesStream> m_stream;
    bool m_inSeries = false;
    bool m_stored = false;  ///< the cells' texts are in the current chunk
    uint64_t m_bytes = 0;
    std::vector<std::string> m_warnings;
};

}  // namespace tributary::connectors::prometheus
