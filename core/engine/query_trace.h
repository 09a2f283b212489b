// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <duckdb.hpp>
#include <duckdb/main/client_context_state.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/engine/plan_observer.h"
#include "core/engine/profile.h"

namespace tributary::engine {

/// Counters of one running scan; written by its I/O thread, read by anybody.
class ScanStats {
  public:
    ScanStats(std::string connection, std::string object, std::string remoteText,
              std::vector<std::string> local, std::chrono::steady_clock::time_point queryStart);

    void addRows(uint64_t rows, uint64_t bytesTotal);
    void finish(std::string error);
    void setRemoteText(std::string text);
    void setSchemaPath(std::vector<std::string> path);
    SourceProfile snapshot() const;

  private:
    double elapsedMs() const;

    mutable std::mutex m_mutex;
    SourceProfile m_profile;
    const std::chrono::steady_clock::time_point m_start;
};

/// The scans of one statement, in the order they began. Thread-safe.
class ScanList {
  public:
    void add(std::shared_ptr<ScanStats> scan);
    std::vector<SourceProfile> snapshot() const;

  private:
    mutable std::mutex m_mutex;
    std::vector<std::shared_ptr<ScanStats>> m_scans;
};

/// What belongs to the statement a DuckDB connection runs right now: its cancel token, its scans, and the
/// first error a source gave (DuckDB only carries text). Registered in the ClientContext; thread-safe.
class QueryTrace : public duckdb::ClientContextState {
  public:
    static constexpr const char* kKey = "tributary_trace";

    /// Starts a new statement; the number it gives tells it from the ones before and after.
    uint64_t reset(const CancelToken& token);
    /// Is the statement with that number still the latest?
    bool isCurrent(uint64_t statement) const;
    /// Runs `action` while the statement is the latest and no other can begin; not at all when it is not.
    void whileCurrent(uint64_t statement, const std::function<void()>& action) const;
    CancelToken token() const;

    std::shared_ptr<ScanStats> addScan(std::string connection, std::string object, std::string remoteText,
                                       std::vector<std::string> local);
    /// Of the latest statement. The list lives on after it.
    std::shared_ptr<const ScanList> scans() const;

    /// A note on a column that a scan hands out (kept as text, say), by the column's name.
    void addNote(const std::string& column, const std::string& note);
    std::map<std::string, std::string> notes() const;

    void setOrigins(std::vector<ColumnOrigin> origins);
    std::vector<ColumnOrigin> origins() const;
    /// What the plan's observer found; the last plan of a statement counts.
    void setFinding(std::unique_ptr<PlanFinding> finding);
    std::unique_ptr<PlanFinding> takeFinding();

    /// Keeps what the statement runs until the next one begins, or until `release`: then it ends.
    void keep(uint64_t statement, std::shared_ptr<void> running);
    void release(uint64_t statement);

    void setError(const Error& error);
    std::optional<Error> error() const;
    double elapsedMs() const;

    static std::shared_ptr<QueryTrace> of(duckdb::ClientContext& context);
    /// Remembers `error` in the context's trace and throws it as DuckDB wants it.
    [[noreturn]] static void raise(duckdb::ClientContext& context, const Error& error);

  private:
    mutable std::mutex m_mutex;
    CancelToken m_token;
    uint64_t m_statement = 0;
    std::shared_ptr<ScanList> m_scans = std::make_shared<ScanList>();
    std::map<std::string, std::string> m_notes;
    std::vector<ColumnOrigin> m_origins;
    std::unique_ptr<PlanFinding> m_finding;
    std::optional<Error> m_error;
    std::shared_ptr<void> m_running;
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

}  // namespace tributary::engine
