// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/remote_stream.h"

#include "core/engine/federation_impl.h"

namespace tributary::engine {
namespace {
constexpr size_t kQueueChunks = 32;
/// A thread that sleeps and wakes for each chunk costs more than the chunk: the consumer is woken for so many
/// at once, the producer when so many have been taken.
constexpr size_t kBatchChunks = 8;
/// How long the consumer lets a batch gather before it takes what there is.
constexpr std::chrono::milliseconds kGather{1};
constexpr std::chrono::milliseconds kPoll{50};
}  // namespace

RemoteStream::RemoteStream(std::shared_ptr<Source> source, OpenReader open,
                           std::vector<duckdb::LogicalType> types, std::shared_ptr<ScanStats> stats,
                           const CancelToken& queryToken)
    : m_source(std::move(source)),
      m_open(std::move(open)),
      m_types(std::move(types)),
      m_stats(std::move(stats)),
      m_parent(queryToken.onCancel([this, queryToken] {
          m_token.cancel(queryToken.reason());
          m_drained.notify_all();
      })) {
    m_thread = std::thread([this] { run(); });
}

RemoteStream::~RemoteStream() {
    m_parent.reset();
    m_token.cancel();
    {
        std::lock_guard lock(m_mutex);
        m_drained.notify_all();
    }
    m_thread.join();
}

void RemoteStream::run() {
    Result<void> outcome;
    try {
        outcome = transfer();
    } catch (const std::exception& e) {  // out of memory, mostly: it must not end the program
        outcome = fail(m_source->named(toError(duckdb::ErrorData(e), "")));
    }
    m_stats->finish(outcome ? std::string() : outcome.error().text());
    std::lock_guard lock(m_mutex);
    m_done = true;
    if (!outcome) m_error = outcome.error();
    m_filled.notify_all();
}

Result<void> RemoteStream::checkTypes(const connect::ChunkReader& reader) const {
    const auto& columns = reader.columns();
    bool same = columns.size() == m_types.size();
    for (size_t i = 0; same && i < m_types.size(); i++) same = columns[i].type == m_types[i];
    if (same) return {};
    Error error(ErrorCode::Conflict, "The columns have changed since they were last looked at",
                "Refresh the connection and run the statement again.");
    error.retryable = true;
    return fail(std::move(error));
}

Result<void> RemoteStream::transfer() {
    auto lease = m_source->acquire(m_token);
    if (!lease) return fail(lease.error());
    m_stats->setSchemaPath((*lease)->capabilities().schemaPath);
    auto cancel = m_token.onCancel([connection = &**lease] { connection->interrupt(); });
    auto reader = m_open(**lease, m_token);
    if (!reader) {
        if (m_token.isCancelled() || reader.error().code == ErrorCode::Connection) lease->discard();
        return fail(m_source->named(reader.error()));
    }
    Result<void> outcome = checkTypes(**reader);
    while (outcome) {
        Chunk chunk = freeChunk();
        auto more = (*reader)->next(*chunk);
        if (!more) {
            outcome = fail(m_source->named(more.error()));
            break;
        }
        if (!*more) {
            m_stats->addRows(0, (*reader)->bytesRead());  // what came after the last rows counts, too
            break;
        }
        m_stats->addRows(chunk->size(), (*reader)->bytesRead());
        if (!push(std::move(chunk))) {
            outcome = fail(m_token.error());
            break;
        }
    }
    reader->reset();  // ends an unfinished statement while the session is still ours
    cancel.reset();
    // A cancel may hit the session even after the last row: its next statement must not get it.
    if (m_token.isCancelled() || (!outcome && outcome.error().code == ErrorCode::Connection))
        lease->discard();
    return outcome;
}

RemoteStream::Chunk RemoteStream::freeChunk() {
    {
        std::lock_guard lock(m_mutex);
        if (!m_free.empty()) {
            Chunk chunk = std::move(m_free.back());
            m_free.pop_back();
            chunk->Reset();
            return chunk;
        }
    }
    auto chunk = std::make_unique<duckdb::DataChunk>();
    duckdb::vector<duckdb::LogicalType> types(m_types.begin(), m_types.end());
    if (!types.empty()) chunk->Initialize(duckdb::Allocator::DefaultAllocator(), types);
    return chunk;
}

bool RemoteStream::push(Chunk chunk) {
    std::unique_lock lock(m_mutex);
    // Timed: the cancel that notifies does not hold the lock. While another scan waits for a session the
    // queue may grow: all workers may be waiting for scans without a session, and only reading to the end
    // frees this one.
    while (m_queue.size() >= kQueueChunks && !m_token.isCancelled() && !m_source->pool()->isContended()) {
        m_drained.wait_for(lock, kPoll);
    }
    if (m_token.isCancelled()) return false;
    m_queue.push_back(std::move(chunk));
    if (m_hungry || m_queue.size() == kBatchChunks) m_filled.notify_one();
    return true;
}

Result<std::optional<duckdb::DataChunk*>> RemoteStream::pop(std::chrono::milliseconds patience) {
    std::unique_lock lock(m_mutex);
    if (m_lent && m_free.size() < kQueueChunks) m_free.push_back(std::move(m_lent));
    m_lent.reset();
    if (m_queue.empty() && m_started) {
        m_filled.wait_for(lock, kGather, [this] { return m_queue.size() >= kBatchChunks || m_done; });
    }
    m_hungry = m_queue.empty();
    if (m_hungry) m_filled.wait_for(lock, patience, [this] { return !m_queue.empty() || m_done; });
    m_hungry = false;
    if (!m_queue.empty()) {
        m_lent = std::move(m_queue.front());
        m_queue.pop_front();
        m_started = true;
        if (m_queue.size() == kQueueChunks - kBatchChunks) m_drained.notify_one();
        return std::optional<duckdb::DataChunk*>(m_lent.get());
    }
    if (!m_done) return std::optional<duckdb::DataChunk*>();
    if (m_error) return fail(*m_error);
    return std::optional<duckdb::DataChunk*>(nullptr);
}

}  // namespace tributary::engine
