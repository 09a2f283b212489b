// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "app/cli/terminal.h"

namespace tributary::cli {
namespace {

tl::unexpected<Error> systemError(const std::string& what) {
    const int code = errno;
    const char* hint =
        code == ENOSPC ? "Free some space or choose another place." : "Check the path and its permissions.";
    Error error(code == ENOSPC || code == EDQUOT ? ErrorCode::Resource : ErrorCode::Io,
                what + ": " + std::strerror(code), hint);
    if (code == EPIPE) error.nativeCode = kClosedPipe;
    return fail(std::move(error));
}

}  // namespace

Output::Output(int descriptor, std::string path, std::string part)
    : m_descriptor(descriptor), m_path(std::move(path)), m_part(std::move(part)) {}

Output::Output(Output&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)),
      m_path(std::move(other.m_path)),
      m_part(std::exchange(other.m_part, std::string())),
      m_closedPipe(other.m_closedPipe) {}

Output::~Output() {
    if (m_descriptor > STDERR_FILENO) close(m_descriptor);
    if (!m_part.empty()) unlink(m_part.c_str());
}

Result<Output> Output::standard() {
    return Output(STDOUT_FILENO, "standard output", "");
}

Result<Output> Output::file(const std::string& path) {
    struct stat status {};
    const bool exists = stat(path.c_str(), &status) == 0;
    const bool special = exists && !S_ISREG(status.st_mode);
    const std::string part = special ? "" : path + ".part";
    const int descriptor =
        open((special ? path : part).c_str(), O_WRONLY | O_CLOEXEC | (special ? 0 : O_CREAT | O_TRUNC), 0666);
    if (descriptor < 0) return systemError("'" + path + "' cannot be written");
    return Output(descriptor, path, part);
}

Result<void> Output::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t done = ::write(m_descriptor, bytes.data(), bytes.size());
        if (done < 0) {
            if (errno == EINTR) continue;
            m_closedPipe = errno == EPIPE;
            return systemError("Writing to " + m_path + " failed");
        }
        bytes.remove_prefix(static_cast<size_t>(done));
    }
    return {};
}

result::ByteSink Output::sink() {
    return [this](std::string_view bytes) { return write(bytes); };
}

Result<void> Output::commit() {
    if (m_part.empty()) return {};
    if (fsync(m_descriptor) != 0 && errno != EINVAL) return systemError("Writing to " + m_path + " failed");
    if (close(m_descriptor) != 0) return systemError("Writing to " + m_path + " failed");
    m_descriptor = -1;
    if (rename(m_part.c_str(), m_path.c_str()) != 0) return systemError("'" + m_part + "' cannot be renamed");
    m_part.clear();
    return {};
}

}  // namespace tributary::cli
