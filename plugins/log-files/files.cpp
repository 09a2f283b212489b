// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/log-files/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <map>

namespace tributary::plugins::logs {

namespace {

constexpr size_t kLongestLine = size_t(16) << 20;

bool allDigits(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

/// The parts of a rotated file's name.
struct Name {
    std::string group;    // access
    int64_t number = -1;  // access.log.2
    std::string date;     // access.log-20240131
};

Name nameOf(std::string name) {
    Name out;
    if (name.size() > 3 && name.compare(name.size() - 3, 3, ".gz") == 0) name.resize(name.size() - 3);
    const size_t dot = name.rfind('.'), dash = name.rfind('-');
    if (dot != std::string::npos && allDigits(name.substr(dot + 1)) && name.size() - dot <= 6) {
        out.number = std::stoll(name.substr(dot + 1));
        name.resize(dot);
    } else if (dash != std::string::npos && allDigits(name.substr(dash + 1)) && name.size() - dash > 8) {
        out.date = name.substr(dash + 1);
        name.resize(dash);
    }
    for (const char* ending : {".log", ".txt", ".json", ".jsonl", ".ndjson"}) {
        const size_t length = std::string(ending).size();
        if (name.size() > length && name.compare(name.size() - length, length, ending) == 0) {
            name.resize(name.size() - length);
            break;
        }
    }
    out.group = name;
    return out;
}

/// Older first: dated ones by date, then numbered ones from the highest, the current one last.
bool older(const Name& a, const Name& b) {
    const auto rank = [](const Name& n) { return !n.date.empty() ? 0 : n.number >= 0 ? 1 : 2; };
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    if (!a.date.empty()) return a.date < b.date;
    return a.number > b.number;
}

/// access() does not know what the sandbox forbids.
bool isReadable(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return false;
    ::close(file);
    return true;
}

[[noreturn]] void cannotRead(const std::string& path) {
    throw sdk::Error(errno == ENOENT ? ADBC_STATUS_NOT_FOUND : ADBC_STATUS_IO,
                     path + " cannot be read: " + std::strerror(errno) +
                         ". Check the path, and that the connection may read it");
}

}  // namespace

std::optional<LogFile> look(const std::string& path, const std::string& name) {
    struct stat info;
    if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
    return LogFile{path, name, info.st_mtim.tv_sec * int64_t(1000000) + info.st_mtim.tv_nsec / 1000,
                   info.st_size, info.st_ino};
}

std::vector<LogGroup> findGroups(const std::string& folder, const std::string& pattern) {
    struct stat info;
    if (::stat(folder.c_str(), &info) != 0) cannotRead(folder);
    std::vector<std::pair<Name, LogFile>> found;
    if (S_ISREG(info.st_mode)) {
        const std::string name = folder.substr(folder.rfind('/') + 1);
        found.emplace_back(nameOf(name), *look(folder, name));
    } else {
        DIR* entries = opendir(folder.c_str());
        if (!entries) cannotRead(folder);
        while (const dirent* entry = readdir(entries)) {
            const std::string name = entry->d_name;
            if (fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) != 0) continue;
            auto file = look(folder + "/" + name, name);
            if (file && isReadable(file->path)) found.emplace_back(nameOf(name), *file);
        }
        closedir(entries);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.first.group != b.first.group ? a.first.group < b.first.group : older(a.first, b.first);
    });
    std::vector<LogGroup> out;
    for (auto& [name, file] : found) {
        if (out.empty() || out.back().table != name.group) out.push_back({name.group, {}});
        out.back().files.push_back(std::move(file));
    }
    return out;
}

LineReader::LineReader(const LogFile& file) : m_path(file.path), m_buffer(256 * 1024) {
    m_file = gzopen(file.path.c_str(), "rbe");
    if (!m_file) cannotRead(file.path);
    gzbuffer(m_file, 128 * 1024);
}

LineReader::~LineReader() {
    gzclose(m_file);
}

bool LineReader::fill() {
    if (m_last) return false;
    std::copy(m_buffer.begin() + static_cast<std::ptrdiff_t>(m_begin),
              m_buffer.begin() + static_cast<std::ptrdiff_t>(m_end), m_buffer.begin());
    m_end -= m_begin;
    m_begin = 0;
    if (m_end == m_buffer.size()) {
        if (m_buffer.size() >= kLongestLine)
            throw sdk::Error(ADBC_STATUS_INVALID_DATA,
                             m_path + " has a line longer than 16 MB: it does not look like a log");
        m_buffer.resize(m_buffer.size() * 2);
    }
    const int got = gzread(m_file, m_buffer.data() + m_end, static_cast<unsigned>(m_buffer.size() - m_end));
    int code = Z_OK;
    // A gzip file that ends too early reads like a whole one but for this.
    if (got == 0) gzerror(m_file, &code);
    if (got < 0 || code == Z_BUF_ERROR) {
        throw sdk::Error(ADBC_STATUS_INVALID_DATA,
                         m_path + " cannot be read any further: " + gzerror(m_file, &code));
    }
    m_end += static_cast<size_t>(got);
    m_last = got == 0;
    return got > 0;
}

std::optional<std::string_view> LineReader::next() {
    size_t looked = m_begin;
    while (true) {
        const void* found =
            m_end > looked ? std::memchr(m_buffer.data() + looked, '\n', m_end - looked) : nullptr;
        if (found || (m_last && m_end > m_begin)) {
            const size_t at =
                found ? static_cast<size_t>(static_cast<const char*>(found) - m_buffer.data()) : m_end;
            std::string_view line(m_buffer.data() + m_begin, at - m_begin);
            m_begin = found ? at + 1 : at;
            if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
            return line;
        }
        if (m_last) return std::nullopt;
        const size_t pending = m_end - m_begin;
        fill();
        looked = m_begin + pending;
    }
}

}  // namespace tributary::plugins::logs
