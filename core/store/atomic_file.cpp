// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

namespace tributary::store {
namespace {

tl::unexpected<Error> ioFailure(const std::string& what, const std::string& path, int why) {
    const ErrorCode code = why == ENOSPC || why == EDQUOT ? ErrorCode::Resource : ErrorCode::Io;
    Error error(code, "'" + path + "' could not be " + what + ": " + std::strerror(why),
                code == ErrorCode::Resource ? "Free some space on the disk and try again."
                                            : "Check that the folder exists and that you may write to it.");
    error.nativeCode = "errno " + std::to_string(why);
    return fail(std::move(error));
}

bool writeAll(int file, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(file, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.remove_prefix(static_cast<size_t>(written));
    }
    return true;
}

/// So that the rename itself survives a power cut.
bool syncFolder(const std::string& path) {
    auto folder = std::filesystem::path(path).parent_path();
    const int file = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return false;
    const bool done = ::fsync(file) == 0;
    ::close(file);
    return done;
}

}  // namespace

Result<void> writeAtomically(const std::string& path, std::string_view content) {
    std::string name = path + ".XXXXXX";
    const int file = ::mkostemp(name.data(), O_CLOEXEC);  // mode 0600
    if (file < 0) return ioFailure("written", path, errno);
    bool done = writeAll(file, content) && ::fsync(file) == 0;
    int why = errno;
    if (::close(file) != 0 && done) {
        done = false;
        why = errno;
    }
    if (done && ::rename(name.c_str(), path.c_str()) != 0) {
        done = false;
        why = errno;
    }
    if (!done) {
        ::unlink(name.c_str());
        return ioFailure("written", path, why);
    }
    if (!syncFolder(path)) return ioFailure("written", path, errno);
    return {};
}

Result<std::string> readWholeFile(const std::string& path, size_t limit) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) return fail(ErrorCode::NotFound, "There is no file '" + path + "'");
    if (file < 0) return ioFailure("read", path, errno);
    std::string out;
    std::vector<char> buffer(64 * 1024);
    for (;;) {
        const ssize_t count = ::read(file, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            const int why = errno;
            ::close(file);
            if (count < 0) return ioFailure("read", path, why);
            return out;
        }
        out.append(buffer.data(), static_cast<size_t>(count));
        if (out.size() > limit) {
            ::close(file);
            return fail(ErrorCode::Corrupt, "'" + path + "' is longer than such a file can be");
        }
    }
}

Result<FileLock> FileLock::acquire(const std::string& path) {
    const std::string name = path + ".lock";
    const int file = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return ioFailure("locked", path, errno);
    while (::flock(file, LOCK_EX) != 0) {
        if (errno == EINTR) continue;
        const int why = errno;
        ::close(file);
        return ioFailure("locked", path, why);
    }
    return FileLock(file);
}

FileLock::FileLock(FileLock&& other) noexcept : m_file(other.m_file) {
    other.m_file = -1;
}

FileLock::~FileLock() {
    if (m_file >= 0) ::close(m_file);
}

}  // namespace tributary::store
