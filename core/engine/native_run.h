// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/base/watchdog.h"
#include "core/engine/session.h"
#include "core/engine/source.h"

namespace tributary::engine {

/// A statement in a source's own language, on a session of its pool.
class NativeRun : public QueryRun {
  public:
    static Result<std::unique_ptr<QueryRun>> start(std::shared_ptr<Source> source, const std::string& text,
                                                   const RunOptions& options, const CancelToken& token);
    ~NativeRun() override;

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    QueryProfile profile() const override;
    std::optional<uint64_t> affectedRows() const override { return m_affected; }
    std::vector<std::string> warnings() const override {
        return m_reader ? m_reader->warnings() : m_warnings;
    }

  private:
    NativeRun(std::shared_ptr<Source> source, std::string text, const RunOptions& options,
              const CancelToken& token);
    Result<void> open();
    void giveBack();
    double elapsedMs() const;
    Error failed(const Error& error);

    const std::shared_ptr<Source> m_source;
    const std::string m_text;
    const CancelToken m_token;
    const std::chrono::steady_clock::time_point m_start;
    Watchdog m_watchdog;
    std::optional<connect::ConnectionPool::Lease> m_lease;
    std::unique_ptr<connect::ChunkReader> m_reader;
    CancelToken::Registration m_interrupt;
    std::vector<sql::Column> m_columns;
    std::optional<uint64_t> m_affected;   ///< known at the end
    std::vector<std::string> m_warnings;  ///< once the reader is gone

    mutable std::mutex m_profileMutex;
    QueryProfile m_profile;
};

/// One text column with a row per line of `text`.
std::unique_ptr<QueryRun> makeTextRun(std::string column, std::string text, std::string sql);

}  // namespace tributary::engine
