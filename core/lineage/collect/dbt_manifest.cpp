// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/lineage/binder.h"
#include "core/lineage/collect/file_collector.h"
#include "core/lineage/collect/observe.h"
#include "core/lineage/extractor.h"
#include "core/lineage/interchange/json_text.h"

namespace tributary::lineage {
namespace {

using Json = nlohmann::json;

struct Node {
    std::string id;
    std::string relation;  ///< dotted
    std::string code;      ///< compiled; empty when the manifest was not compiled
    std::string type;      ///< model, seed, snapshot, source, exposure
    bool isView = false;
    std::vector<ObservedColumn> columns;
    std::vector<std::string> owners;
    std::vector<std::string> dependsOn;
};

/// Reads a manifest, models after what they depend on.
class ManifestReader {
  public:
    ManifestReader(const ImportOptions& options, std::vector<std::string>& notes, const CancelToken& token)
        : m_options(options), m_notes(notes), m_token(token) {}

    Result<std::vector<Observation>> read(const Json& manifest) {
        const auto metadata = manifest.find("metadata");
        if (metadata == manifest.end() || !manifest.contains("nodes")) {
            return fail(ErrorCode::Data, "This JSON is no dbt manifest: it has no metadata and nodes",
                        "Give target/manifest.json as dbt writes it.");
        }
        m_adapter = textAt(*metadata, "adapter_type");
        for (const char* list : {"sources", "nodes", "exposures"}) collect(manifest, list);
        ExtractOptions options;
        options.dialect = dialectNamed(m_adapter).value_or(SqlDialect::Ansi);
        options.binder = std::make_shared<Binder>();
        SchemaCatalog schema;
        for (const auto& [id, node] : m_nodes) {
            SchemaTable table{node.relation, {}, {}};
            for (const auto& column : node.columns) table.columns.push_back({column.name, column.type});
            if (node.type == "source" || node.type == "seed") schema.add(std::move(table));
        }
        m_session.emplace(options, std::move(schema));
        for (const auto& [id, node] : m_nodes) {
            if (auto done = visit(id); !done) return fail(done.error());
        }
        return std::move(m_out);
    }

  private:
    void collect(const Json& manifest, const char* list) {
        const auto found = manifest.find(list);
        if (found == manifest.end() || !found->is_object()) return;
        for (const auto& [id, json] : found->items()) {
            if (!json.is_object()) continue;
            Node node;
            node.id = id;
            node.type = textAt(json, "resource_type");
            if (node.type.empty()) node.type = id.substr(0, id.find('.'));
            if (node.type == "test" || node.type == "analysis" || node.type == "operation") continue;
            readNode(json, node);
            m_nodes.emplace(id, std::move(node));
        }
    }

    void readNode(const Json& json, Node& node) {
        std::vector<std::string> parts;
        for (const char* key : {"database", "schema"}) {
            if (!textAt(json, key).empty()) parts.push_back(textAt(json, key));
        }
        std::string name = textAt(json, node.type == "source" ? "identifier" : "alias");
        if (name.empty()) name = textAt(json, "name");
        parts.push_back(name);
        node.relation = node.type == "exposure" ? name : joinName(parts);
        node.code = textAt(json, "compiled_code");
        if (node.code.empty()) node.code = textAt(json, "compiled_sql");  // before manifest v7
        const auto config = json.find("config");
        const std::string kind =
            config == json.end() || !config->is_object() ? "" : textAt(*config, "materialized");
        node.isView = kind == "view";
        if (kind == "ephemeral") node.type = "ephemeral";
        if (const auto columns = json.find("columns"); columns != json.end() && columns->is_object()) {
            for (const auto& [key, column] : columns->items()) {
                node.columns.push_back(
                    {key, column.is_object() ? textAt(column, "data_type") : std::string()});
            }
        }
        if (const auto owner = json.find("owner"); owner != json.end() && owner->is_object()) {
            const std::string who =
                textAt(*owner, "email").empty() ? textAt(*owner, "name") : textAt(*owner, "email");
            if (!who.empty()) node.owners.push_back(who);
        }
        const auto depends = json.find("depends_on");
        if (depends == json.end() || !depends->is_object()) return;
        const auto nodes = depends->find("nodes");
        if (nodes == depends->end() || !nodes->is_array()) return;
        for (const auto& one : *nodes) {
            if (one.is_string()) node.dependsOn.push_back(one.get<std::string>());
        }
    }

    /// Depth first with an own stack: a manifest may chain thousands of models.
    Result<void> visit(const std::string& start) {
        std::vector<std::pair<std::string, bool>> stack = {{start, false}};
        while (!stack.empty()) {
            const auto [id, ready] = stack.back();
            stack.pop_back();
            const auto found = m_nodes.find(id);
            if (found == m_nodes.end()) continue;
            if (ready) {
                if (auto done = emit(found->second); !done) return done;
                continue;
            }
            if (!m_visited.insert(id).second) continue;
            stack.emplace_back(id, true);
            for (const auto& next : found->second.dependsOn) stack.emplace_back(next, false);
        }
        return {};
    }

    DatasetName nameOf(const std::string& relation) const { return {m_options.connection, relation}; }

    Observation base(const Node& node) const {
        Observation out;
        out.jobKind = "dbt";
        out.jobSpace = m_options.connection;
        out.jobName = node.id;
        out.dialect = m_adapter;
        out.atMs = m_options.nowMs;
        out.isDefinition = true;
        out.ran = false;
        const auto kind = node.type == "exposure" ? DatasetKind::Dashboard
                          : node.isView           ? DatasetKind::View
                                                  : DatasetKind::Table;
        const DatasetName name =
            node.type == "exposure" ? DatasetName{"", node.relation} : nameOf(node.relation);
        out.datasets.push_back({name, kind, node.columns});
        for (const auto& owner : node.owners) out.tags.push_back({{name, ""}, "owner", owner});
        return out;
    }

    Result<void> emit(const Node& node) {
        if (node.type == "ephemeral") return {};  // its text stands inside the models that use it
        Observation out = base(node);
        if (!node.code.empty()) {
            const std::string text = std::string("CREATE ") + (node.isView ? "VIEW " : "TABLE ") +
                                     node.relation + " AS\n" + node.code;
            auto read = m_session->extract(text, m_token);
            if (!read) return fail(read.error());
            if (!read->statements.empty() && read->statements.front().error.empty()) {
                StatementFacts facts;
                facts.statement = node.code;
                facts.dialect = dialectNamed(m_adapter).value_or(SqlDialect::Ansi);
                auto seen = observe(read->statements.front(), facts, inConnection(m_options.connection));
                out.statement = std::move(seen.statement);
                out.edges = std::move(seen.edges);
                out.reads = std::move(seen.reads);
            } else {
                m_notes.push_back(node.id + ": its SQL could not be read; what it depends on is kept");
            }
        }
        if (out.edges.empty()) addDependencies(node, out);
        m_out.push_back(std::move(out));
        return {};
    }

    void addDependencies(const Node& node, Observation& out) {
        for (const auto& id : node.dependsOn) {
            const auto found = m_nodes.find(id);
            if (found == m_nodes.end()) continue;
            ObservedEdge edge;
            edge.source.dataset = nameOf(found->second.relation);
            edge.target.dataset = out.datasets.front().name;
            edge.subtype = Subtype::Transformation;
            edge.confidence = Confidence::Low;
            out.edges.push_back(std::move(edge));
        }
        if (node.type == "model" && node.code.empty()) {
            m_notes.push_back(node.id +
                              ": not compiled; only what it depends on is known (run dbt compile first)");
        }
    }

    const ImportOptions& m_options;
    std::vector<std::string>& m_notes;
    const CancelToken& m_token;
    std::string m_adapter;
    std::map<std::string, Node> m_nodes;
    std::set<std::string> m_visited;
    std::optional<ExtractSession> m_session;
    std::vector<Observation> m_out;
};

}  // namespace

Result<std::vector<Observation>> readDbtManifest(std::string_view json, const ImportOptions& options,
                                                 std::vector<std::string>& notes, const CancelToken& token) {
    const Json manifest = Json::parse(json, nullptr, false);
    if (!manifest.is_object()) return fail(ErrorCode::Data, "The manifest is not a JSON object");
    return ManifestReader(options, notes, token).read(manifest);
}

}  // namespace tributary::lineage
