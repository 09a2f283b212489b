// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "app/cli/alert_commands.h"
#include "app/cli/alert_surroundings.h"
#include "app/cli/output.h"
#include "app/cli/rows.h"
#include "app/cli/terminal.h"
#include "app/cli/text_file.h"
#include "core/alerts/evaluation/table_source.h"
#include "core/alerts/routing/routing_yaml.h"
#include "core/alerts/rules/rule_evaluator.h"
#include "core/alerts/rules/rule_file.h"
#include "core/alerts/rules/rule_test.h"
#include "core/schedule/alert_json.h"
#include "core/schedule/rule_book.h"

namespace tributary::cli {

using namespace alerts;
using Json = nlohmann::json;

namespace {

/// From standard input: rules that belong to no file, added to those that are there.
int applyText(AlertStore& store, const std::string& text) {
    auto records = schedule::recordsOfRules(text, "");
    if (!records) return report(records.error(), text);
    for (const auto& record : *records)
        if (auto saved = store.saveRuleGroup(record); !saved) return report(saved.error());
    note(counted(records->size(), "group") + " saved");
    return kOk;
}

Result<std::pair<RuleGroup, Rule>> ruleNamed(const AlertStore& store, const std::string& name) {
    auto book = schedule::readRuleBook(store);
    if (!book) return fail(book.error());
    return schedule::findRule(*book, name);
}

std::optional<std::string> numberText(const std::optional<double>& value) {
    return value ? std::optional(Json(*value).dump()) : std::nullopt;
}

int printText(const std::string& text, const std::string& path) {
    auto output = path.empty() ? Result<Output>(Output::standard()) : Output::file(path);
    if (!output) return report(output.error());
    if (auto done = output->sink()(text); !done)
        return output->isClosedPipe() ? static_cast<int>(kBrokenPipe) : report(done.error());
    auto committed = output->commit();
    return committed ? static_cast<int>(kOk) : report(committed.error());
}

/// Keeps the secrets of an imported routing, each under a key of its own.
SecretKeeper secretKeeper(engine::Workbench& workbench) {
    return [&workbench](const std::string& path, const std::string& value) -> Result<std::string> {
        const std::string key = workbench.workspace().id() + "/alert-routing/" + path;
        auto kept = workbench.secrets().set(key, value, "Tributary alerts: " + path);
        if (!kept) return fail(kept.error());
        return key;
    };
}

int importRouting(engine::Workbench& workbench, AlertStore& store, const std::string& text) {
    auto config = readRoutingYaml(text, secretKeeper(workbench));
    if (!config) return report(config.error(), text);
    if (auto set = store.setRouting(writeRoutingYaml(*config)); !set) return report(set.error());
    note("Routing with " + counted(config->receivers.size(), "receiver") + " is in force");
    return kOk;
}

}  // namespace

TimePoint timeNow() {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

Result<TimePoint> momentOf(const std::string& text, TimePoint now) {
    if (text.empty() || text == "now") return now;
    if (auto ago = parseDuration(text.starts_with('-') ? std::string_view(text).substr(1) : text))
        return now - *ago;
    auto at = parseTime(text);
    if (at) return at;
    return fail(ErrorCode::InvalidArgument, "'" + text + "' is no moment",
                "Say 7d for a week ago, or a time as 2025-01-31T12:00:00Z.");
}

int applyRules(engine::Workbench& workbench, const AlertArguments& options, const CancelToken& token) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    for (const auto& file : options.files) {
        if (file == "-") {
            auto text = readAll(file, token);
            if (!text) return report(text.error());
            if (const int status = applyText(**store, *text); status != kOk) return status;
            continue;
        }
        auto text = readAll(file, token);
        if (!text) return report(text.error());
        auto count = schedule::applyRuleFile(**store, file);
        if (!count) return report(count.error(), *text);
        note(file + ": " + counted(*count, "rule") + "; the file is followed from now on");
    }
    return kOk;
}

int deleteRules(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto files = (*store)->ruleFiles();
    if (!files) return report(files.error());
    std::error_code status;
    const std::string whole = std::filesystem::absolute(options.name, status).lexically_normal().string();
    for (const auto& file : *files) {
        if (file.path != options.name && file.path != whole) continue;
        auto removed = (*store)->removeRuleFile(file.path);
        return removed ? static_cast<int>(kOk) : report(removed.error());
    }
    auto groups = (*store)->ruleGroups();
    if (!groups) return report(groups.error());
    for (const auto& group : *groups) {
        if (group.name != options.name) continue;
        if (!group.file.empty()) {
            return report(Error(ErrorCode::InvalidArgument,
                                "The group '" + group.name + "' comes from the file '" + group.file + "'",
                                "Take it out of the file, or delete the whole file here."));
        }
        auto removed = (*store)->removeRuleGroup("", group.name);
        return removed ? static_cast<int>(kOk) : report(removed.error());
    }
    return report(Error(ErrorCode::NotFound, "There is no group and no file of rules '" + options.name + "'",
                        "`tributary alert rules` lists what there is."));
}

int evaluateRule(engine::Workbench& workbench, const AlertArguments& options, const CancelToken& token) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto found = ruleNamed(**store, options.name);
    if (!found) return report(found.error());
    const auto& [group, rule] = *found;
    auto at = momentOf(options.at, timeNow());
    if (!at) return report(at.error());
    auto source = sourcesOf(workbench, **store)();
    if (!source) return report(source.error());
    RuleEvaluator::Options how;
    how.keepJudgements = true;
    auto evaluator = RuleEvaluator::make(group, rule, std::move(how));
    if (!evaluator) return report(evaluator.error());
    auto rows = (*source)->at(queryOf(group, rule), *at - group.delay, token);
    if (!rows) return report(rows.error(), rule.query);
    const Evaluation evaluation = (*evaluator)->evaluate(*at, rows);
    if (evaluation.error) return report(*evaluation.error, rule.query);
    Json out = Json::array();
    std::vector<Row> table;
    for (const auto& one : (*evaluator)->judgements()) {
        const Labels labels = one.rowLabels ? *one.rowLabels : Labels();
        out.push_back({{"labels", labels},
                       {"value", one.value ? Json(*one.value) : Json()},
                       {"breached", one.breached},
                       {"severity", std::string(toString(one.severity))},
                       {"reason", one.reason}});
        table.push_back({labelsText(labels), numberText(one.value), one.breached ? "yes" : "",
                         one.severity == Severity::None ? "" : std::string(toString(one.severity)),
                         one.reason});
    }
    if (options.json()) return showJson(out);
    return showTable({"labels", "value", "breached", "severity", "reason"}, table);
}

int testRules(const AlertArguments& options, const CancelToken&) {
    RuleTestOptions how;
    how.tables = TableSource::make;
    const auto result = runRuleTests(options.files, how);
    std::fputs(result.text().c_str(), stdout);
    return result.passed() ? kOk : kQueryError;
}

int importConfiguration(engine::Workbench& workbench, const AlertArguments& options,
                        const CancelToken& token) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    for (const auto& file : options.files) {
        auto text = readAll(file, token);
        if (!text) return report(text.error());
        // A file of rules has groups at its top, a routing a route.
        const bool rules = ("\n" + *text).find("\ngroups:") != std::string::npos;
        const int status = rules ? applyText(**store, *text) : importRouting(workbench, **store, *text);
        if (status != kOk) return status;
    }
    return kOk;
}

int exportConfiguration(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    if (options.what == "rules") {
        auto book = schedule::readRuleBook(**store);
        if (!book) return report(book.error());
        for (const auto& error : book->errors) note("not exported: " + error.text());
        return printText(writeRules(book->groups), options.output);
    }
    auto text = (*store)->routing();
    if (!text) return report(text.error());
    auto config = text->empty() ? Result<RoutingConfig>(defaultRoutingConfig()) : readRoutingYaml(*text);
    if (!config) return report(config.error(), *text);
    if (options.what == "routing") return printText(writeRoutingYaml(*config), options.output);
    auto exported = exportAlertmanagerYaml(*config);
    if (!exported) return report(exported.error());
    note("Secrets are not exported: they stand as placeholders");
    return printText(*exported, options.output);
}

}  // namespace tributary::cli
