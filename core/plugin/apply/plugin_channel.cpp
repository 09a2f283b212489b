// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/apply/plugin_channel.h"

#include "core/alerts/channels/message_data.h"
#include "core/plugin/source/form_field.h"

namespace tributary::plugin {
namespace {

using namespace alerts::channels;

ChannelDescriptor describe(const Step& step) {
    ChannelDescriptor out;
    out.id = kChannelPrefix + step.id;
    out.label = step.label().english();
    out.description = step.summary.english();
    out.icon = "puzzle";
    for (const auto& field : step.part.fields)
        out.fields.push_back(formField(field, [](const Text& text) { return text.english(); }));
    return out;
}

class PluginChannel : public Channel {
  public:
    PluginChannel(const Steps& steps, const Step& step)
        : m_steps(steps), m_id(step.id), m_descriptor(describe(step)) {}

    const ChannelDescriptor& descriptor() const override { return m_descriptor; }

    SendResult send(const Message& message, const ChannelContext& context,
                    const CancelToken& token) const override {
        auto config = configOf(context);
        if (!config) return sendFailed(named(config.error(), context));
        auto payload = webhookPayload(message.notification);
        payload["idempotency_key"] = idempotencyKey(message.notification);
        auto sent = m_steps.notify(m_id, *config, dump(payload), token);
        if (!sent) return sendFailed(named(sent.error(), context));
        return {};
    }

  private:
    Result<StepConfig> configOf(const ChannelContext& context) const {
        StepConfig out;
        for (const auto& field : m_descriptor.fields) {
            if (field.kind != connect::FieldKind::Secret) {
                const auto given = context.settings.find(field.key);
                if (given != context.settings.end()) out[field.key] = given->second;
                continue;
            }
            if (!context.secret) continue;
            auto value = context.secret(field.key);
            if (!value) return fail(value.error());
            if (*value) out[field.key] = **value;
        }
        return out;
    }

    static Error named(Error error, const ChannelContext& context) {
        error.source = context.name;
        return error;
    }

    const Steps& m_steps;
    const std::string m_id;
    const ChannelDescriptor m_descriptor;
};

}  // namespace

std::shared_ptr<const Channel> makePluginChannel(const Steps& steps, const Step& notifier) {
    return std::make_shared<PluginChannel>(steps, notifier);
}

Result<void> putPluginChannels(const Steps& steps, ChannelRegistry& registry) {
    auto notifiers = steps.available(Kind::Notifier);
    if (!notifiers) return fail(notifiers.error());
    std::vector<std::shared_ptr<const Channel>> channels;
    for (const auto& one : *notifiers) channels.push_back(makePluginChannel(steps, one));
    registry.setPlugins(std::move(channels));
    return {};
}

Result<bool> ChannelFollower::follow() {
    const auto changes = m_steps.changes();
    if (!changes) return fail(changes.error());
    if (*changes == m_seen) return false;
    if (auto put = putPluginChannels(m_steps, m_registry); !put) return fail(put.error());
    m_seen = *changes;
    return true;
}

}  // namespace tributary::plugin
