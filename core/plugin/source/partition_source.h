// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/plugin/source/source_session.h"

namespace tributary::plugin {

/// The parts of one result, read by several processes of the plugin at once, in any order of their rows.
/// Belongs to one thread; each process has a thread of its own that only reads ahead.
class PartitionSource : public ArrowSource {
  public:
    /// nullptr: the driver does not part this result (or not in two), ask it for the whole. `session` runs
    /// the first reader's part and outlives the source.
    static Result<std::unique_ptr<PartitionSource>> open(PluginHost& host, SourceSession& session,
                                                         const std::string& sql, const CancelToken& token);
    ~PartitionSource() override;

    const ArrowSchema& schema() const override { return *m_schema; }
    Result<bool> next(OwnedArray& out) override;

  private:
    PartitionSource(PluginHost& host, SourceSession& session, Partitions partitions,
                    const CancelToken& token);
    Result<void> start();
    void work(SourceSession* own);
    Result<void> readParts(SourceSession& session);
    bool push(OwnedArray batch);
    std::optional<std::string> takePart();

    PluginHost& m_host;
    SourceSession& m_session;
    const CancelToken m_caller;
    const CancelToken m_token;  ///< of the parts: cancelled with the caller's, by an error, or at the end
    CancelToken::Registration m_follows;
    SchemaHolder m_schema;
    std::mutex m_mutex;
    std::condition_variable m_filled;
    std::condition_variable m_drained;
    std::deque<std::string> m_parts;
    std::deque<OwnedArray> m_queue;
    std::optional<Error> m_error;
    size_t m_working = 0;
    std::vector<std::thread> m_threads;
};

}  // namespace tributary::plugin
