// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/cli/plugin_surroundings.h"
#include "app/cli/rows.h"
#include "app/cli/terminal.h"
#include "core/plugin/install/wrap_library.h"
#include "core/plugin/package/repository_index.h"
#include "core/plugin/supervise/supervisor.h"

namespace tributary::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string joined(const std::vector<plugin::Kind>& kinds) {
    std::string out;
    for (const auto kind : kinds) out += (out.empty() ? "" : ", ") + std::string(toString(kind));
    return out;
}

Json texts(const std::vector<plugin::Version>& versions) {
    Json out = Json::array();
    for (const auto& one : versions) out.push_back(one.text());
    return out;
}

/// "failed" and "quarantined" are what it did when it ran, wherever that was.
std::string stateOf(const plugin::InstalledPlugin& p, plugin::PluginHome& home) {
    if (!p.revoked.empty()) return "revoked";
    if (!p.enabled) return "disabled";
    auto books = plugin::Supervisor::open(home.store());
    auto status = books ? (*books)->status(p.id) : fail(books.error());
    const bool rests = status && (status->state == plugin::PluginState::Failed ||
                                  status->state == plugin::PluginState::Quarantined);
    return rests ? std::string(toString(status->state)) : "enabled";
}

Json describe(const plugin::InstalledPlugin& p, plugin::PluginHome& home) {
    Json kinds = Json::array();
    for (const auto kind : p.manifest.kinds) kinds.push_back(toString(kind));
    return {{"id", p.id},
            {"name", p.manifest.name.english()},
            {"version", p.manifest.version.text()},
            {"kinds", kinds},
            {"state", stateOf(p, home)},
            {"tier", toString(p.tier)},
            {"repository", p.repository},
            {"key", p.keyId},
            {"older_versions", texts(p.olderVersions)},
            {"summary", p.manifest.summary.english()}};
}

int listAvailable(plugin::PluginHome& home, bool json) {
    auto offers = home.repositories().offers(home.host());
    if (!offers) return report(offers.error());
    Json out = Json::array();
    std::vector<Row> rows;
    for (const auto& offer : *offers) {
        const auto there = home.store().plugin(offer.plugin.id);
        const bool fits = plugin::checkCompatible(offer.plugin.id, offer.version, home.host()).has_value();
        const std::string state = there ? there->manifest.version.text() : fits ? "" : "does not fit";
        Json kinds = Json::array();
        for (const auto kind : offer.plugin.kinds) kinds.push_back(toString(kind));
        out.push_back({{"id", offer.plugin.id},
                       {"repository", offer.repository},
                       {"name", offer.plugin.name.english()},
                       {"version", offer.version.version.text()},
                       {"kinds", kinds},
                       {"fits", fits},
                       {"installed", there ? Json(there->manifest.version.text()) : Json()},
                       {"summary", offer.plugin.summary.english()}});
        rows.push_back({offer.repository + "/" + offer.plugin.id, offer.version.version.text(),
                        joined(offer.plugin.kinds), state, offer.plugin.summary.english()});
    }
    for (const auto& driver : plugin::findDrivers(plugin::driverFolders())) {
        const auto there = home.store().plugin(plugin::idOfLibrary(driver.library));
        out.push_back(
            {{"id", "found/" + driver.id},
             {"name", driver.name},
             {"version", driver.version},
             {"kinds", {"source"}},
             {"fits", driver.problem.empty()},
             {"installed", there ? Json(there->manifest.version.text()) : Json()},
             {"summary", driver.problem.empty() ? "found on this computer, unsigned" : driver.problem}});
        rows.push_back({"found/" + driver.id, driver.version, "source",
                        there                    ? there->manifest.version.text()
                        : driver.problem.empty() ? ""
                                                 : "unusable",
                        driver.problem.empty() ? driver.name + " (found on this computer)" : driver.problem});
    }
    if (json) return showJson(out);
    return showTable({"plugin", "version", "kinds", "installed", "summary"}, rows);
}

}  // namespace

int listPlugins(const PluginArguments& o) {
    auto home = openPlugins();
    if (!home) return report(home.error());
    if (o.available) return listAvailable(**home, o.json());
    auto all = (*home)->store().plugins();
    if (!all) return report(all.error());
    Json out = Json::array();
    std::vector<Row> rows;
    for (const auto& p : *all) {
        out.push_back(describe(p, **home));
        rows.push_back({p.id, p.manifest.version.text(), joined(p.manifest.kinds), stateOf(p, **home),
                        std::string(toString(p.tier)), p.manifest.name.english()});
    }
    if (o.json()) return showJson(out);
    return showTable({"plugin", "version", "kinds", "state", "signed by", "name"}, rows);
}

int showPlugin(const PluginArguments& o, const CancelToken& token) {
    auto home = openPlugins();
    if (!home) return report(home.error());
    auto p = (*home)->store().plugin(o.target);
    if (!p) return report(p.error());
    auto modified = (*home)->store().modifiedFiles(o.target, token);
    if (!modified) return report(modified.error());
    auto out = describe(*p, **home);
    out["license"] = p->manifest.license;
    out["publisher"] = p->manifest.publisher;
    out["homepage"] = p->manifest.homepage;
    out["permissions"] = Json::parse(permissionsJson(p->granted));
    out["folder"] = p->folder.string();
    out["data_folder"] = p->dataFolder.string();
    out["installed_at"] = plugin::utcText(p->installedAt / 1000);
    out["modified_files"] = *modified;
    if (!p->revoked.empty()) out["revoked"] = p->revoked;
    const auto protection = plugin::probeProtection();
    out["held_back_in"] = protection.summary();
    out["not_held_back"] = protection.gaps();
    if (o.json()) return showJson(out);
    std::vector<Row> rows;
    for (const auto& [key, value] : out.items()) {
        if (key == "permissions") continue;
        std::string text = value.is_string() ? value.get<std::string>() : "";
        if (value.is_array())
            for (const auto& one : value) text += (text.empty() ? "" : ", ") + one.get<std::string>();
        rows.push_back({key, text});
    }
    for (const auto& one : permissionTexts(p->granted)) rows.push_back({"may", one});
    if (!modified->empty())
        note("warning: files were changed since the plugin was installed. Install it again.");
    return showTable({"what", "value"}, rows);
}

int showPluginLog(const PluginArguments& o) {
    auto home = openPlugins();
    if (!home) return report(home.error());
    auto p = (*home)->store().plugin(o.target);
    if (!p) return report(p.error());
    std::FILE* file = std::fopen(p->logFile.c_str(), "re");
    if (!file) {
        note("'" + o.target + "' has not reported anything yet.");
        return kOk;
    }
    char buffer[8192];
    for (size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, file)) > 0;)
        std::fwrite(buffer, 1, got, stdout);
    std::fclose(file);
    return kOk;
}

int listTrustedKeys(const PluginArguments& o) {
    auto home = openPlugins();
    if (!home) return report(home.error());
    auto known = (*home)->trust().knownKeys();
    if (!known) return report(known.error());
    auto mine = (*home)->trust().keys();
    if (!mine) return report(mine.error());
    auto revoked = (*home)->trust().revokedKeys();
    if (!revoked) return report(revoked.error());
    Json out = Json::array();
    std::vector<Row> rows;
    const auto add = [&](const std::string& id, const std::string& counts, const std::string& whose,
                         const std::string& key) {
        out.push_back({{"key", id}, {"counts_as", counts}, {"whose", whose}, {"public_key", key}});
        rows.push_back({id, counts, whose});
    };
    for (const auto& one : *known) {
        std::string whose = one.repository;
        for (const auto& own : *mine)
            if (one.tier == plugin::Tier::UserKey && own.key == one.key) whose = own.comment;
        add(one.key.keyId(), std::string(toString(one.tier)), whose, one.key.base64());
    }
    for (const auto& [id, reason] : *revoked) add(id, "revoked", reason, "");
    if (o.json()) return showJson(out);
    return showTable({"key", "counts as", "whose"}, rows);
}

int listRepositories(const PluginArguments& o) {
    auto home = openPlugins();
    if (!home) return report(home.error());
    auto all = (*home)->repositories().list();
    if (!all) return report(all.error());
    Json out = Json::array();
    std::vector<Row> rows;
    for (const auto& one : *all) {
        const bool expired = one.isExpired(std::time(nullptr));
        out.push_back({{"id", one.id},
                       {"url", one.place.url},
                       {"key", one.keyId},
                       {"serial", one.serial},
                       {"expires", plugin::utcText(one.expires)},
                       {"expired", expired}});
        rows.push_back({one.id, one.place.url, one.keyId, std::to_string(one.serial),
                        plugin::utcText(one.expires) + (expired ? " EXPIRED" : "")});
    }
    if (o.json()) return showJson(out);
    return showTable({"repository", "address", "key", "serial", "good until"}, rows);
}

}  // namespace tributary::cli
