// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/process/output_pipe.h"

#include <fcntl.h>

#include "core/base/part_file.h"
#include "core/base/utf8.h"

namespace tributary::plugin {
namespace {

constexpr size_t kLineBytes = 4 << 10;
constexpr size_t kDrainBytes = 64 << 10;

}  // namespace

Result<std::unique_ptr<OutputPipe>> OutputPipe::create() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return fail(systemError("no pipe for a plugin's output"));
    return std::unique_ptr<OutputPipe>(new OutputPipe(ends[0], ends[1]));
}

void OutputPipe::drain(const std::function<void(std::string_view)>& line) {
    const std::lock_guard lock(m_mutex);
    char bytes[4096];
    for (size_t taken = 0; taken < kDrainBytes;) {
        const ssize_t size = ::read(m_read.get(), bytes, sizeof bytes);
        if (size <= 0) return;
        taken += static_cast<size_t>(size);
        take({bytes, static_cast<size_t>(size)}, line);
    }
}

void OutputPipe::take(std::string_view bytes, const std::function<void(std::string_view)>& line) {
    m_tail.append(bytes);
    if (m_tail.size() > kLineBytes) m_tail.erase(0, m_tail.size() - kLineBytes);
    m_partial.append(bytes);
    for (size_t end; (end = m_partial.find('\n')) != std::string::npos || m_partial.size() >= kLineBytes;) {
        const size_t length = std::min(end, kLineBytes);
        line(printable(std::string_view(m_partial).substr(0, length), false));
        m_partial.erase(0, length + (length == end ? 1 : 0));
    }
}

std::string OutputPipe::tail() const {
    const std::lock_guard lock(m_mutex);
    return printable(m_tail, true);
}

}  // namespace tributary::plugin
