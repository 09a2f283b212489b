// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/lineage_commands.h"

#include <fmt/format.h>

#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

#include "app/cli/lineage_part.h"
#include "app/cli/output.h"
#include "app/cli/rows.h"
#include "app/cli/terminal.h"
#include "core/lineage/analysis.h"
#include "core/lineage/collect/catalog_collector.h"
#include "core/lineage/interchange/naming.h"
#include "core/lineage/interchange/text_writers.h"
#include "core/lineage/lineage_store.h"
#include "core/lineage/part.h"

namespace tributary::cli {
namespace {
using Json = nlohmann::ordered_json;
using namespace lineage;

/// A day (its end, in UTC) or a moment.
Result<int64_t> moment(const std::string& text) {
    std::tm parts{};
    const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
    int64_t extra = 0;
    if (!rest) {
        parts = {};
        rest = strptime(text.c_str(), "%Y-%m-%d", &parts);
        extra = 24 * 3600 * 1000LL - 1;
    }
    const std::string_view left = rest ? rest : "?";
    if (!left.empty() && left != "Z") {
        return fail(ErrorCode::InvalidArgument, "'" + text + "' is no moment in UTC",
                    "Write 2026-01-31 (the end of that day) or 2026-01-31T12:00:00Z.");
    }
    return static_cast<int64_t>(timegm(&parts)) * 1000 + extra;
}

WalkFilter filterOf(const LineageArguments& options) {
    WalkFilter filter;
    filter.depth = options.depth;
    filter.indirect = !options.direct;
    return filter;
}

int printCells(const std::vector<std::string>& headers, const std::vector<Row>& cells, const char* none) {
    if (cells.empty()) {
        note(none);
        return kOk;
    }
    return showTable(headers, cells);
}

std::string timeText(const std::optional<int64_t>& ms) {
    return ms ? isoTime(*ms) : "unknown";
}

Result<LineagePart> around(engine::Workbench& workbench, const LineageArguments& options, Direction direction,
                           bool history = false) {
    auto store = openStore(workbench);
    if (!store) return fail(store.error());
    return partAround(**store, options.name, direction, options.depth, history);
}

std::string endLabel(const Graph& graph, uint32_t column) {
    return graph.columnLabel(column) + (graph.columns[column].name.empty() ? " (all rows)" : "");
}

int printGraph(const Graph& graph, const LineageArguments& options, engine::Workbench& workbench) {
    if (options.format == "json")
        return std::fputs(graphAsJson(graph).c_str(), stdout) < 0 ? kQueryError : kOk;
    if (options.format == "csv") return std::fputs(edgesAsCsv(graph).c_str(), stdout) < 0 ? kQueryError : kOk;
    if (options.format == "dot") return std::fputs(graphAsDot(graph).c_str(), stdout) < 0 ? kQueryError : kOk;
    if (options.format == "mermaid")
        return std::fputs(graphAsMermaid(graph).c_str(), stdout) < 0 ? kQueryError : kOk;
    if (options.format == "openlineage") {
        OpenLineageOptions events;
        events.atMs = nowMs();
        auto connections = workbench.workspace().connections();
        if (!connections) return report(connections.error());
        events.namer = openLineageNamer(*connections, workbench.registry());
        for (const auto& event : openLineageEvents(graph, events)) std::puts(event.c_str());
        return kOk;
    }
    std::vector<Row> cells;
    for (const auto& edge : graph.edges) {
        cells.push_back({endLabel(graph, edge.source), endLabel(graph, edge.target),
                         std::string(subtypeName(edge.subtype)),
                         std::string(edge.confidence == Confidence::High ? "high" : "low"), edge.expression,
                         graph.jobs[edge.job].name, isoTime(edge.lastSeenMs)});
    }
    for (const auto& tag : graph.tags) {
        if (tag.kind != kNoteTag) continue;
        std::fprintf(stderr, "note: %s: %s (seen %s)\n", graph.columnLabel(tag.column).c_str(),
                     tag.value.c_str(), isoTime(tag.seenMs).c_str());
    }
    return printCells(
        {"from", "to", "kind", "confidence", "expression", "job", "last seen"}, cells,
        "No lineage is known here. 'tributary lineage refresh' reads views and foreign keys; statements "
        "that write are collected as they run.");
}

}  // namespace

int showImpact(engine::Workbench& workbench, const LineageArguments& options) {
    auto part = around(workbench, options, Direction::Downstream);
    if (!part) return report(part.error());
    const Graph& graph = part->graph;
    const auto found = impact(graph, part->start, *changeNamed(options.change), filterOf(options));
    Json list = Json::array();
    std::vector<Row> cells;
    for (const auto& one : found) {
        const std::string what = one.job      ? graph.jobs[*one.job].name
                                 : one.column ? graph.columnLabel(*one.column)
                                              : displayName(graph.datasets[one.dataset].name);
        const std::string kind(one.job      ? "job"
                               : one.column ? "column"
                                            : datasetKindName(graph.datasets[one.dataset].kind));
        list.push_back({{"effect", effectName(one.effect)},
                        {"kind", kind},
                        {"name", what},
                        {"dataset", displayName(graph.datasets[one.dataset].name)},
                        {"distance", one.depth},
                        {"how", one.how},
                        {"statement", graph.jobs[graph.edges[one.edge].job].statement}});
        cells.push_back(
            {std::string(effectName(one.effect)), kind, what, std::to_string(one.depth), one.how});
    }
    if (options.format == "json") {
        return showJson(
            Json({{"change", options.change}, {"name", graph.columnLabel(part->start)}, {"impact", list}}));
    }
    return printCells({"effect", "kind", "name", "distance", "how"}, cells,
                      "Nothing that lineage knows of depends on it.");
}

int showGraph(engine::Workbench& workbench, const LineageArguments& options) {
    WalkFilter filter = filterOf(options);
    if (!options.at.empty()) {
        auto at = moment(options.at);
        if (!at) return report(at.error());
        filter.at = *at;
    }
    if (options.name.empty()) {
        auto store = openStore(workbench);
        if (!store) return report(store.error());
        auto graph = (*store)->load(filter.at.has_value());
        if (!graph) return report(graph.error());
        std::vector<uint32_t> edges;
        for (uint32_t e = 0; e < graph->edges.size(); e++) {
            if (filter.follows(graph->edges[e])) edges.push_back(e);
        }
        return printGraph(partOf(*graph, edges, {}), options, workbench);
    }
    const Direction direction = directionOf(options.direction);
    auto part = around(workbench, options, direction, filter.at.has_value());
    if (!part) return report(part.error());
    const auto found = closure(part->graph, {part->start}, direction, filter);
    return printGraph(partOf(part->graph, found.edges, {part->start}), options, workbench);
}

int showPath(engine::Workbench& workbench, const LineageArguments& options) {
    auto store = openStore(workbench);
    if (!store) return report(store.error());
    auto from = (*store)->resolve(options.name);
    if (!from) return report(from.error());
    auto to = (*store)->resolve(options.other);
    if (!to) return report(to.error());
    auto graph = (*store)->loadAround({*from}, Direction::Downstream, options.depth);
    if (!graph) return report(graph.error());
    const auto start = columnOfId(*graph, *from), end = columnOfId(*graph, *to);
    if (!start || !end) {
        note("Nothing flows from " + options.name + " to " + options.other + ".");
        return kOk;
    }
    const auto found = between(*graph, {*start}, {*end}, filterOf(options));
    return printGraph(partOf(*graph, found.edges, {}), options, workbench);
}

int showCauses(engine::Workbench& workbench, const LineageArguments& options) {
    auto part = around(workbench, options, Direction::Upstream);
    if (!part) return report(part.error());
    const Graph& graph = part->graph;
    Json list = Json::array();
    std::vector<Row> cells;
    for (const auto& cause : rootCauses(graph, part->start, filterOf(options))) {
        const auto& dataset = graph.datasets[cause.dataset];
        std::string quality;
        for (const auto& one : cause.quality) quality += (quality.empty() ? "" : "; ") + one;
        const std::string state = cause.failed ? "failed" : cause.outdated ? "older than its sources" : "";
        list.push_back({{"dataset", displayName(dataset.name)},
                        {"kind", datasetKindName(dataset.kind)},
                        {"distance", cause.depth},
                        {"lastWritten", cause.lastWrittenMs ? Json(isoTime(*cause.lastWrittenMs)) : Json()},
                        {"quality", cause.quality},
                        {"failed", cause.failed},
                        {"outdated", cause.outdated}});
        cells.push_back({displayName(dataset.name), std::string(datasetKindName(dataset.kind)),
                         std::to_string(cause.depth), timeText(cause.lastWrittenMs),
                         quality.empty() ? "unknown" : quality, state});
    }
    if (options.format == "json") return showJson(list);
    return printCells({"dataset", "kind", "distance", "last written", "quality", "suspicious"}, cells,
                      "Nothing upstream is known.");
}

int showUnused(engine::Workbench& workbench, const LineageArguments& options) {
    auto store = openStore(workbench);
    if (!store) return report(store.error());
    auto graph = (*store)->load();
    if (!graph) return report(graph.error());
    Json list = Json::array();
    std::vector<Row> cells;
    for (const uint32_t d : unusedDatasets(*graph, nowMs() - options.days * 86'400'000LL)) {
        const auto& dataset = graph->datasets[d];
        list.push_back({{"dataset", displayName(dataset.name)},
                        {"kind", datasetKindName(dataset.kind)},
                        {"lastRead", dataset.lastReadMs ? Json(isoTime(*dataset.lastReadMs)) : Json()}});
        cells.push_back({displayName(dataset.name), std::string(datasetKindName(dataset.kind)),
                         timeText(dataset.lastReadMs)});
    }
    if (options.format == "json") return showJson(list);
    return printCells({"dataset", "kind", "last read here"}, cells, "Every table lineage knows of is used.");
}

int showCycles(engine::Workbench& workbench, const LineageArguments& options) {
    auto store = openStore(workbench);
    if (!store) return report(store.error());
    auto graph = (*store)->load();
    if (!graph) return report(graph.error());
    Json list = Json::array();
    std::vector<Row> cells;
    for (const auto& ring : cycles(*graph, {})) {
        Json names = Json::array();
        std::string text;
        for (const uint32_t d : ring) {
            names.push_back(displayName(graph->datasets[d].name));
            text += (text.empty() ? "" : ", ") + displayName(graph->datasets[d].name);
        }
        list.push_back(names);
        cells.push_back({std::to_string(ring.size()), text});
    }
    if (options.format == "json") return showJson(list);
    return printCells({"tables", "ring"}, cells, "There are no rings.");
}

int showCoverage(engine::Workbench& workbench, const LineageArguments& options) {
    auto store = openStore(workbench);
    if (!store) return report(store.error());
    auto graph = (*store)->load();
    if (!graph) return report(graph.error());
    Json list = Json::array();
    std::vector<Row> cells;
    for (const auto& one : coverage(*graph)) {
        list.push_back(
            {{"connection", one.connection}, {"tables", one.datasets}, {"withLineage", one.withLineage}});
        cells.push_back({one.connection, std::to_string(one.datasets), std::to_string(one.withLineage),
                         fmt::format("{:.0f} %", 100.0 * static_cast<double>(one.withLineage) /
                                                     static_cast<double>(one.datasets))});
    }
    if (options.format == "json") return showJson(list);
    return printCells({"connection", "tables", "with lineage", "share"}, cells,
                      "No tables are known yet: run 'tributary lineage refresh'.");
}

int showComparison(engine::Workbench& workbench, const LineageArguments& options) {
    auto from = moment(options.from);
    if (!from) return report(from.error());
    auto to = options.to.empty() ? Result<int64_t>(nowMs()) : moment(options.to);
    if (!to) return report(to.error());
    auto store = openStore(workbench);
    if (!store) return report(store.error());
    auto graph = (*store)->load(true);
    if (!graph) return report(graph.error());
    Json list = Json::array();
    std::vector<Row> cells;
    for (const auto& change : compare(*graph, *from, *to)) {
        const auto& edge = graph->edges[change.edge];
        const std::string what = change.added ? "added" : "removed";
        list.push_back({{"change", what},
                        {"from", graph->columnLabel(edge.source)},
                        {"to", graph->columnLabel(edge.target)},
                        {"kind", subtypeName(edge.subtype)},
                        {"job", graph->jobs[edge.job].name}});
        cells.push_back({what, endLabel(*graph, edge.source), endLabel(*graph, edge.target),
                         std::string(subtypeName(edge.subtype)), graph->jobs[edge.job].name});
    }
    if (options.format == "json") return showJson(list);
    return printCells({"change", "from", "to", "kind", "job"}, cells, "Nothing changed between the two.");
}

}  // namespace tributary::cli
