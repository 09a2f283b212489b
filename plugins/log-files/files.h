// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tributary_adbc_source.hpp>

#include <string>
#include <vector>

struct gzFile_s;

namespace tributary::plugins::logs {

struct LogFile {
    std::string path;
    std::string name;     ///< without the folder
    int64_t changed = 0;  ///< last modification, microseconds since 1970
    int64_t size = 0;     ///< bytes, packed or not
    uint64_t node = 0;    ///< stays the same when it is renamed
};

/// A log with what was rotated away: access.log.2.gz, access.log.1, access.log.
struct LogGroup {
    std::string table;           ///< "access"
    std::vector<LogFile> files;  ///< oldest first
};

/// The groups in `folder` (a file: that alone) whose names match `pattern` (shell style: *.log*). Files of
/// the folder that cannot be read are left out (a link to elsewhere, somebody else's). Throws if the folder
/// cannot be read.
std::vector<LogGroup> findGroups(const std::string& folder, const std::string& pattern);

/// The file as it is now; nullopt: there is no such file.
std::optional<LogFile> look(const std::string& path, const std::string& name);

/// Lines of a plain or gzip file, one after the other.
class LineReader {
  public:
    explicit LineReader(const LogFile& file);
    ~LineReader();
    LineReader(const LineReader&) = delete;
    /// The next line without its end, valid until the next call; nullopt: there is none. A line longer than
    /// 16 MB is an error.
    std::optional<std::string_view> next();

  private:
    bool fill();
    std::string m_path;
    gzFile_s* m_file = nullptr;
    std::vector<char> m_buffer;
    size_t m_begin = 0, m_end = 0;
    bool m_last = false;
};

}  // namespace tributary::plugins::logs
