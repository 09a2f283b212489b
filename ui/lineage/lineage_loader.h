// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/lineage/analysis.h"
#include "core/lineage/lineage_store.h"

namespace tributary::ui {

/// What the page asks to see.
struct LineageQuestion {
    std::string name;  ///< connection.schema.table[.column]; empty: everything
    std::string to;    ///< only the ways from `name` to here
    size_t upstream = 3;
    size_t downstream = 3;
    std::optional<int64_t> at;  ///< as it was then, Unix milliseconds
};

struct LineageAnswer {
    lineage::Graph graph;
    std::optional<uint32_t> start;  ///< the column (or dataset as a whole) that was named
    int64_t firstSeenMs = 0;        ///< of all edges; 0: there are none
    size_t totalDatasets = 0;       ///< that the workspace knows
    bool cut = false;               ///< more than kMostCards: the nearest are shown
};

inline constexpr size_t kMostCards = 5000;

/// For a background thread.
Result<LineageAnswer> loadLineage(const std::string& workspacePath, const LineageQuestion& question);

/// What a change breaks, counted by kind for one sentence.
struct ImpactSummary {
    std::vector<lineage::Impact> impacts;
    lineage::Graph graph;  ///< what the impacts point into
};
Result<ImpactSummary> loadImpact(const std::string& workspacePath, int64_t columnId, lineage::Change change);

/// The newest runs of a job.
Result<std::vector<lineage::JobRun>> loadRuns(const std::string& workspacePath, int64_t jobId);

}  // namespace tributary::ui
