// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <memory>
#include <string>
#include <vector>

#include "core/connect/connector.h"

namespace tributary::connectors::duck {

/// Streams a result of an embedded DuckDB. Types are DuckDB's own, so values pass untouched.
class DuckReader : public connect::ChunkReader {
  public:
    DuckReader(duckdb::unique_ptr<duckdb::QueryResult> result, std::vector<sql::Column> columns,
               std::string statement, CancelToken token, CancelToken::Registration onCancel);
    ~DuckReader() override;

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    uint64_t bytesRead() const override { return m_bytes; }
    std::optional<uint64_t> affectedRows() const override { return m_affected; }
    std::vector<std::string> warnings() const override { return m_warnings; }
    void setAffectedRows(uint64_t rows) { m_affected = rows; }
    void setWarnings(std::vector<std::string> warnings) { m_warnings = std::move(warnings); }

  private:
    duckdb::unique_ptr<duckdb::QueryResult> m_result;
    const std::vector<sql::Column> m_columns;
    const std::string m_statement;
    const CancelToken m_token;
    CancelToken::Registration m_onCancel;
    uint64_t m_bytes = 0;
    std::optional<uint64_t> m_affected;
    std::vector<std::string> m_warnings;
};

}  // namespace tributary::connectors::duck
