// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/msgpack_stream.h"

#include <cstring>

namespace tributary::connectors::influxdb {
namespace {

constexpr size_t kKeepBelow = 1u << 16;  // consumed bytes that are not worth moving the rest for
constexpr size_t kLongestText = 1u << 30;

}  // namespace

bool MsgpackStream::ensure(size_t bytes) {
    if (m_buffer.size() - m_at >= bytes) return true;
    if (m_at > kKeepBelow || m_at == m_buffer.size()) {
        m_buffer.erase(0, m_at);
        m_at = 0;
    }
    while (m_buffer.size() - m_at < bytes) {
        auto more = m_answer->read(m_buffer);
        if (!more) {
            m_error = more.error();
            return false;
        }
        if (!*more) {
            m_error =
                Error(ErrorCode::Connection, "The server closed the connection in the middle of its answer",
                      "Try again; if it happens again, look into the server's log.");
            m_error.retryable = true;
            return false;
        }
    }
    return true;
}

bool MsgpackStream::corrupt(const std::string& what) {
    m_error = Error(ErrorCode::Corrupt, "The server's answer cannot be read: " + what,
                    "Is this InfluxDB 1.4 or later, without a proxy that changes answers?");
    return false;
}

uint64_t MsgpackStream::big(size_t bytes) {
    uint64_t out = 0;
    for (size_t i = 0; i < bytes; i++) out = out << 8 | static_cast<unsigned char>(m_buffer[m_at++]);
    return out;
}

bool MsgpackStream::value(WireValue& out) {
    using Kind = WireValue::Kind;
    if (!ensure(1)) return false;
    const auto code = static_cast<unsigned char>(m_buffer[m_at]);
    size_t width = 0;
    if (code >= 0xcc && code <= 0xcf) width = size_t(1) << (code - 0xcc);
    if (code >= 0xd0 && code <= 0xd3) width = size_t(1) << (code - 0xd0);
    if (code == 0xca || code == 0xcb) width = code == 0xca ? 4 : 8;
    if (code >= 0xd9 && code <= 0xdb) width = size_t(1) << (code - 0xd9);
    if (code >= 0xc4 && code <= 0xc6) width = size_t(1) << (code - 0xc4);
    if (!ensure(1 + width)) return false;
    m_at++;
    const uint64_t bits = big(width);
    size_t length = 0;
    if (code <= 0x7f || code >= 0xe0) {
        out.kind = Kind::Integer;
        out.integer = static_cast<int8_t>(code);
        return true;
    }
    if (code == 0xc0) {
        out.kind = Kind::Null;
        return true;
    }
    if (code == 0xc2 || code == 0xc3) {
        out.kind = Kind::Boolean;
        out.boolean = code == 0xc3;
        return true;
    }
    if (code == 0xca || code == 0xcb) {
        out.kind = Kind::Double;
        const auto single = static_cast<uint32_t>(bits);
        float narrow = 0;
        std::memcpy(&narrow, &single, 4);
        out.real = narrow;
        if (code == 0xcb) std::memcpy(&out.real, &bits, 8);
        return true;
    }
    if (code >= 0xcc && code <= 0xcf) {
        out.kind = Kind::Unsigned;
        out.number = bits;
        return true;
    }
    if (code >= 0xd0 && code <= 0xd3) {
        out.kind = Kind::Integer;
        const unsigned shift = 64 - 8 * static_cast<unsigned>(width);
        out.integer = static_cast<int64_t>(bits << shift) >> shift;
        return true;
    }
    if (code >= 0xa0 && code <= 0xbf)
        length = code & 31;
    else if ((code >= 0xd9 && code <= 0xdb) || (code >= 0xc4 && code <= 0xc6))
        length = bits;
    else
        return corrupt("unexpected byte " + std::to_string(code));
    if (length > kLongestText) return corrupt("a text of " + std::to_string(length) + " bytes");
    if (!ensure(length)) return false;
    out.kind = Kind::Text;
    out.text = std::string_view(m_buffer).substr(m_at, length);
    m_at += length;
    return true;
}

bool MsgpackStream::valueInto(ColumnWriter& writer, duckdb::idx_t row) {
    using Kind = WireValue::Kind;
    WireValue v;
    if (!value(v)) return false;
    bool ok = true;
    switch (v.kind) {
        case Kind::Null:
            writer.putNull(row);
            break;
        case Kind::Boolean:
            ok = writer.putBoolean(row, v.boolean);
            break;
        case Kind::Integer:
            ok = writer.putInteger(row, v.integer);
            break;
        case Kind::Unsigned:
            ok = writer.putUnsigned(row, v.number);
            break;
        case Kind::Double:
            ok = writer.putDouble(row, v.real);
            break;
        case Kind::Text:
            ok = writer.putText(row, v.text);
            break;
    }
    if (!ok) m_error = writer.error();
    return ok;
}

bool MsgpackStream::text(std::string& out) {
    WireValue v;
    if (!value(v)) return false;
    if (v.kind != WireValue::Kind::Text) return corrupt("a text was expected");
    out = v.text;
    return true;
}

bool MsgpackStream::boolean(bool& out) {
    WireValue v;
    if (!value(v)) return false;
    if (v.kind != WireValue::Kind::Boolean) return corrupt("true or false was expected");
    out = v.boolean;
    return true;
}

bool MsgpackStream::mapSize(size_t& out) {
    if (!ensure(1)) return false;
    const auto code = static_cast<unsigned char>(m_buffer[m_at]);
    const size_t width = code == 0xde ? 2 : code == 0xdf ? 4 : 0;
    if (width == 0 && (code & 0xf0) != 0x80) return corrupt("a map was expected");
    if (!ensure(1 + width)) return false;
    m_at++;
    out = width == 0 ? code & 15u : big(width);
    return true;
}

bool MsgpackStream::arraySize(size_t& out) {
    if (!ensure(1)) return false;
    const auto code = static_cast<unsigned char>(m_buffer[m_at]);
    const size_t width = code == 0xdc ? 2 : code == 0xdd ? 4 : 0;
    if (width == 0 && (code & 0xf0) != 0x90) return corrupt("a list was expected");
    if (!ensure(1 + width)) return false;
    m_at++;
    out = width == 0 ? code & 15u : big(width);
    return true;
}

bool MsgpackStream::skip() {
    if (!ensure(1)) return false;
    const auto code = static_cast<unsigned char>(m_buffer[m_at]);
    size_t count = 0;
    if ((code & 0xf0) == 0x80 || code == 0xde || code == 0xdf) {
        if (!mapSize(count)) return false;
        count *= 2;
    } else if ((code & 0xf0) == 0x90 || code == 0xdc || code == 0xdd) {
        if (!arraySize(count)) return false;
    } else {
        WireValue ignored;
        return value(ignored);
    }
    for (; count > 0; count--) {
        if (!skip()) return false;
    }
    return true;
}

bool MsgpackStream::tags() {
    size_t count = 0;
    if (!mapSize(count)) return false;
    for (; count > 0; count--) {
        auto& tag = m_header.tags.emplace_back();
        if (!text(tag.first) || !text(tag.second)) return false;
    }
    std::sort(m_header.tags.begin(), m_header.tags.end());  // a map has no order
    return true;
}

bool MsgpackStream::seriesKey(bool& atRows) {
    std::string key;
    m_seriesKeys--;
    if (!text(key)) return false;
    if (key == "name") return text(m_header.name);
    if (key == "tags") return tags();
    if (key == "partial") {
        bool more = false;
        return boolean(more) && ((m_more = m_more || more), true);
    }
    if (key == "columns") {
        size_t count = 0;
        if (!arraySize(count)) return false;
        m_header.columns.resize(std::min<size_t>(count, 1u << 20));
        for (auto& name : m_header.columns) {
            if (!text(name)) return false;
        }
        return true;
    }
    if (key != "values") return skip();
    size_t rows = 0;
    if (!arraySize(rows)) return false;
    m_rows = rows;
    atRows = true;
    return true;
}

bool MsgpackStream::message() {
    size_t count = 0;
    if (!arraySize(count)) return false;
    for (; count > 0; count--) {
        size_t keys = 0;
        if (!mapSize(keys)) return false;
        for (; keys > 0; keys--) {
            std::string key;
            if (!text(key)) return false;
            if (key == "text") {
                if (!text(m_messages.emplace_back())) return false;
            } else if (!skip()) {
                return false;
            }
        }
    }
    return true;
}

bool MsgpackStream::resultKey() {
    std::string key;
    m_resultKeys--;
    if (!text(key)) return false;
    if (key == "series") return arraySize(m_series);
    if (key == "messages") return message();
    if (key == "partial") return boolean(m_more);
    if (key != "error") return skip();
    std::string told;
    if (text(told)) m_error = serverError(told);
    return false;
}

bool MsgpackStream::documentKey() {
    std::string key;
    m_documentKeys--;
    if (!text(key)) return false;
    if (key == "results") return arraySize(m_results);
    if (key != "error") return skip();
    std::string told;
    if (text(told)) m_error = serverError(told);
    return false;
}

bool MsgpackStream::step(bool& atRows, bool& ended) {
    if (m_seriesKeys > 0) return seriesKey(atRows);
    if (m_series > 0) {
        m_series--;
        m_header = {};
        return mapSize(m_seriesKeys);
    }
    if (m_resultKeys > 0) return resultKey();
    if (m_results > 0) {
        m_results--;
        m_more = false;
        return mapSize(m_resultKeys);
    }
    if (m_documentKeys > 0) return documentKey();
    while (m_at == m_buffer.size()) {
        m_buffer.clear();
        m_at = 0;
        auto more = m_answer->read(m_buffer);
        if (!more) {
            m_error = more.error();
            return false;
        }
        if (*more) continue;
        ended = true;
        return true;
    }
    if (m_buffer[m_at] == '\n') {  // between documents
        m_at++;
        return true;
    }
    return mapSize(m_documentKeys);
}

Result<bool> MsgpackStream::nextSeries() {
    while (m_rows > 0) {
        m_rows--;
        if (!skip()) return fail(m_error);
    }
    bool atRows = false;
    bool ended = false;
    while (!atRows && !ended) {
        if (!step(atRows, ended)) return fail(m_error);
    }
    if (ended && m_more) {
        return fail(ErrorCode::Data,
                    "The server ended its answer early: it says that more rows follow, but sends none",
                    "The server limits rows per answer (max-row-limit): ask for a shorter time range.");
    }
    return !ended;
}

bool MsgpackStream::beginRow() {
    size_t count = 0;
    if (!arraySize(count)) return false;
    if (count != m_header.columns.size()) return corrupt("a row of another width than its columns");
    m_rows--;
    return true;
}

}  // namespace tributary::connectors::influxdb
