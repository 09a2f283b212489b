// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "app/cli/lineage_commands.h"
#include "app/cli/lineage_part.h"
#include "app/cli/output.h"
#include "app/cli/terminal.h"
#include "app/cli/text_file.h"
#include "core/alerts/store/alert_store.h"
#include "core/lineage/analysis.h"
#include "core/lineage/collect/catalog_collector.h"
#include "core/lineage/collect/chart_collector.h"
#include "core/lineage/collect/file_collector.h"
#include "core/lineage/interchange/naming.h"
#include "core/lineage/interchange/text_writers.h"
#include "core/lineage/lineage_store.h"
#include "core/lineage/part.h"
#include "core/net/http_client.h"
#include "core/schedule/rule_book.h"
#include "core/schedule/rule_lineage.h"

namespace tributary::cli {
namespace {
using namespace lineage;

Result<std::string> bearer(const std::string& from, const CancelToken& token) {
    if (from.empty()) return std::string();
    if (from.starts_with("env:")) {
        const char* value = std::getenv(from.c_str() + 4);
        if (value) return std::string(value);
        return fail(ErrorCode::InvalidArgument, "The environment has no variable '" + from.substr(4) + "'");
    }
    if (from.starts_with("file:")) {
        auto text = readAll(from.substr(5), token);
        if (text && !text->empty() && text->back() == '\n') text->pop_back();
        return text;
    }
    return fail(ErrorCode::InvalidArgument, "The token must come from somewhere safe",
                "Use --token env:VARIABLE or --token file:PATH: the command line itself is visible to every "
                "process.");
}

Result<Graph> chosenGraph(LineageStore& store, const LineageArguments& options) {
    if (options.name.empty()) return store.load();
    const Direction direction = directionOf(options.direction);
    auto part = partAround(store, options.name, direction, options.depth);
    if (!part) return fail(part.error());
    WalkFilter filter;
    filter.depth = options.depth;
    filter.indirect = !options.direct;
    return partOf(part->graph, closure(part->graph, {part->start}, direction, filter).edges, {part->start});
}

Result<size_t> post(const std::vector<std::string>& events, const LineageArguments& options,
                    const CancelToken& token) {
    auto secret = bearer(options.token, token);
    if (!secret) return fail(secret.error());
    net::HttpClient client;
    net::HttpRequest request;
    request.method = "POST";
    request.url = options.url;
    request.headers = {"Content-Type: application/json"};
    if (!secret->empty()) request.headers.push_back("Authorization: Bearer " + *secret);
    request.idleTimeout = std::chrono::seconds(30);
    for (size_t i = 0; i < events.size(); i++) {
        request.body = events[i];
        auto answer = client.send(request, token);
        if (!answer) return fail(answer.error());
        if (answer->status >= 300) {
            return fail(
                ErrorCode::Query,
                "The server refused event " + std::to_string(i + 1) + " of " + std::to_string(events.size()) +
                    " with status " + std::to_string(answer->status) + ": " + answer->body.substr(0, 300),
                "Events before it were taken. Check the address; Marquez takes them at /api/v1/lineage.");
        }
    }
    return events.size();
}

Result<std::string> dialectOf(engine::Workbench& workbench, const std::string& connection) {
    auto record = workbench.workspace().connection(connection);
    if (!record) return fail(record.error());
    return record->type;
}

/// Alert rules of the workspace, if it has any, as nodes; the service does it by itself while it runs.
Result<void> collectRules(engine::Workbench& workbench, LineageStore& store, const CancelToken& token) {
    const std::string path = alerts::AlertStore::pathFor(workbench.workspace().path());
    std::error_code status;
    if (!std::filesystem::exists(path, status)) return {};
    auto kept = alerts::AlertStore::open(path);
    if (!kept) return fail(kept.error());
    auto book = schedule::readRuleBook(**kept);
    if (!book) return fail(book.error());
    std::map<std::string, std::string> known;
    auto rules = schedule::recordRuleLineage(workbench, store, book->groups, known, nowMs(), token);
    if (!rules) return fail(rules.error());
    if (rules->recorded) note("alerts: " + counted(rules->recorded, "rule"));
    for (const auto& one : rules->unread) note("  not read: " + one);
    return {};
}

}  // namespace

int refreshLineage(engine::Workbench& workbench, const LineageArguments& options, const CancelToken& token) {
    auto store = openStore(workbench);
    if (!store) return report(store.error());
    auto connections = workbench.workspace().connections();
    if (!connections) return report(connections.error());
    int status = kOk;
    bool found = false;
    for (const auto& record : *connections) {
        if (!options.connection.empty() && record.name != options.connection) continue;
        found = true;
        auto wanted = (*store)->collects(record.name);
        if (!wanted) return report(wanted.error());
        if (!*wanted) {
            note(record.name + ": lineage is not collected from it (tributary lineage collect " +
                 record.name + " on)");
            continue;
        }
        auto done =
            collectCatalog(workbench.federation(), record.name, record.type, **store, nowMs(), token, {});
        if (!done) {
            status = report(done.error());
            if (token.isCancelled()) return status;
            continue;
        }
        note(record.name + ": " + counted(done->tables, "table") + ", " + counted(done->views, "view") +
             ", " + counted(done->relations, "foreign key column"));
        for (const auto& one : done->unread) note("  not read: " + one);
    }
    if (found && options.connection.empty()) {
        auto charts = collectCharts(workbench, **store, nowMs(), token);
        if (!charts) return report(charts.error());
        if (charts->charts) note("saved queries: " + counted(charts->charts, "chart"));
        for (const auto& one : charts->unread) note("  not read: " + one);
        if (auto done = collectRules(workbench, **store, token); !done) return report(done.error());
    }
    if (!found) {
        return report(
            Error(ErrorCode::NotFound, options.connection.empty()
                                           ? "The workspace has no connections"
                                           : "There is no connection '" + options.connection + "'"));
    }
    return status;
}

int importFiles(engine::Workbench& workbench, const LineageArguments& options, const CancelToken& token) {
    auto store = openStore(workbench);
    if (!store) return report(store.error());
    auto connections = workbench.workspace().connections();
    if (!connections) return report(connections.error());
    ImportOptions import;
    import.connection = options.connection;
    import.dialect = options.dialect;
    import.nowMs = nowMs();
    import.finder = openLineageFinder(*connections, workbench.registry());
    import.kind = options.kind == "sql"           ? ImportKind::Sql
                  : options.kind == "dbt"         ? ImportKind::Dbt
                  : options.kind == "openlineage" ? ImportKind::OpenLineage
                                                  : ImportKind::Auto;
    if (!options.connection.empty()) {
        auto dialect = dialectOf(workbench, options.connection);
        if (!dialect) return report(dialect.error());
        if (import.dialect.empty()) import.dialect = *dialect;
    }
    auto graph = (*store)->load();
    if (!graph) return report(graph.error());
    auto done = importLineage(options.paths, import, schemaOf(*graph, options.connection), **store, token);
    if (!done) return report(done.error());
    for (const auto& one : done->notes) note("note: " + one);
    note(counted(done->files, "file") + ", " + counted(done->observations, "statement") + ", " +
         counted(done->edges, "edge"));
    return kOk;
}

int exportLineage(engine::Workbench& workbench, const LineageArguments& options, const CancelToken& token) {
    auto store = openStore(workbench);
    if (!store) return report(store.error());
    auto graph = chosenGraph(**store, options);
    if (!graph) return report(graph.error());
    auto connections = workbench.workspace().connections();
    if (!connections) return report(connections.error());
    std::string text;
    if (options.format == "openlineage") {
        OpenLineageOptions how;
        how.atMs = nowMs();
        how.namer = openLineageNamer(*connections, workbench.registry());
        const auto events = openLineageEvents(*graph, how);
        if (!options.url.empty()) {
            auto sent = post(events, options, token);
            if (!sent) return report(sent.error());
            note(counted(*sent, "event") + " posted");
            return kOk;
        }
        for (const auto& event : events) text += event + "\n";
    } else if (!options.url.empty()) {
        return report(Error(ErrorCode::InvalidArgument, "Only OpenLineage events can be posted",
                            "Leave --format out, or write to a file with --output."));
    } else {
        text = options.format == "csv"       ? edgesAsCsv(*graph)
               : options.format == "dot"     ? graphAsDot(*graph)
               : options.format == "mermaid" ? graphAsMermaid(*graph)
                                             : graphAsJson(*graph);
    }
    auto output = options.output.empty() ? Result<Output>(Output::standard()) : Output::file(options.output);
    if (!output) return report(output.error());
    if (auto done = output->sink()(text); !done)
        return output->isClosedPipe() ? kBrokenPipe : report(done.error());
    if (auto done = output->commit(); !done) return report(done.error());
    return kOk;
}

int switchCollection(engine::Workbench& workbench, const LineageArguments& options) {
    if (auto record = workbench.workspace().connection(options.connection); !record)
        return report(record.error());
    auto store = openStore(workbench);
    if (!store) return report(store.error());
    auto done = (*store)->setCollects(options.connection, options.onOff == "on");
    return done ? static_cast<int>(kOk) : report(done.error());
}

}  // namespace tributary::cli
