// SPDX-License-Identifier: GPL-3.0-or-later
// The frames ClickHouse writes with compress=1, and the hash that guards them.
#include <lz4.h>

#include <bit>
#include <cstring>
#include <utility>

#include "connectors/clickhouse/errors.h"
#include "connectors/clickhouse/wire.h"

namespace tributary::connectors::clickhouse {
namespace {

constexpr uint64_t kPrime0 = 0xc3a5c85c97cb3127;
constexpr uint64_t kPrime1 = 0xb492b66fbe98f273;
constexpr uint64_t kPrime2 = 0x9ae16a3b2f90404f;
constexpr uint64_t kPrime3 = 0xc949d7c7509e6557;

template <typename T>
T load(const char* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}
uint64_t load64(const char* at) {
    return load<uint64_t>(at);
}

uint64_t mixShift(uint64_t value) {
    return value ^ (value >> 47);
}

uint64_t hashPair(uint64_t u, uint64_t v) {
    constexpr uint64_t kMultiplier = 0x9ddfea08eb382d69;
    const uint64_t a = mixShift((u ^ v) * kMultiplier);
    return mixShift((v ^ a) * kMultiplier) * kMultiplier;
}

uint64_t hashUpTo16(const char* s, size_t size) {
    if (size > 8) {
        const uint64_t last = load64(s + size - 8);
        return hashPair(load64(s), std::rotr(last + size, static_cast<int>(size))) ^ last;
    }
    if (size >= 4) {
        return hashPair(size + (static_cast<uint64_t>(load<uint32_t>(s)) << 3), load<uint32_t>(s + size - 4));
    }
    if (size == 0) return kPrime2;
    const auto byte = [&](size_t at) { return static_cast<uint32_t>(static_cast<unsigned char>(s[at])); };
    const uint32_t y = byte(0) + (byte(size >> 1) << 8);
    const uint32_t z = static_cast<uint32_t>(size) + (byte(size - 1) << 2);
    return mixShift(y * kPrime2 ^ z * kPrime3) * kPrime2;
}

Hash128 murmur(const char* s, size_t size, Hash128 seed) {
    uint64_t a = seed.low;
    uint64_t b = seed.high;
    uint64_t c = 0;
    uint64_t d = 0;
    if (size <= 16) {
        a = mixShift(a * kPrime1) * kPrime1;
        c = b * kPrime1 + hashUpTo16(s, size);
        d = mixShift(a + (size >= 8 ? load64(s) : c));
    } else {
        c = hashPair(load64(s + size - 8) + kPrime1, a);
        d = hashPair(b + size, c + load64(s + size - 16));
        a += d;
        for (auto left = static_cast<int64_t>(size) - 16; left > 0; left -= 16, s += 16) {
            a = (a ^ mixShift(load64(s) * kPrime1) * kPrime1) * kPrime1;
            b ^= a;
            c = (c ^ mixShift(load64(s + 8) * kPrime1) * kPrime1) * kPrime1;
            d ^= c;
        }
    }
    a = hashPair(a, c);
    b = hashPair(d, b);
    return {a ^ b, hashPair(b, a)};
}

Hash128 weakHash32(const char* s, uint64_t a, uint64_t b) {
    a += load64(s);
    b = std::rotr(b + a + load64(s + 24), 21);
    const uint64_t c = a;
    a += load64(s + 8) + load64(s + 16);
    b += std::rotr(a, 44);
    return {a + load64(s + 24), b + c};
}

Hash128 hashSeeded(const char* s, size_t size, Hash128 seed) {
    if (size < 128) return murmur(s, size, seed);
    uint64_t x = seed.low;
    uint64_t y = seed.high;
    uint64_t z = size * kPrime1;
    Hash128 v;
    Hash128 w;
    v.low = std::rotr(y ^ kPrime1, 49) * kPrime1 + load64(s);
    v.high = std::rotr(v.low, 42) * kPrime1 + load64(s + 8);
    w.low = std::rotr(y + z, 35) * kPrime1 + x;
    w.high = std::rotr(x + load64(s + 88), 53) * kPrime1;
    size_t left = size;
    for (; left >= 128; left -= 128) {
        for (int half = 0; half < 2; half++, s += 64) {
            x = std::rotr(x + y + v.low + load64(s + 16), 37) * kPrime1 ^ w.high;
            y = std::rotr(y + v.high + load64(s + 48), 42) * kPrime1 ^ v.low;
            z = std::rotr(z ^ w.low, 33);
            v = weakHash32(s, v.high * kPrime1, x + w.low);
            w = weakHash32(s + 32, z + w.high, y);
            std::swap(z, x);
        }
    }
    y += std::rotr(w.low, 37) * kPrime0 + z;
    x += std::rotr(v.low + z, 49) * kPrime0;
    for (size_t done = 0; done < left;) {
        done += 32;
        const char* part = s + left - done;
        y = std::rotr(y - x, 42) * kPrime0 + v.high;
        w.low += load64(part + 16);
        x = std::rotr(x, 49) * kPrime0 + w.low;
        w.low += v.low;
        v = weakHash32(part, v.low, v.high);
    }
    x = hashPair(x, v.low);
    y = hashPair(y, w.low);
    return {hashPair(x + v.high, w.high) + y, hashPair(x + w.high, y + v.high)};
}

constexpr size_t kChecksumSize = 16;
constexpr size_t kHeaderSize = 9;
constexpr uint32_t kMaxFrame = 1u << 30;  // the server's own limit

Error damaged(const std::string& what) {
    return Error(
        ErrorCode::Corrupt, "The server's compressed answer is damaged: " + what,
        "Try again; if it stays, turn the connection's compression off to find where the data changes.");
}

class CompressedSource : public ByteSource {
  public:
    explicit CompressedSource(std::unique_ptr<ByteSource> inner) : m_inner(std::move(inner)) {}

    Result<bool> more(std::string& out) override {
        auto ended = m_inner.atEnd();
        if (!ended) return fail(ended.error());
        if (*ended) return false;
        auto header = m_plain ? Result<void>() : m_inner.ensure(kChecksumSize + kHeaderSize);
        m_plain = m_plain || beginsWithException(m_inner.ready().substr(0, kChecksumSize + kHeaderSize));
        if (m_plain) {  // an error may be written without a frame around it
            out.append(m_inner.ready());
            m_inner.skip(m_inner.ready().size());
            return true;
        }
        if (!header) return fail(header.error());
        const auto method = static_cast<unsigned char>(m_inner.ready()[kChecksumSize]);
        const auto size = load<uint32_t>(m_inner.ready().data() + kChecksumSize + 1);
        const auto plainSize = load<uint32_t>(m_inner.ready().data() + kChecksumSize + 5);
        if (size < kHeaderSize || size > kMaxFrame || plainSize > kMaxFrame)
            return fail(damaged("a frame's size"));
        if (auto ok = m_inner.ensure(kChecksumSize + size); !ok) return fail(ok.error());
        const char* frame = m_inner.ready().data();
        const Hash128 expected{load64(frame), load64(frame + 8)};
        if (cityHash128(frame + kChecksumSize, size) != expected)
            return fail(damaged("a checksum does not match"));
        const std::string_view packed(frame + kChecksumSize + kHeaderSize, size - kHeaderSize);
        if (auto ok = unpack(method, packed, plainSize, out); !ok) return fail(ok.error());
        m_inner.skip(kChecksumSize + size);
        return true;
    }

  private:
    static Result<void> unpack(unsigned char method, std::string_view packed, uint32_t plainSize,
                               std::string& out) {
        constexpr unsigned char kNone = 0x02;
        constexpr unsigned char kLz4 = 0x82;
        const size_t before = out.size();
        if (method == kNone) {
            if (packed.size() != plainSize) return fail(damaged("a frame's size"));
            out.append(packed);
            return {};
        }
        if (method != kLz4) {
            return fail(ErrorCode::Unsupported,
                        "The server compresses with method " + std::to_string(method) + ", not LZ4",
                        "Turn the connection's compression off.");
        }
        out.resize(before + plainSize);
        const int got = LZ4_decompress_safe(packed.data(), out.data() + before,
                                            static_cast<int>(packed.size()), static_cast<int>(plainSize));
        if (got != static_cast<int>(plainSize)) return fail(damaged("a frame cannot be unpacked"));
        return {};
    }

    Wire m_inner;
    bool m_plain = false;
};

}  // namespace

Hash128 cityHash128(const char* data, size_t size) {
    if (size >= 16) {
        return hashSeeded(data + 16, size - 16, {load64(data) ^ kPrime3, load64(data + 8)});
    }
    if (size >= 8) {
        return hashSeeded(data, 0, {load64(data) ^ (size * kPrime0), load64(data + size - 8) ^ kPrime1});
    }
    return hashSeeded(data, size, {kPrime0, kPrime1});
}

std::unique_ptr<ByteSource> compressedSource(std::unique_ptr<ByteSource> inner) {
    return std::make_unique<CompressedSource>(std::move(inner));
}

}  // namespace tributary::connectors::clickhouse
