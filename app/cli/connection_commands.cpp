// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/connection_commands.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/cli/key_value.h"
#include "app/cli/rows.h"
#include "app/cli/shell_word.h"
#include "app/cli/terminal.h"
#include "core/store/secret_store.h"

namespace tributary::cli {
namespace {
using Json = nlohmann::ordered_json;

bool isColor(const std::string& text) {
    if (text.empty()) return true;
    return text.size() == 7 && text[0] == '#' &&
           std::all_of(text.begin() + 1, text.end(), [](unsigned char c) { return std::isxdigit(c); });
}

const connect::Field* fieldOf(const connect::Descriptor& descriptor, const std::string& key) {
    auto it = std::find_if(descriptor.fields.begin(), descriptor.fields.end(),
                           [&](const auto& field) { return field.key == key; });
    return it == descriptor.fields.end() ? nullptr : &*it;
}

Result<void> takeSettings(const connect::Descriptor& descriptor, const AddOptions& options,
                          store::ConnectionRecord& record) {
    for (const auto& text : options.settings) {
        auto pair = keyValue(text);
        if (!pair) return fail(pair.error());
        const auto* field = fieldOf(descriptor, pair->first);
        if (field && field->kind == connect::FieldKind::Secret) {
            return fail(ErrorCode::InvalidArgument,
                        "'" + pair->first + "' is a secret and cannot be given with --set",
                        "Use --secret " + pair->first + "=env:VARIABLE, =file:PATH or =prompt.");
        }
        record.settings[pair->first] = pair->second;
    }
    return {};
}

const char* kindName(connect::FieldKind kind) {
    switch (kind) {
        case connect::FieldKind::Text:
            return "text";
        case connect::FieldKind::Secret:
            return "secret";
        case connect::FieldKind::Integer:
            return "integer";
        case connect::FieldKind::Boolean:
            return "boolean";
        case connect::FieldKind::Choice:
            return "choice";
        case connect::FieldKind::File:
            return "file";
        case connect::FieldKind::Folder:
            return "folder";
    }
    return "text";
}

}  // namespace

int listTypes(const connect::ConnectorRegistry& registry, bool json) {
    Json all = Json::array();
    std::vector<Row> rows;
    for (const auto& connector : registry.all()) {
        const auto& d = connector->descriptor();
        Json fields = Json::array();
        std::string names;
        for (const auto& f : d.fields) {
            Json field = {{"key", f.key},           {"label", f.label},          {"kind", kindName(f.kind)},
                          {"required", f.required}, {"default", f.defaultValue}, {"help", f.help}};
            for (const auto& choice : f.choices) field["choices"].push_back(choice.value);
            fields.push_back(std::move(field));
            names += (names.empty() ? "" : " ") + f.key + (f.required ? "*" : "");
        }
        all.push_back(
            {{"type", d.id}, {"label", d.label}, {"language", d.nativeLanguage}, {"fields", fields}});
        rows.push_back({d.id, d.label, d.nativeLanguage, names});
    }
    if (json) return showJson(all);
    return showTable({"type", "label", "language", "settings (* needed)"}, rows);
}

int addConnection(engine::Workbench& workbench, const AddOptions& options, const CancelToken& token) {
    const auto* connector = workbench.registry().find(options.type);
    if (!connector) {
        return report(Error(ErrorCode::InvalidArgument, "There is no connection type '" + options.type + "'",
                            "`tributary connection types` lists them."));
    }
    store::ConnectionRecord record;
    auto existing = workbench.workspace().connection(options.name);
    if (!existing && existing.error().code != ErrorCode::NotFound) return report(existing.error());
    if (existing && options.replace) record = *existing;
    if (record.type != options.type) {  // another type has other settings
        record.settings.clear();
        record.secretKeys.clear();
    }
    if (existing && !options.replace) {
        return report(Error(ErrorCode::InvalidArgument,
                            "A connection '" + options.name + "' is there already",
                            "Choose another name, or change it with --replace."));
    }
    record.name = options.name;
    record.type = options.type;
    if (options.group) record.group = *options.group;
    if (options.color) record.color = *options.color;
    if (options.readOnly) record.readOnly = true;
    if (options.readWrite) record.readOnly = false;
    if (!isColor(record.color)) {
        return report(Error(ErrorCode::InvalidArgument, "'" + record.color + "' is not a colour",
                            "Write it as #rrggbb, for example #336791."));
    }
    auto taken = takeSettings(connector->descriptor(), options, record);
    if (!taken) return report(taken.error());
    std::map<std::string, std::string> secrets;
    for (const auto& text : options.secrets) {
        auto pair = keyValue(text);
        if (!pair) return report(pair.error());
        auto value = secretFrom(pair->first, pair->second, token);
        if (!value) return report(value.error());
        secrets[pair->first] = std::move(*value);
    }
    auto saved = workbench.saveConnection(record, secrets);
    for (auto& [key, value] : secrets) store::wipe(value);
    if (!saved) return report(saved.error());
    note("Connection '" + options.name + "' is saved. `tributary connection test " + shellWord(options.name) +
         "` tries it.");
    return kOk;
}

int testConnection(engine::Workbench& workbench, const std::string& name, const CancelToken& token) {
    auto known = workbench.workspace().connection(name);
    if (!known) return report(known.error());
    if (std::any_of(known->secretKeys.begin(), known->secretKeys.end(), [&](const std::string& key) {
            return !store::secretFromEnvironment(known->name, key);
        })) {
        // Opening the secret store derives a key and may ask for a password: not the server's time.
        auto opened = workbench.secrets().get(known->id);
        if (!opened) {
            report(opened.error());
            return kConnection;
        }
    }
    const auto begin = std::chrono::steady_clock::now();
    auto capabilities = workbench.federation().test(name, token);
    if (!capabilities) {
        const auto status = report(capabilities.error());
        return status == kInterrupted ? kInterrupted : kConnection;
    }
    const auto ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    std::printf("%s: %s %s, connected in %lld ms\n", name.c_str(), capabilities->product.c_str(),
                capabilities->version.c_str(), static_cast<long long>(ms.count()));
    return kOk;
}

int listConnections(engine::Workbench& workbench, bool json) {
    auto records = workbench.workspace().connections();
    if (!records) return report(records.error());
    Json all = Json::array();
    std::vector<Row> rows;
    for (const auto& r : *records) {
        all.push_back({{"name", r.name}, {"type", r.type}, {"group", r.group}, {"read_only", r.readOnly}});
        rows.push_back({r.name, r.type, r.group, r.readOnly ? "read-only" : ""});
    }
    if (json) return showJson(all);
    return showTable({"name", "type", "group", "access"}, rows);
}

int showConnection(engine::Workbench& workbench, const std::string& name, bool json) {
    auto record = workbench.workspace().connection(name);
    if (!record) return report(record.error());
    Json settings = Json::object();
    std::vector<Row> rows = {{"name", record->name},
                             {"type", record->type},
                             {"group", record->group},
                             {"read_only", record->readOnly ? "true" : "false"}};
    for (const auto& [key, value] : record->settings) {
        settings[key] = value;
        rows.push_back({key, value});
    }
    for (const auto& key : record->secretKeys) rows.push_back({key, "(kept as a secret)"});
    if (json) {
        return showJson(Json({{"name", record->name},
                              {"type", record->type},
                              {"group", record->group},
                              {"read_only", record->readOnly},
                              {"settings", settings},
                              {"secrets", record->secretKeys}}));
    }
    return showTable({"setting", "value"}, rows);
}

int removeConnection(engine::Workbench& workbench, const std::string& name) {
    auto removed = workbench.removeConnection(name);
    if (!removed) return report(removed.error());
    note("Connection '" + name + "' is removed.");
    return kOk;
}

}  // namespace tributary::cli
