// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/net/http_client.h"

namespace tributary::connectors::clickhouse {

/// Bytes that arrive piece by piece. One thread.
class ByteSource {
  public:
    virtual ~ByteSource() = default;
    /// Appends at least one byte; false: the end.
    virtual Result<bool> more(std::string& out) = 0;
};

/// The body of an HTTP answer as it is. The stream must live longer.
std::unique_ptr<ByteSource> plainSource(net::HttpStream& stream);

/// The frames of `compress=1`: checksum (CityHash128 1.0.2), method, sizes, LZ4 block. Every checksum is
/// verified.
std::unique_ptr<ByteSource> compressedSource(std::unique_ptr<ByteSource> inner);

struct Hash128 {
    uint64_t low = 0;
    uint64_t high = 0;
    bool operator==(const Hash128&) const = default;
};

/// CityHash128 as of version 1.0.2, which ClickHouse keeps for its frames.
Hash128 cityHash128(const char* data, size_t size);

/// Reads ClickHouse's binary primitives, pulling from the source as needed. The end of the bytes inside a
/// value is a Corrupt error.
class Wire {
  public:
    explicit Wire(std::unique_ptr<ByteSource> source) : m_source(std::move(source)) {}

    /// No byte is left. Waits until the source knows.
    Result<bool> atEnd();
    /// At least `count` bytes are in `ready()`.
    Result<void> ensure(size_t count);
    std::string_view ready() const { return std::string_view(m_buffer).substr(m_at); }
    void skip(size_t count) { m_at += count; }

    Result<void> read(void* to, size_t count);
    Result<uint64_t> varUInt();
    /// A length and as many bytes; longer than `limit` is Corrupt.
    Result<std::string> text(size_t limit);
    /// Everything up to the end, at most `limit` bytes.
    Result<std::string> rest(size_t limit);

    /// The last bytes that arrived: where a server that broke off has left its reason.
    std::string_view tail() const { return m_tail; }

  private:
    Result<bool> fill();

    std::unique_ptr<ByteSource> m_source;
    std::string m_buffer;
    size_t m_at = 0;
    std::string m_tail;
};

}  // namespace tributary::connectors::clickhouse
