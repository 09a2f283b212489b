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
/// Belongs to one thread; each process has a thread of its own that only reads ahead. The first part that
/// fails ends all of them. A result that is read to its end by fewer processes does not wait for the others.
class PartitionSource : public ArrowSource {
  public:
    /// nullptr and one part: as PartsInOrder::open. `session` reads the first part and outlives the source.
    static Result<std::unique_ptr<ArrowSource>> open(PluginHost& host, SourceSession& session,
                                                     const std::string& sql, const CancelToken& token);
    ~PartitionSource() override;

    const ArrowSchema& schema() const override { return *m_schema; }
    Result<bool> next(OwnedArray& out) override;

  private:
    PartitionSource(PluginHost& host, SourceSession& session, SchemaHolder schema,
                    std::vector<std::string> parts, const CancelToken& caller, const CancelToken& own);
    void start(std::unique_ptr<ArrowReader> first);
    void work(SourceSession* own, std::unique_ptr<ArrowReader> first);
    Result<void> readParts(SourceSession& session, std::unique_ptr<ArrowReader> first);
    Result<void> readPart(SourceSession& session, ArrowReader& reader);
    bool push(OwnedArray batch);
    bool isWorthAProcess();
    void stop(const std::optional<Error>& error);
    std::optional<std::string> takePart();

    PluginHost& m_host;
    SourceSession& m_session;
    const CancelToken m_caller;
    const CancelToken m_token;  ///< of the parts: cancelled with the caller's, by an error, or at the end
    CancelToken::Registration m_follows;
    const SchemaHolder m_schema;
    const std::string m_shape;  ///< the schema's bytes, for parts to be compared with
    std::mutex m_mutex;
    std::condition_variable m_filled;
    std::condition_variable m_drained;
    std::deque<std::string> m_parts;
    std::deque<OwnedArray> m_queue;
    std::optional<Error> m_error;
    size_t m_open;  ///< parts that are not read to their end
    std::vector<std::thread> m_threads;
};

}  // namespace tributary::plugin
