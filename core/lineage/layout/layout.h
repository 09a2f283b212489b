// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"

namespace tributary::lineage {

struct LayoutNode {
    double width = 0;  ///< pixels
    double height = 0;
    int group = -1;  ///< nodes of a group are kept together; -1: none
};

/// Between nodes, by index. Parallel edges count as one heavier edge; loops are left out.
struct LayoutEdge {
    uint32_t source = 0;
    uint32_t target = 0;
};

struct LayoutOptions {
    double layerGap = 110;                  ///< pixels between layers
    double nodeGap = 28;                    ///< pixels between nodes of a layer
    std::string dot = "dot";                ///< Graphviz's program; empty: do without
    std::chrono::milliseconds limit{4000};  ///< for dot; then the own layout is used
};

struct LayoutPoint {
    double x = 0;
    double y = 0;
};

struct Layout {
    std::vector<LayoutPoint> positions;  ///< upper left corner of each node
    double width = 0;
    double height = 0;
    bool byGraphviz = false;
    std::string note;  ///< why not; empty when it was
};

/// Layers from left to right. Graphviz's dot runs as a process of its own (its library keeps global state and
/// its licence does not link with ours); without it, or when it takes too long, `layoutSimply`. Fails only
/// when cancelled. Blocks: not for the UI thread.
Result<Layout> layoutGraph(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges,
                           const LayoutOptions& options, const CancelToken& token);

/// Sugiyama's method in its simplest form: cycles broken by depth-first search, longest-path layers,
/// barycentre sweeps, and columns packed by order. Linear in nodes and edges per sweep.
Layout layoutSimply(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges,
                    const LayoutOptions& options);

}  // namespace tributary::lineage
