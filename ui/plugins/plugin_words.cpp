// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plugins/plugin_words.h"

#include <algorithm>

#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

using plugin::Permissions;
using Names = std::vector<std::string> Permissions::*;

void drop(std::vector<std::string>& names, const std::string& name) {
    names.erase(std::remove(names.begin(), names.end(), name), names.end());
}

/// A right that is one name in one of the lists.
PluginWords::Permission right(Names list, const std::string& name, const QString& text, const QString& why) {
    PluginWords::Permission out;
    out.text = text;
    out.why = why;
    out.revoke = [list, name](Permissions& granted) { drop(granted.*list, name); };
    out.granted = [list, name](const Permissions& granted) {
        const auto& names = granted.*list;
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    return out;
}

}  // namespace

QString PluginWords::kind(plugin::Kind kind) {
    switch (kind) {
        case plugin::Kind::Source:
            return tr("Data source");
        case plugin::Kind::Processor:
            return tr("Processor");
        case plugin::Kind::Visual:
            return tr("Visual");
        case plugin::Kind::Notifier:
            return tr("Notifier");
        case plugin::Kind::Exporter:
            return tr("Exporter");
    }
    return {};
}

QString PluginWords::kinds(const std::vector<plugin::Kind>& kinds) {
    QStringList names;
    for (const auto one : kinds) names << kind(one);
    return names.join(QStringLiteral(", "));
}

QString PluginWords::tier(plugin::Tier tier) {
    switch (tier) {
        case plugin::Tier::BuiltIn:
            return tr("Built in");
        case plugin::Tier::Repository:
            return tr("From a repository");
        case plugin::Tier::UserKey:
            return tr("Key you trust");
        case plugin::Tier::Unsigned:
            return tr("Unsigned");
    }
    return {};
}

QString PluginWords::tierSentence(plugin::Tier tier, const QString& keyId) {
    switch (tier) {
        case plugin::Tier::BuiltIn:
            return tr("Signed by the makers of this program.");
        case plugin::Tier::Repository:
            return tr("Signed with a key of its repository (%1). That says who built it, not that it is "
                      "harmless.")
                .arg(keyId);
        case plugin::Tier::UserKey:
            return tr("Signed with a key you chose to trust (%1). That says who built it, not that it is "
                      "harmless.")
                .arg(keyId);
        case plugin::Tier::Unsigned:
            return keyId.isEmpty() ? tr("Nobody signed it: it can be from anyone, and can have been changed.")
                                   : tr("Signed with a key nobody here knows (%1).").arg(keyId);
    }
    return {};
}

QString PluginWords::state(plugin::PluginState state) {
    switch (state) {
        case plugin::PluginState::Disabled:
            return tr("Disabled");
        case plugin::PluginState::Enabled:
            return tr("Ready");
        case plugin::PluginState::Starting:
            return tr("Starting");
        case plugin::PluginState::Running:
            return tr("Running");
        case plugin::PluginState::Idle:
            return tr("Idle");
        case plugin::PluginState::Failed:
            return tr("Failed");
        case plugin::PluginState::Quarantined:
            return tr("Quarantined");
    }
    return {};
}

Role PluginWords::stateRole(plugin::PluginState state) {
    switch (state) {
        case plugin::PluginState::Running:
        case plugin::PluginState::Starting:
            return Role::Success;
        case plugin::PluginState::Failed:
            return Role::Warning;
        case plugin::PluginState::Quarantined:
            return Role::Danger;
        case plugin::PluginState::Idle:
            return Role::Info;
        default:
            return Role::TextFaint;
    }
}

PluginWords::Standing PluginWords::standing(const PluginCard& card) {
    if (!card.installed->revoked.empty()) return {tr("Revoked"), Role::Danger, false};
    const auto state = card.status               ? card.status->state
                       : card.installed->enabled ? plugin::PluginState::Enabled
                                                 : plugin::PluginState::Disabled;
    return {PluginWords::state(state), stateRole(state), state != plugin::PluginState::Disabled};
}

QString PluginWords::protection(const plugin::Protection& protection) {
    QStringList held;
    if (protection.files) held << tr("files");
    if (protection.outer == plugin::Protection::Outer::Active) held << tr("names of files");
    if (protection.network) held << tr("network");
    if (protection.processes) held << tr("processes");
    if (protection.signals) held << tr("signals");
    if (protection.limits) held << tr("memory");
    if (held.isEmpty()) return tr("This computer cannot hold plugins back: each runs with all your rights.");
    QString text =
        tr("Plugins run apart from the program. Held back: %1.").arg(held.join(QStringLiteral(", ")));
    QStringList open;
    if (!protection.files)
        open << tr("files");
    else if (protection.outer != plugin::Protection::Outer::Active)
        open << tr("names of files");
    if (!protection.network) open << tr("network");
    if (!protection.processes) open << tr("processes");
    if (!open.isEmpty())
        text += QLatin1Char(' ') + tr("Not held back: %1.").arg(open.join(QStringLiteral(", ")));
    return text;
}

std::vector<PluginWords::Permission> PluginWords::permissions(const Permissions& asked) {
    std::vector<Permission> out;
    for (const auto& host : asked.network) {
        out.push_back(right(&Permissions::network, host,
                            host == "from_connection" ? tr("Connect to the host a connection names")
                                                      : tr("Connect to %1").arg(make::text(host)),
                            tr("What it is given it could send there.")));
    }
    for (const auto& path : asked.readFiles) {
        out.push_back(right(&Permissions::readFiles, path,
                            path == "from_connection" ? tr("Read the file or folder you choose")
                                                      : tr("Read %1").arg(make::text(path)),
                            tr("All else on the disk stays closed.")));
    }
    for (const auto& path : asked.writeFiles) {
        out.push_back(right(&Permissions::writeFiles, path,
                            path == "from_connection" ? tr("Write the file or folder you choose")
                                                      : tr("Write %1").arg(make::text(path)),
                            tr("All else on the disk stays closed.")));
    }
    for (const auto& set : asked.systemFiles) {
        out.push_back(right(&Permissions::systemFiles, set,
                            set == "odbc"   ? tr("Read the computer's ODBC drivers and their settings")
                            : set == "proc" ? tr("Read what the system tells of all processes")
                                            : tr("Read the system's files for %1").arg(make::text(set)),
                            QString()));
    }
    Permission limits;
    limits.isLimit = true;
    limits.text = tr("At most %1 MB of memory, %2 MB of own files, %3 s of silence, %4 threads")
                      .arg(asked.memoryMb)
                      .arg(asked.dataMb)
                      .arg(asked.callTimeoutSeconds)
                      .arg(asked.threads);
    out.push_back(std::move(limits));
    return out;
}

}  // namespace tributary::ui
