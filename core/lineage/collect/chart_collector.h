// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/engine/workbench.h"
#include "core/lineage/lineage_store.h"

namespace tributary::lineage {

struct ChartReport {
    size_t charts = 0;
    std::vector<std::string> unread;  ///< "name: why its query could not be read"
};

/// The charts of saved queries as nodes: each with the columns it draws, fed by what its query reads. Charts
/// that are gone end their edges. Queries are planned, not run; sources may be asked for their columns.
/// Blocks.
Result<ChartReport> collectCharts(engine::Workbench& workbench, LineageStore& store, int64_t nowMs,
                                  const CancelToken& token);

}  // namespace tributary::lineage
