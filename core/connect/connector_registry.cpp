// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connect/connector_registry.h"

#include <algorithm>
#include <iterator>
#include <mutex>

namespace tributary::connect {
namespace {

std::string knownKeys(const Descriptor& descriptor) {
    std::string out;
    for (const auto& field : descriptor.fields) out += (out.empty() ? "" : ", ") + field.key;
    return out;
}

bool isSwitch(const std::string& value) {
    for (const char* known : {"true", "false", "1", "0", "yes", "no", "on", "off"}) {
        if (value == known) return true;
    }
    return false;
}

Result<void> checkValue(const Field& field, const std::string& value) {
    if (value.empty()) return {};
    if (field.kind == FieldKind::Integer) {
        Settings probe;
        probe.set(field.key, value);
        auto number = probe.integer(field.key, 0);
        if (!number) return fail(number.error());
        if (field.key == "port" && (*number < 1 || *number > 65535)) {
            return fail(ErrorCode::InvalidArgument, "There is no port " + value, "Ports are 1 to 65535.");
        }
        if (*number < 0) return fail(ErrorCode::InvalidArgument, "'" + field.key + "' cannot be negative");
    }
    if (field.kind == FieldKind::Boolean && !isSwitch(value)) {
        return fail(ErrorCode::InvalidArgument, "'" + value + "' is not a value of '" + field.key + "'",
                    "Use true or false.");
    }
    if (field.kind == FieldKind::Choice) {
        std::string known;
        for (const auto& choice : field.choices) {
            if (choice.value == value) return {};
            known += (known.empty() ? "" : ", ") + choice.value;
        }
        return fail(ErrorCode::InvalidArgument, "'" + value + "' is not a value of '" + field.key + "'",
                    "Use one of: " + known + ".");
    }
    return {};
}

}  // namespace

void ConnectorRegistry::add(std::unique_ptr<Connector> connector) {
    const std::unique_lock lock(m_mutex);
    m_connectors.push_back(std::move(connector));
}

void ConnectorRegistry::setPlugins(std::vector<std::unique_ptr<Connector>> connectors) {
    const std::unique_lock lock(m_mutex);
    std::move(m_plugins.begin(), m_plugins.end(), std::back_inserter(m_retired));
    m_plugins.clear();
    for (auto& connector : connectors) {
        const auto same = [&](const auto& own) { return own->descriptor().id == connector->descriptor().id; };
        if (std::none_of(m_connectors.begin(), m_connectors.end(), same))
            m_plugins.push_back(std::move(connector));
    }
}

std::vector<const Connector*> ConnectorRegistry::all() const {
    const std::shared_lock lock(m_mutex);
    std::vector<const Connector*> out;
    for (const auto& connector : m_connectors) out.push_back(connector.get());
    for (const auto& connector : m_plugins) out.push_back(connector.get());
    return out;
}

const Connector* ConnectorRegistry::find(std::string_view id) const {
    const std::shared_lock lock(m_mutex);
    for (const auto* list : {&m_connectors, &m_plugins}) {
        for (const auto& connector : *list) {
            if (connector->descriptor().id == id) return connector.get();
        }
    }
    for (auto it = m_retired.rbegin(); it != m_retired.rend(); ++it) {
        if ((*it)->descriptor().id == id) return it->get();
    }
    return nullptr;
}

Result<void> ConnectorRegistry::validate(const Descriptor& descriptor, const Settings& settings) {
    for (const auto& [key, value] : settings.values()) {
        if (key == "read_only") continue;
        auto field = std::find_if(descriptor.fields.begin(), descriptor.fields.end(),
                                  [&key = key](const Field& f) { return f.key == key; });
        if (field == descriptor.fields.end()) {
            return fail(ErrorCode::InvalidArgument, descriptor.label + " has no setting '" + key + "'",
                        "It has: " + knownKeys(descriptor) + ".");
        }
        auto checked = checkValue(*field, value);
        if (!checked) return checked;
    }
    for (const auto& field : descriptor.fields) {
        if (field.required && settings.text(field.key, field.defaultValue).empty()) {
            return fail(ErrorCode::InvalidArgument,
                        descriptor.label + " needs a value for '" + field.key + "'",
                        "Set " + field.key + "=….");
        }
    }
    return {};
}

}  // namespace tributary::connect
