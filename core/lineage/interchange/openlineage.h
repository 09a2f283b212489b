// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/lineage/graph.h"
#include "core/lineage/lineage_store.h"

namespace tributary::lineage {

/// How OpenLineage calls a dataset: {"postgres://db.example:5432", "shop.public.orders"} (the naming page of
/// the specification).
struct OpenLineageName {
    std::string space;
    std::string name;
};
using OpenLineageNamer = std::function<OpenLineageName(const DatasetName&)>;
/// The other way; nullopt: no connection of ours.
using OpenLineageFinder = std::function<std::optional<DatasetName>(const OpenLineageName&)>;

struct OpenLineageOptions {
    std::string jobNamespace = "tributary";
    std::string producer;    ///< a URI; empty: the program's own
    int64_t atMs = 0;        ///< time of events that have none of their own
    OpenLineageNamer namer;  ///< unset: the connection's name and the dataset's name as they are
};

/// One event of OpenLineage 2-0-2 per job of the graph, each a JSON object: a RunEvent (COMPLETE, of the
/// newest run) for a job that ran, a JobEvent for one that is only defined. Facets: schema, columnLineage
/// (`transformations` and the older pair of fields), dataQualityMetrics of what is known, sql, tags of
/// sensitive columns.
std::vector<std::string> openLineageEvents(const Graph& graph, const OpenLineageOptions& options);

/// Reads events: one JSON object, an array of them, or one per line. RunEvents other than COMPLETE and OTHER
/// tell of their datasets only. Fails on what is no OpenLineage, naming the event's number.
Result<std::vector<Observation>> readOpenLineage(std::string_view text, const OpenLineageFinder& finder);

}  // namespace tributary::lineage
