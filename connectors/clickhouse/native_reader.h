// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "connectors/clickhouse/column_decoder.h"
#include "core/connect/connector.h"

namespace tributary::connectors::clickhouse {

/// Rows of a FORMAT Native answer: a sequence of blocks, each with the names, types and values of all
/// columns. Blocks are decoded whole into wide vectors; chunks are slices of them, without a copy. An
/// exception the server appends to its answer is found at a block's border or in the last bytes of a broken
/// one.
class NativeReader {
  public:
    NativeReader(std::unique_ptr<ByteSource> source, Strings strings)
        : m_wire(std::move(source)), m_strings(strings) {}

    /// Reads up to the first block, so that `columns()` is known. False: the answer has no block at all.
    Result<bool> begin();

    const std::vector<sql::Column>& columns() const { return m_columns; }

    /// Up to STANDARD_VECTOR_SIZE rows; a chunk without columns only gets a cardinality.
    Result<bool> next(duckdb::DataChunk& chunk);

  private:
    Result<bool> nextBlock();
    Result<bool> readBlock();
    Result<void> readHeader(uint64_t index, bool first);
    Result<void> readColumn(uint64_t index, uint64_t rows);
    Result<void> checkForException();
    Error explain(Error error);

    Wire m_wire;
    Strings m_strings;
    std::vector<sql::Column> m_columns;
    std::vector<std::unique_ptr<ColumnDecoder>> m_decoders;
    std::vector<duckdb::Vector> m_block;
    bool m_begun = false;
    bool m_ended = false;
    duckdb::idx_t m_rows = 0;  ///< of the block
    duckdb::idx_t m_at = 0;    ///< of them handed out
};

}  // namespace tributary::connectors::clickhouse
