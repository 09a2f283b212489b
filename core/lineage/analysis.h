// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lineage/graph.h"

namespace tributary::lineage {

enum class Direction : uint8_t { Upstream, Downstream, Both };

/// What a walk follows. Times are Unix milliseconds, UTC.
struct WalkFilter {
    bool direct = true;
    bool indirect = true;
    bool lowConfidence = true;
    size_t depth = std::numeric_limits<size_t>::max();  ///< edges away from the start
    std::optional<int64_t> at;         ///< the graph as it was then: edges begun and not yet ended
    std::optional<int64_t> seenSince;  ///< only edges seen again since

    bool follows(const GraphEdge& edge) const;
};

/// What a walk reached: columns with their distance, and the edges between them.
struct Closure {
    std::vector<uint32_t> columns;  ///< in order of distance, the starts first
    std::vector<uint32_t> depth;    ///< of columns[i]
    std::vector<uint32_t> edges;
};

/// Breadth first; linear in what it reaches. An edge into a dataset as a whole (a filter, a join) reaches
/// every column of that dataset; a start that is a dataset as a whole starts at every column of it.
Closure closure(const Graph& graph, const std::vector<uint32_t>& starts, Direction direction,
                const WalkFilter& filter);

/// Only what lies on a way from one of `from` to one of `to`.
Closure between(const Graph& graph, const std::vector<uint32_t>& from, const std::vector<uint32_t>& to,
                const WalkFilter& filter);

enum class Change : uint8_t { Drop, Rename, Retype };
std::optional<Change> changeNamed(std::string_view name);  ///< "drop", "rename", "retype"

enum class Effect : uint8_t {
    Breaks,   ///< its definition or statement names what is gone: it fails
    Stale,    ///< nothing fills it any more
    Retyped,  ///< its type changes with the source's
    Check     ///< an expression or comparison over it may give another answer
};
std::string_view effectName(Effect effect);

/// One thing a change reaches.
struct Impact {
    uint32_t dataset = 0;
    std::optional<uint32_t> column;  ///< unset: the dataset as a whole
    std::optional<uint32_t> job;     ///< set: the job that fills the dataset, not the dataset
    Effect effect = Effect::Check;
    size_t depth = 0;
    uint32_t edge = 0;  ///< the edge it was reached by
    std::string how;    ///< "the view's statement names shop.orders.total in a FILTER"
};

/// What a change of a column (or, for a dataset as a whole, of all its columns) does downstream, worst first,
/// each dataset and column told once with its worst effect. A view, chart or rule that breaks takes along
/// what reads it; a table whose filling statement breaks becomes stale, and so does what is filled from it.
std::vector<Impact> impact(const Graph& graph, uint32_t column, Change change, const WalkFilter& filter);

/// A step of the walk from a bad value back to its causes.
struct Cause {
    uint32_t dataset = 0;
    size_t depth = 0;
    std::optional<int64_t> lastWrittenMs;
    std::vector<std::string> quality;  ///< quality tags of the dataset and of the columns that lead here
    bool failed = false;               ///< a quality tag says so
    bool outdated = false;             ///< a table that was last written before something that feeds it
};
std::vector<Cause> rootCauses(const Graph& graph, uint32_t column, const WalkFilter& filter);

/// Tags with those that flow in along DIRECT edges; a sensitive mark stops at an edge that masks.
std::vector<Tag> propagatedTags(const Graph& graph, const WalkFilter& filter);

/// Datasets in rings, each ring once, at table level.
std::vector<std::vector<uint32_t>> cycles(const Graph& graph, const WalkFilter& filter);

/// Tables and views nothing flows out of and nobody has read since `sinceMs`.
std::vector<uint32_t> unusedDatasets(const Graph& graph, int64_t sinceMs);

struct EdgeChange {
    uint32_t edge = 0;
    bool added = false;  ///< else: removed
};
/// Edges that are there at one of two moments and not at the other.
std::vector<EdgeChange> compare(const Graph& graph, int64_t fromMs, int64_t toMs);

}  // namespace tributary::lineage
