// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/engine/plan_observer.h"
#include "core/lineage/model.h"

namespace tributary::engine {
class QueryRun;
}

namespace tributary::lineage {

/// A statement in a source's own language inside a federated one: query('connection', 'text').
struct NativeSource {
    std::string table;  ///< stands for it in the edges
    std::string connection;
    std::string text;
};

/// Where the columns of a statement that runs come from: exact, from the plan that runs. Tables are named
/// connection.schema.table. begin and end of the statement are not filled.
class LiveLineage : public engine::PlanFinding {
  public:
    void nameColumns(const std::vector<std::string>& names) override;

    StatementLineage statement;
    std::vector<NativeSource> natives;
};

/// For FederationOptions::planObserver.
std::shared_ptr<engine::PlanObserver> makeLineageObserver();

/// What the observer found for this run; nullptr when lineage is off or the statement has no plan.
std::shared_ptr<const LiveLineage> liveLineage(const engine::QueryRun& run);

}  // namespace tributary::lineage
