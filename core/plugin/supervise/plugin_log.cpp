// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/supervise/plugin_log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <exception>
#include <fstream>

#include "core/base/utf8.h"
#include "core/plugin/confine/descriptor.h"

namespace tributary::plugin {
namespace {

constexpr int kKeptFiles = 2;

std::string timestamp() {
    using namespace std::chrono;
    const auto now = system_clock::now();
    const std::time_t seconds = system_clock::to_time_t(now);
    const auto millis = duration_cast<milliseconds>(now.time_since_epoch()).count() % 1000;
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char text[40];
    const size_t length = std::strftime(text, sizeof(text), "%FT%T", &utc);
    std::snprintf(text + length, sizeof(text) - length, ".%03dZ", static_cast<int>(millis));
    return text;
}

}  // namespace

PluginLog::PluginLog(std::filesystem::path file, uint64_t largest)
    : m_file(std::move(file)), m_largest(largest) {}

std::filesystem::path PluginLog::rotated(int number) const {
    return number == 0 ? m_file : std::filesystem::path(m_file.string() + "." + std::to_string(number));
}

void PluginLog::rotate() {
    std::error_code ignored;  // a file that is not there is nothing to move
    for (int number = kKeptFiles; number > 0; --number) {
        std::filesystem::rename(rotated(number - 1), rotated(number), ignored);
    }
}

void PluginLog::write(std::string_view level, std::string_view text) noexcept {
    try {
        std::string line = timestamp();
        line.append(" ").append(level).append(" ").append(printable(text, false));
        line += '\n';
        const std::lock_guard lock(m_mutex);
        std::error_code error;
        std::filesystem::create_directories(m_file.parent_path(), error);
        Descriptor out(open(m_file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
        struct stat info {};
        if (out && fstat(out.get(), &info) == 0 &&
            static_cast<uint64_t>(info.st_size) + line.size() > m_largest && info.st_size > 0) {
            rotate();
            out.reset(open(m_file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
        }
        if (!out || ::write(out.get(), line.data(), line.size()) < 0) return;
    } catch (const std::exception&) {
        return;  // out of memory: the line is lost, the query is not
    }
}

Result<std::vector<std::string>> PluginLog::tail(size_t lines) const {
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> out;
    for (int number = kKeptFiles; number >= 0; --number) {
        std::ifstream in(rotated(number));
        for (std::string line; std::getline(in, line);) out.push_back(std::move(line));
        if (in.bad()) {
            return fail(ErrorCode::Io, "The log '" + rotated(number).string() + "' could not be read.");
        }
    }
    if (out.size() > lines) out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(lines));
    return out;
}

}  // namespace tributary::plugin
