// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/engine/workbench.h"
#include "core/lineage/lineage_store.h"

namespace tributary::lineage {

/// Something of the workspace that is defined by a query and fed by what that reads: a chart, an alert rule.
struct DefinedNode {
    DatasetKind kind = DatasetKind::Chart;
    std::string jobSpace;  ///< with the name, what makes it the same one
    std::string jobName;
    DatasetName dataset;
    std::string query;                 ///< statements; the last that reads and has all `columns` counts
    std::string connection;            ///< whose language the query is in; empty: federated
    std::vector<std::string> columns;  ///< of the query's answer, those that are used; empty: all
    /// Of a query in a language that is not read here: where its values and conditions come from. Targets are
    /// filled in. When given, the query is not looked at.
    std::vector<ObservedEdge> edges;
    bool isKnown = false;  ///< nothing changed since it was recorded: it only lives on
};

struct DefinitionReport {
    size_t recorded = 0;
    std::vector<std::string> unread;       ///< "name: why its query could not be read"
    std::vector<std::string> unreadNames;  ///< jobNames of those
};

/// Makes exactly these the nodes of `jobKind`: others of it that are gone end their edges. Queries are
/// planned, not run; sources may be asked for their columns. Blocks.
Result<DefinitionReport> recordDefinitions(engine::Workbench& workbench, LineageStore& store,
                                           const std::string& jobKind, const std::vector<DefinedNode>& nodes,
                                           int64_t nowMs, const CancelToken& token);

}  // namespace tributary::lineage
