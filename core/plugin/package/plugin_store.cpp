// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/plugin_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

#include "core/base/part_file.h"
#include "core/plugin/package/install_area.h"
#include "core/plugin/package/installed_files.h"
#include "core/plugin/package/plugin_file.h"
#include "core/plugin/package/plugin_rows.h"

namespace tributary::plugin {

namespace fs = std::filesystem;
using store::Database;
using store::Statement;

namespace {

constexpr std::array<std::string_view, 4> kTiers = {"built-in", "repository", "trusted key", "unsigned"};
constexpr const char* kDeveloperMode = "developer_mode";

tl::unexpected<Error> notInstalled(const std::string& id) {
    return fail(ErrorCode::NotFound, "The plugin '" + id + "' is not installed",
                "`tributary plugin list` shows what is, `tributary plugin list --available` what can be.");
}

std::vector<std::string> common(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    std::vector<std::string> out;
    std::copy_if(a.begin(), a.end(), std::back_inserter(out),
                 [&](const auto& one) { return std::find(b.begin(), b.end(), one) != b.end(); });
    return out;
}

InstalledPlugin describe(const InstallArea& area, const PluginRow& row, const VersionRow& version) {
    InstalledPlugin out;
    out.id = row.id;
    out.manifest = version.manifest;
    out.tier = tierNamed(version.tier);
    out.keyId = version.keyId;
    out.repository = row.repository;
    out.granted = permissionsInCommon(version.manifest.permissions, row.granted);
    out.enabled = row.enabled;
    out.revoked = row.revoked;
    out.installedAt = version.installedAt;
    out.folder = area.versionFolder(row.id, version.manifest.version);
    out.library = out.folder / version.manifest.entryFile;
    out.librarySha256 = version.manifest.files.at(version.manifest.entryFile).sha256;
    out.dataFolder = area.dataFolder(row.id);
    out.logFile = area.logFile(row.id);
    for (const auto& other : row.versions)
        if (other < version.manifest.version) out.olderVersions.push_back(other);
    std::sort(out.olderVersions.begin(), out.olderVersions.end(), std::greater<>());
    return out;
}

}  // namespace

struct PluginStore::Impl {
    explicit Impl(fs::path root) : area(std::move(root)) {}

    InstallArea area;
    std::shared_ptr<PluginFile> file;

    Result<std::optional<std::string>> recorded(const std::string& id, const Version& version) const {
        auto row = versionRow(*file, id, version);
        if (!row) return fail(row.error());
        return *row ? std::optional((*row)->manifestText) : std::nullopt;
    }

    Result<void> undo(const fs::path& stage) const {
        return area.undo(
            stage, [this](const std::string& id, const Version& version) { return recorded(id, version); },
            [this](const std::string& id) { return currentVersion(*file, id); });
    }

    Result<void> sweep() const {
        auto lock = area.tryLock();
        if (!lock) return fail(lock.error());
        if (!*lock) return {};  // somebody changes the folders at this moment: the next start sweeps
        return area.sweep(
            [this](const std::string& id, const Version& version) { return recorded(id, version); },
            [this](const std::string& id) { return currentVersion(*file, id); });
    }
};

std::string_view toString(Tier tier) {
    return kTiers[static_cast<size_t>(tier)];
}

Tier tierNamed(std::string_view name) {
    const auto found = std::find(kTiers.begin(), kTiers.end(), name);
    return found == kTiers.end() ? Tier::Unsigned : static_cast<Tier>(found - kTiers.begin());
}

Permissions permissionsInCommon(const Permissions& asked, const Permissions& granted) {
    Permissions out;
    out.network = common(asked.network, granted.network);
    out.readFiles = common(asked.readFiles, granted.readFiles);
    out.writeFiles = common(asked.writeFiles, granted.writeFiles);
    out.systemFiles = common(asked.systemFiles, granted.systemFiles);
    out.memoryMb = std::min(asked.memoryMb, granted.memoryMb);
    out.dataMb = std::min(asked.dataMb, granted.dataMb);
    out.callTimeoutSeconds = std::min(asked.callTimeoutSeconds, granted.callTimeoutSeconds);
    out.threads = std::min(asked.threads, granted.threads);
    return out;
}

PluginStore::PluginStore(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
PluginStore::~PluginStore() = default;

fs::path PluginStore::defaultRoot() {
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value ? value : "");
    };
    if (const auto given = variable("TRIBUTARY_PLUGINS"); !given.empty()) return fs::absolute(given);
    const auto data = variable("XDG_DATA_HOME");
    const fs::path home =
        !data.empty() && data[0] == '/' ? fs::path(data) : fs::path(variable("HOME")) / ".local" / "share";
    return home / "tributary" / "plugins";
}

Result<std::unique_ptr<PluginStore>> PluginStore::open(const fs::path& root) {
    auto impl = std::make_unique<Impl>(root);
    if (auto made = impl->area.make(); !made) return fail(made.error());
    auto file = PluginFile::open((root / "plugins.db").string());
    if (!file) return fail(file.error());
    impl->file = std::move(*file);
    if (auto swept = impl->sweep(); !swept) return fail(swept.error());
    return std::unique_ptr<PluginStore>(new PluginStore(std::move(impl)));
}

const fs::path& PluginStore::root() const {
    return m_impl->area.root();
}

const std::string& PluginStore::recoveredFrom() const {
    return m_impl->file->recoveredFrom();
}

const std::shared_ptr<PluginFile>& PluginStore::file() const {
    return m_impl->file;
}

const InstallArea& PluginStore::area() const {
    return m_impl->area;
}

Result<void> PluginStore::undo(const fs::path& stage) {
    return m_impl->undo(stage);
}

Result<int64_t> PluginStore::changeCounter() const {
    return m_impl->file->read<int64_t>(
        [](Database& database) { return database.integer("SELECT value FROM meta WHERE key = 'changes'"); });
}

Result<std::vector<InstalledPlugin>> PluginStore::plugins() const {
    auto rows = pluginRows(*m_impl->file, "");
    if (!rows) return fail(rows.error());
    std::vector<InstalledPlugin> out;
    for (const auto& row : *rows) out.push_back(describe(m_impl->area, row, row.current));
    return out;
}

Result<InstalledPlugin> PluginStore::plugin(const std::string& id) const {
    auto rows = pluginRows(*m_impl->file, id);
    if (!rows) return fail(rows.error());
    if (id.empty() || rows->empty()) return notInstalled(id);
    return describe(m_impl->area, rows->front(), rows->front().current);
}

Result<std::vector<InstalledPlugin>> PluginStore::enabled(Kind kind) const {
    auto all = plugins();
    if (!all) return all;
    all->erase(std::remove_if(
                   all->begin(), all->end(),
                   [&](const auto& p) { return !p.enabled || !p.revoked.empty() || !p.manifest.is(kind); }),
               all->end());
    return all;
}

Result<void> PluginStore::setEnabled(const std::string& id, bool enabled) {
    return m_impl->file->write(PluginFile::Counts::Change, [&](Database& database) -> Result<void> {
        Statement update(database.handle(), "UPDATE plugin SET enabled = ? WHERE id = ? RETURNING id");
        auto row = update.bind(enabled ? 1 : 0).bind(id).step();
        if (!row) return fail(row.error());
        if (!*row) return notInstalled(id);
        return update.run();
    });
}

Result<void> PluginStore::setGranted(const std::string& id, const Permissions& granted) {
    auto present = plugin(id);
    if (!present) return fail(present.error());
    const auto more = permissionGrowth(present->manifest.permissions, granted);
    if (!more.empty())
        return fail(ErrorCode::InvalidArgument, "'" + id + "' does not ask to " + more.front(),
                    "A plugin can be given at most what its manifest asks for.");
    return m_impl->file->write(PluginFile::Counts::Change, [&](Database& database) {
        Statement update(database.handle(), "UPDATE plugin SET granted = ? WHERE id = ?");
        return update.bind(permissionsJson(granted)).bind(id).run();
    });
}

Result<Version> PluginStore::rollback(const std::string& id, const std::optional<Version>& to) {
    auto lock = m_impl->area.lock();
    if (!lock) return fail(lock.error());
    auto present = plugin(id);
    if (!present) return fail(present.error());
    const auto& older = present->olderVersions;
    if (older.empty())
        return fail(ErrorCode::NotFound, "There is no older version of '" + id + "' to go back to",
                    "The two versions before the present one are kept after each upgrade.");
    const auto found = to ? std::find(older.begin(), older.end(), *to) : older.begin();
    if (found == older.end())
        return fail(ErrorCode::NotFound, "Version " + to->text() + " of '" + id + "' is not kept",
                    "Kept is " + older.front().text() +
                        (older.size() > 1 ? " and " + older.back().text() : "") + ".");
    const Version target = *found;
    auto reason = versionRevoked(*m_impl->file, id, target);
    if (!reason) return fail(reason.error());
    if (!reason->empty())
        return fail(ErrorCode::Permission,
                    id + " " + target.text() + " must not be used any more: " + *reason);
    const auto stage = m_impl->area.makeStage();
    if (!stage) return fail(stage.error());
    auto done = m_impl->area.writeJournal(*stage, id, target);
    if (done) done = m_impl->area.switchTo(*stage, id, target);
    if (done) done = setCurrent(*m_impl->file, id, target);
    if (!done) {
        if (auto undone = m_impl->undo(stage->path()); !undone) return fail(undone.error());
        return fail(done.error());
    }
    return target;
}

Result<void> PluginStore::remove(const std::string& id, bool withData) {
    auto lock = m_impl->area.lock();
    if (!lock) return fail(lock.error());
    auto rows = pluginRows(*m_impl->file, id);
    if (!rows) return fail(rows.error());
    if (id.empty() || rows->empty()) return notInstalled(id);
    const auto stage = m_impl->area.makeStage();
    if (!stage) return fail(stage.error());
    // So that the next start goes on where this one is killed.
    if (auto noted = m_impl->area.writeJournal(*stage, id, rows->front().current.manifest.version); !noted)
        return noted;
    // The record first: a folder nobody knows is harmless, a record without its folder is not.
    auto done = m_impl->file->write(PluginFile::Counts::Change, [&](Database& database) {
        Statement drop(database.handle(), "DELETE FROM plugin WHERE id = ?");
        return drop.bind(id).run();
    });
    for (const auto& version : rows->front().versions)
        if (done) done = m_impl->area.takeAway(*stage, id, version);
    if (done) done = m_impl->area.takeAwayPlugin(id);
    if (done && withData) done = removeTree(m_impl->area.dataFolder(id));
    if (done && withData) done = removeTree(m_impl->area.logFile(id));
    return done;
}

Result<std::vector<std::string>> PluginStore::modifiedFiles(const std::string& id,
                                                            const CancelToken& token) const {
    auto present = plugin(id);
    if (!present) return fail(present.error());
    return filesThatDiffer(present->folder, present->manifest, token);
}

Result<fs::path> PluginStore::makeDataFolder(const std::string& id) const {
    if (!isPluginId(id)) return fail(ErrorCode::InvalidArgument, "'" + id + "' is no id of a plugin");
    const auto folder = m_impl->area.dataFolder(id);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return fail(systemError("The folder '" + folder.string() + "' could not be made"));
    return folder;
}

Result<std::optional<std::string>> PluginStore::setting(const std::string& key) const {
    using Out = std::optional<std::string>;
    return m_impl->file->read<Out>([&](Database& database) -> Result<Out> {
        Statement rows(database.handle(), "SELECT value FROM setting WHERE key = ?");
        auto row = rows.bind(key).step();
        if (!row) return fail(row.error());
        return *row ? Out(rows.text(0)) : Out();
    });
}

Result<void> PluginStore::setSetting(const std::string& key, const std::string& value) {
    return m_impl->file->write(PluginFile::Counts::Change, [&](Database& database) {
        Statement put(database.handle(), "INSERT OR REPLACE INTO setting VALUES (?, ?)");
        return put.bind(key).bind(value).run();
    });
}

Result<bool> PluginStore::developerMode() const {
    auto value = setting(kDeveloperMode);
    if (!value) return fail(value.error());
    return *value == "on";
}

Result<void> PluginStore::setDeveloperMode(bool on) {
    return setSetting(kDeveloperMode, on ? "on" : "off");
}

}  // namespace tributary::plugin
