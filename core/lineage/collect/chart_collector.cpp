// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/collect/chart_collector.h"

#include <nlohmann/json.hpp>

#include "core/lineage/collect/definition_collector.h"
#include "core/lineage/interchange/json_text.h"
#include "core/lineage/schema.h"

namespace tributary::lineage {
namespace {

/// The columns a chart draws, by its settings: {"x": "at", "y": ["temp"]}.
std::vector<std::string> drawnColumns(const std::string& settings) {
    const auto json = nlohmann::json::parse(settings, nullptr, false);
    std::vector<std::string> out;
    if (const auto x = textAt(json, "x"); !x.empty()) out.push_back(x);
    if (!json.is_object() || !json.contains("y") || !json["y"].is_array()) return out;
    for (const auto& y : json["y"]) {
        if (y.is_string()) out.push_back(y.get<std::string>());
    }
    return out;
}

}  // namespace

Result<ChartReport> collectCharts(engine::Workbench& workbench, LineageStore& store, int64_t nowMs,
                                  const CancelToken& token) {
    auto queries = workbench.workspace().savedQueries();
    if (!queries) return fail(queries.error());
    std::vector<DefinedNode> nodes;
    for (const auto& query : *queries) {
        if (query.chart.empty()) continue;
        DefinedNode& node = nodes.emplace_back();
        node.jobSpace = query.folder;
        node.jobName = query.name;
        node.dataset.name =
            joinName(query.folder.empty() ? std::vector<std::string>{query.name}
                                          : std::vector<std::string>{query.folder, query.name});
        node.query = query.sql;
        node.connection = query.target;
        node.columns = drawnColumns(query.chart);
    }
    auto done = recordDefinitions(workbench, store, "chart", nodes, nowMs, token);
    if (!done) return fail(done.error());
    return ChartReport{done->recorded, std::move(done->unread)};
}

}  // namespace tributary::lineage
