// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/lineage/graph.h"

namespace tributary::lineage {

/// A graph of these edges alone, with the datasets and columns at their ends, and of these columns besides.
/// Keeps ids, times, jobs, tags and relations of what is in it.
Graph partOf(const Graph& graph, const std::vector<uint32_t>& edges, const std::vector<uint32_t>& columns);

}  // namespace tributary::lineage
