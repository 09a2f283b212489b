// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/folder_size.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <string_view>

namespace tributary::plugin {
namespace {

constexpr uint64_t kBlock = 512;  // of st_blocks
constexpr int kFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

/// Opens a folder below another one without ever following a link.
int openBelow(int root, const std::string& path) {
    open_how how{};
    how.flags = kFolder;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
    const long fd = syscall(SYS_openat2, root, path.c_str(), &how, sizeof(how));
    if (fd >= 0 || errno != ENOSYS) return static_cast<int>(fd);
    // Linux before 5.6: one name after the other.
    Descriptor at(openat(root, ".", kFolder));
    for (size_t from = 0; at && from < path.size();) {
        const size_t to = std::min(path.find('/', from), path.size());
        at.reset(openat(at.get(), path.substr(from, to - from).c_str(), kFolder));
        from = to + 1;
    }
    return at.release();
}

bool isGone(int error) {
    // EXDEV: something is mounted there, so it is not the plugin's.
    return error == ENOENT || error == ENOTDIR || error == ELOOP || error == EXDEV || error == EAGAIN;
}

/// The files without a name a process has open on a disk, with what they take there.
std::map<ino_t, uint64_t> openNameless(pid_t process, dev_t disk) {
    std::map<ino_t, uint64_t> out;
    const std::string list = "/proc/" + std::to_string(process) + "/fd";
    const std::unique_ptr<DIR, int (*)(DIR*)> open(opendir(list.c_str()), closedir);
    if (!open) return out;
    while (const dirent* entry = readdir(open.get())) {
        struct stat info {};
        if (fstatat(dirfd(open.get()), entry->d_name, &info, 0) != 0) continue;
        const bool nameless = S_ISREG(info.st_mode) && info.st_nlink == 0 && info.st_dev == disk;
        if (nameless) out[info.st_ino] = static_cast<uint64_t>(info.st_blocks) * kBlock;
    }
    return out;
}

}  // namespace

FolderSize::FolderSize(const std::filesystem::path& root, Limits limits)
    : m_limits(limits), m_root(open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (m_root) m_folder.reset(fdopendir(openat(m_root.get(), ".", kFolder)));
}

bool FolderSize::beyond() const {
    return m_found.hidden || m_found.bytes > m_limits.bytes || m_found.files > m_limits.files;
}

bool FolderSize::openNext() {
    while (!m_waiting.empty()) {
        m_at = std::move(m_waiting.front()) + '/';
        m_waiting.pop_front();
        const int fd = openBelow(m_root.get(), m_at.substr(0, m_at.size() - 1));
        if (fd >= 0) m_folder.reset(fdopendir(fd));
        if (fd >= 0) return true;
        if (isGone(errno)) continue;
        m_found.hidden = true;
        return false;
    }
    return false;
}

void FolderSize::count(const char* name) {
    struct stat info {};
    if (fstatat(dirfd(m_folder.get()), name, &info, AT_SYMLINK_NOFOLLOW) != 0) return;
    ++m_found.files;
    // One file under several names is counted for each: whoever does that is counted against, not for.
    m_found.bytes += static_cast<uint64_t>(info.st_blocks) * kBlock;
    if (S_ISDIR(info.st_mode)) m_waiting.push_back(m_at + name);
}

bool FolderSize::step(size_t entries) {
    while (entries > 0) {
        if (!m_folder && !openNext()) return true;
        const dirent* entry = readdir(m_folder.get());
        if (entry == nullptr) {
            m_folder.reset();
            continue;
        }
        if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0) continue;
        count(entry->d_name);
        --entries;
        if (beyond()) return true;
    }
    return false;
}

uint64_t namelessBytes(pid_t process, const std::filesystem::path& folder) {
    struct stat home {};
    if (stat(folder.c_str(), &home) != 0) return 0;
    uint64_t out = 0;
    for (const auto& [inode, bytes] : openNameless(process, home.st_dev)) out += bytes;
    return out;
}

bool hidesMappedFile(pid_t process, const std::filesystem::path& folder) {
    struct stat home {};
    std::error_code error;
    const std::string below = std::filesystem::canonical(folder, error).string() + '/';
    std::ifstream maps("/proc/" + std::to_string(process) + "/maps");
    if (error || !maps || stat(folder.c_str(), &home) != 0) return false;
    constexpr std::string_view kGone = " (deleted)";
    std::optional<std::map<ino_t, uint64_t>> open;
    for (std::string line; std::getline(maps, line);) {
        if (!line.ends_with(kGone)) continue;
        const size_t at = line.find('/');
        if (at == std::string::npos || line.compare(at, below.size(), below) != 0) continue;
        // "from-to rights offset device inode path"
        const size_t end = line.find_last_not_of(' ', at - 1);
        ino_t inode = 0;
        std::from_chars(line.data() + line.rfind(' ', end) + 1, line.data() + end + 1, inode);
        struct stat info {};
        const bool so = lstat(line.c_str() + at, &info) == 0 && info.st_ino == inode;  // it is called so
        if (!open) open = openNameless(process, home.st_dev);
        if (!so && open->count(inode) == 0) return true;
    }
    return false;
}

}  // namespace tributary::plugin
