// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "plugins/system-metrics/tables.h"

namespace tributary::plugins::metrics {

namespace {

ColumnInfo column(std::string name, const char* format, std::string comment) {
    ColumnInfo out;
    out.name = std::move(name);
    out.format = format;
    out.comment = std::move(comment);
    return out;
}

}  // namespace

ColumnInfo whole(std::string name, std::string comment) {
    return column(std::move(name), "l", std::move(comment));
}
ColumnInfo real(std::string name, std::string comment) {
    return column(std::move(name), "g", std::move(comment));
}
ColumnInfo text(std::string name, std::string comment) {
    return column(std::move(name), "u", std::move(comment));
}

std::optional<std::string> readIfThere(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return std::nullopt;
    std::string out;
    char buffer[16384];
    ssize_t got;
    while ((got = ::read(fd, buffer, sizeof buffer)) > 0) out.append(buffer, static_cast<size_t>(got));
    const int reason = errno;
    ::close(fd);
    errno = reason;
    // A process may end between the two calls: then there is no such file any more.
    return got < 0 ? std::nullopt : std::optional(std::move(out));
}

std::string readFile(const std::string& path) {
    if (auto out = readIfThere(path)) return *std::move(out);
    throw sdk::Error(ADBC_STATUS_IO, "The file " + path +
                                         " cannot be read: " + std::string(std::strerror(errno)) +
                                         ". This source needs Linux, and the plugin's permission for /proc");
}

std::vector<std::string> splitLines(const std::string& text) {
    std::vector<std::string> out;
    size_t at = 0;
    while (at < text.size()) {
        const size_t end = std::min(text.find('\n', at), text.size());
        if (end > at) out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

std::vector<std::string> splitWords(std::string_view line) {
    std::vector<std::string> out;
    size_t at = 0;
    while (true) {
        at = line.find_first_not_of(" \t\n", at);
        if (at == std::string_view::npos) return out;
        const size_t end = std::min(line.find_first_of(" \t\n", at), line.size());
        out.emplace_back(line.substr(at, end - at));
        at = end;
    }
}

int64_t toWhole(const std::string& word) {
    return std::strtoll(word.c_str(), nullptr, 10);
}

}  // namespace tributary::plugins::metrics
