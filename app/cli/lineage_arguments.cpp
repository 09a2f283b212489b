// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/lineage_arguments.h"

namespace tributary::cli {
namespace {

void addChoice(CLI::App& command, std::string& format, const std::set<std::string>& formats) {
    std::string list;
    for (const auto& one : formats) list += (list.empty() ? "" : ", ") + one;
    command.add_option("--format", format, list)->check(CLI::IsMember(formats));
}

void addFormats(CLI::App& command, LineageArguments& o, const std::set<std::string>& formats) {
    addChoice(command, o.format, formats);
}

void addWalk(CLI::App& command, LineageArguments& o) {
    command.add_option("--depth", o.depth, "How many tables away");
    command.add_flag("--direct", o.direct, "Only where values flow; not filters, joins and sorts");
}

void defineQuestions(CLI::App& group, LineageArguments& o, Action& action) {
    const auto ask = [&action, &o](CLI::App* command,
                                   int (*run)(engine::Workbench&, const LineageArguments&)) {
        command->callback([&action, &o, run] {
            action = [&o, run](engine::Workbench& w, const CancelToken&) { return run(w, o); };
        });
    };
    auto* impact = group.add_subcommand("impact", "What a change of a table or column breaks");
    impact->add_option("NAME", o.name, "connection.schema.table[.column]")->required();
    impact->add_option("--change", o.change, "drop, rename or retype")
        ->check(CLI::IsMember({"drop", "rename", "retype"}));
    addFormats(*impact, o, {"table", "json"});
    addWalk(*impact, o);
    ask(impact, showImpact);

    auto* graph = group.add_subcommand("graph", "The lineage of a table or column, or all of it");
    graph->add_option("NAME", o.name, "connection.schema.table[.column]; default: everything");
    graph->add_option("--direction", o.direction, "up, down or both")
        ->check(CLI::IsMember({"up", "down", "both"}));
    graph->add_option("--at", o.at, "As it was then: 2026-01-31 or 2026-01-31T12:00:00Z");
    addFormats(*graph, o, {"table", "json", "csv", "dot", "mermaid", "openlineage"});
    addWalk(*graph, o);
    ask(graph, showGraph);

    auto* path = group.add_subcommand("path", "The ways from one column to another");
    path->add_option("FROM", o.name)->required();
    path->add_option("TO", o.other)->required();
    addFormats(*path, o, {"table", "json", "csv", "dot", "mermaid"});
    addWalk(*path, o);
    ask(path, showPath);

    auto* cause =
        group.add_subcommand("cause", "What stands upstream of a value, with freshness and quality");
    cause->add_option("NAME", o.name, "connection.schema.table[.column]")->required();
    addFormats(*cause, o, {"table", "json"});
    addWalk(*cause, o);
    ask(cause, showCauses);

    auto* unused = group.add_subcommand("unused", "Tables and views that feed nothing and are not read");
    unused->add_option("--days", o.days, "Not read for so many days")->check(CLI::NonNegativeNumber);
    addFormats(*unused, o, {"table", "json"});
    ask(unused, showUnused);

    auto* cycles = group.add_subcommand("cycles", "Tables that feed each other in a ring");
    addFormats(*cycles, o, {"table", "json"});
    ask(cycles, showCycles);

    auto* coverage = group.add_subcommand("coverage", "Per connection: tables with lineage, of all");
    addFormats(*coverage, o, {"table", "json"});
    ask(coverage, showCoverage);

    auto* compare = group.add_subcommand("compare", "What came and went between two moments");
    compare->add_option("FROM", o.from, "2026-01-31 or 2026-01-31T12:00:00Z")->required();
    compare->add_option("TO", o.to, "The same; default: now");
    addFormats(*compare, o, {"table", "json"});
    ask(compare, showComparison);
}

void defineExtract(CLI::App& group, LineageOptions& o, PlainAction& plain) {
    auto* extract = group.add_subcommand("extract", "Column lineage of scripts");
    auto* files =
        extract->add_option("FILE", o.files, "Scripts of one session, in order; - for standard input");
    extract->add_option("--dialect", o.dialect, "postgresql, mysql, tsql, snowflake, spark …");
    extract->add_option("--schema", o.schema, "JSON file: {\"table\": {\"column\": \"type\"}}");
    extract->add_option("--default-db", o.defaultDatabase, "Database of names that have none");
    extract->add_option("--default-schema", o.defaultSchema, "Schema of names that have none");
    addChoice(*extract, o.format, {"json", "openlineage", "csv", "dot"});
    auto* cases =
        extract->add_option("--cases", o.cases, "Answer a file of cases (one JSON object per line)");
    extract->add_option("--output", o.output, "Write to a file");
    files->excludes(cases);
    extract->callback([&o, &plain, files, cases] {
        if (files->empty() && cases->empty()) throw CLI::RequiredError("FILE or --cases");
        plain = [&o](const CancelToken& token) { return extractLineage(o, token); };
    });
}

}  // namespace

void defineLineage(CLI::App& app, LineageArguments& o, LineageOptions& extract, Action& action,
                   PlainAction& plain, bool& makesWorkspace) {
    auto* group = app.add_subcommand("lineage", "Where columns come from, and what hangs on them");
    group->require_subcommand(1);
    defineExtract(*group, extract, plain);
    defineQuestions(*group, o, action);

    auto* refresh =
        group->add_subcommand("refresh", "Read tables, views and foreign keys of the connections");
    refresh->add_option("CONNECTION", o.connection, "Default: all that lineage is collected from");
    refresh->callback(
        [&] { action = [&](auto& w, const auto& token) { return refreshLineage(w, o, token); }; });

    auto* importing =
        group->add_subcommand("import", "Read SQL scripts, dbt manifests and OpenLineage events");
    importing->add_option("PATH", o.paths, "Files or folders")->required();
    importing->add_option("--connection", o.connection,
                          "The connection that names in scripts and models belong to");
    importing->add_option("--dialect", o.dialect, "Of scripts; default: the connection's");
    importing->add_option("--kind", o.kind, "auto, sql, dbt or openlineage")
        ->check(CLI::IsMember({"auto", "sql", "dbt", "openlineage"}));
    importing->callback([&] {
        makesWorkspace = true;
        action = [&](auto& w, const auto& token) { return importFiles(w, o, token); };
    });

    auto* out = group->add_subcommand("export", "Write lineage to a file, or post OpenLineage events");
    out->add_option("NAME", o.name, "Around this table; default: everything");
    out->add_option("--direction", o.direction, "up, down or both")
        ->check(CLI::IsMember({"up", "down", "both"}));
    addFormats(*out, o, {"openlineage", "csv", "dot", "mermaid", "json"});
    out->add_option("--output", o.output, "Write to a file; default: standard output");
    out->add_option("--url", o.url, "Post the events here, one by one (Marquez: …/api/v1/lineage)");
    out->add_option("--token", o.token, "Bearer token for the URL: env:VARIABLE or file:PATH");
    addWalk(*out, o);
    out->callback([&] {
        if (o.format == "table") o.format = "openlineage";
        action = [&](auto& w, const auto& token) { return exportLineage(w, o, token); };
    });

    auto* collect = group->add_subcommand("collect", "Switch collection for a connection");
    collect->add_option("CONNECTION", o.connection)->required();
    collect->add_option("STATE", o.onOff, "on or off")->required()->check(CLI::IsMember({"on", "off"}));
    collect->callback([&] { action = [&](auto& w, const auto&) { return switchCollection(w, o); }; });
}

}  // namespace tributary::cli
