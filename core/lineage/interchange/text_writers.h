// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/lineage/graph.h"

namespace tributary::lineage {

/// One line per edge, RFC 4180: source and target, type, subtype, masking, confidence, expression, job, times
/// (ISO 8601, UTC; empty where unknown) and runs.
std::string edgesAsCsv(const Graph& graph);

/// Graphviz: a table per dataset with a port per column, left to right; INDIRECT edges dashed.
std::string graphAsDot(const Graph& graph);

/// Mermaid flowchart: a subgraph per dataset, a node per column.
std::string graphAsMermaid(const Graph& graph);

/// Datasets, columns and edges as JSON, for programs.
std::string graphAsJson(const Graph& graph);

/// "2026-11-21T09:30:00.000Z"
std::string isoTime(int64_t unixMs);

}  // namespace tributary::lineage
