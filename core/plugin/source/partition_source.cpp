// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/partition_source.h"

#include <algorithm>

namespace tributary::plugin {

namespace {
constexpr size_t kProcesses = 4;
constexpr size_t kQueue = 8;  ///< batches read ahead
constexpr std::chrono::milliseconds kPoll{50};
}  // namespace

Result<std::unique_ptr<PartitionSource>> PartitionSource::open(PluginHost& host, SourceSession& session,
                                                               const std::string& sql,
                                                               const CancelToken& token) {
    auto parts = session.process().partitions(sql, token);
    if (!parts) {
        if (parts.error().code == ErrorCode::Unsupported) return nullptr;
        return fail(parts.error());
    }
    // Without a schema, or in one part, nothing is gained.
    if (!parts->schema || parts->parts.size() < 2) return nullptr;
    std::unique_ptr<PartitionSource> source(new PartitionSource(host, session, std::move(*parts), token));
    if (auto started = source->start(); !started) return fail(started.error());
    return source;
}

PartitionSource::PartitionSource(PluginHost& host, SourceSession& session, Partitions partitions,
                                 const CancelToken& token)
    : m_host(host),
      m_session(session),
      m_caller(token),
      m_follows(token.onCancel([own = m_token, token] { own.cancel(token.reason()); })),
      m_schema(std::move(partitions.schema)),
      m_parts(partitions.parts.begin(), partitions.parts.end()) {}

PartitionSource::~PartitionSource() {
    m_follows.reset();
    m_token.cancel();
    {
        std::lock_guard lock(m_mutex);
        m_drained.notify_all();
    }
    for (auto& thread : m_threads) thread.join();
}

Result<void> PartitionSource::start() {
    const size_t count = std::min(kProcesses, m_parts.size());
    m_working = count;
    for (size_t i = 0; i < count; i++)
        m_threads.emplace_back([this, own = i == 0 ? &m_session : nullptr] { work(own); });
    return {};
}

std::optional<std::string> PartitionSource::takePart() {
    std::lock_guard lock(m_mutex);
    if (m_parts.empty() || m_error) return std::nullopt;
    std::string part = std::move(m_parts.front());
    m_parts.pop_front();
    return part;
}

void PartitionSource::work(SourceSession* own) {
    Result<void> outcome;
    try {
        if (own) {
            outcome = readParts(*own);
        } else {
            auto session = SourceSession::open(m_host, m_session.sharedRecipe(), m_token);
            outcome = session ? readParts(**session) : fail(session.error());
        }
    } catch (const std::exception& e) {
        outcome =
            fail(ErrorCode::Resource, std::string("A part of the result could not be read: ") + e.what());
    }
    std::lock_guard lock(m_mutex);
    m_working--;
    if (!outcome && !m_error) m_error = outcome.error();
    m_filled.notify_all();
    m_drained.notify_all();
}

Result<void> PartitionSource::readParts(SourceSession& session) {
    while (auto part = takePart()) {
        auto reader = session.process().readPartition(*part, m_token);
        if (!reader) return fail(session.refined(reader.error()));
        for (;;) {
            OwnedArray batch;
            auto more = (*reader)->next(batch);
            if (!more) return fail(session.refined(more.error()));
            if (!*more) break;
            if (!push(std::move(batch))) return fail(m_token.error());
        }
    }
    return {};
}

bool PartitionSource::push(OwnedArray batch) {
    std::unique_lock lock(m_mutex);
    while (m_queue.size() >= kQueue && !m_token.isCancelled() && !m_error) m_drained.wait_for(lock, kPoll);
    if (m_token.isCancelled()) return false;
    if (m_error) return true;  // nobody will look at it
    m_queue.push_back(std::move(batch));
    m_filled.notify_one();
    return true;
}

Result<bool> PartitionSource::next(OwnedArray& out) {
    std::unique_lock lock(m_mutex);
    for (;;) {
        if (m_caller.isCancelled()) return fail(m_caller.error());
        if (m_error) return fail(*m_error);
        if (!m_queue.empty()) break;
        if (m_working == 0) return false;
        m_filled.wait_for(lock, kPoll);
    }
    out = std::move(m_queue.front());
    m_queue.pop_front();
    m_drained.notify_one();
    return true;
}

}  // namespace tributary::plugin
