// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/interchange/text_writers.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "core/base/markup.h"

namespace tributary::lineage {
namespace {

std::string csvField(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string out = "\"";
    for (char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

std::string confidenceName(Confidence confidence) {
    return confidence == Confidence::High ? "high" : "low";
}

std::string timeOrEmpty(int64_t unixMs) {
    return unixMs ? isoTime(unixMs) : std::string();
}

const char* typeName(Subtype subtype) {
    return isDirect(subtype) ? "DIRECT" : "INDIRECT";
}

const std::string& jobName(const Graph& graph, const GraphEdge& edge) {
    static const std::string kNone;
    return edge.job < graph.jobs.size() ? graph.jobs[edge.job].name : kNone;
}

}  // namespace

std::string isoTime(int64_t unixMs) {
    const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(unixMs)};
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), (time - seconds).count());
}

std::string edgesAsCsv(const Graph& graph) {
    std::string out =
        "source_dataset,source_column,target_dataset,target_column,type,subtype,masking,confidence,"
        "expression,job,"
        "first_seen,last_seen,runs\r\n";
    for (const auto& edge : graph.edges) {
        const auto& source = graph.columns[edge.source];
        const auto& target = graph.columns[edge.target];
        out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
                           csvField(displayName(graph.datasets[source.dataset].name)), csvField(source.name),
                           csvField(displayName(graph.datasets[target.dataset].name)), csvField(target.name),
                           typeName(edge.subtype), subtypeName(edge.subtype), edge.masking,
                           confidenceName(edge.confidence), csvField(edge.expression),
                           csvField(jobName(graph, edge)), timeOrEmpty(edge.firstSeenMs),
                           timeOrEmpty(edge.lastSeenMs), edge.runs);
    }
    return out;
}

std::string graphAsDot(const Graph& graph) {
    std::string out =
        "digraph lineage {\n  rankdir=LR;\n  node [shape=plaintext, fontname=\"sans-serif\"];\n"
        "  edge [arrowsize=0.6];\n";
    for (size_t d = 0; d < graph.datasets.size(); d++) {
        const auto& dataset = graph.datasets[d];
        out += fmt::format(
            "  d{} [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\"><tr><td "
            "port=\"c{}\"><b>{}</b>"
            "</td></tr>",
            d, dataset.whole, escapeMarkup(displayName(dataset.name), false));
        for (const uint32_t c : dataset.columns) {
            out += fmt::format("<tr><td port=\"c{}\" align=\"left\">{}</td></tr>", c,
                               escapeMarkup(graph.columns[c].name, false));
        }
        out += "</table>>];\n";
    }
    for (const auto& edge : graph.edges) {
        out += fmt::format(
            "  d{}:c{}:e -> d{}:c{}:w [tooltip=\"{} {}\"{}];\n", graph.columns[edge.source].dataset,
            edge.source, graph.columns[edge.target].dataset, edge.target, subtypeName(edge.subtype),
            escapeMarkup(edge.expression, false), isDirect(edge.subtype) ? "" : ", style=dashed");
    }
    return out + "}\n";
}

std::string graphAsMermaid(const Graph& graph) {
    std::string out = "flowchart LR\n";
    for (size_t d = 0; d < graph.datasets.size(); d++) {
        const auto& dataset = graph.datasets[d];
        out += fmt::format("  subgraph d{}[\"{}\"]\n    c{}[\"*\"]\n", d,
                           escapeMarkup(displayName(dataset.name), false), dataset.whole);
        for (const uint32_t c : dataset.columns) {
            out += fmt::format("    c{}[\"{}\"]\n", c, escapeMarkup(graph.columns[c].name, false));
        }
        out += "  end\n";
    }
    for (const auto& edge : graph.edges) {
        out += fmt::format("  c{} {}|{}| c{}\n", edge.source, isDirect(edge.subtype) ? "-->" : "-.->",
                           subtypeName(edge.subtype), edge.target);
    }
    return out;
}

std::string graphAsJson(const Graph& graph) {
    using Json = nlohmann::ordered_json;
    Json root = {{"datasets", Json::array()}, {"edges", Json::array()}};
    for (const auto& dataset : graph.datasets) {
        Json columns = Json::array();
        for (const uint32_t c : dataset.columns) {
            Json column = {{"name", graph.columns[c].name}};
            if (!graph.columns[c].type.empty()) column["type"] = graph.columns[c].type;
            columns.push_back(std::move(column));
        }
        Json one = {{"name", displayName(dataset.name)},
                    {"kind", datasetKindName(dataset.kind)},
                    {"columns", std::move(columns)}};
        if (dataset.lastWrittenMs) one["lastWritten"] = isoTime(*dataset.lastWrittenMs);
        if (dataset.lastReadMs) one["lastRead"] = isoTime(*dataset.lastReadMs);
        for (const auto& tag : graph.tags) {
            if (tag.column == dataset.whole && tag.kind == kNoteTag) one["notes"].push_back(tag.value);
        }
        root["datasets"].push_back(std::move(one));
    }
    for (const auto& edge : graph.edges) {
        const auto end = [&](uint32_t column) {
            const auto& c = graph.columns[column];
            Json out = {{"dataset", displayName(graph.datasets[c.dataset].name)}};
            if (!c.name.empty()) out["column"] = c.name;
            return out;
        };
        Json one = {{"source", end(edge.source)},     {"target", end(edge.target)},
                    {"type", typeName(edge.subtype)}, {"subtype", subtypeName(edge.subtype)},
                    {"masking", edge.masking},        {"confidence", confidenceName(edge.confidence)}};
        if (!edge.expression.empty()) one["expression"] = edge.expression;
        if (!jobName(graph, edge).empty()) one["job"] = jobName(graph, edge);
        if (edge.firstSeenMs) one["firstSeen"] = isoTime(edge.firstSeenMs);
        if (edge.lastSeenMs) one["lastSeen"] = isoTime(edge.lastSeenMs);
        if (edge.runs) one["runs"] = edge.runs;
        root["edges"].push_back(std::move(one));
    }
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tributary::lineage
