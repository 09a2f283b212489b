// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/apply/plugin_channel.h"

#include "core/alerts/channels/message_data.h"

namespace tributary::plugin {
namespace {

using namespace alerts::channels;

connect::FieldKind formKind(FieldKind kind) {
    switch (kind) {
        case FieldKind::Secret:
            return connect::FieldKind::Secret;
        case FieldKind::Integer:
            return connect::FieldKind::Integer;
        case FieldKind::Boolean:
            return connect::FieldKind::Boolean;
        case FieldKind::Choice:
            return connect::FieldKind::Choice;
        case FieldKind::File:
            return connect::FieldKind::File;
        case FieldKind::Folder:
            return connect::FieldKind::Folder;
        default:
            return connect::FieldKind::Text;
    }
}

ChannelDescriptor describe(const Step& step) {
    ChannelDescriptor out;
    out.id = kChannelPrefix + step.id;
    out.label = step.label().english();
    out.description = step.summary.english();
    out.icon = "puzzle";
    for (const auto& field : step.part.fields) {
        connect::Field own;
        own.key = field.key;
        own.label = field.label.english();
        own.kind = formKind(field.kind);
        own.defaultValue = field.defaultValue;
        own.required = field.required;
        own.help = field.help.english();
        own.placeholder = field.placeholder;
        for (const auto& choice : field.choices)
            own.choices.push_back({choice.value, choice.label.english()});
        out.fields.push_back(std::move(own));
    }
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

Result<void> addPluginChannels(const Steps& steps, ChannelRegistry& registry) {
    auto notifiers = steps.available(Kind::Notifier);
    if (!notifiers) return fail(notifiers.error());
    for (const auto& one : *notifiers) registry.add(makePluginChannel(steps, one));
    return {};
}

}  // namespace tributary::plugin
