// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plugin_surroundings.h"

#include "app/cli/terminal.h"
#include "core/base/utf8.h"
#include "core/plugin/package/program_folders.h"
#include "core/store/atomic_file.h"

namespace tributary::cli {
namespace {

constexpr size_t kKeyFileLimit = 4096;

std::string signedBy(const plugin::InstallQuestion& q) {
    switch (q.tier) {
        case plugin::Tier::BuiltIn:
            return "comes with the program";
        case plugin::Tier::Repository:
            return "signed by repository '" + q.repository + "' (key " + q.keyId + ")";
        case plugin::Tier::UserKey:
            return "signed by key " + q.keyId + ", which you trust";
        case plugin::Tier::Unsigned:
            break;
    }
    return (q.keyId.empty() ? "NOT SIGNED" : "signed by key " + q.keyId + ", which NOBODY here trusts") +
           std::string("; SHA-256 of the package: ") + q.packageSha256;
}

}  // namespace

Result<std::unique_ptr<plugin::PluginHome>> openPlugins() {
    auto home = plugin::PluginHome::open(plugin::PluginStore::defaultRoot(), plugin::shareFolder());
    if (home && !(*home)->store().recoveredFrom().empty())
        note("warning: the record of plugins was damaged; it was kept as " +
             (*home)->store().recoveredFrom() + ". Install the plugins again.");
    return home;
}

Result<bool> agreeToInstall(const plugin::InstallQuestion& q, bool yes, const CancelToken& token) {
    std::string text =
        q.manifest.title() + " (" + printable(q.manifest.name.english(), false) + "): " + signedBy(q) + ".";
    if (q.downgrade) text += "\nIt is OLDER than the installed " + q.installed->text() + ".";
    const auto& asked = q.installed ? q.growth : q.permissions;
    if (!asked.empty())
        text += q.installed ? "\nBeyond version " + q.installed->text() + " it may:" : "\nIt may:";
    for (const auto& one : asked) text += "\n  - " + one;
    note(text);
    if (yes) return true;
    auto answer = askYes("Install it?", token);
    if (!answer && answer.error().code == ErrorCode::InvalidArgument)
        return fail(ErrorCode::Permission,
                    q.manifest.title() + " needs an answer, and there is no terminal to give it",
                    "Nothing was installed. If you agree to the above, say --yes.");
    return answer;
}

Result<plugin::PublicKey> readPublicKey(const std::string& fileOrText) {
    auto text = store::readWholeFile(fileOrText, kKeyFileLimit);
    if (text) return plugin::PublicKey::parse(*text);
    if (fileOrText.rfind("RW", 0) == 0) return plugin::PublicKey::parse(fileOrText);
    return fail(text.error());
}

}  // namespace tributary::cli
