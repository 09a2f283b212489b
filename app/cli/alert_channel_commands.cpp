// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/cli/alert_commands.h"
#include "app/cli/alert_surroundings.h"
#include "app/cli/key_value.h"
#include "app/cli/rows.h"
#include "app/cli/terminal.h"

namespace tributary::cli {

using namespace alerts;
using Json = nlohmann::ordered_json;

namespace {

const connect::Field* fieldOf(const channels::ChannelDescriptor& descriptor, const std::string& key) {
    const auto found = std::find_if(descriptor.fields.begin(), descriptor.fields.end(),
                                    [&](const auto& field) { return field.key == key; });
    return found == descriptor.fields.end() ? nullptr : &*found;
}

Result<std::optional<ChannelRecord>> findChannel(const AlertStore& store, const std::string& name) {
    auto all = store.channels();
    if (!all) return fail(all.error());
    for (auto& one : *all)
        if (one.name == name) return std::optional(std::move(one));
    return std::optional<ChannelRecord>();
}

Result<void> takeSettings(const channels::ChannelDescriptor& descriptor, const AlertArguments& options,
                          ChannelRecord& record) {
    for (const auto& text : options.settings) {
        auto pair = keyValue(text);
        if (!pair) return fail(pair.error());
        const auto* field = fieldOf(descriptor, pair->first);
        if (!field) {
            return fail(ErrorCode::InvalidArgument,
                        "A channel of kind " + descriptor.id + " has no setting '" + pair->first + "'",
                        "`tributary alert channel types` lists what each kind takes.");
        }
        if (field->kind == connect::FieldKind::Secret) {
            return fail(ErrorCode::InvalidArgument,
                        "'" + pair->first + "' is a secret and cannot be given with --set",
                        "Use --secret " + pair->first + "=env:VARIABLE, =file:PATH or =prompt.");
        }
        record.settings[pair->first] = pair->second;
    }
    return {};
}

using Secrets = std::map<std::string, std::string>;

Result<Secrets> readSecrets(const channels::ChannelDescriptor& descriptor, const AlertArguments& options,
                            ChannelRecord& record, const CancelToken& token) {
    Secrets out;
    for (const auto& text : options.secrets) {
        auto pair = keyValue(text);
        if (!pair) return fail(pair.error());
        const auto* field = fieldOf(descriptor, pair->first);
        if (!field || field->kind != connect::FieldKind::Secret) {
            return fail(ErrorCode::InvalidArgument,
                        "A channel of kind " + descriptor.id + " has no secret '" + pair->first + "'",
                        "`tributary alert channel types` lists what each kind takes.");
        }
        auto value = secretFrom(pair->first, pair->second, token);
        if (!value) return fail(value.error());
        out[pair->first] = std::move(*value);
        if (std::find(record.secretKeys.begin(), record.secretKeys.end(), pair->first) ==
            record.secretKeys.end())
            record.secretKeys.push_back(pair->first);
    }
    return out;
}

}  // namespace

int listChannelTypes(const AlertArguments& options) {
    const ChannelKinds kinds;
    const auto& registry = kinds.registry();
    Json out = Json::array();
    std::vector<Row> rows;
    for (const auto& channel : registry.all()) {
        const auto& descriptor = channel->descriptor();
        Json fields = Json::array();
        for (const auto& field : descriptor.fields) {
            const bool secret = field.kind == connect::FieldKind::Secret;
            fields.push_back({{"key", field.key},
                              {"label", field.label},
                              {"required", field.required},
                              {"secret", secret},
                              {"default", field.defaultValue},
                              {"help", field.help}});
            rows.push_back({descriptor.id, field.key, secret ? "secret" : "setting",
                            field.required ? "yes" : "", field.defaultValue, field.help});
        }
        out.push_back({{"id", descriptor.id}, {"description", descriptor.description}, {"fields", fields}});
    }
    if (options.json()) return showJson(out);
    return showTable({"kind", "key", "is a", "required", "default", "help"}, rows);
}

int listChannels(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto all = (*store)->channels();
    if (!all) return report(all.error());
    Json out = Json::array();
    std::vector<Row> rows;
    for (const auto& one : *all) {
        std::string settings;
        for (const auto& [key, value] : one.settings)
            settings += (settings.empty() ? "" : " ") + key + "=" + value;
        std::string secrets;
        for (const auto& key : one.secretKeys) secrets += (secrets.empty() ? "" : " ") + key;
        out.push_back({{"name", one.name},
                       {"kind", one.type},
                       {"enabled", one.enabled},
                       {"settings", one.settings},
                       {"secrets", one.secretKeys}});
        rows.push_back({one.name, one.type, one.enabled ? "" : "off", settings, secrets});
    }
    if (options.json()) return showJson(out);
    return showTable({"channel", "kind", "state", "settings", "secrets"}, rows);
}

int addChannel(engine::Workbench& workbench, const AlertArguments& options, const CancelToken& token) {
    const ChannelKinds kinds;
    const auto& registry = kinds.registry();
    const auto channel = registry.find(options.type);
    if (!channel) {
        return report(Error(ErrorCode::InvalidArgument, "There is no kind of channel '" + options.type + "'",
                            "`tributary alert channel types` lists the kinds there are."));
    }
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto before = findChannel(**store, options.name);
    if (!before) return report(before.error());
    if (*before && !options.replace) {
        return report(Error(ErrorCode::InvalidArgument, "There is a channel '" + options.name + "' already",
                            "Change it with --replace; what is not given stays."));
    }
    ChannelRecord record = *before ? **before : ChannelRecord();
    if (record.type != options.type) record.settings.clear();
    record.name = options.name;
    record.type = options.type;
    if (auto taken = takeSettings(channel->descriptor(), options, record); !taken)
        return report(taken.error());
    auto secrets = readSecrets(channel->descriptor(), options, record, token);
    if (!secrets) return report(secrets.error());
    if (auto sound = channels::checkSettings(*channel, record.settings); !sound) return report(sound.error());
    auto id = (*store)->saveChannel(record);
    if (!id) return report(id.error());
    for (const auto& [field, value] : *secrets) {
        const std::string key = channelSecretKey(workbench.workspace().id(), *id, field);
        auto kept = workbench.secrets().set(key, value, "Tributary alerts: " + options.name + ", " + field);
        if (!kept) return report(kept.error());
    }
    note("Channel '" + options.name + "' is saved. `tributary alert channel-test " + options.name +
         "` tries it.");
    return kOk;
}

int removeChannel(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto record = findChannel(**store, options.name);
    if (!record) return report(record.error());
    if (*record) {
        for (const auto& field : (*record)->secretKeys) {
            const std::string key = channelSecretKey(workbench.workspace().id(), (*record)->id, field);
            if (auto gone = workbench.secrets().remove(key); !gone) return report(gone.error());
        }
    }
    auto removed = (*store)->removeChannel(options.name);
    return removed ? static_cast<int>(kOk) : report(removed.error());
}

int testChannel(engine::Workbench& workbench, const AlertArguments& options, const CancelToken& token) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto record = findChannel(**store, options.name);
    if (!record) return report(record.error());
    if (!*record) {
        return report(Error(ErrorCode::NotFound, "There is no channel '" + options.name + "'",
                            "`tributary alert channel list` shows the channels there are."));
    }
    const ChannelKinds kinds;
    const auto& registry = kinds.registry();
    auto around = channelsOf(workbench, **store, registry);
    around.allowCommands = options.allowCommands;
    auto target = schedule::targetOf(**record, around, nullptr);
    if (!target) return report(target.error());
    auto context = *target->context;
    context.now = timeNow();
    auto sent = target->channel->send(channels::testMessage(timeNow()), context, token);
    if (!sent) {
        const int status = report(sent.error().error);
        return status == kUsage ? static_cast<int>(kQueryError) : status;
    }
    note("The test message was taken by '" + options.name + "'.");
    return kOk;
}

}  // namespace tributary::cli
