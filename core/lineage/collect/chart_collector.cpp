// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/collect/chart_collector.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/lineage/collect/name_finder.h"
#include "core/lineage/collect/observe.h"
#include "core/lineage/interchange/json_text.h"
#include "core/lineage/live.h"
#include "core/sql/splitter.h"

namespace tributary::lineage {
namespace {

constexpr const char* kJobKind = "chart";

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

class ChartReader {
  public:
    ChartReader(engine::Workbench& workbench, NameFinder& names, const CancelToken& token)
        : m_workbench(workbench), m_names(names), m_token(token) {}

    Result<Observation> read(const store::SavedQuery& query, int64_t nowMs) {
        const auto drawn = drawnColumns(query.chart);
        StatementFacts facts;
        facts.jobKind = kJobKind;
        facts.jobSpace = query.folder;
        facts.jobName = query.name;
        facts.dialect = m_names.dialectOf(query.target).value_or(SqlDialect::DuckDb);
        facts.dialectName = query.target.empty() ? "duckdb" : m_names.typeOf(query.target);
        facts.atMs = nowMs;
        facts.isDefinition = true;
        facts.ran = false;
        auto lineage = lineageOf(query, drawn, facts);
        if (!lineage) return fail(lineage.error());
        const DatasetName chart{
            "", joinName(query.folder.empty() ? std::vector<std::string>{query.name}
                                              : std::vector<std::string>{query.folder, query.name})};
        const auto resolve = inFederation(m_names.connections());
        Observation out = observe(*lineage, facts, [&](const std::string& name) {
            return name == kChart ? chart : m_names.qualified(resolve(name), m_paths);
        });
        // What the query makes on its way belongs to no connection.
        std::erase_if(out.edges, [](const ObservedEdge& edge) { return edge.source.dataset.space.empty(); });
        std::erase_if(out.reads, [](const DatasetName& name) { return name.space.empty(); });
        ObservedDataset dataset{chart, DatasetKind::Chart, {}};
        for (const auto& column : drawn) dataset.columns.push_back({column, ""});
        out.datasets.push_back(std::move(dataset));
        return out;
    }

  private:
    static constexpr const char* kChart = "\x01 chart";  ///< stands for the chart among tables' names

    /// The last statement whose answer has all the columns that are drawn.
    Result<StatementLineage> lineageOf(const store::SavedQuery& query, const std::vector<std::string>& drawn,
                                       StatementFacts& facts) {
        const auto lexis = sql::lexisFor(m_names.typeOf(query.target));
        const auto statements = sql::splitStatements(query.sql, lexis);
        Error problem(ErrorCode::Query, "its query has no statement that could be drawn");
        for (auto at = statements.rbegin(); at != statements.rend(); ++at) {
            const std::string text(at->in(query.sql));
            if (sql::mayWrite(text, lexis)) continue;
            auto read = plan(query.target.empty() ? withoutParameters(text)
                                                  : "SELECT * FROM query(" + textLiteral(query.target) +
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
            if (!std::all_of(drawn.begin(), drawn.end(), has)) continue;
            facts.statement = text;
            return ofChart(std::move(*read), drawn);
        }
        return fail(problem);
    }

    Result<StatementLineage> plan(const std::string& text) {
        auto session = m_workbench.federation().openSession();
        if (!session) return fail(session.error());
        auto run = (*session)->run("SELECT * FROM (\n" + text + "\n) AS drawn LIMIT 0", {}, m_token);
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

    /// A query's lineage as that of a chart: what is not drawn is left out.
    static StatementLineage ofChart(StatementLineage lineage, const std::vector<std::string>& drawn) {
        std::erase_if(lineage.edges, [&](const ColumnEdge& edge) {
            return !edge.target.column.empty() &&
                   std::find(drawn.begin(), drawn.end(), edge.target.column) == drawn.end();
        });
        for (auto& edge : lineage.edges) edge.target.table = kChart;
        lineage.outputs = {kChart};
        return lineage;
    }

    engine::Workbench& m_workbench;
    NameFinder& m_names;
    SchemaPaths m_paths;
    const CancelToken& m_token;
};

/// Charts that no saved query draws any more, by their jobs.
Result<void> endOthers(LineageStore& store, const std::set<std::pair<std::string, std::string>>& alive,
                       int64_t nowMs) {
    auto jobs = store.jobs(kJobKind);
    if (!jobs) return fail(jobs.error());
    for (const auto& job : *jobs) {
        if (alive.contains({job.space, job.name})) continue;
        if (auto done = store.endJob(kJobKind, job.space, job.name, nowMs); !done) return done;
    }
    return {};
}

}  // namespace

Result<ChartReport> collectCharts(engine::Workbench& workbench, LineageStore& store, int64_t nowMs,
                                  const CancelToken& token) {
    auto queries = workbench.workspace().savedQueries();
    if (!queries) return fail(queries.error());
    auto connections = workbench.workspace().connections();
    if (!connections) return fail(connections.error());
    std::map<std::string, std::string> types;
    for (const auto& record : *connections) {
        auto wanted = store.collects(record.name);
        if (!wanted) return fail(wanted.error());
        if (*wanted) types[record.name] = record.type;
    }
    NameFinder names(store, std::move(types));
    ChartReader reader(workbench, names, token);
    ChartReport report;
    std::vector<Observation> seen;
    std::set<std::pair<std::string, std::string>> alive;
    for (const auto& query : *queries) {
        if (query.chart.empty()) continue;
        alive.emplace(query.folder, query.name);
        auto observation = reader.read(query, nowMs);
        if (observation) {
            report.charts++;
            seen.push_back(std::move(*observation));
        } else if (token.isCancelled()) {
            return fail(observation.error());
        } else {
            report.unread.push_back(query.name + ": " + observation.error().message);
        }
    }
    if (auto done = endOthers(store, alive, nowMs); !done) return fail(done.error());
    if (auto done = store.record(seen); !done) return fail(done.error());
    return report;
}

}  // namespace tributary::lineage
