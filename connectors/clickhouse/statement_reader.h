// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "connectors/clickhouse/connection.h"
#include "connectors/clickhouse/native_reader.h"

namespace tributary::connectors::clickhouse {

/// One statement's answer. Destroying it early closes the socket and kills the statement in the server.
class StatementReader : public connect::ChunkReader {
  public:
    StatementReader(ClickhouseConnection& connection, std::shared_ptr<Running> running,
                    std::unique_ptr<net::HttpStream> stream, CancelToken token,
                    CancelToken::Registration link);
    ~StatementReader() override;

    /// Judges the status and reads the first block.
    Result<void> begin(bool compressed, Strings strings);

    /// The columns the caller planned with; another type in the answer is a Conflict. None: rows are only
    /// counted.
    Result<void> expect(std::vector<sql::Column> columns);

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    uint64_t bytesRead() const override { return m_stream ? m_stream->bytesRead() : m_bytes; }

  private:
    Result<void> refuse(bool compressed);
    /// Ends the statement; on the server too unless it has ended there.
    void end(bool endedThere);
    Error ended(Error error);

    ClickhouseConnection& m_connection;
    std::shared_ptr<Running> m_running;
    std::unique_ptr<net::HttpStream> m_stream;
    std::unique_ptr<NativeReader> m_reader;
    std::vector<sql::Column> m_columns;
    CancelToken m_token;
    CancelToken::Registration m_link;
    uint64_t m_bytes = 0;
    bool m_hasRows = false;
};

}  // namespace tributary::connectors::clickhouse
