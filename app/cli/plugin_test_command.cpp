// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plugin_test_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/cli/key_value.h"
#include "app/cli/rows.h"
#include "app/cli/terminal.h"
#include "app/composition/plugin_dialects.h"
#include "core/base/utf8.h"
#include "core/plugin/trial/local_host.h"
#include "core/plugin/trial/trial.h"

namespace tributary::cli {

namespace fs = std::filesystem;

namespace {

Result<std::unique_ptr<plugin::LocalHost>> hostOf(const std::string& target, const CancelToken& token) {
    std::error_code code;
    if (fs::is_directory(target, code)) return plugin::LocalHost::ofFolder(target);
    if (fs::is_regular_file(target, code)) return plugin::LocalHost::ofPackage(target, token);
    if (!plugin::isPluginId(target)) {
        return fail(ErrorCode::NotFound, "'" + target + "' is no folder, no package and no installed plugin");
    }
    auto store = plugin::PluginStore::open(plugin::PluginStore::defaultRoot());
    if (!store) return fail(store.error());
    auto installed = (*store)->plugin(target);
    if (!installed) return fail(installed.error());
    return plugin::LocalHost::ofInstalled(std::move(*installed));
}

Result<void> readOptions(const PluginTestOptions& o, plugin::TrialOptions& out, const CancelToken& token) {
    for (const auto& text : o.set) {
        auto pair = keyValue(text);
        if (!pair) return fail(pair.error());
        out.settings.set(pair->first, pair->second);
        out.config[pair->first] = pair->second;
    }
    for (const auto& text : o.secret) {
        auto pair = keyValue(text);
        if (!pair) return fail(pair.error());
        auto value = secretFrom(pair->first, pair->second, token);
        if (!value) return fail(value.error());
        out.settings.setSecret(pair->first, *value);
        out.config[pair->first] = *value;
    }
    out.writes = o.write;
    return {};
}

const char* word(plugin::Outcome outcome) {
    switch (outcome) {
        case plugin::Outcome::Passed:
            return "ok";
        case plugin::Outcome::Failed:
            return "FAILED";
        default:
            return "skipped";
    }
}

void print(const plugin::CheckResult& result) {
    std::printf("%-10s  %-48s  %-7s %6lld ms  %s\n", result.group.c_str(), result.name.c_str(),
                word(result.outcome), static_cast<long long>(result.took.count()),
                printable(result.detail, false).c_str());
    std::fflush(stdout);
}

nlohmann::json toJson(const std::vector<plugin::CheckResult>& results) {
    auto list = nlohmann::json::array();
    for (const auto& result : results) {
        list.push_back({{"group", result.group},
                        {"check", result.name},
                        {"outcome", word(result.outcome)},
                        {"detail", result.detail},
                        {"milliseconds", result.took.count()}});
    }
    return list;
}

}  // namespace

int testPlugin(const PluginTestOptions& o, const CancelToken& token) {
    plugin::TrialOptions options;
    if (auto read = readOptions(o, options, token); !read) return report(read.error());
    auto host = hostOf(o.target, token);
    if (!host) return report(host.error());
    const auto dialects = app::pluginDialects();
    if (!o.json) options.report = print;
    auto results = plugin::tryPlugin(**host, (*host)->installed(), dialects, options, token);
    if (!results) return report(results.error());
    size_t counts[3] = {0, 0, 0};
    for (const auto& result : *results) counts[static_cast<size_t>(result.outcome)]++;
    if (o.json) showJson(toJson(*results));
    note((*host)->installed().manifest.title() + ": " + std::to_string(counts[0]) + " passed, " +
         std::to_string(counts[1]) + " failed, " + std::to_string(counts[2]) + " skipped");
    return counts[1] > 0 || counts[0] == 0 ? kQueryError : kOk;
}

void definePluginTest(CLI::App& group, PluginTestOptions& o, PlainAction& plain) {
    auto* test = group.add_subcommand("test", "Try whether a plugin does what it promises, in its sandbox");
    test->add_option("TARGET", o.target,
                     "A plugin's folder (built), a package, or the id of an installed one")
        ->required();
    test->add_option("--set", o.set, "KEY=VALUE of the connection, or of the step's settings")->take_all();
    test->add_option("--secret", o.secret, "KEY=env:VARIABLE, KEY=file:PATH or KEY=prompt")->take_all();
    test->add_flag("--write", o.write, "A source may be written to: a table is made, filled and dropped");
    test->add_flag("--json", o.json, "Print the results as JSON");
    test->callback([&] { plain = [&](const CancelToken& token) { return testPlugin(o, token); }; });
}

}  // namespace tributary::cli
