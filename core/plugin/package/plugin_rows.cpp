// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/plugin_rows.h"

#include "core/plugin/package/trust.h"

namespace tributary::plugin {
namespace {

using store::Database;
using store::Statement;

/// From a row whose columns, from `at`, are those of plugin_version behind its key.
Result<VersionRow> readVersion(const Statement& row, int at) {
    VersionRow out;
    out.manifestText = row.text(at);
    auto manifest = parseManifest(out.manifestText, ManifestOrigin::Record);
    if (!manifest) return fail(manifest.error());
    out.manifest = std::move(*manifest);
    out.tier = row.text(at + 1);
    out.keyId = row.text(at + 2);
    out.packageSha256 = row.text(at + 3);
    out.installedAt = row.integer(at + 4);
    return out;
}

Result<std::vector<Version>> versionsOf(Database& database, const std::string& id) {
    std::vector<Version> out;
    Statement rows(database.handle(), "SELECT version FROM plugin_version WHERE plugin_id = ?");
    rows.bind(id);
    for (;;) {
        auto row = rows.step();
        if (!row) return fail(row.error());
        if (!*row) return out;
        auto version = Version::parse(rows.text(0));
        if (!version) return fail(version.error());
        out.push_back(*version);
    }
}

Result<std::vector<PluginRow>> readRows(Database& database, const std::string& id) {
    std::vector<PluginRow> out;
    Statement rows(
        database.handle(),
        "SELECT p.id, p.enabled, p.repository, p.granted, v.manifest, v.tier, v.key_id, v.package_sha256, "
        "v.installed_at FROM plugin p JOIN plugin_version v ON v.plugin_id = p.id AND v.version = p.current "
        "WHERE ? IN ('', p.id) ORDER BY p.id");
    rows.bind(id);
    for (;;) {
        auto row = rows.step();
        if (!row) return fail(row.error());
        if (!*row) return out;
        PluginRow plugin;
        plugin.id = rows.text(0);
        plugin.enabled = rows.integer(1) != 0;
        plugin.repository = rows.text(2);
        auto granted = parsePermissions(rows.text(3));
        if (!granted) return fail(granted.error());
        plugin.granted = *granted;
        auto version = readVersion(rows, 4);
        if (!version) return fail(version.error());
        plugin.current = std::move(*version);
        auto versions = versionsOf(database, plugin.id);
        if (!versions) return fail(versions.error());
        plugin.versions = std::move(*versions);
        out.push_back(std::move(plugin));
    }
}

}  // namespace

Result<std::vector<PluginRow>> pluginRows(PluginFile& file, const std::string& id) {
    auto out = file.read<std::vector<PluginRow>>([&](Database& database) { return readRows(database, id); });
    if (!out) return out;
    for (auto& row : *out) {
        auto reason = revocationReason(file, row.id, row.current.manifest.version.text(), row.current.keyId,
                                       row.repository);
        if (!reason) return fail(reason.error());
        row.revoked = *reason;
    }
    return out;
}

Result<std::optional<VersionRow>> versionRow(PluginFile& file, const std::string& id,
                                             const Version& version) {
    using Out = std::optional<VersionRow>;
    return file.read<Out>([&](Database& database) -> Result<Out> {
        Statement rows(database.handle(),
                       "SELECT manifest, tier, key_id, package_sha256, installed_at FROM plugin_version "
                       "WHERE plugin_id = ? AND version = ?");
        auto row = rows.bind(id).bind(version.text()).step();
        if (!row) return fail(row.error());
        if (!*row) return Out();
        auto read = readVersion(rows, 0);
        if (!read) return fail(read.error());
        return Out(std::move(*read));
    });
}

Result<std::optional<Version>> currentVersion(PluginFile& file, const std::string& id) {
    using Out = std::optional<Version>;
    return file.read<Out>([&](Database& database) -> Result<Out> {
        Statement rows(database.handle(), "SELECT current FROM plugin WHERE id = ?");
        auto row = rows.bind(id).step();
        if (!row) return fail(row.error());
        if (!*row) return Out();
        auto version = Version::parse(rows.text(0));
        if (!version) return fail(version.error());
        return Out(*version);
    });
}

Result<void> setCurrent(PluginFile& file, const std::string& id, const Version& version) {
    return file.write(PluginFile::Counts::Change, [&](Database& database) {
        Statement update(database.handle(), "UPDATE plugin SET current = ? WHERE id = ?");
        return update.bind(version.text()).bind(id).run();
    });
}

Result<std::string> versionRevoked(PluginFile& file, const std::string& id, const Version& version) {
    auto rows = pluginRows(file, id);
    if (!rows) return fail(rows.error());
    auto row = versionRow(file, id, version);
    if (!row) return fail(row.error());
    if (rows->empty() || !*row) return std::string();
    return revocationReason(file, id, version.text(), (*row)->keyId, rows->front().repository);
}

Result<void> recordVersion(PluginFile& file, const NewVersion& fresh) {
    return file.write(PluginFile::Counts::Change, [&](Database& database) -> Result<void> {
        Statement plugin(database.handle(),
                         "INSERT INTO plugin VALUES (?, ?, 1, ?, ?) ON CONFLICT (id) DO UPDATE SET current = "
                         "excluded.current, "
                         "repository = excluded.repository, granted = excluded.granted");
        auto done = plugin.bind(fresh.id)
                        .bind(fresh.version.text())
                        .bind(fresh.repository)
                        .bind(permissionsJson(fresh.granted))
                        .run();
        if (!done) return done;
        Statement version(database.handle(),
                          "INSERT OR REPLACE INTO plugin_version VALUES (?, ?, ?, ?, ?, ?, ?)");
        done = version.bind(fresh.id)
                   .bind(fresh.version.text())
                   .bind(fresh.manifestText)
                   .bind(toString(fresh.tier))
                   .bind(fresh.keyId)
                   .bind(fresh.packageSha256)
                   .bind(nowMilliseconds())
                   .run();
        if (!done) return done;
        Statement drop(database.handle(), "DELETE FROM plugin_version WHERE plugin_id = ? AND version = ?");
        for (const auto& old : fresh.dropped) {
            if (done = drop.bind(fresh.id).bind(old.text()).run(); !done) return done;
            drop.reset();
        }
        return {};
    });
}

}  // namespace tributary::plugin
