// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/collect/catalog_collector.h"

#include <map>

#include "core/lineage/binder.h"
#include "core/lineage/collect/observe.h"
#include "core/lineage/extractor.h"
#include "core/lineage/schema.h"
#include "core/sql/splitter.h"

namespace tributary::lineage {
namespace {

DatasetKind kindOf(connect::ObjectKind kind) {
    switch (kind) {
        case connect::ObjectKind::View:
            return DatasetKind::View;
        case connect::ObjectKind::MaterializedView:
            return DatasetKind::MaterializedView;
        case connect::ObjectKind::File:
            return DatasetKind::File;
        default:
            return DatasetKind::Table;
    }
}

struct ViewText {
    std::string schema;
    std::string name;  ///< dotted
    DatasetKind kind = DatasetKind::View;
    std::string definition;
};

/// One pass over a connection's catalog.
class CatalogWalk {
  public:
    CatalogWalk(engine::Federation& federation, const std::string& connection, const CancelToken& token)
        : m_federation(federation), m_connection(connection), m_token(token) {}

    Result<void> run(const std::function<void(const std::string&)>& progress) {
        m_federation.forget(m_connection);
        auto schemas = m_federation.describe(m_connection, {}, m_token);
        if (!schemas) return fail(schemas.error());
        for (const auto& schema : schemas->objects) {
            if (schema.system) {
                catalog.system.insert(schema.name);
                continue;
            }
            auto tables = m_federation.describe(m_connection, {schema.name}, m_token);
            if (!tables) {
                if (stops(tables.error())) return fail(tables.error());
                report.unread.push_back(schema.name + ": " + tables.error().message);
                catalog.unread.insert(schema.name);
                continue;
            }
            if (tables->truncated) catalog.unread.insert(schema.name);
            if (progress)
                progress(schema.name + ": " + std::to_string(tables->objects.size()) + " tables and views");
            for (const auto& object : tables->objects) {
                if (object.system) continue;
                if (auto done = table(schema.name, object); !done) return done;
            }
        }
        return {};
    }

    CatalogSnapshot catalog;
    std::vector<ObservedRelation> relations;
    std::vector<ViewText> views;
    SchemaCatalog schema;
    CollectReport report;

  private:
    /// A dead server stops the walk; a table that cannot be described does not.
    static bool stops(const Error& error) {
        return error.code == ErrorCode::Cancelled || error.code == ErrorCode::Timeout ||
               error.code == ErrorCode::Connection || error.code == ErrorCode::Authentication;
    }

    Result<void> table(const std::string& schemaName, const connect::Object& object) {
        const std::string dotted = joinName({schemaName, object.name});
        auto found = m_federation.describe(m_connection, {schemaName, object.name}, m_token);
        if (!found) {
            if (stops(found.error())) return fail(found.error());
            report.unread.push_back(dotted + ": " + found.error().message);
            catalog.datasets.push_back({{m_connection, dotted}, kindOf(object.kind), {}});
            return {};
        }
        ObservedDataset dataset{{m_connection, dotted}, kindOf(object.kind), {}};
        SchemaTable known{dotted, {}, {}};
        for (const auto& column : found->columns) {
            dataset.columns.push_back({column.name, column.nativeType});
            known.columns.push_back({column.name, column.nativeType});
        }
        catalog.datasets.push_back(std::move(dataset));
        schema.add(std::move(known));
        const bool isView =
            kindOf(object.kind) == DatasetKind::View || kindOf(object.kind) == DatasetKind::MaterializedView;
        (isView ? report.views : report.tables)++;
        if (!found->definition.empty())
            views.push_back({schemaName, dotted, kindOf(object.kind), found->definition});
        for (const auto& key : found->foreignKeys) addRelation(dotted, schemaName, key);
        return {};
    }

    void addRelation(const std::string& dotted, const std::string& schemaName,
                     const connect::ForeignKey& key) {
        const std::string target =
            joinName({key.target.schema.empty() ? schemaName : key.target.schema, key.target.name});
        for (size_t i = 0; i < key.columns.size() && i < key.targetColumns.size(); i++) {
            relations.push_back({{{m_connection, dotted}, key.columns[i]},
                                 {{m_connection, target}, key.targetColumns[i]},
                                 key.name});
        }
    }

    engine::Federation& m_federation;
    const std::string& m_connection;
    const CancelToken& m_token;
};

bool startsWithCreate(const std::string& text) {
    return sql::firstKeyword(text, sql::Lexis::Standard) == "CREATE" ||
           sql::firstKeyword(text, sql::Lexis::Standard) == "ATTACH";
}

/// What a view's definition says, as an observation of the job "view <name>".
Result<Observation> readView(const ViewText& view, const std::string& connection,
                             const std::string& dialectName, SqlDialect dialect, const SchemaCatalog& schema,
                             int64_t nowMs, const std::shared_ptr<Binder>& binder, const CancelToken& token) {
    ExtractOptions options;
    options.binder = binder;
    options.dialect = dialect;
    options.defaultSchema = joinName({view.schema});
    ExtractSession session(options, schema);
    const std::string kind = view.kind == DatasetKind::MaterializedView ? "MATERIALIZED VIEW " : "VIEW ";
    const std::string text = startsWithCreate(view.definition)
                                 ? view.definition
                                 : "CREATE " + kind + view.name + " AS " + view.definition;
    auto read = session.extract(text, token);
    if (!read) return fail(read.error());
    StatementFacts facts;
    facts.jobKind = "view";
    facts.jobSpace = connection;
    facts.jobName = view.name;
    facts.statement = text;
    facts.dialect = dialect;
    facts.dialectName = dialectName;
    facts.atMs = nowMs;
    facts.isDefinition = true;
    facts.ran = false;
    for (const auto& statement : read->statements) {
        if (!statement.error.empty()) return fail(ErrorCode::Query, statement.error);
        if (!statement.outputs.empty()) return observe(statement, facts, inConnection(connection));
    }
    return fail(ErrorCode::Query, "its definition holds no query that could be read");
}

}  // namespace

Result<CollectReport> collectCatalog(engine::Federation& federation, const std::string& connection,
                                     const std::string& dialect, LineageStore& store, int64_t nowMs,
                                     const CancelToken& token,
                                     const std::function<void(const std::string&)>& progress) {
    CatalogWalk walk(federation, connection, token);
    if (auto done = walk.run(progress); !done) return fail(done.error());
    if (auto done = store.setCatalog(connection, walk.catalog, nowMs); !done) return fail(done.error());
    if (auto done = store.setRelations(connection, walk.relations, nowMs); !done) return fail(done.error());
    walk.report.relations = walk.relations.size();
    const auto known = dialectNamed(dialect).value_or(SqlDialect::Ansi);
    std::vector<Observation> seen;
    const auto binder = std::make_shared<Binder>();
    for (const auto& view : walk.views) {
        auto observation = readView(view, connection, dialect, known, walk.schema, nowMs, binder, token);
        if (observation) {
            seen.push_back(std::move(*observation));
        } else if (observation.error().code == ErrorCode::Cancelled) {
            return fail(observation.error());
        } else {
            walk.report.unread.push_back(view.name + ": " + observation.error().message);
        }
    }
    if (auto done = store.record(seen); !done) return fail(done.error());
    return std::move(walk.report);
}

std::vector<Coverage> coverage(const Graph& graph) {
    std::vector<bool> known(graph.datasets.size());
    for (const auto& edge : graph.edges) {
        if (edge.endedMs) continue;
        known[graph.columns[edge.source].dataset] = true;
        known[graph.columns[edge.target].dataset] = true;
    }
    std::map<std::string, Coverage> by;
    for (uint32_t d = 0; d < graph.datasets.size(); d++) {
        const auto& dataset = graph.datasets[d];
        if (dataset.kind > DatasetKind::File || dataset.name.space.empty()) continue;
        auto& one = by[dataset.name.space];
        one.connection = dataset.name.space;
        one.datasets++;
        if (known[d]) one.withLineage++;
    }
    std::vector<Coverage> out;
    for (auto& [name, one] : by) out.push_back(std::move(one));
    return out;
}

}  // namespace tributary::lineage
