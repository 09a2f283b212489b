// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <vector>

#include "connectors/sqlite/sqlite_decoder.h"
#include "connectors/sqlite/sqlite_session.h"
#include "core/connect/connector.h"

namespace tributary::connectors::sqlite {

/// Rows read ahead of their delivery, to see what values a native statement returns.
struct Lookahead {
    std::deque<std::vector<ValuePtr>> rows;
    bool finished = false;
};

/// Steps one statement and decodes its rows. With no columns it only counts rows.
class SqliteReader : public connect::ChunkReader {
  public:
    SqliteReader(Session& session, StatementPtr statement, std::vector<sql::Column> columns,
                 CancelToken token, Lookahead lookahead = {});

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    uint64_t bytesRead() const override;
    std::optional<uint64_t> affectedRows() const override { return m_affected; }
    void setAffectedRows(uint64_t rows) { m_affected = rows; }

  private:
    Result<bool> advance();
    Result<void> writeRow(duckdb::idx_t row, const std::vector<ValuePtr>* values);

    Session& m_session;
    StatementPtr m_statement;
    const std::vector<sql::Column> m_columns;
    const CancelToken m_token;
    std::vector<ColumnDecoder> m_decoders;
    Lookahead m_lookahead;
    uint64_t m_rows = 0;
    std::optional<uint64_t> m_affected;
};

}  // namespace tributary::connectors::sqlite
