// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/model/time_zone.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/alerts/model/posix_zone.h"

namespace tributary::alerts {

struct TimeZone::Table {
    std::string name = "UTC";
    std::vector<int64_t> changes;  ///< seconds since 1970, ascending
    std::vector<int32_t> offsets;  ///< after the change of the same index
    int32_t first = 0;             ///< before the first change
    PosixZone rest;                ///< from the last change on; empty: the last offset stays
};

namespace {

using std::chrono::seconds;

/// The parts of a TZif file, read by position; every read is checked against the end.
class TzifReader {
  public:
    explicit TzifReader(std::string_view bytes) : m_bytes(bytes) {}

    bool magic() {
        if (m_bytes.substr(m_at, 4) != "TZif" || m_bytes.size() < m_at + 44) return false;
        m_version = m_bytes[m_at + 4];
        m_at += 20;
        for (uint32_t& count : m_counts) count = static_cast<uint32_t>(number(4));
        return true;
    }
    char version() const { return m_version; }
    uint32_t isutcount() const { return m_counts[0]; }
    uint32_t isstdcount() const { return m_counts[1]; }
    uint32_t leapcount() const { return m_counts[2]; }
    uint32_t timecount() const { return m_counts[3]; }
    uint32_t typecount() const { return m_counts[4]; }
    uint32_t charcount() const { return m_counts[5]; }
    uint64_t blockSize(size_t wide) const {
        return uint64_t(timecount()) * (wide + 1) + uint64_t(typecount()) * 6 + charcount() +
               uint64_t(leapcount()) * (wide + 4) + isstdcount() + isutcount();
    }
    bool has(uint64_t bytes) const { return m_at + bytes <= m_bytes.size(); }
    void skip(uint64_t bytes) { m_at += bytes; }
    uint64_t number(size_t width) {
        uint64_t value = 0;
        for (size_t i = 0; i < width; ++i) value = value << 8 | static_cast<unsigned char>(m_bytes[m_at + i]);
        m_at += width;
        return value;
    }
    std::string_view footer() const {
        std::string_view rest = m_bytes.substr(std::min(m_at, m_bytes.size()));
        if (rest.empty() || rest.front() != '\n') return {};
        rest.remove_prefix(1);
        return rest.substr(0, rest.find('\n'));
    }

  private:
    std::string_view m_bytes;
    size_t m_at = 0;
    char m_version = 0;
    uint32_t m_counts[6] = {};
};

tl::unexpected<Error> damaged(std::string_view name) {
    return fail(ErrorCode::Corrupt,
                "The time zone '" + std::string(name) + "' cannot be read: its file is damaged.",
                "Reinstall the system's time zone data (Debian: tzdata).");
}

std::string folderOf(std::string folder) {
    if (!folder.empty()) return folder;
    const char* chosen = std::getenv("TZDIR");
    return chosen != nullptr && *chosen != 0 ? chosen : "/usr/share/zoneinfo";
}

bool isZoneName(std::string_view name) {
    if (name.front() == '/' || name.find("..") != std::string_view::npos) return false;
    return std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '/' || c == '_' || c == '-' || c == '+';
    });
}

}  // namespace

TimeZone::TimeZone() : m_table(std::make_shared<Table>()) {}

Result<TimeZone> TimeZone::load(std::string_view name, std::string folder) {
    if (name.empty() || name == "UTC") return TimeZone();
    if (!isZoneName(name))
        return fail(ErrorCode::NotFound, "'" + std::string(name) + "' is not a time zone.",
                    "Time zones are named as Europe/Berlin or America/New_York.");
    const std::filesystem::path path =
        name == "Local" ? "/etc/localtime" : std::filesystem::path(folderOf(std::move(folder))) / name;
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        return fail(ErrorCode::NotFound, "The time zone '" + std::string(name) + "' is not known.",
                    "Check the name (as in Europe/Berlin), and that the system's time zone data is installed "
                    "(Debian: tzdata).");
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());

    TzifReader reader(bytes);
    if (!reader.magic()) return damaged(name);
    size_t wide = 4;
    if (reader.version() >= '2') {
        if (!reader.has(reader.blockSize(4))) return damaged(name);
        reader.skip(reader.blockSize(4));
        if (!reader.magic()) return damaged(name);
        wide = 8;
    }
    if (!reader.has(reader.blockSize(wide)) || reader.typecount() == 0) return damaged(name);

    auto table = std::make_shared<Table>();
    table->name = std::string(name);
    const size_t count = reader.timecount();
    for (size_t i = 0; i < count; ++i) {
        const uint64_t raw = reader.number(wide);
        table->changes.push_back(wide == 8 ? static_cast<int64_t>(raw)
                                           : static_cast<int32_t>(static_cast<uint32_t>(raw)));
    }
    std::vector<uint8_t> kinds(count);
    for (uint8_t& kind : kinds) kind = static_cast<uint8_t>(reader.number(1));
    std::vector<int32_t> offsets(reader.typecount());
    for (int32_t& offset : offsets) {
        offset = static_cast<int32_t>(reader.number(4));
        reader.skip(2);
    }
    reader.skip(reader.charcount() + reader.leapcount() * (wide + 4) + reader.isstdcount() +
                reader.isutcount());
    for (const uint8_t kind : kinds) {
        if (kind >= offsets.size()) return damaged(name);
        table->offsets.push_back(offsets[kind]);
    }
    if (!std::is_sorted(table->changes.begin(), table->changes.end())) return damaged(name);
    table->first = offsets.front();
    if (wide == 8) table->rest = PosixZone::parse(reader.footer()).value_or(PosixZone());
    TimeZone zone;
    zone.m_table = std::move(table);
    return zone;
}

const std::string& TimeZone::name() const {
    return m_table->name;
}

Duration TimeZone::offsetAt(TimePoint instant) const {
    const Table& table = *m_table;
    const int64_t at = std::chrono::floor<seconds>(instant).time_since_epoch().count();
    const auto next = std::upper_bound(table.changes.begin(), table.changes.end(), at);
    if (next == table.changes.end() && table.rest.valid()) return seconds(table.rest.offsetAt(at));
    if (next == table.changes.begin()) return seconds(table.first);
    return seconds(table.offsets[static_cast<size_t>(next - table.changes.begin()) - 1]);
}

TimePoint TimeZone::fromLocal(TimePoint local) const {
    // The offsets a day before and after bracket any change; the larger one gives the earlier instant.
    const Duration before = offsetAt(local - std::chrono::hours(36));
    const Duration after = offsetAt(local + std::chrono::hours(36));
    const TimePoint early = local - std::max(before, after);
    if (toLocal(early) == local) return early;
    const TimePoint late = local - std::min(before, after);
    return toLocal(late) == local ? late : local - before;
}

}  // namespace tributary::alerts
