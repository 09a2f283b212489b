// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/lineage_part.h"

#include <chrono>

namespace tributary::cli {
using namespace lineage;

int64_t nowMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

Result<std::unique_ptr<LineageStore>> openStore(engine::Workbench& workbench) {
    return LineageStore::open(workbench.workspace().path());
}

Direction directionOf(const std::string& name) {
    return name == "up" ? Direction::Upstream : name == "down" ? Direction::Downstream : Direction::Both;
}

Result<LineagePart> partAround(const LineageStore& store, const std::string& name, Direction direction,
                               size_t depth, bool history) {
    auto id = store.resolve(name);
    if (!id) return fail(id.error());
    auto graph = store.loadAround({*id}, direction, depth, history);
    if (!graph) return fail(graph.error());
    const auto start = columnOfId(*graph, *id);
    if (!start)
        return fail(ErrorCode::Internal, "The part of the graph does not hold what it was loaded for");
    return LineagePart{std::move(*graph), *start};
}

}  // namespace tributary::cli
