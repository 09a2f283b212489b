// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstring>
#include <string_view>
#include <vector>

#include "core/result/writer.h"

namespace tributary::result {

/// Collects text and hands it to the sink in pieces of about 256 KiB. One thread.
class OutBuffer {
  public:
    static constexpr size_t kPiece = 256u << 10;

    explicit OutBuffer(ByteSink sink) : m_sink(std::move(sink)), m_bytes(kPiece + 4096) {}

    void put(char c) { *room(1) = c, m_size++; }
    void put(std::string_view text) {
        std::memcpy(room(text.size()), text.data(), text.size());
        m_size += text.size();
    }
    void fill(char c, size_t count) {
        std::memset(room(count), c, count);
        m_size += count;
    }

    /// Where the next characters go: at least `count` may be written, then `advance` to the end of them.
    char* room(size_t count) {
        if (m_size + count > m_bytes.size()) m_bytes.resize((m_size + count) * 2);
        return m_bytes.data() + m_size;
    }
    void advance(const char* end) { m_size = static_cast<size_t>(end - m_bytes.data()); }

    bool isFull() const { return m_size >= kPiece; }
    Result<void> flush() {
        if (m_size == 0) return {};
        const std::string_view text(m_bytes.data(), m_size);
        m_size = 0;
        return m_sink(text);
    }

  private:
    ByteSink m_sink;
    std::vector<char> m_bytes;
    size_t m_size = 0;
};

}  // namespace tributary::result
