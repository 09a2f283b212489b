// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/annotated_csv.h"

#include <cstring>

namespace tributary::connectors::influxdb {
namespace {

/// Index of the line feed that ends the record at `from`; npos if the buffer ends first. Line feeds inside
/// quotes belong to the value.
size_t recordEnd(const std::string& buffer, size_t from) {
    bool quoted = false;
    for (size_t i = from; i < buffer.size(); i++) {
        if (buffer[i] == '"') quoted = !quoted;
        if (buffer[i] == '\n' && !quoted) return i;
    }
    return std::string::npos;
}

std::vector<std::string> copied(const std::vector<std::string_view>& cells) {
    return {cells.begin(), cells.end()};
}

}  // namespace

Result<bool> AnnotatedCsv::record() {
    size_t end = recordEnd(m_buffer, m_at);
    while (end == std::string::npos && !m_ended) {
        m_buffer.erase(0, m_at);
        m_at = 0;
        auto more = m_answer->read(m_buffer);
        if (!more) return fail(more.error());
        m_ended = !*more;
        end = recordEnd(m_buffer, m_at);
    }
    if (end == std::string::npos) {
        if (m_at == m_buffer.size()) return false;
        end = m_buffer.size();
    }
    const size_t begin = m_at;
    m_at = std::min(end + 1, m_buffer.size());
    if (end > begin && m_buffer[end - 1] == '\r') end--;
    m_raw.clear();
    if (end == begin) return true;  // a blank line
    std::swap(m_at, end);
    const size_t next = end;
    const size_t stop = m_at;
    m_at = begin;
    const bool ok = splitRecord(stop);
    m_at = next;
    if (ok) return true;
    return fail(ErrorCode::Corrupt, "The server's answer cannot be read: a quote is not closed",
                "Is a proxy between you and the server changing answers?");
}

bool AnnotatedCsv::splitRecord(size_t end) {
    m_unquoted.clear();
    m_unquoted.reserve(end - m_at);  // views into it must stay
    size_t i = m_at;
    while (true) {
        if (i < end && m_buffer[i] == '"') {
            const size_t from = m_unquoted.size();
            for (i++; i < end; i++) {
                if (m_buffer[i] == '"' && (i + 1 >= end || m_buffer[i + 1] != '"')) break;
                if (m_buffer[i] == '"') i++;
                // The server writes a value's line feed as two characters, and leaves its carriage returns
                // out.
                if (m_buffer[i] != '\r') m_unquoted += m_buffer[i];
            }
            if (i >= end) return false;
            i++;
            m_raw.push_back(std::string_view(m_unquoted).substr(from));
        } else {
            const void* comma = std::memchr(m_buffer.data() + i, ',', end - i);
            const size_t stop =
                comma ? static_cast<size_t>(static_cast<const char*>(comma) - m_buffer.data()) : end;
            m_raw.push_back(std::string_view(m_buffer).substr(i, stop - i));
            i = stop;
        }
        if (i >= end) return true;
        i++;  // the comma
        if (i == end) {
            m_raw.emplace_back();
            return true;
        }
    }
}

Result<bool> AnnotatedCsv::header() {
    if (m_raw[0] == "#datatype") m_datatypes = copied(m_raw);
    if (m_raw[0] == "#group") m_groups = copied(m_raw);
    if (m_raw[0] == "#default") m_defaults = copied(m_raw);
    if (!m_raw[0].empty() && m_raw[0].front() == '#') return true;
    m_columns.clear();
    for (size_t i = 1; i < m_raw.size(); i++) {
        CsvColumn& column = m_columns.emplace_back();
        column.name = m_raw[i];
        if (i < m_datatypes.size()) column.datatype = m_datatypes[i];
        if (i < m_groups.size()) column.inGroupKey = m_groups[i] == "true";
        if (i < m_defaults.size()) column.defaultValue = m_defaults[i];
    }
    m_version++;
    m_inHeader = false;
    return true;
}

Result<bool> AnnotatedCsv::row() {
    if (m_raw.size() != m_columns.size() + 1) {
        return fail(ErrorCode::Corrupt,
                    "The server's answer cannot be read: a row of another width than its header",
                    "Is a proxy between you and the server changing answers?");
    }
    m_cells.clear();
    for (size_t i = 0; i < m_columns.size(); i++) {
        m_cells.push_back(m_raw[i + 1].empty() ? std::string_view(m_columns[i].defaultValue) : m_raw[i + 1]);
    }
    if (m_columns.size() == 2 && m_columns[0].name == "error" && m_columns[1].name == "reference") {
        return fail(serverError(std::string(m_cells[0])));
    }
    return true;
}

Result<bool> AnnotatedCsv::nextRow() {
    while (true) {
        auto more = record();
        if (!more || !*more) return more;
        if (m_raw.empty()) {
            m_inHeader = true;
            m_datatypes.clear();
            m_groups.clear();
            m_defaults.clear();
            continue;
        }
        const bool annotation = !m_raw[0].empty() && m_raw[0].front() == '#';
        if (m_inHeader || annotation) {
            m_inHeader = true;
            if (auto ok = header(); !ok) return ok;
            continue;
        }
        return row();
    }
}

}  // namespace tributary::connectors::influxdb
