// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <ctime>
#include <filesystem>

#include "app/cli/plugin_surroundings.h"
#include "app/cli/terminal.h"
#include "core/plugin/package/repository_index.h"
#include "core/plugin/supervise/supervisor.h"

namespace tributary::cli {
namespace {

/// Opens the plugins, runs `change` and tells what it gives: an error, or `done`.
template <typename Change>
int change(const std::string& done, Change&& apply) {
    auto home = openPlugins();
    if (!home) return report(home.error());
    Result<void> changed = apply(**home);
    if (!changed) return report(changed.error());
    note(done);
    return kOk;
}

/// Whatever it did before does not count any more.
Result<void> readmit(plugin::PluginHome& home, const std::string& id) {
    auto books = plugin::Supervisor::open(home.store());
    if (!books) return fail(books.error());
    return (*books)->readmit(id);
}

}  // namespace

int enablePlugin(const PluginArguments& o, bool enabled) {
    if (auto home = openPlugins(); home && enabled) {
        const auto one = (*home)->store().plugin(o.target);
        if (one && !one->revoked.empty())
            note("warning: " + one->manifest.title() + " stays out of use: " + one->revoked +
                 ". Install another version of it, or remove it.");
    }
    return change("'" + o.target + (enabled ? "' is enabled." : "' is disabled; its files stay."),
                  [&](plugin::PluginHome& home) -> Result<void> {
                      if (auto done = home.store().setEnabled(o.target, enabled); !done || !enabled)
                          return done;
                      return readmit(home, o.target);
                  });
}

int rollBackPlugin(const PluginArguments& o) {
    std::optional<plugin::Version> to;
    if (!o.version.empty()) {
        auto version = plugin::Version::parse(o.version);
        if (!version) return report(version.error());
        to = *version;
    }
    auto home = openPlugins();
    if (!home) return report(home.error());
    auto now = (*home)->store().rollback(o.target, to);
    if (!now) return report(now.error());
    if (auto done = readmit(**home, o.target); !done) return report(done.error());
    note("'" + o.target + "' is at version " + now->text() + " again.");
    return kOk;
}

int removePlugin(const PluginArguments& o) {
    return change("'" + o.target + "' is removed" +
                      (o.withData ? " with what it kept." : "; what it kept is still there."),
                  [&](plugin::PluginHome& home) { return home.store().remove(o.target, o.withData); });
}

int setDeveloperMode(const PluginArguments& o) {
    if (!o.onOff.empty())
        return change(
            "Developer mode is " + o.onOff +
                (o.onOff == "on" ? ": unsigned plugins can be installed, after a question." : "."),
            [&](plugin::PluginHome& home) { return home.store().setDeveloperMode(o.onOff == "on"); });
    auto home = openPlugins();
    if (!home) return report(home.error());
    auto on = (*home)->store().developerMode();
    if (!on) return report(on.error());
    std::puts(*on ? "on" : "off");
    return kOk;
}

int trustKey(const PluginArguments& o) {
    auto key = readPublicKey(o.target);
    if (!key) return report(key.error());
    return change("Key " + key->keyId() + " is trusted: plugins it signed can be installed.",
                  [&](plugin::PluginHome& home) { return home.trust().trust(*key, o.name); });
}

int distrustKey(const PluginArguments& o) {
    return change("Key " + o.target + " is not trusted any more; what it signed and is installed stays.",
                  [&](plugin::PluginHome& home) { return home.trust().distrust(o.target); });
}

int revokeKey(const PluginArguments& o) {
    return change("Nothing that key " + o.target + " signed is installed or used any more.",
                  [&](plugin::PluginHome& home) { return home.trust().revoke(o.target, o.reason); });
}

int unrevokeKey(const PluginArguments& o) {
    return change("Key " + o.target + " is not revoked any more.",
                  [&](plugin::PluginHome& home) { return home.trust().unrevoke(o.target); });
}

int addRepository(const PluginArguments& o, const CancelToken& token) {
    auto key = readPublicKey(o.publicFile);
    if (!key) return report(key.error());
    std::string ca = o.caFile;
    std::error_code failed;
    if (!ca.empty()) ca = std::filesystem::absolute(ca, failed).string();
    auto home = openPlugins();
    if (!home) return report(home.error());
    auto added = (*home)->repositories().add(o.url, *key, ca, token);
    if (!added) return report(added.error());
    auto index = (*home)->repositories().index(added->id);
    if (!index) return report(index.error());
    note("Repository '" + added->id + "' is added: " + counted(index->plugins.size(), "plugin") + ".");
    if (index->expires < std::time(nullptr))
        note(
            "warning: its index has expired, so nothing of it is listed or installed. Tell who runs it, then "
            "run `tributary plugin update`.");
    return kOk;
}

int removeRepository(const PluginArguments& o) {
    return change("Repository '" + o.target + "' is removed; its plugins stay.",
                  [&](plugin::PluginHome& home) { return home.repositories().remove(o.target); });
}

}  // namespace tributary::cli
