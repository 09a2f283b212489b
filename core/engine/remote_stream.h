// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <duckdb.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/engine/query_trace.h"
#include "core/engine/source.h"

namespace tributary::engine {

/// What a stream asks of its source once it has a session.
using OpenReader =
    std::function<Result<std::unique_ptr<connect::ChunkReader>>(connect::Connection&, const CancelToken&)>;

/// Rows of one remote statement, read by an I/O thread of its own into a bounded queue. The consumer is one
/// DuckDB worker. Destroying it before the end stops the statement on the server.
class RemoteStream {
  public:
    /// `types`: what the consumer was promised. A source that now answers otherwise is an error.
    RemoteStream(std::shared_ptr<Source> source, OpenReader open, std::vector<duckdb::LogicalType> types,
                 std::shared_ptr<ScanStats> stats, const CancelToken& queryToken);
    ~RemoteStream();

    /// The next chunk, nullptr at the end. Waits at most `patience` and then gives std::nullopt: ask again.
    /// The chunk stays valid until the next call.
    Result<std::optional<duckdb::DataChunk*>> pop(std::chrono::milliseconds patience);

  private:
    using Chunk = std::unique_ptr<duckdb::DataChunk>;

    void run();
    Result<void> transfer();
    Result<void> checkTypes(const connect::ChunkReader& reader) const;
    Chunk freeChunk();
    bool push(Chunk chunk);

    const std::shared_ptr<Source> m_source;
    const OpenReader m_open;
    const std::vector<duckdb::LogicalType> m_types;
    const std::shared_ptr<ScanStats> m_stats;
    const CancelToken m_token;

    std::mutex m_mutex;
    std::condition_variable m_filled;
    std::condition_variable m_drained;
    std::deque<Chunk> m_queue;
    std::vector<Chunk> m_free;
    Chunk m_lent;
    bool m_hungry = false;   ///< the consumer waits for a single chunk, not for a batch
    bool m_started = false;  ///< the first chunk, which is never kept waiting for others, has been taken
    bool m_done = false;
    std::optional<Error> m_error;
    CancelToken::Registration m_parent;
    std::thread m_thread;
};

}  // namespace tributary::engine
