// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/plan_observer.h"
#include "core/lineage/dialect.h"
#include "core/lineage/model.h"
#include "core/sql/remote_query.h"

namespace tributary::engine {
class QueryRun;
}

namespace tributary::lineage {

/// A statement in a source's own language inside a federated one: query('connection', 'text').
struct NativeSource {
    std::string table;  ///< stands for it in the edges
    std::string connection;
    std::string text;
    std::vector<sql::Column> columns;  ///< of its answer, with what the driver says of their origin
};

/// Where the columns of a statement that runs come from: exact, from the plan that runs. Tables are named
/// connection.schema.table. begin and end of the statement are not filled.
class LiveLineage : public engine::PlanFinding {
  public:
    void nameColumns(const std::vector<std::string>& names) override;

    StatementLineage statement;
    std::vector<NativeSource> natives;
};

/// The language of a connection's native texts; nullopt: not one that is read.
using DialectOf = std::function<std::optional<SqlDialect>(const std::string& connection)>;

/// The statement with its native texts seen through: edges from query('connection', 'text') come from the
/// tables the text reads. A text that cannot be read stays as it is, with a note.
StatementLineage throughNatives(const LiveLineage& live, const DialectOf& dialectOf);

/// For FederationOptions::planObserver.
std::shared_ptr<engine::PlanObserver> makeLineageObserver();

/// What the observer found for this run; nullptr when lineage is off or the statement has no plan.
std::shared_ptr<const LiveLineage> liveLineage(const engine::QueryRun& run);

}  // namespace tributary::lineage
