// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/part_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <random>
#include <utility>

namespace tributary {
namespace {

std::string partName(const std::string& path) {
    char suffix[16];
    std::snprintf(suffix, sizeof suffix, ".part-%08x", static_cast<unsigned>(std::random_device{}()));
    return path + suffix;
}

}  // namespace

Error systemError(const std::string& what) {
    const int code = errno;
    const bool full = code == ENOSPC || code == EDQUOT;
    const char* hint = "Check the path and its permissions.";
    if (full) hint = "Free some space or choose another place.";
    if (code == EFBIG) hint = "The file system or a limit (ulimit -f) allows no file of this size.";
    return Error(full ? ErrorCode::Resource : ErrorCode::Io, what + ": " + std::strerror(code), hint);
}

PartFile::PartFile(std::string path, std::string part, int descriptor)
    : m_path(std::move(path)), m_part(std::move(part)), m_descriptor(descriptor) {}

PartFile::PartFile(PartFile&& other) noexcept
    : m_path(std::move(other.m_path)),
      m_part(std::exchange(other.m_part, std::string())),
      m_descriptor(std::exchange(other.m_descriptor, -1)) {}

PartFile::~PartFile() {
    if (m_descriptor >= 0) close(m_descriptor);
    if (!m_part.empty()) unlink(m_part.c_str());
}

Result<PartFile> PartFile::create(const std::string& path) {
    if (path.empty()) return fail(ErrorCode::InvalidArgument, "The name of the file to write is empty");
    const std::string what = "'" + path + "' cannot be written";
    struct stat there {};
    const bool exists = stat(path.c_str(), &there) == 0;
    if (exists && !S_ISREG(there.st_mode)) {
        return fail(ErrorCode::InvalidArgument,
                    what + ": it is a " + (S_ISDIR(there.st_mode) ? "folder" : "device or a pipe"),
                    "Name a file.");
    }
    if (exists && access(path.c_str(), W_OK) != 0) return fail(systemError(what));
    std::error_code status;
    const auto followed = exists ? std::filesystem::canonical(path, status).string() : path;
    const std::string& target = status ? path : followed;
    for (;;) {
        std::string part = partName(target);
        const int file = open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file < 0 && errno == EEXIST) continue;
        if (file < 0) return fail(systemError(what));
        PartFile out(target, std::move(part), file);
        if (exists && fchmod(file, there.st_mode & 07777) != 0) return fail(systemError(what));
        return out;
    }
}

Result<void> PartFile::commit() {
    const std::string what = "Writing to '" + m_path + "' failed";
    if (fsync(m_descriptor) != 0 && errno != EINVAL) return fail(systemError(what));
    if (close(std::exchange(m_descriptor, -1)) != 0) return fail(systemError(what));
    if (rename(m_part.c_str(), m_path.c_str()) != 0) return fail(systemError(what));
    m_part.clear();
    return {};
}

}  // namespace tributary
