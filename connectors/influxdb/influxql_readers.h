// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "connectors/influxdb/msgpack_stream.h"
#include "core/connect/connector.h"

namespace tributary::connectors::influxdb {

/// Rows of one measurement: the answer's columns are `time`, then `InfluxqlDialect::answerColumns`.
class MeasurementReader final : public connect::ChunkReader {
  public:
    /// `exists` is asked when nothing came: the server answers a measurement it does not know like an empty
    /// one.
    MeasurementReader(std::unique_ptr<MsgpackStream> stream, const sql::RemoteQuery& query,
                      std::function<Result<void>()> exists);

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    uint64_t bytesRead() const override { return m_stream->bytesRead(); }
    std::vector<std::string> warnings() const override { return m_stream->messages(); }

  private:
    bool readRow(duckdb::idx_t row);

    std::unique_ptr<MsgpackStream> m_stream;
    std::vector<sql::Column> m_columns;
    std::vector<ColumnWriter> m_writers;  ///< one per output column
    std::function<Result<void>()> m_exists;
    bool m_any = false;
    std::vector<std::vector<size_t>> m_targets;  ///< per column of the answer: the outputs that want it
};

/// Rows of any InfluxQL statement. Columns: "measurement" (if the answer holds several series names, or the
/// statement can), one per tag of GROUP BY, then the server's. Types come from the first 2048 rows; a later
/// value that does not fit exactly is an error. Statements of several shapes have to be run one by one.
class NativeReader final : public connect::ChunkReader {
  public:
    /// `manyNames`: the statement may answer with several measurements.
    static Result<std::unique_ptr<NativeReader>> start(std::unique_ptr<MsgpackStream> stream, bool manyNames);

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    uint64_t bytesRead() const override { return m_stream->bytesRead(); }
    std::vector<std::string> warnings() const override { return m_stream->messages(); }

  private:
    struct Cell {
        WireValue value;
        std::string text;
    };
    struct PeekedRow {
        std::shared_ptr<const SeriesHeader> header;
        std::vector<Cell> cells;
    };

    explicit NativeReader(std::unique_ptr<MsgpackStream> stream) : m_stream(std::move(stream)) {}
    Result<void> peek();
    Result<bool> advance();  ///< to a series with rows; false: the end
    void decideColumns(bool manyNames);
    Result<void> checkShape(const SeriesHeader& header) const;
    bool putLead(const SeriesHeader& header, duckdb::idx_t row);
    bool putPeeked(const PeekedRow& from, duckdb::idx_t row);

    std::unique_ptr<MsgpackStream> m_stream;
    std::vector<PeekedRow> m_peeked;
    size_t m_next = 0;
    bool m_ended = false;
    std::shared_ptr<const SeriesHeader> m_header;
    std::shared_ptr<const SeriesHeader> m_shape;
    bool m_withName = false;
    std::vector<sql::Column> m_columns;
    std::vector<ColumnWriter> m_writers;
    Error m_error;
};

}  // namespace tributary::connectors::influxdb
