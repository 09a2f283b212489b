// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/connect/connector.h"
#include "core/plugin/source/arrow_decode.h"
#include "core/plugin/wire/arrow_source.h"

namespace tributary::plugin {

/// Which column of a stream becomes which of ours.
struct StreamColumn {
    size_t index = 0;     ///< in the stream
    ArrowColumn arrives;  ///< as the stream has it
    sql::Column column;   ///< as it was promised
};

/// What a reader hands out of a stream.
struct StreamPlan {
    std::vector<StreamColumn> columns;  ///< none: rows are only counted
    std::optional<uint64_t> limit;
    std::function<void(Error&)> refine;  ///< makes errors more exact
};

/// A plugin's stream as chunks. A column may arrive in another type than promised (some drivers guess types
/// from the rows): its values are converted when nothing is lost by that, else it is a Data error.
class PluginReader : public connect::ChunkReader {
  public:
    /// `batches` may be an ArrowReader or what joins several.
    PluginReader(std::unique_ptr<ArrowSource> batches, StreamPlan plan, const CancelToken& token);

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    uint64_t bytesRead() const override { return m_bytes; }
    std::optional<uint64_t> affectedRows() const override { return m_affected; }
    void setAffectedRows(std::optional<uint64_t> rows) { m_affected = rows; }

  private:
    Result<bool> fetch();
    Result<void> decode(const StreamColumn& column, duckdb::idx_t count, duckdb::Vector& out);

    std::unique_ptr<ArrowSource> m_batches;
    const StreamPlan m_plan;
    std::vector<sql::Column> m_columns;
    const CancelToken m_token;
    std::optional<ArrowDecode> m_decode;
    duckdb::idx_t m_length = 0;  ///< rows of the present batch …
    duckdb::idx_t m_at = 0;      ///< … and how many of them are handed out
    uint64_t m_rows = 0;
    uint64_t m_bytes = 0;
    std::optional<uint64_t> m_affected;
};

}  // namespace tributary::plugin
