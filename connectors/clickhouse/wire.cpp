// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/clickhouse/wire.h"

#include <algorithm>
#include <cstring>

namespace tributary::connectors::clickhouse {
namespace {

constexpr size_t kTailSize = 16u << 10;

class PlainSource : public ByteSource {
  public:
    explicit PlainSource(net::HttpStream& stream) : m_stream(stream) {}
    Result<bool> more(std::string& out) override { return m_stream.read(out); }

  private:
    net::HttpStream& m_stream;
};

}  // namespace

std::unique_ptr<ByteSource> plainSource(net::HttpStream& stream) {
    return std::make_unique<PlainSource>(stream);
}

Result<bool> Wire::fill() {
    if (m_at == m_buffer.size()) {
        m_buffer.clear();
    } else if (m_at > 0) {
        m_buffer.erase(0, m_at);
    }
    m_at = 0;
    const size_t before = m_buffer.size();
    auto more = m_source->more(m_buffer);
    if (!more) return more;
    const std::string_view fresh = std::string_view(m_buffer).substr(before);
    const size_t keep = std::min(fresh.size(), kTailSize);
    if (m_tail.size() + keep > kTailSize) m_tail.erase(0, m_tail.size() + keep - kTailSize);
    m_tail.append(fresh.substr(fresh.size() - keep));
    return more;
}

Result<bool> Wire::atEnd() {
    if (m_at < m_buffer.size()) return false;
    auto more = fill();
    if (!more) return more;
    return !*more;
}

Result<void> Wire::ensure(size_t count) {
    while (m_buffer.size() - m_at < count) {
        auto more = fill();
        if (!more) return fail(more.error());
        if (!*more) {
            return fail(ErrorCode::Corrupt, "The server's answer ended in the middle of a block of rows",
                        "See the server's log for why it stopped; then try again.");
        }
    }
    return {};
}

Result<void> Wire::read(void* to, size_t count) {
    auto* target = static_cast<char*>(to);
    while (count > 0) {
        if (m_at == m_buffer.size()) {
            if (auto ok = ensure(1); !ok) return ok;
        }
        const size_t part = std::min(count, m_buffer.size() - m_at);
        std::memcpy(target, m_buffer.data() + m_at, part);
        m_at += part;
        target += part;
        count -= part;
    }
    return {};
}

Result<uint64_t> Wire::varUInt() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (auto ok = ensure(1); !ok) return fail(ok.error());
        const auto byte = static_cast<unsigned char>(m_buffer[m_at++]);
        value |= static_cast<uint64_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) return value;
    }
    return fail(ErrorCode::Corrupt,
                "The server's answer is not in the Native format: a length has too many bytes",
                "Check that no proxy changes the data, and that the statement names no other FORMAT.");
}

Result<std::string> Wire::text(size_t limit) {
    auto size = varUInt();
    if (!size) return fail(size.error());
    if (*size > limit) {
        return fail(ErrorCode::Corrupt, "The server's answer is not in the Native format: a name is too long",
                    "Check that no proxy changes the data, and that the statement names no other FORMAT.");
    }
    std::string out(*size, '\0');
    if (auto ok = read(out.data(), out.size()); !ok) return fail(ok.error());
    return out;
}

Result<std::string> Wire::rest(size_t limit) {
    while (m_buffer.size() - m_at < limit) {
        auto more = fill();
        if (!more || !*more) break;  // whatever there is, is the best that can be had
    }
    std::string out(ready().substr(0, limit));
    m_at = m_buffer.size();
    return out;
}

}  // namespace tributary::connectors::clickhouse
