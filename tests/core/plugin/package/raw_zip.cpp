// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/plugin/package/raw_zip.h"

namespace tributary::plugin::test {
namespace {

uint32_t crc(const std::string& data) {
    uint32_t out = ~0u;
    for (unsigned char byte : data) {
        out ^= byte;
        for (int i = 0; i < 8; i++) out = out >> 1 ^ (out & 1 ? 0xedb88320u : 0);
    }
    return ~out;
}

void two(std::string& out, size_t value) {
    out += static_cast<char>(value & 255);
    out += static_cast<char>(value >> 8 & 255);
}

void four(std::string& out, uint64_t value) {
    two(out, value & 0xffff);
    two(out, value >> 16 & 0xffff);
}

void common(std::string& out, const RawEntry& e, uint32_t size) {
    two(out, 20);
    two(out, e.flags);
    two(out, e.method);
    two(out, 0);
    two(out, 0x21);
    four(out, crc(e.data));
    four(out, e.data.size());
    four(out, size);
}

}  // namespace

std::string RawZip::bytes() const {
    std::string out = before, directory;
    for (const auto& e : entries) {
        const size_t offset = out.size();
        const auto size = e.size.value_or(static_cast<uint32_t>(e.data.size()));
        const std::string local = e.localName.value_or(e.name);
        four(out, 0x04034b50);
        common(out, e, e.localSize.value_or(size));
        two(out, local.size());
        two(out, 0);
        out += local + e.data + e.behind;
        four(directory, 0x02014b50);
        two(directory, e.madeBy | 20);
        common(directory, e, size);
        two(directory, e.name.size());
        two(directory, e.extra.size());
        two(directory, e.comment.size());
        two(directory, 0);
        two(directory, 0);
        four(directory, e.attributes);
        four(directory, offset);
        directory += e.name + e.extra + e.comment;
    }
    out += gap;
    const size_t at = out.size();
    out += directory;
    four(out, 0x06054b50);
    two(out, 0);
    two(out, 0);
    two(out, entries.size() + countOffset);
    two(out, entries.size() + countOffset);
    four(out, directory.size());
    four(out, at);
    two(out, 0);
    return out + after;
}

}  // namespace tributary::plugin::test
