// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/engine/federation.h"
#include "core/lineage/lineage_store.h"

namespace tributary::lineage {

struct CollectReport {
    size_t tables = 0;
    size_t views = 0;
    size_t relations = 0;             ///< foreign key columns
    std::vector<std::string> unread;  ///< "schema.view: why its definition could not be read"
};

/// Reads a connection's catalog into the store: tables with their columns, foreign keys as relations, and the
/// definitions of views as lineage. Objects that are gone end their edges. Blocks; `progress` gets a line now
/// and then, from the same thread. `dialect`: by the names dialectNamed knows.
Result<CollectReport> collectCatalog(engine::Federation& federation, const std::string& connection,
                                     const std::string& dialect, LineageStore& store, int64_t nowMs,
                                     const CancelToken& token,
                                     const std::function<void(const std::string&)>& progress);

/// Tables of a connection and those lineage is known of.
struct Coverage {
    std::string connection;
    size_t datasets = 0;     ///< tables and views the catalog lists
    size_t withLineage = 0;  ///< an edge enters or leaves
};
std::vector<Coverage> coverage(const Graph& graph);

}  // namespace tributary::lineage
