// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/channel.h"

#include <algorithm>

#include "core/alerts/channels/channel_registry.h"
#include "core/alerts/channels/kinds.h"

namespace tributary::alerts::channels {
namespace {

Result<void> checkField(const connect::Field& field, const std::string& value) {
    if (value.empty()) {
        if (!field.required || field.kind == connect::FieldKind::Secret) return {};
        return fail(ErrorCode::InvalidArgument, "The field \"" + field.label + "\" is empty.", field.help);
    }
    if (field.kind == connect::FieldKind::Secret)
        return fail(ErrorCode::InvalidArgument, "The field \"" + field.label + "\" is a secret.",
                    "Keep it in the secret store, not in the settings.");
    const bool known = field.kind != connect::FieldKind::Choice ||
                       std::any_of(field.choices.begin(), field.choices.end(),
                                   [&](const auto& choice) { return choice.value == value; });
    if (!known)
        return fail(ErrorCode::InvalidArgument, "'" + value + "' is no choice for \"" + field.label + "\".");
    if (field.kind == connect::FieldKind::Integer &&
        (value.size() > 9 || value.find_first_not_of("0123456789") != std::string::npos))
        return fail(ErrorCode::InvalidArgument, "\"" + field.label + "\" is not a whole number.");
    if (field.group == "Message") return checkTemplate(value);
    return {};
}

}  // namespace

Result<void> checkSettings(const Channel& channel, const Settings& settings) {
    const auto& fields = channel.descriptor().fields;
    for (const auto& field : fields) {
        const auto it = settings.find(field.key);
        std::string value = it == settings.end() ? std::string() : it->second;
        if (value.empty()) value = field.defaultValue;
        if (auto ok = checkField(field, value); !ok) return ok;
    }
    for (const auto& [key, value] : settings) {
        const bool known = std::any_of(fields.begin(), fields.end(),
                                       [&, name = key](const auto& field) { return field.key == name; });
        if (!known)
            return fail(ErrorCode::InvalidArgument,
                        "A channel of kind " + channel.descriptor().label + " has no field '" + key + "'.");
    }
    return {};
}

Message testMessage(TimePoint now, const std::string& language) {
    const bool chinese = language.rfind("zh", 0) == 0;
    Message out;
    Notification& n = out.notification;
    Alert alert;
    alert.labels = {{"alertname", "TributaryTest"}, {"severity", "info"}, {"instance", "example"}};
    alert.annotations = {{"summary", chinese ? "这是一条测试消息" : "This is a test message"},
                         {"description", chinese ? "收到它说明该渠道可用，无需处理。"
                                                 : "The channel works; there is nothing to do."}};
    alert.startsAt = alert.updatedAt = now;
    alert.endsAt = now + std::chrono::minutes(5);
    n.receiver = "test";
    n.groupKey = "{}:{alertname=\"TributaryTest\"}";
    n.groupLabels = {{"alertname", "TributaryTest"}};
    n.commonLabels = alert.labels;
    n.commonAnnotations = alert.annotations;
    n.alerts = {alert};
    n.at = now;
    return out;
}

ChannelRegistry::ChannelRegistry()
    : m_own{makeEmailChannel(),        makeSlackChannel(),   makeWebhookChannel(), makePagerdutyChannel(),
            makeDingtalkChannel(),     makeFeishuChannel(),  makeWecomChannel(),   makeTelegramChannel(),
            makeAlertmanagerChannel(), makeDesktopChannel(), makeCommandChannel()} {}

void ChannelRegistry::setPlugins(std::vector<std::shared_ptr<const Channel>> channels) {
    const std::lock_guard lock(m_mutex);
    m_plugins = std::move(channels);
}

std::vector<std::shared_ptr<const Channel>> ChannelRegistry::all() const {
    const std::lock_guard lock(m_mutex);
    auto all = m_own;
    all.insert(all.end(), m_plugins.begin(), m_plugins.end());
    return all;
}

std::shared_ptr<const Channel> ChannelRegistry::find(const std::string& id) const {
    for (const auto& channel : all()) {
        if (channel->descriptor().id == id) return channel;
    }
    return nullptr;
}

}  // namespace tributary::alerts::channels
