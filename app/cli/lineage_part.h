// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/engine/workbench.h"
#include "core/lineage/analysis.h"
#include "core/lineage/lineage_store.h"

namespace tributary::cli {

int64_t nowMs();  ///< Unix time, UTC

Result<std::unique_ptr<lineage::LineageStore>> openStore(engine::Workbench& workbench);

/// "up", "down"; anything else is both.
lineage::Direction directionOf(const std::string& name);

/// A part of the graph around what the user named, and where that is in it.
struct LineagePart {
    lineage::Graph graph;
    uint32_t start = 0;
};
Result<LineagePart> partAround(const lineage::LineageStore& store, const std::string& name,
                               lineage::Direction direction, size_t depth, bool history = false);

}  // namespace tributary::cli
