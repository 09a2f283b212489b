// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/dns_answer.h"

#include <algorithm>

namespace tributary::plugin {
namespace {

constexpr size_t kHeader = 12;
constexpr size_t kMostAnswers = 16;  // 16 AAAA records and a name of 255 bytes are well below 1232 bytes
constexpr uint16_t kClassInternet = 1;
constexpr uint32_t kSecondsToLive = 30;

uint16_t two(std::string_view text, size_t at) {
    return static_cast<uint16_t>(static_cast<uint8_t>(text[at]) << 8 | static_cast<uint8_t>(text[at + 1]));
}

void put(std::string& out, uint16_t value) {
    out += static_cast<char>(value >> 8);
    out += static_cast<char>(value & 0xff);
}

/// Past the name at `at`; npos: not a plain name.
size_t readName(std::string_view query, size_t at, std::string& name) {
    while (at < query.size()) {
        const auto length = static_cast<uint8_t>(query[at++]);
        if (length == 0) return at;
        if (length > 63 || at + length > query.size() || name.size() + length > 253) break;
        if (!name.empty()) name += '.';
        for (const char c : query.substr(at, length)) {
            name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
        at += length;
    }
    return std::string_view::npos;
}

size_t endOfQuestion(std::string_view query) {
    std::string name;
    return readName(query, kHeader, name) + 4;
}

/// Header and question of the answer.
std::string opening(std::string_view query, uint16_t code, size_t answers) {
    std::string out(query.substr(0, 2));
    const bool recursion = (static_cast<uint8_t>(query[2]) & 1) != 0;
    put(out, static_cast<uint16_t>(0x8080 | (recursion ? 0x0100 : 0) | code));
    put(out, 1);
    put(out, static_cast<uint16_t>(answers));
    put(out, 0);
    put(out, 0);
    out += query.substr(kHeader, endOfQuestion(query) - kHeader);
    return out;
}

bool isV4(const IpAddress& address) {
    return std::all_of(address.begin(), address.begin() + 10, [](uint8_t b) { return b == 0; }) &&
           address[10] == 0xff && address[11] == 0xff;
}

}  // namespace

std::optional<DnsQuestion> dnsQuestion(std::string_view query) {
    if (query.size() < kHeader || (static_cast<uint8_t>(query[2]) & 0xf8) != 0 || two(query, 4) != 1) {
        return std::nullopt;
    }
    DnsQuestion out;
    const size_t at = readName(query, kHeader, out.name);
    if (at == std::string_view::npos || at + 4 > query.size() || out.name.empty()) return std::nullopt;
    out.type = two(query, at);
    if (two(query, at + 2) != kClassInternet) return std::nullopt;
    return out;
}

std::string dnsAnswer(std::string_view query, const std::vector<IpAddress>& addresses) {
    const auto question = dnsQuestion(query);
    std::vector<std::string> records;
    for (const auto& address : addresses) {
        const bool fits = question && question->type == (isV4(address) ? kDnsA : kDnsAaaa);
        if (!fits || records.size() == kMostAnswers) continue;
        std::string record;
        put(record, 0xc000 | kHeader);  // the question's name
        put(record, question->type);
        put(record, kClassInternet);
        put(record, 0);
        put(record, kSecondsToLive);
        const size_t from = isV4(address) ? 12 : 0;
        put(record, static_cast<uint16_t>(16 - from));
        record.append(address.begin() + static_cast<std::ptrdiff_t>(from), address.end());
        records.push_back(std::move(record));
    }
    std::string out = opening(query, 0, records.size());
    for (const auto& record : records) out += record;
    return out;
}

std::string dnsRefusal(std::string_view query, bool failed) {
    constexpr uint16_t kServerFailure = 2;
    constexpr uint16_t kNoSuchName = 3;
    return opening(query, failed ? kServerFailure : kNoSuchName, 0);
}

}  // namespace tributary::plugin
