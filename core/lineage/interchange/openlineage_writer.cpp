// SPDX-License-Identifier: GPL-3.0-or-later
#include <duckdb/common/crypto/md5.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/lineage/interchange/openlineage.h"
#include "core/lineage/interchange/text_writers.h"

namespace tributary::lineage {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kProducer = "https://tributary.invalid/tributary";
constexpr const char* kSchemas = "https://openlineage.io/spec/";

Json facet(const std::string& producer, const char* schema) {
    return {{"_producer", producer}, {"_schemaURL", std::string(kSchemas) + schema}};
}

/// A run's id must be a UUID and stay the same when the same run is told again.
std::string runId(const Job& job) {
    duckdb::MD5Context hash;
    hash.Add(job.kind + '\n' + job.name + '\n' + std::to_string(job.id) + '\n' +
             std::to_string(job.lastRunMs));
    std::string hex = hash.FinishHex();
    hex[12] = '3';  // version 3: from a name, by MD5 (RFC 4122)
    hex[16] = "89ab"[hex[16] & 3];
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) +
           "-" + hex.substr(20, 12);
}

class EventWriter {
  public:
    EventWriter(const Graph& graph, const OpenLineageOptions& options)
        : m_graph(graph),
          m_options(options),
          m_producer(options.producer.empty() ? kProducer : options.producer) {
        for (const auto& tag : graph.tags) m_tags[tag.column].push_back(&tag);
    }

    std::string event(const Job& job, const std::vector<uint32_t>& edges) {
        std::set<uint32_t> inputs, outputs;
        for (const uint32_t e : edges) {
            inputs.insert(m_graph.columns[m_graph.edges[e].source].dataset);
            outputs.insert(m_graph.columns[m_graph.edges[e].target].dataset);
        }
        const bool ran = job.runs > 0;
        Json root = {{"eventTime", isoTime(job.lastRunMs ? job.lastRunMs : m_options.atMs)}};
        if (ran) root["eventType"] = "COMPLETE";
        root["producer"] = m_producer;
        root["schemaURL"] =
            std::string(kSchemas) + "2-0-2/OpenLineage.json#/$defs/" + (ran ? "RunEvent" : "JobEvent");
        if (ran) root["run"] = {{"runId", runId(job)}};
        root["job"] = {{"namespace", m_options.jobNamespace}, {"name", job.name}, {"facets", jobFacets(job)}};
        root["inputs"] = Json::array();
        for (const uint32_t d : inputs) root["inputs"].push_back(dataset(d));
        root["outputs"] = Json::array();
        for (const uint32_t d : outputs) {
            Json one = dataset(d);
            one["facets"]["columnLineage"] = columnLineage(d, edges);
            root["outputs"].push_back(std::move(one));
        }
        return root.dump(-1, ' ', false, Json::error_handler_t::replace);
    }

  private:
    OpenLineageName nameOf(uint32_t dataset) const {
        const auto& name = m_graph.datasets[dataset].name;
        if (m_options.namer) return m_options.namer(name);
        return {name.space.empty() ? m_options.jobNamespace : name.space, name.name};
    }

    Json jobFacets(const Job& job) const {
        Json out = Json::object();
        Json type = facet(m_producer, "facets/2-0-3/JobTypeJobFacet.json");
        type["processingType"] = "BATCH";
        type["integration"] = "TRIBUTARY";
        type["jobType"] = job.kind.empty() ? "QUERY" : job.kind;
        out["jobType"] = std::move(type);
        if (!job.statement.empty()) {
            Json sql = facet(m_producer, "facets/1-1-0/SQLJobFacet.json");
            sql["query"] = job.statement;
            if (!job.dialect.empty()) sql["dialect"] = job.dialect;
            out["sql"] = std::move(sql);
        }
        return out;
    }

    Json dataset(uint32_t d) const {
        const auto name = nameOf(d);
        Json facets = Json::object();
        const auto& dataset = m_graph.datasets[d];
        if (!dataset.columns.empty()) {
            Json schema = facet(m_producer, "facets/1-2-0/SchemaDatasetFacet.json");
            schema["fields"] = Json::array();
            int position = 1;
            for (const uint32_t c : dataset.columns) {
                Json field = {{"name", m_graph.columns[c].name}};
                if (!m_graph.columns[c].type.empty()) field["type"] = m_graph.columns[c].type;
                field["ordinal_position"] = position++;
                schema["fields"].push_back(std::move(field));
            }
            facets["schema"] = std::move(schema);
        }
        addTagFacets(d, facets);
        return {{"namespace", name.space}, {"name", name.name}, {"facets", std::move(facets)}};
    }

    void addTagFacets(uint32_t d, Json& facets) const {
        Json owners = Json::array(), tags = Json::array(), metrics = Json::object(),
             columnMetrics = Json::object();
        const auto read = [&](uint32_t column) {
            const auto found = m_tags.find(column);
            if (found == m_tags.end()) return;
            const std::string& name = m_graph.columns[column].name;
            for (const auto* tag : found->second) {
                if (tag->kind == "owner") {
                    owners.push_back({{"name", tag->value}});
                } else if (tag->kind == "metric") {
                    Json& to = name.empty() ? metrics : columnMetrics[name];
                    if (to.is_null()) to = Json::object();
                    addMetric(tag->value, to);
                } else {
                    Json one = {{"key", tag->kind}, {"value", tag->value}, {"source", "TRIBUTARY"}};
                    if (!name.empty()) one["field"] = name;
                    tags.push_back(std::move(one));
                }
            }
        };
        read(m_graph.datasets[d].whole);
        for (const uint32_t c : m_graph.datasets[d].columns) read(c);
        if (!owners.empty()) {
            facets["ownership"] = facet(m_producer, "facets/1-0-1/OwnershipDatasetFacet.json");
            facets["ownership"]["owners"] = std::move(owners);
        }
        if (!tags.empty()) {
            facets["tags"] = facet(m_producer, "facets/1-0-0/TagsDatasetFacet.json");
            facets["tags"]["tags"] = std::move(tags);
        }
        if (!metrics.empty() || !columnMetrics.empty()) {
            Json all = facet(m_producer, "facets/1-0-0/DataQualityMetricsDatasetFacet.json");
            all.update(metrics);
            all["columnMetrics"] = std::move(columnMetrics);
            facets["dataQualityMetrics"] = std::move(all);
        }
    }

    /// "rowCount=100"
    static void addMetric(const std::string& text, Json& to) {
        const size_t at = text.find('=');
        if (at == std::string::npos) return;
        const Json value = Json::parse(text.substr(at + 1), nullptr, false);
        if (value.is_number()) to[text.substr(0, at)] = value;
    }

    Json transformation(const GraphEdge& edge) const {
        Json out = {{"type", isDirect(edge.subtype) ? "DIRECT" : "INDIRECT"},
                    {"subtype", subtypeName(edge.subtype)}};
        if (!edge.expression.empty()) out["description"] = edge.expression;
        out["masking"] = edge.masking;
        return out;
    }

    Json inputField(const GraphEdge& edge) const {
        const auto name = nameOf(m_graph.columns[edge.source].dataset);
        return {
            {"namespace", name.space},
            {"name", name.name},
            {"field", m_graph.columns[edge.source].name.empty() ? "*" : m_graph.columns[edge.source].name},
            {"transformations", Json::array({transformation(edge)})}};
    }

    /// Two edges from one field differ in their transformations only.
    static void addInput(Json& list, Json input) {
        for (auto& one : list) {
            if (one["namespace"] != input["namespace"] || one["name"] != input["name"] ||
                one["field"] != input["field"]) {
                continue;
            }
            one["transformations"].push_back(std::move(input["transformations"][0]));
            return;
        }
        list.push_back(std::move(input));
    }

    Json columnLineage(uint32_t dataset, const std::vector<uint32_t>& edges) const {
        Json out = facet(m_producer, "facets/1-2-0/ColumnLineageDatasetFacet.json");
        Json fields = Json::object(), whole = Json::array();
        for (const uint32_t e : edges) {
            const auto& edge = m_graph.edges[e];
            const auto& target = m_graph.columns[edge.target];
            if (target.dataset != dataset) continue;
            if (target.name.empty()) {
                addInput(whole, inputField(edge));
                continue;
            }
            Json& field = fields[target.name];
            addInput(field["inputFields"], inputField(edge));
            if (isDirect(edge.subtype) && !field.contains("transformationType")) {
                // What readers of the facet before 1-2-0 look at.
                field["transformationDescription"] = edge.expression;
                field["transformationType"] = edge.masking ? "MASKED" : subtypeName(edge.subtype);
            }
        }
        out["fields"] = std::move(fields);
        if (!whole.empty()) out["dataset"] = std::move(whole);
        return out;
    }

    const Graph& m_graph;
    const OpenLineageOptions& m_options;
    const std::string m_producer;
    std::map<uint32_t, std::vector<const Tag*>> m_tags;
};

}  // namespace

std::vector<std::string> openLineageEvents(const Graph& graph, const OpenLineageOptions& options) {
    std::vector<std::vector<uint32_t>> byJob(graph.jobs.size());
    for (uint32_t e = 0; e < graph.edges.size(); e++) {
        if (graph.edges[e].job < byJob.size() && !graph.edges[e].endedMs)
            byJob[graph.edges[e].job].push_back(e);
    }
    EventWriter writer(graph, options);
    std::vector<std::string> out;
    for (size_t j = 0; j < byJob.size(); j++) {
        if (!byJob[j].empty()) out.push_back(writer.event(graph.jobs[j], byJob[j]));
    }
    return out;
}

}  // namespace tributary::lineage
