// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/install_area.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <vector>

#include "core/base/part_file.h"
#include "core/plugin/package/manifest.h"
#include "core/plugin/package/package_names.h"
#include "core/store/atomic_file.h"
#include "core/store/uuid.h"

namespace tributary::plugin {
namespace {

namespace fs = std::filesystem;

constexpr const char* kJournal = "journal";
constexpr size_t kJournalLimit = 1024;

Result<void> makeFolder(const fs::path& path, mode_t mode) {
    if (::mkdir(path.c_str(), mode) == 0 || errno == EEXIST) return {};
    return fail(systemError("The folder '" + path.string() + "' could not be made"));
}

Result<void> syncFolder(const fs::path& path) {
    const OwnedFile folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.valid() && ::fsync(folder.get()) == 0) return {};
    return fail(systemError("The folder '" + path.string() + "' could not be brought to the disk"));
}

Result<OwnedFile> openLock(const fs::path& root) {
    OwnedFile file(::open((root / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.valid()) return fail(systemError("The folder '" + root.string() + "' could not be locked"));
    return file;
}

std::optional<std::pair<std::string, Version>> readJournal(const fs::path& stage) {
    auto text = store::readWholeFile((stage / kJournal).string(), kJournalLimit);
    if (!text) return std::nullopt;  // killed before it was about to put anything in place
    const size_t end = text->find('\n');
    if (end == std::string::npos) return std::nullopt;
    auto version = Version::parse(std::string_view(*text).substr(end + 1));
    if (!version || !isPluginId(text->substr(0, end))) return std::nullopt;
    return std::pair(text->substr(0, end), *version);
}

bool hasManifest(const fs::path& folder, const std::string& manifest) {
    const auto text = store::readWholeFile((folder / kManifestName).string(), kManifestLimit);
    return text && *text == manifest;
}

Result<void> pointTo(const fs::path& stage, const fs::path& link, const Version& version) {
    const fs::path fresh = stage / "current";
    ::unlink(fresh.c_str());
    if (::symlink(version.text().c_str(), fresh.c_str()) != 0 || ::rename(fresh.c_str(), link.c_str()) != 0)
        return fail(systemError("'" + link.string() + "' could not be switched"));
    return syncFolder(link.parent_path());
}

}  // namespace

Result<void> removeTree(const fs::path& path) {
    // Folders we could not write to cannot be emptied.
    std::error_code failed;
    const bool isFolder = fs::is_directory(fs::symlink_status(path, failed));
    if (isFolder) {
        for (fs::recursive_directory_iterator it(path, failed), end; !failed && it != end;
             it.increment(failed))
            if (it->is_directory() && !it->is_symlink())
                fs::permissions(it->path(), fs::perms::owner_all, fs::perm_options::add, failed);
    }
    failed.clear();
    fs::remove_all(path, failed);
    if (!failed) return {};
    return fail(ErrorCode::Io, "'" + path.string() + "' could not be removed: " + failed.message(),
                "Check that you may write to its folder.");
}

Result<void> InstallArea::make() const {
    std::error_code failed;
    if (!fs::is_directory(m_root, failed)) {
        fs::create_directories(m_root.parent_path(), failed);
        if (auto made = makeFolder(m_root, 0700); !made) return made;
    }
    for (const char* name : {".staging", "plugin-data", "logs"})
        if (auto made = makeFolder(m_root / name, 0700); !made) return made;
    return {};
}

Result<InstallArea::Lock> InstallArea::lock() const {
    auto file = openLock(m_root);
    if (!file) return fail(file.error());
    while (::flock(file->get(), LOCK_EX) != 0)
        if (errno != EINTR)
            return fail(systemError("The folder '" + m_root.string() + "' could not be locked"));
    return Lock(std::move(*file));
}

Result<std::optional<InstallArea::Lock>> InstallArea::tryLock() const {
    auto file = openLock(m_root);
    if (!file) return fail(file.error());
    while (::flock(file->get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return std::optional<Lock>();
        if (errno != EINTR)
            return fail(systemError("The folder '" + m_root.string() + "' could not be locked"));
    }
    return std::optional(Lock(std::move(*file)));
}

fs::path InstallArea::versionFolder(const std::string& id, const Version& version) const {
    return m_root / id / version.text();
}

InstallArea::Stage::~Stage() {
    // What cannot be removed now is swept at the next start.
    if (m_held.valid()) static_cast<void>(removeTree(m_path));
}

Result<InstallArea::Stage> InstallArea::makeStage() const {
    const fs::path path = stagingFolder() / store::newUuid();
    if (auto made = makeFolder(path, 0700); !made) return fail(made.error());
    OwnedFile held(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!held.valid() || ::flock(held.get(), LOCK_EX | LOCK_NB) != 0)
        return fail(systemError("The folder '" + path.string() + "' could not be made"));
    return Stage(path, std::move(held));
}

Result<void> InstallArea::writeJournal(const Stage& stage, const std::string& id,
                                       const Version& version) const {
    return store::writeAtomically((stage.path() / kJournal).string(), id + "\n" + version.text());
}

Result<void> InstallArea::place(const Stage& stage, const std::string& id, const Version& version) const {
    if (auto made = makeFolder(m_root / id, 0700); !made) return made;
    const fs::path from = stage.path() / "files", to = versionFolder(id, version);
    int done = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
    if (done != 0 && errno == EEXIST)
        done = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE);
    if (done != 0) return fail(systemError("'" + to.string() + "' could not be put in place"));
    if (auto synced = syncFolder(m_root / id); !synced) return synced;
    return syncFolder(m_root);
}

Result<void> InstallArea::switchTo(const Stage& stage, const std::string& id, const Version& version) const {
    return pointTo(stage.path(), currentLink(id), version);
}

Result<void> InstallArea::takeAway(const Stage& stage, const std::string& id, const Version& version) const {
    const fs::path from = versionFolder(id, version), to = stage.path() / ("old-" + version.text());
    if (::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT)
        return fail(systemError("'" + from.string() + "' could not be removed"));
    return {};
}

Result<void> InstallArea::takeAwayPlugin(const std::string& id) const {
    if (::unlink(currentLink(id).c_str()) != 0 && errno != ENOENT)
        return fail(systemError("'" + currentLink(id).string() + "' could not be removed"));
    // What is not ours in there stays, and so does the folder.
    if (::rmdir((m_root / id).c_str()) != 0 && errno != ENOENT && errno != ENOTEMPTY && errno != EEXIST)
        return fail(systemError("'" + (m_root / id).string() + "' could not be removed"));
    return {};
}

Result<void> InstallArea::undo(const fs::path& stage, const Recorded& recorded,
                               const Current& current) const {
    const auto journal = readJournal(stage);
    if (!journal) return {};
    const auto& [id, version] = *journal;
    const fs::path place = versionFolder(id, version);
    auto manifest = recorded(id, version);
    if (!manifest) return fail(manifest.error());
    if (*manifest && !hasManifest(place, **manifest) && hasManifest(stage / "files", **manifest)) {
        // Killed while it put other content in place of a version: the old one is in the stage.
        if (::renameat2(AT_FDCWD, place.c_str(), AT_FDCWD, (stage / "files").c_str(), RENAME_EXCHANGE) != 0)
            return fail(systemError("'" + place.string() + "' could not be put back"));
    }
    auto now = current(id);
    if (!now) return fail(now.error());
    if (!*now) return removeTree(m_root / id);
    if (auto pointed = pointTo(stage, currentLink(id), **now); !pointed) return pointed;
    return removeUnrecorded(id, recorded);
}

Result<void> InstallArea::removeUnrecorded(const std::string& id, const Recorded& recorded) const {
    std::error_code failed;
    std::vector<fs::path> gone;
    for (const auto& entry : fs::directory_iterator(m_root / id, failed)) {
        const auto version = Version::parse(entry.path().filename().string());
        if (!version || entry.is_symlink()) continue;
        auto row = recorded(id, *version);
        if (!row) return fail(row.error());
        if (!*row) gone.push_back(entry.path());
    }
    for (const auto& folder : gone)
        if (auto removed = removeTree(folder); !removed) return removed;
    return {};
}

Result<void> InstallArea::sweep(const Recorded& recorded, const Current& current) const {
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(stagingFolder(), failed)) {
        const OwnedFile held(::open(entry.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
        if (held.valid() && ::flock(held.get(), LOCK_EX | LOCK_NB) != 0) continue;  // somebody works in it
        if (auto undone = undo(entry.path(), recorded, current); !undone) return undone;
        if (auto gone = removeTree(entry.path()); !gone) return gone;
    }
    if (failed)
        return fail(ErrorCode::Io,
                    "'" + stagingFolder().string() + "' could not be read: " + failed.message());
    return {};
}

}  // namespace tributary::plugin
