// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/partition_source.h"

#include <algorithm>

#include "core/plugin/source/parts_in_order.h"
#include "core/plugin/wire/schema_codec.h"

namespace tributary::plugin {

namespace {
constexpr size_t kProcesses = 4;
constexpr size_t kQueue = 8;  ///< batches read ahead
constexpr std::chrono::milliseconds kPoll{50};
/// A result that the process at hand reads in this time is not worth starting others.
constexpr std::chrono::milliseconds kHeadStart{50};
}  // namespace

Result<std::unique_ptr<ArrowSource>> PartitionSource::open(PluginHost& host, SourceSession& session,
                                                           const std::string& sql, const CancelToken& token) {
    auto parts = session.process().partitions(sql, token);
    if (!parts) {
        if (parts.error().code == ErrorCode::Unsupported) return nullptr;
        return fail(parts.error());
    }
    if (parts->parts.empty()) return nullptr;
    const bool whole = parts->parts.size() == 1;
    const CancelToken own;
    auto follows = token.onCancel([own, token] { own.cancel(token.reason()); });
    auto first = session.process().readPartition(parts->parts.front(), whole ? token : own);
    if (!first) return fail(first.error());
    if (whole) return std::unique_ptr<ArrowSource>(std::move(*first));
    // What a driver tells of the schema beforehand is not always what its parts have.
    auto schema = copySchema((*first)->schema());
    if (!schema) return fail(schema.error());
    parts->parts.erase(parts->parts.begin());
    std::unique_ptr<PartitionSource> source(
        new PartitionSource(host, session, std::move(*schema), std::move(parts->parts), token, own));
    source->m_follows = std::move(follows);
    source->start(std::move(*first));
    return std::unique_ptr<ArrowSource>(std::move(source));
}

PartitionSource::PartitionSource(PluginHost& host, SourceSession& session, SchemaHolder schema,
                                 std::vector<std::string> parts, const CancelToken& caller,
                                 const CancelToken& own)
    : m_host(host),
      m_session(session),
      m_caller(caller),
      m_token(own),
      m_schema(std::move(schema)),
      m_shape(shapeOf(*m_schema)),
      m_parts(parts.begin(), parts.end()),
      m_open(parts.size() + 1) {}

PartitionSource::~PartitionSource() {
    m_follows.reset();
    stop(std::nullopt);
    for (auto& thread : m_threads) thread.join();
}

void PartitionSource::stop(const std::optional<Error>& error) {
    m_token.cancel();
    std::lock_guard lock(m_mutex);
    if (error && !m_error) m_error = error;
    m_filled.notify_all();
    m_drained.notify_all();
}

void PartitionSource::start(std::unique_ptr<ArrowReader> first) {
    const size_t count = std::min(kProcesses, m_open);
    m_threads.emplace_back(
        [this, reader = std::move(first)]() mutable { work(&m_session, std::move(reader)); });
    while (m_threads.size() < count) m_threads.emplace_back([this] { work(nullptr, nullptr); });
}

std::optional<std::string> PartitionSource::takePart() {
    std::lock_guard lock(m_mutex);
    if (m_parts.empty() || m_error) return std::nullopt;
    std::string part = std::move(m_parts.front());
    m_parts.pop_front();
    if (m_parts.empty()) m_drained.notify_all();
    return part;
}

bool PartitionSource::isWorthAProcess() {
    std::unique_lock lock(m_mutex);
    m_drained.wait_for(lock, kHeadStart, [&] { return m_parts.empty() || m_token.isCancelled(); });
    return !m_parts.empty() && !m_token.isCancelled();
}

void PartitionSource::work(SourceSession* own, std::unique_ptr<ArrowReader> first) {
    Result<void> outcome;
    try {
        if (own) {
            outcome = readParts(*own, std::move(first));
        } else {
            if (!isWorthAProcess()) return;
            auto session = SourceSession::open(m_host, m_session.sharedRecipe(), m_token);
            outcome = session ? readParts(**session, nullptr) : fail(session.error());
        }
    } catch (const std::exception& e) {
        outcome =
            fail(ErrorCode::Resource, std::string("A part of the result could not be read: ") + e.what());
    }
    // Whoever is stopped has nothing of its own to tell.
    if (!outcome && !m_token.isCancelled()) stop(outcome.error());
}

Result<void> PartitionSource::readParts(SourceSession& session, std::unique_ptr<ArrowReader> first) {
    if (first) {
        if (auto done = readPart(session, *first); !done) return done;
        first.reset();  // ends its call before the next one
    }
    while (auto part = takePart()) {
        auto reader = session.process().readPartition(*part, m_token);
        if (!reader) return fail(session.refined(reader.error()));
        if (shapeOf((*reader)->schema()) != m_shape) return fail(differentParts());
        if (auto done = readPart(session, **reader); !done) return done;
    }
    return {};
}

Result<void> PartitionSource::readPart(SourceSession& session, ArrowReader& reader) {
    for (;;) {
        OwnedArray batch;
        auto more = reader.next(batch);
        if (!more) return fail(session.refined(more.error()));
        if (!*more) break;
        if (!push(std::move(batch))) return fail(m_token.error());
    }
    std::lock_guard lock(m_mutex);
    if (--m_open == 0) m_filled.notify_all();
    return {};
}

bool PartitionSource::push(OwnedArray batch) {
    std::unique_lock lock(m_mutex);
    while (m_queue.size() >= kQueue && !m_token.isCancelled()) m_drained.wait_for(lock, kPoll);
    if (m_token.isCancelled()) return false;
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
        if (m_open == 0) return false;
        m_filled.wait_for(lock, kPoll);
    }
    out = std::move(m_queue.front());
    m_queue.pop_front();
    m_drained.notify_one();
    return true;
}

}  // namespace tributary::plugin
