// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/plan_observer.h"
#include "core/sql/remote_query.h"

namespace tributary::engine {

class Session;

/// A statement that was read to its end without an error.
struct FinishedRun {
    std::string connection;   ///< it ran natively there; empty: federated
    std::string text;         ///< as written
    int64_t startedAtMs = 0;  ///< Unix time, UTC
    int64_t durationMs = 0;
    uint64_t rows = 0;
    std::optional<uint64_t> affectedRows;
    /// Where native texts look for a name without a schema (connect::Capabilities::schemaPath), by
    /// connection.
    std::map<std::string, std::vector<std::string>> schemaPaths;
    /// Of a native statement's answer, with what the source says of their origin.
    std::vector<sql::Column> columns;
    std::shared_ptr<const PlanFinding> finding;  ///< of the federation's PlanObserver
};

/// Told of every statement that ended well, by the thread that read its rows. Must return at once;
/// thread-safe.
class RunObserver {
  public:
    virtual ~RunObserver() = default;
    virtual void finished(FinishedRun run) = 0;
};

/// The same session, whose runs are told to the observer.
std::unique_ptr<Session> observedSession(std::unique_ptr<Session> session,
                                         std::shared_ptr<RunObserver> observer);

}  // namespace tributary::engine
