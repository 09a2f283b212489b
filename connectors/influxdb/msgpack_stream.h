// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/influxdb/column_writer.h"
#include "connectors/influxdb/http_session.h"

namespace tributary::connectors::influxdb {

/// One value of the wire. `text` points into the stream's buffer: valid until the next call.
struct WireValue {
    enum class Kind { Null, Boolean, Integer, Unsigned, Double, Text };
    Kind kind = Kind::Null;
    bool boolean = false;
    int64_t integer = 0;
    uint64_t number = 0;
    double real = 0;
    std::string_view text;
};

/// What precedes the rows of one series.
struct SeriesHeader {
    std::string name;
    std::vector<std::pair<std::string, std::string>> tags;
    std::vector<std::string> columns;
};

/// Reads the chunked MessagePack answer of /query: documents {results: [{series: [{name, tags, columns,
/// values}]}]}, pulling bytes as it needs them and never holding more than one row and one piece of the
/// socket. An error inside a 200 answer, a cut answer and a last part marked "partial" are errors.
class MsgpackStream {
  public:
    explicit MsgpackStream(std::unique_ptr<Answer> answer) : m_answer(std::move(answer)) {}

    /// Moves to the next series with columns, skipping what is left of this one. False: the end.
    Result<bool> nextSeries();
    const SeriesHeader& header() const { return m_header; }
    /// True if another row follows in this piece of the series; then call `value` once per column.
    bool hasRow() const { return m_rows > 0; }
    /// Begins a row; false on error.
    bool beginRow();
    /// False on error.
    bool value(WireValue& out);
    /// Reads one value straight into a column; false on error (`error`, or the writer's).
    bool valueInto(ColumnWriter& writer, duckdb::idx_t row);
    /// The error after a function returned false; of the stream or of `writer`.
    Error error() const { return m_error; }

    Result<void> check() { return m_answer->check(); }
    uint64_t bytesRead() const { return m_answer->bytesRead(); }
    const std::vector<std::string>& messages() const { return m_messages; }

  private:
    enum class Level { Document, Result, Series };
    bool ensure(size_t bytes);
    bool corrupt(const std::string& what);
    uint64_t big(size_t bytes);
    bool text(std::string& out);
    bool mapSize(size_t& out);
    bool arraySize(size_t& out);
    bool boolean(bool& out);
    bool skip();
    bool seriesKey(bool& atRows);
    bool resultKey();
    bool documentKey();
    bool message();
    bool tags();
    bool step(bool& atRows, bool& ended);

    std::unique_ptr<Answer> m_answer;
    std::string m_buffer;
    size_t m_at = 0;
    Error m_error;
    SeriesHeader m_header;
    std::vector<std::string> m_messages;
    size_t m_documentKeys = 0, m_results = 0, m_resultKeys = 0, m_series = 0, m_seriesKeys = 0;
    uint64_t m_rows = 0;
    bool m_more = false;  ///< the last part said that more follows
};

}  // namespace tributary::connectors::influxdb
