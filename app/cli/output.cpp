// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "app/cli/terminal.h"

namespace tributary::cli {

Output::Output(int descriptor, bool owned, std::string path)
    : m_descriptor(descriptor), m_owned(owned), m_path(std::move(path)) {}

Output::Output(Output&& other) noexcept
    : m_descriptor(other.m_descriptor),
      m_owned(std::exchange(other.m_owned, false)),
      m_path(std::move(other.m_path)),
      m_file(std::move(other.m_file)),
      m_closedPipe(other.m_closedPipe) {}

Output::~Output() {
    if (m_owned) close(m_descriptor);
}

Output Output::standard() {
    return Output(STDOUT_FILENO, false, "standard output");
}

Result<Output> Output::file(const std::string& path) {
    struct stat there {};
    const bool exists = stat(path.c_str(), &there) == 0;
    if (exists && !S_ISREG(there.st_mode) && !S_ISDIR(there.st_mode)) {
        const int descriptor = open(path.c_str(), O_WRONLY | O_CLOEXEC);
        if (descriptor < 0) return fail(systemError("'" + path + "' cannot be written"));
        return Output(descriptor, true, path);
    }
    auto file = PartFile::create(path);
    if (!file) return fail(file.error());
    Output out(file->descriptor(), false, path);
    out.m_file.emplace(std::move(*file));
    return out;
}

Result<void> Output::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t done = ::write(m_descriptor, bytes.data(), bytes.size());
        if (done >= 0) {
            bytes.remove_prefix(static_cast<size_t>(done));
            continue;
        }
        if (errno == EINTR) continue;
        if (errno == EAGAIN) {  // whoever gave us the pipe has made it non-blocking
            pollfd wait{m_descriptor, POLLOUT, 0};
            poll(&wait, 1, -1);
            continue;
        }
        m_closedPipe = errno == EPIPE;
        Error error = systemError("Writing to " + m_path + " failed");
        if (m_closedPipe) error.nativeCode = kClosedPipe;
        return fail(std::move(error));
    }
    return {};
}

result::ByteSink Output::sink() {
    return [this](std::string_view bytes) { return write(bytes); };
}

Result<void> Output::commit() {
    return m_file ? m_file->commit() : Result<void>();
}

}  // namespace tributary::cli
