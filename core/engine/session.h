// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/connect/connector.h"
#include "core/engine/plan_observer.h"
#include "core/engine/profile.h"

namespace tributary::engine {

class Federation;

struct RunOptions {
    std::chrono::milliseconds timeout{0};  ///< 0: none
    std::vector<std::pair<std::string, std::string>>
        parameters;  ///< $name → text; DuckDB casts it where it is used
};

/// One running statement. Pull `next` from one thread; `profile` from any. Destroying it ends the statement,
/// on the servers too.
class QueryRun {
  public:
    virtual ~QueryRun() = default;
    virtual const std::vector<sql::Column>& columns() const = 0;
    /// As ChunkReader::next.
    virtual Result<bool> next(duckdb::DataChunk& chunk) = 0;
    virtual QueryProfile profile() const = 0;
    virtual std::optional<uint64_t> affectedRows() const { return std::nullopt; }
    /// What the federation's PlanObserver found in its plan; nullptr: there is none, or nothing was planned.
    virtual std::shared_ptr<const PlanFinding> finding() const { return nullptr; }
    virtual std::vector<std::string> warnings() const { return {}; }
};

/// A conversation with the federation: temporary tables, SET and transactions live here. One statement at a
/// time, from one thread at a time; cancel through the token, from any.
class Session {
  public:
    virtual ~Session() = default;

    /// Runs one federated statement (split scripts with sql::splitStatements first). Returns as soon as
    /// columns are known. Errors of the statement carry a position.
    virtual Result<std::unique_ptr<QueryRun>> run(const std::string& sql, const RunOptions& options,
                                                  const CancelToken& token) = 0;
    /// Runs one statement in the language of `connection`, not through DuckDB.
    virtual Result<std::unique_ptr<QueryRun>> runNative(const std::string& connection,
                                                        const std::string& text, const RunOptions& options,
                                                        const CancelToken& token) = 0;
    virtual Result<Explanation> explain(const std::string& sql, const CancelToken& token) = 0;
};

}  // namespace tributary::engine
