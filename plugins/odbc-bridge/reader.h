// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "plugins/odbc-bridge/columns.h"

namespace tributary::plugins::odbc {

/// A result, fetched a block of rows at a time into bound buffers. What is longer than its buffer is fetched
/// again piece by piece; where the driver cannot do that inside a block, rows are fetched one by one.
class ResultReader : public sdk::BatchReader {
  public:
    /// `limit` rows at most are handed out.
    ResultReader(Session& session, const std::string& sql, std::optional<uint64_t> limit,
                 const std::atomic<bool>& cancelled);
    ~ResultReader() override;

    const sdk::Field& schema() const override { return m_schema; }
    bool next(ArrowArray* out) override;
    int64_t affected() const override { return m_affected; }

  private:
    struct Bound {
        std::vector<char> cells;
        std::vector<SQLLEN> lengths;
    };

    void plan();
    void bind();
    SQLULEN fetchBlock();
    void appendBlock(sdk::ColumnBuilder& batch, SQLULEN rows);
    void appendCell(sdk::ColumnBuilder& to, size_t column, SQLULEN row);
    void appendFetched(sdk::ColumnBuilder& to, size_t column);
    void fixedCell(sdk::ColumnBuilder& to, const ResultColumn& column, const char* cell, SQLLEN length);
    void seek(SQLULEN row);
    [[noreturn]] void refuse(const ResultColumn& column, const std::string& value,
                             const std::string& why) const;

    Session& m_session;
    std::unique_ptr<Statement> m_statement;
    const std::atomic<bool>& m_cancelled;
    std::vector<ResultColumn> m_columns;
    std::vector<Bound> m_bound;  // by column; those fetched by SQLGetData have no cells
    sdk::Field m_schema;
    size_t m_firstFetched = 0;  // columns from here on are fetched by SQLGetData, one row at a time
    SQLULEN m_blockRows = 1, m_fetchedRows = 0;
    SQLULEN m_atRow = 0;  // of the block: where SQLGetData reads; 0: nowhere
    bool m_canSeek = false, m_done = false;
    std::optional<uint64_t> m_left;
    int64_t m_affected = -1;
};

}  // namespace tributary::plugins::odbc
