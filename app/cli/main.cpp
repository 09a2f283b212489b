// SPDX-License-Identifier: GPL-3.0-or-later
#include <CLI/CLI.hpp>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>

#include "app/cli/alert_arguments.h"
#include "app/cli/connection_commands.h"
#include "app/cli/demo_command.h"
#include "app/cli/detect_command.h"
#include "app/cli/interrupt.h"
#include "app/cli/lineage_arguments.h"
#include "app/cli/plugin_arguments.h"
#include "app/cli/query_command.h"
#include "app/cli/schema_command.h"
#include "app/cli/serve_command.h"
#include "app/cli/terminal.h"
#include "app/composition/application.h"

namespace tributary::cli {
namespace {

/// Everything the command line said.
struct Arguments {
    std::string workspace;
    std::string name;
    std::string path;
    std::string format = "table";
    bool makesWorkspace = false;  ///< the command keeps something; else a missing file stays missing
    AddOptions add;
    QueryOptions query;
    DetectOptions detect;
    ServeOptions serve;
    AlertArguments alert;
    bool recordsLineage = true;  ///< of the statements the command runs
    LineageArguments lineage;
    LineageOptions extract;
    PluginArguments plugin;
    bool json() const { return format == "json"; }
};

std::string isTimeLimit(const std::string& text) {
    constexpr double kLongest = 1e9;  // 31 years; what follows counts in whole numbers
    double seconds = -1;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (status == std::errc() && end == text.data() + text.size() && seconds >= 0 && seconds <= kLongest)
        return "";
    return "'" + text + "' is not a number of seconds from 0 to 1000000000";
}

void addFormat(CLI::App& command, Arguments& arguments) {
    command.add_option("--format", arguments.format, "table or json")
        ->check(CLI::IsMember({"table", "json"}));
}

void defineConnection(CLI::App& app, Arguments& a, Action& action, bool& typesOnly) {
    auto* group = app.add_subcommand("connection", "Manage connections");
    group->require_subcommand(1);
    auto* types = group->add_subcommand("types", "What can be connected, and the settings each takes");
    addFormat(*types, a);
    types->callback([&] { typesOnly = true; });

    auto* add = group->add_subcommand("add", "Add a connection");
    add->add_option("NAME", a.add.name, "Name of the connection; its catalog name in SQL")->required();
    add->add_option("--type", a.add.type, "Connection type")->required();
    add->add_option("--set", a.add.settings, "key=value")->take_all();
    add->add_option("--secret", a.add.secrets, "key=env:VARIABLE, key=file:PATH or key=prompt")->take_all();
    add->add_option("--group", a.add.group, "Group in the window's tree");
    add->add_option("--color", a.add.color, "Colour as #rrggbb");
    auto* readOnly = add->add_flag("--read-only", a.add.readOnly, "Refuse whatever would change the source");
    add->add_flag("--read-write", a.add.readWrite, "Take --read-only back (with --replace)")
        ->excludes(readOnly);
    add->add_flag("--replace", a.add.replace, "Change the connection of that name; what is not given stays");
    add->callback([&] {
        a.makesWorkspace = true;
        action = [&](auto& w, const auto& token) { return addConnection(w, a.add, token); };
    });

    auto* test = group->add_subcommand("test", "Connect and report the server's version");
    test->add_option("NAME", a.name)->required();
    test->callback(
        [&] { action = [&](auto& w, const auto& token) { return testConnection(w, a.name, token); }; });

    auto* list = group->add_subcommand("list", "List connections");
    addFormat(*list, a);
    list->callback([&] { action = [&](auto& w, const auto&) { return listConnections(w, a.json()); }; });

    auto* show = group->add_subcommand("show", "Show a connection's settings (never its secrets)");
    show->add_option("NAME", a.name)->required();
    addFormat(*show, a);
    show->callback(
        [&] { action = [&](auto& w, const auto&) { return showConnection(w, a.name, a.json()); }; });

    auto* remove = group->add_subcommand("remove", "Remove a connection and its secrets");
    remove->add_option("NAME", a.name)->required();
    remove->callback([&] { action = [&](auto& w, const auto&) { return removeConnection(w, a.name); }; });
}

void defineQuery(CLI::App& app, Arguments& a, Action& action) {
    auto* query = app.add_subcommand("query", "Run statements over all connections, or natively on one");
    auto& q = a.query;
    query->add_option("SQL", q.sql, "The statements, or - for standard input");
    query->add_option("-f,--file", q.file, "Read the statements from a file");
    query->add_option("--on", q.on, "Run natively on this connection");
    query->add_option(
        "--format", q.format,
        "table, csv, json, ndjson, markdown, insert, parquet or null (rows are read and dropped)");
    query->add_option("--output", q.output, "Write to a file");
    query->add_flag("--explain", q.explain, "Show the plan and what each source would be sent");
    query->add_option("--profile", q.profile, "Write rows, bytes and times per source to a file, as JSON");
    query->add_option("--param", q.parameters, "name=value for $name")->take_all();
    query->add_option("--timeout", q.timeoutSeconds, "Seconds after which a statement is stopped; 0: never")
        ->check(isTimeLimit);
    query->callback([&] { action = [&](auto& w, const auto& token) { return runQuery(w, q, token); }; });
}

void defineSchema(CLI::App& app, Arguments& a, Action& action) {
    auto* schema = app.add_subcommand("schema", "List schemas, tables or columns");
    schema->add_option("PATH", a.path, "connection[.schema[.table]]");
    addFormat(*schema, a);
    schema->callback(
        [&] { action = [&](auto& w, const auto& token) { return showSchema(w, a.path, a.json(), token); }; });
}

std::string isRate(const std::string& text) {
    double rate = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), rate);
    if (status == std::errc() && end == text.data() + text.size() && rate > 0 && rate <= 1000) return "";
    return "'" + text + "' is not a number of false alarms above 0 and at most 1000";
}

void defineDetect(CLI::App& app, DetectOptions& o, PlainAction& action) {
    auto* detect = app.add_subcommand("detect", "Find the anomalies of series in CSV files");
    detect
        ->add_option("FILE,--input", o.input,
                     "A folder of CATEGORY/FILE.csv, one file, or - for standard input")
        ->required();
    detect->add_option("--output", o.output, "Write the same tree here, one file, or - for standard output");
    detect->add_option("--detector", o.detector,
                       "ensemble (the default), fast, seasonal, knn, dspot, count or hygiene; "
                       "with --multivariate pca (the default) or peers");
    detect->add_option("--sensitivity", o.sensitivity, "False alarms aimed at per series and week (0.1)")
        ->check(isRate);
    detect->add_option("--timezone", o.timezone, "By whose clock seasons are, such as Europe/Berlin (UTC)");
    detect->add_flag("--multivariate", o.multivariate, "Judge all columns of a file together");
    detect->add_flag("--explain", o.explains, "Add a column that says why");
    detect->add_option("--threads", o.threads, "How many files at once (one a processor)");
    detect->callback([&] { action = [&](const auto& token) { return detectAnomalies(o, token); }; });
}

void noteNoPlugins(const Error& why) {
    note("warning: the installed plugins are not used: " + why.text());
}

int runWith(const Arguments& arguments, const ApplicationAction& action, const CancelToken& token) {
    app::ApplicationOptions options;
    options.workspacePath = arguments.workspace;
    options.makeWorkspace = arguments.makesWorkspace;
    options.recordLineage = arguments.recordsLineage;
    options.password = [token](bool newFile) {
        return askSecret(newFile ? "New password for the secrets of this workspace"
                                 : "Password of the workspace's secrets",
                         token);
    };
    options.lineageFailed = [](const Error& error) {
        note("warning: the lineage of what ran was not kept: " + error.text());
    };
    auto application = app::Application::open(std::move(options));
    if (!application) return report(application.error());
    if (const auto& problem = (*application)->pluginProblem()) noteNoPlugins(*problem);
    const auto& damaged = (*application)->workbench().workspace().recoveredFrom();
    if (!damaged.empty()) note("warning: the workspace file was damaged; it was kept as " + damaged);
    return action(**application, token);
}

int listAllTypes(bool json) {
    app::PluginSources plugins(plugin::PluginStore::defaultRoot());
    const auto registry = app::Application::makeRegistry();
    if (auto added = plugins.fill(*registry); !added) noteNoPlugins(added.error());
    return listTypes(*registry, json);
}

int run(int count, char** values, const CancelToken& token) {
    CLI::App app{"Tributary: one SQL over all your databases"};
    app.require_subcommand(1);
    app.fallthrough();
    const std::string version =
        std::string("tributary " TRIBUTARY_VERSION " (DuckDB ") + duckdb::DuckDB::LibraryVersion() + ")";
    app.set_version_flag("--version", version);
    Arguments arguments;
    Action action;
    ApplicationAction served;
    PlainAction plain;
    bool typesOnly = false;
    bool versionOnly = false;
    bool demoOnly = false;
    app.add_option("--workspace", arguments.workspace,
                   "Workspace file (default: TRIBUTARY_WORKSPACE, else your own)");
    defineConnection(app, arguments, action, typesOnly);
    defineSchema(app, arguments, action);
    defineQuery(app, arguments, action);
    defineLineage(app, arguments.lineage, arguments.extract, action, plain, arguments.makesWorkspace);
    defineDetect(app, arguments.detect, plain);
    defineAlert(app, arguments.alert, action, plain, arguments.makesWorkspace);
    definePlugin(app, arguments.plugin, plain);
    defineServe(app, arguments.serve, served, arguments.makesWorkspace, arguments.recordsLineage);
    app.add_subcommand("version", "Print the version")->callback([&] { versionOnly = true; });
    app.add_subcommand("demo", "Generate the demo workspace and print its path")->callback([&] {
        demoOnly = true;
    });
    try {
        app.parse(count, values);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? kOk : kUsage;
    }
    if (versionOnly) {
        std::printf("%s\n", version.c_str());
        return kOk;
    }
    if (demoOnly) return makeDemo(arguments.workspace);
    if (typesOnly) return listAllTypes(arguments.json());
    arguments.plugin.run.workspace = arguments.workspace;
    if (plain) return plain(token);
    if (!served)
        served = [&](auto& application, const auto& own) { return action(application.workbench(), own); };
    return runWith(arguments, served, token);
}

}  // namespace
}  // namespace tributary::cli

namespace {

/// What a library throws past all of our code is a defect; it is told like any other error.
int runGuarded(int count, char** values, const tributary::CancelToken& token) {
    try {
        return tributary::cli::run(count, values, token);
    } catch (const std::bad_alloc&) {
        return tributary::cli::report(
            tributary::Error(tributary::ErrorCode::Resource, "There is not enough memory"));
    } catch (const std::exception& e) {
        return tributary::cli::report(
            tributary::Error(tributary::ErrorCode::Internal,
                             std::string("Something went wrong inside the program: ") + e.what(),
                             "This is a defect: please report it with the command line."));
    }
}

}  // namespace

int main(int count, char** values) {
    using namespace tributary::cli;
    tributary::cli::Interrupt interrupt;
    int status = runGuarded(count, values, interrupt.token());
    errno = 0;
    if (std::fflush(stdout) != 0 || std::ferror(stdout)) {
        if (errno == EPIPE) {
            status = kBrokenPipe;
        } else if (status != kBrokenPipe) {
            std::fprintf(stderr, "error: Writing to standard output failed%s%s\n", errno ? ": " : "",
                         errno ? std::strerror(errno) : "");
            if (status == kOk) status = kQueryError;
        }
    }
    if (status == kBrokenPipe) interrupt.dieOfClosedPipe();
    return status;
}
