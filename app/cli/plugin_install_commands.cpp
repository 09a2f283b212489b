// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "app/cli/plugin_surroundings.h"
#include "app/cli/terminal.h"
#include "core/plugin/package/package.h"

namespace tributary::cli {
namespace {

int told(const Result<plugin::InstalledPlugin>& installed) {
    if (!installed) return report(installed.error());
    note(installed->manifest.title() + " is installed (" + std::string(toString(installed->tier)) + ").");
    return kOk;
}

plugin::InstallWish wishFor(const std::string& what, const PluginArguments& o, const CancelToken& token) {
    plugin::InstallWish out;
    out.what = what;
    out.ask = [&o, &token](const plugin::InstallQuestion& question) {
        return agreeToInstall(question, o.yes, token);
    };
    return out;
}

Result<plugin::Verdict> judged(const plugin::Package& package, const PluginArguments& o) {
    if (!o.publicFile.empty()) {
        auto key = readPublicKey(o.publicFile);
        if (!key) return fail(key.error());
        auto signature = plugin::Signature::parse(package.signatureText());
        if (!signature && package.signatureText().empty())
            return fail(ErrorCode::Corrupt, package.manifest().title() + " is not signed");
        if (!signature) return fail(signature.error());
        if (auto fits = plugin::verify(*key, *signature, package.manifestText()); !fits)
            return fail(fits.error());
        return plugin::Verdict{plugin::Tier::UserKey, key->keyId(), ""};
    }
    auto home = openPlugins();
    if (!home) return fail(home.error());
    return (*home)->trust().judge(package.manifest(), package.manifestText(), package.signatureText(), "");
}

}  // namespace

int verifyPackage(const PluginArguments& o, const CancelToken& token) {
    auto package = plugin::Package::open(std::filesystem::path(o.target));
    if (!package) return report(package.error());
    auto verdict = judged(*package, o);
    if (!verdict) return report(verdict.error());
    auto sound = package->checkFileList();
    if (sound) sound = package->checkContents(token);
    if (sound) sound = plugin::checkCompatible(package->manifest(), plugin::Host::present());
    if (!sound) return report(sound.error());
    const bool trusted = verdict->tier != plugin::Tier::Unsigned;
    std::string who(toString(verdict->tier));
    if (!verdict->keyId.empty())
        who = trusted ? who + ", key " + verdict->keyId
                      : "signed by key " + verdict->keyId + ", which nobody here trusts";
    std::printf("%s: sound, %s\n", package->manifest().title().c_str(), who.c_str());
    if (trusted) return kOk;
    note("Nobody you trust vouches for it. If you know whose key it is: tributary plugin trust add KEYFILE");
    return kQueryError;
}

int installPlugin(const PluginArguments& o, const CancelToken& token) {
    if (!o.version.empty() && o.targets.size() > 1)
        return report(Error(ErrorCode::InvalidArgument, "--version is of one plugin, and several are named",
                            "Install that one by itself."));
    std::optional<plugin::Version> version;
    if (!o.version.empty()) {
        auto parsed = plugin::Version::parse(o.version);
        if (!parsed) return report(parsed.error());
        version = *parsed;
    }
    auto home = openPlugins();
    if (!home) return report(home.error());
    int status = kOk;
    for (const auto& target : o.targets) {
        auto wish = wishFor(target, o, token);
        wish.repository = o.repositoryId;
        wish.version = version;
        if (const int done = told((*home)->install(wish, token)); done != kOk) status = done;
        if (token.isCancelled()) break;
    }
    return status;
}

int updatePlugins(const PluginArguments& o, const CancelToken& token) {
    auto home = openPlugins();
    if (!home) return report(home.error());
    int status = kOk;
    auto repositories = (*home)->repositories().list();
    if (!repositories) return report(repositories.error());
    for (const auto& one : *repositories) {
        auto fresh = (*home)->repositories().refresh(one.id, token);
        if (!fresh) {
            status = report(fresh.error());
        } else if (fresh->isExpired(std::time(nullptr))) {
            note("warning: the index of repository '" + one.id +
                 "' has expired; nothing is installed from it.");
        }
    }
    auto updates = (*home)->updates();
    if (!updates) return report(updates.error());
    size_t count = 0;
    for (const auto& offer : *updates) {
        const auto& wanted = o.targets;
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), offer.plugin.id) == wanted.end())
            continue;
        auto wish = wishFor(offer.repository + "/" + offer.plugin.id, o, token);
        wish.version = offer.version.version;
        count++;
        if (const int done = told((*home)->install(wish, token)); done != kOk) status = done;
    }
    if (count == 0) note("There is nothing newer.");
    auto installed = (*home)->store().plugins();
    if (!installed) return report(installed.error());
    for (const auto& one : *installed) {
        if (one.revoked.empty()) continue;
        note("warning: " + one.manifest.title() + " is not started any more: " + one.revoked +
             ". Install another version of it (--version), or remove it.");
    }
    return status;
}

}  // namespace tributary::cli
