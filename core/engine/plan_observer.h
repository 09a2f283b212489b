// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace duckdb {
class ClientContext;
class LogicalOperator;
class OptimizerExtension;
}  // namespace duckdb

namespace tributary::engine {

/// What an observer found out about one statement's plan; its own classes derive from this.
class PlanFinding {
  public:
    virtual ~PlanFinding() = default;
    /// The names of the answer's columns, which a plan does not know. Called once, before anybody sees it.
    virtual void nameColumns(const std::vector<std::string>&) {}

    double costMs = 0;  ///< what looking at the plan took
    std::string error;  ///< the observer failed; the statement runs all the same
};

/// Sees the plan of every federated statement as it was bound, before anything is rewritten. Called by the
/// threads that plan, several at a time; keeps no reference to the plan. May throw: that becomes
/// `PlanFinding::error`.
class PlanObserver {
  public:
    virtual ~PlanObserver() = default;
    virtual std::unique_ptr<PlanFinding> observe(duckdb::LogicalOperator& plan,
                                                 duckdb::ClientContext& context) = 0;
};

/// Makes DuckDB show its plans to the observer; what it finds is kept in the statement's QueryTrace.
duckdb::OptimizerExtension observerHook(std::shared_ptr<PlanObserver> observer);

}  // namespace tributary::engine
