// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/spill_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

namespace tributary::engine {
namespace {

constexpr const char* kPrefix = "tributary-spill-";
constexpr const char* kLock = "owner.lock";

/// The lock of a folder, taken; -1: somebody has it, or it is not there.
int takeLock(const std::filesystem::path& folder) {
    const int file = open((folder / kLock).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0) return file;
    if (file >= 0) close(file);
    return -1;
}

/// A lock file appears in its folder only when it is locked: a folder without one is just being made.
int makeLock(const std::filesystem::path& folder) {
    const std::filesystem::path early = folder / "owner.new";
    const int file = open(early.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return -1;
    if (flock(file, LOCK_EX | LOCK_NB) == 0 && rename(early.c_str(), (folder / kLock).c_str()) == 0)
        return file;
    close(file);
    return -1;
}

bool isOurs(const std::filesystem::path& folder) {
    struct stat facts {};
    return lstat(folder.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) && facts.st_uid == geteuid();
}

}  // namespace

SpillFolder::SpillFolder(SpillFolder&& other) noexcept
    : m_path(std::exchange(other.m_path, {})), m_lock(std::exchange(other.m_lock, -1)) {}

SpillFolder& SpillFolder::operator=(SpillFolder&& other) noexcept {
    std::swap(m_path, other.m_path);
    std::swap(m_lock, other.m_lock);
    return *this;
}

SpillFolder::~SpillFolder() {
    remove();
}

void SpillFolder::remove() noexcept {
    if (m_path.empty()) return;
    std::error_code ignored;  // what cannot be removed holds only spilled rows
    std::filesystem::remove_all(m_path, ignored);
    close(m_lock);
}

Result<SpillFolder> SpillFolder::make() {
    std::error_code status;
    const std::filesystem::path parent = std::filesystem::temp_directory_path(status);
    sweep(parent.string());
    std::string pattern = parent.string() + "/" + kPrefix + "XXXXXX";
    if (!mkdtemp(pattern.data())) {
        return fail(ErrorCode::Io, "No temporary folder can be made as " + pattern,
                    "Check TMPDIR and its free space.");
    }
    SpillFolder out;
    out.m_path = pattern;
    out.m_lock = makeLock(pattern);
    if (out.m_lock >= 0) return out;
    return fail(ErrorCode::Io, "No file can be locked in the temporary folder " + parent.string(),
                "Set TMPDIR to a folder on a disk of this machine.");
}

void SpillFolder::sweep(const std::string& parent) {
    std::error_code status;
    for (std::filesystem::directory_iterator at(parent, status), end; !status && at != end;
         at.increment(status)) {
        const std::filesystem::path folder = at->path();
        if (folder.filename().string().rfind(kPrefix, 0) != 0 || !isOurs(folder)) continue;
        const int lock = takeLock(folder);
        if (lock < 0) continue;
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
        close(lock);
    }
}

}  // namespace tributary::engine
