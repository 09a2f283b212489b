// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text_file.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/utf8.h"

namespace tributary::cli {
namespace {
constexpr int kPollMs = 50;

/// A pipe or a terminal may stay silent for ever: Ctrl+C must get through.
Result<void> waitForBytes(int file, const CancelToken& token) {
    for (;;) {
        if (token.isCancelled()) return fail(token.error());
        pollfd wait{file, POLLIN, 0};
        const int ready = poll(&wait, 1, kPollMs);
        if (ready > 0 || (ready < 0 && errno != EINTR)) return {};  // read() tells what is wrong
    }
}

Result<std::string> readOpen(int file, const std::string& name, const CancelToken& token) {
    std::string out;
    char buffer[65536];
    for (;;) {
        auto ready = waitForBytes(file, token);
        if (!ready) return fail(ready.error());
        const ssize_t count = read(file, buffer, sizeof buffer);
        if (count == 0) return out;
        if (count > 0) {
            out.append(buffer, static_cast<size_t>(count));
        } else if (errno != EINTR && errno != EAGAIN) {
            return fail(ErrorCode::Io, name + " cannot be read: " + std::strerror(errno),
                        "Name a file that holds the text.");
        }
    }
}

}  // namespace

Result<std::string> readAll(const std::string& path, const CancelToken& token) {
    if (path == "-") return readOpen(STDIN_FILENO, "Standard input", token);
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                    "The file '" + path + "' cannot be read: " + std::strerror(errno),
                    "Check its path and that you may read it.");
    }
    auto text = readOpen(file, "The file '" + path + "'", token);
    close(file);
    return text;
}

Result<std::string> sqlText(std::string bytes, const std::string& what) {
    if (bytes.rfind("\xEF\xBB\xBF", 0) == 0) bytes.erase(0, 3);
    const size_t bad = std::min(firstInvalidUtf8(bytes), bytes.find('\0'));
    if (bad == std::string::npos) return bytes;
    const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(bad), '\n');
    return fail(ErrorCode::InvalidArgument,
                what + " is no UTF-8 text: " + (bytes[bad] == '\0' ? "a NUL byte" : "a stray byte") +
                    " at byte " + std::to_string(bad + 1) + ", line " + std::to_string(line),
                "Save it as UTF-8, for example with: iconv -f UTF-16 -t UTF-8");
}

}  // namespace tributary::cli
