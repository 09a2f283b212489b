// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/field_grants.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "core/base/utf8.h"
#include "core/plugin/package/network_place.h"

namespace tributary::plugin {
namespace {

using Fields = std::vector<ManifestField>;

std::vector<std::pair<std::string, const Fields*>> formsOf(const Manifest& manifest) {
    std::vector<std::pair<std::string, const Fields*>> out;
    if (manifest.connection) out.emplace_back("connection", &manifest.connection->fields);
    const std::pair<const char*, const std::optional<StepPart>*> steps[] = {
        {"processor", &manifest.processor},
        {"visual", &manifest.visual},
        {"notifier", &manifest.notifier},
        {"exporter", &manifest.exporter}};
    for (const auto& [name, part] : steps)
        if (*part) out.emplace_back(name, &(*part)->fields);
    return out;
}

bool has(const std::vector<std::string>& list, const std::string& one) {
    return std::find(list.begin(), list.end(), one) != list.end();
}

bool isPort(const std::string& text) {
    uint32_t number = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
    return status == std::errc() && end == text.data() + text.size() && number >= 1 && number <= 65535;
}

bool fitsKind(const ManifestField& field) {
    switch (field.kind) {
        case FieldKind::Text:
        case FieldKind::Choice:
            return true;
        case FieldKind::Secret:
            return field.grant == FieldGrant::NetworkUrl || field.grant == FieldGrant::NetworkHost;
        case FieldKind::Integer:
            return field.grant == FieldGrant::NetworkPort;
        case FieldKind::File:
        case FieldKind::Folder:
            return field.grant == FieldGrant::Read || field.grant == FieldGrant::Write;
        default:
            return false;  // a column's name or a tick must open nothing
    }
}

/// Of one value that is the manifest's, not the person's; empty: it is fine.
std::string faultOf(const ManifestField& field, const std::string& value, const std::string& port,
                    const Permissions& permissions) {
    switch (field.grant) {
        case FieldGrant::NetworkPort:
            return isPort(value) ? "" : "proposes '" + value + "', which is no port";
        case FieldGrant::NetworkHost:
        case FieldGrant::NetworkUrl: {
            const auto place =
                field.grant == FieldGrant::NetworkUrl ? placeOfUrl(value) : networkPlace(value, port);
            if (place && has(permissions.network, *place)) return "";
            return "proposes '" + value + "': name " + place.value_or("its host") +
                   " in `permissions.network`, too, or use `placeholder`";
        }
        default:
            return "proposes '" + value +
                   "': which files it may use is for the person to say; use `placeholder`";
    }
}

std::string fault(const ManifestField& field, const std::string& port, const Permissions& permissions) {
    if (field.grant == FieldGrant::None) return "";
    if (!fitsKind(field)) return "has a `grant` that does not fit its `kind`";
    std::vector<std::string> proposed;
    if (!field.defaultValue.empty()) proposed.push_back(field.defaultValue);
    for (const auto& choice : field.choices)
        if (!choice.value.empty()) proposed.push_back(choice.value);
    for (const auto& value : proposed)
        if (auto why = faultOf(field, value, port, permissions); !why.empty()) return why;
    return "";
}

/// What a value of the field lets the plugin do; empty: nothing.
std::string opens(const ManifestField& field, const Permissions& permissions) {
    const char* what = nullptr;
    const std::vector<std::string>* list = &permissions.network;
    switch (field.grant) {
        case FieldGrant::None:
            return "";
        case FieldGrant::NetworkHost:
        case FieldGrant::NetworkUrl:
            what = "connect to the host in its field ";
            break;
        case FieldGrant::NetworkPort:
            what = "connect to the port in its field ";
            break;
        case FieldGrant::Read:
            what = "read the files in its field ";
            list = &permissions.readFiles;
            break;
        case FieldGrant::Write:
            what = "write the files in its field ";
            list = &permissions.writeFiles;
            break;
    }
    return has(*list, "from_connection")
               ? what + ("'" + printable(field.label.english(), false) + "' (" + field.key + ")")
               : "";
}

}  // namespace

std::optional<FieldFault> grantFault(const Manifest& manifest) {
    for (const auto& [part, fields] : formsOf(manifest)) {
        std::string port;
        for (const auto& field : *fields)
            if (field.grant == FieldGrant::NetworkPort) port = field.defaultValue;
        for (const auto& field : *fields)
            if (auto why = fault(field, port, manifest.permissions); !why.empty())
                return FieldFault{part, "'" + field.key + "' " + why};
    }
    return std::nullopt;
}

std::vector<std::string> fieldGrowth(const Manifest& before, const Manifest& now) {
    std::vector<std::string> out;
    const auto older = formsOf(before);
    const auto wasThere = [&](const std::string& part, const ManifestField& field) {
        for (const auto& [name, fields] : older) {
            if (name != part) continue;
            return std::any_of(fields->begin(), fields->end(), [&](const ManifestField& one) {
                return one.key == field.key && one.grant == field.grant && one.kind == field.kind &&
                       one.defaultValue == field.defaultValue;
            });
        }
        return false;
    };
    for (const auto& [part, fields] : formsOf(now))
        for (const auto& field : *fields)
            if (auto what = opens(field, now.permissions); !what.empty() && !wasThere(part, field))
                out.push_back(std::move(what));
    return out;
}

}  // namespace tributary::plugin
