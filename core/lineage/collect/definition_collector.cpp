// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/collect/definition_collector.h"

#include <algorithm>
#include <set>

#include "core/lineage/collect/name_finder.h"
#include "core/lineage/collect/observe.h"
#include "core/lineage/live.h"
#include "core/sql/splitter.h"

namespace tributary::lineage {
namespace {

std::string textLiteral(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
    return out + "'";
}

/// Parameters have no values here; only what is read matters.
std::string withoutParameters(std::string_view statement) {
    std::string out;
    for (const auto& token : sql::tokenize(statement, sql::Lexis::DuckDb)) {
        const bool parameter = token.kind == sql::TokenKind::Parameter;
        out += parameter ? "NULL" : std::string(statement.substr(token.begin, token.end - token.begin));
    }
    return out;
}

class DefinitionReader {
  public:
    DefinitionReader(engine::Workbench& workbench, NameFinder& names, const CancelToken& token)
        : m_workbench(workbench), m_names(names), m_token(token) {}

    Result<Observation> read(const DefinedNode& node, const std::string& jobKind, int64_t nowMs) {
        StatementFacts facts;
        facts.jobKind = jobKind;
        facts.jobSpace = node.jobSpace;
        facts.jobName = node.jobName;
        facts.dialect = m_names.dialectOf(node.connection).value_or(SqlDialect::DuckDb);
        facts.dialectName = node.connection.empty() ? "duckdb" : m_names.typeOf(node.connection);
        facts.atMs = nowMs;
        facts.isDefinition = true;
        facts.ran = false;
        StatementLineage lineage;
        if (node.edges.empty()) {
            auto read = lineageOf(node, facts);
            if (!read) return fail(read.error());
            lineage = std::move(*read);
        }
        const auto resolve = inFederation(m_names.connections());
        Observation out = observe(lineage, facts, [&](const std::string& name) {
            return name == kTarget ? node.dataset : m_names.qualified(resolve(name), m_paths);
        });
        for (auto edge : node.edges) {
            edge.target.dataset = node.dataset;
            out.reads.push_back(edge.source.dataset);
            out.edges.push_back(std::move(edge));
        }
        // What the query makes on its way belongs to no connection.
        std::erase_if(out.edges, [](const ObservedEdge& edge) { return edge.source.dataset.space.empty(); });
        std::erase_if(out.reads, [](const DatasetName& name) { return name.space.empty(); });
        ObservedDataset dataset{node.dataset, node.kind, {}};
        const auto& columns = node.columns.empty() ? lineage.outputColumns : node.columns;
        for (const auto& column : columns) dataset.columns.push_back({column, ""});
        out.datasets.push_back(std::move(dataset));
        return out;
    }

  private:
    static constexpr const char* kTarget = "\x01 target";  ///< stands for the node among tables' names

    /// The last statement whose answer has all the columns that are used.
    Result<StatementLineage> lineageOf(const DefinedNode& node, StatementFacts& facts) {
        const auto lexis = sql::lexisFor(m_names.typeOf(node.connection));
        const auto statements = sql::splitStatements(node.query, lexis);
        Error problem(ErrorCode::Query, "its query has no statement that returns what is used of it");
        for (auto at = statements.rbegin(); at != statements.rend(); ++at) {
            const std::string text(at->in(node.query));
            if (sql::mayWrite(text, lexis)) continue;
            auto read = plan(node.connection.empty() ? withoutParameters(text)
                                                     : "SELECT * FROM query(" + textLiteral(node.connection) +
                                                           ", " + textLiteral(text) + ")");
            if (!read) {
                problem = read.error();
                if (problem.code == ErrorCode::Cancelled) return fail(problem);
                continue;
            }
            const auto has = [&](const std::string& column) {
                return std::find(read->outputColumns.begin(), read->outputColumns.end(), column) !=
                       read->outputColumns.end();
            };
            if (!std::all_of(node.columns.begin(), node.columns.end(), has)) continue;
            facts.statement = text;
            return ofNode(std::move(*read), node.columns);
        }
        return fail(problem);
    }

    Result<StatementLineage> plan(const std::string& text) {
        auto session = m_workbench.federation().openSession();
        if (!session) return fail(session.error());
        auto run = (*session)->run("SELECT * FROM (\n" + text + "\n) AS used LIMIT 0", {}, m_token);
        if (!run) return fail(run.error());
        const auto live = liveLineage(**run);
        if (!live || !live->error.empty()) {
            return fail(ErrorCode::Unsupported, live ? live->error : "its plan was not looked at");
        }
        for (const auto& native : live->natives) {
            auto told = m_workbench.federation().test(native.connection, m_token);
            if (told) m_paths[native.connection] = told->schemaPath;
        }
        return throughNatives(
            *live, [this](const std::string& connection) { return m_names.dialectOf(connection); });
    }

    /// A query's lineage as that of a node: what is not used is left out.
    static StatementLineage ofNode(StatementLineage lineage, const std::vector<std::string>& used) {
        std::erase_if(lineage.edges, [&](const ColumnEdge& edge) {
            return !used.empty() && !edge.target.column.empty() &&
                   std::find(used.begin(), used.end(), edge.target.column) == used.end();
        });
        for (auto& edge : lineage.edges) edge.target.table = kTarget;
        lineage.outputs = {kTarget};
        return lineage;
    }

    engine::Workbench& m_workbench;
    NameFinder& m_names;
    SchemaPaths m_paths;
    const CancelToken& m_token;
};

/// Those that are no more, by their jobs.
Result<void> endOthers(LineageStore& store, const std::string& jobKind,
                       const std::set<std::pair<std::string, std::string>>& alive, int64_t nowMs) {
    auto jobs = store.jobs(jobKind);
    if (!jobs) return fail(jobs.error());
    for (const auto& job : *jobs) {
        if (alive.contains({job.space, job.name})) continue;
        if (auto done = store.endJob(jobKind, job.space, job.name, nowMs); !done) return done;
    }
    return {};
}

}  // namespace

Result<DefinitionReport> recordDefinitions(engine::Workbench& workbench, LineageStore& store,
                                           const std::string& jobKind, const std::vector<DefinedNode>& nodes,
                                           int64_t nowMs, const CancelToken& token) {
    auto connections = workbench.workspace().connections();
    if (!connections) return fail(connections.error());
    std::map<std::string, std::string> types;
    for (const auto& record : *connections) {
        auto wanted = store.collects(record.name);
        if (!wanted) return fail(wanted.error());
        if (*wanted) types[record.name] = record.type;
    }
    NameFinder names(store, std::move(types));
    DefinitionReader reader(workbench, names, token);
    DefinitionReport report;
    std::vector<Observation> seen;
    std::set<std::pair<std::string, std::string>> alive;
    for (const auto& node : nodes) {
        alive.emplace(node.jobSpace, node.jobName);
        if (node.isKnown) continue;
        auto observation = reader.read(node, jobKind, nowMs);
        if (observation) {
            report.recorded++;
            seen.push_back(std::move(*observation));
        } else if (token.isCancelled()) {
            return fail(observation.error());
        } else {
            report.unread.push_back(node.jobName + ": " + observation.error().message);
            report.unreadNames.push_back(node.jobName);
        }
    }
    if (auto done = endOthers(store, jobKind, alive, nowMs); !done) return fail(done.error());
    if (auto done = store.record(seen); !done) return fail(done.error());
    return report;
}

}  // namespace tributary::lineage
