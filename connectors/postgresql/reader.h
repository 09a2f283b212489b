// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/postgresql/row_source.h"
#include "core/connect/connector.h"

namespace tributary::connectors::postgresql {

/// Rows of a running statement, decoded column by column.
class RowReader final : public connect::ChunkReader {
  public:
    RowReader(Session& session, std::vector<sql::Column> columns, const std::vector<TypePlan>& plans,
              std::unique_ptr<RowSource> source, CancelToken token);
    ~RowReader() override;

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    uint64_t bytesRead() const override { return m_source->bytes(); }
    std::optional<uint64_t> affectedRows() const override { return m_source->affectedRows(); }
    std::vector<std::string> warnings() const override;

  private:
    Session& m_session;
    std::vector<sql::Column> m_columns;
    std::vector<std::unique_ptr<Decoder>> m_decoders;
    std::unique_ptr<RowSource> m_source;
    CancelToken m_token;
    Batch m_batch;
    std::vector<std::string> m_notices;
};

/// A statement that is over when the reader is made: nothing but a number of rows, counted or affected.
class CountReader final : public connect::ChunkReader {
  public:
    /// `rows`: how many rows without columns to hand out.
    static std::unique_ptr<CountReader> ofRows(uint64_t rows, std::vector<std::string> notices);
    static std::unique_ptr<CountReader> ofCommand(std::optional<uint64_t> affected,
                                                  std::vector<std::string> notices);

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    std::optional<uint64_t> affectedRows() const override { return m_affected; }
    std::vector<std::string> warnings() const override { return m_notices; }

  private:
    std::vector<sql::Column> m_columns;
    uint64_t m_left = 0;
    std::optional<uint64_t> m_affected;
    std::vector<std::string> m_notices;
};

}  // namespace tributary::connectors::postgresql
