// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/geo-cidr/ranges.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace geo {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// Adds to `out` the part of `range` from `from` on.
void emit(std::vector<Range>& out, const Range& range, Bits from, Bits to) {
    if (from > to) return;
    Range piece = range;
    piece.first = from;
    piece.last = to;
    out.push_back(piece);
}

/// Ranges in one another become a sequence without overlaps.
bool flatten(std::vector<Range>& ranges, int64_t& first, int64_t& second) {
    std::stable_sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) {
        return a.first != b.first ? a.first < b.first : a.last > b.last;
    });
    std::vector<Range> out, open;
    Bits at = 0;
    bool done = false;  // `at` is behind the last address there is
    const auto close = [&] {
        if (!done) emit(out, open.back(), at, open.back().last);
        const Bits next = open.back().last + 1;
        done = next == 0;
        at = done ? open.back().last : next;
        open.pop_back();
    };
    for (const Range& range : ranges) {
        while (!open.empty() && open.back().last < range.first) close();
        if (!open.empty() && range.last > open.back().last) {
            first = open.back().row;
            second = range.row;
            return false;
        }
        if (!open.empty() && range.first > at) emit(out, open.back(), at, range.first - 1);
        at = range.first;
        open.push_back(range);
    }
    while (!open.empty()) close();
    ranges = std::move(out);
    return true;
}

}  // namespace

std::optional<Address> addressOf(std::string_view view) {
    const std::string text(trimmed(view));
    unsigned char bytes[16];
    Address out;
    if (inet_pton(AF_INET, text.c_str(), bytes) == 1) {
        for (int i = 0; i < 4; ++i) out.bits = out.bits << 8 | bytes[i];
        return out;
    }
    if (inet_pton(AF_INET6, text.c_str(), bytes) != 1) return std::nullopt;
    for (const unsigned char byte : bytes) out.bits = out.bits << 8 | byte;
    out.v6 = true;
    if (out.bits >> 32 == 0xFFFF) return Address{out.bits & 0xFFFFFFFF, false};
    return out;
}

std::optional<Range> rangeOf(std::string_view view) {
    const std::string_view text = trimmed(view);
    const size_t slash = text.find('/'), dash = text.find('-');
    const auto from = addressOf(text.substr(0, std::min(slash, dash)));
    if (!from) return std::nullopt;
    Range out{from->bits, from->bits, from->v6, 0};
    if (dash != std::string_view::npos) {
        const auto to = addressOf(text.substr(dash + 1));
        if (!to || to->v6 != from->v6 || to->bits < from->bits) return std::nullopt;
        out.last = to->bits;
    }
    if (slash == std::string_view::npos) return out;
    const std::string_view digits = text.substr(slash + 1);
    int length = -1;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    const bool mapped = !from->v6 && text.find(':') != std::string_view::npos;
    if (mapped) length -= 96;
    const int most = from->v6 ? 128 : 32;
    if (end.ec != std::errc() || end.ptr != digits.data() + digits.size() || length < 0 || length > most)
        return std::nullopt;
    const Bits all = from->v6 ? ~Bits{0} : Bits{0xFFFFFFFF};
    const Bits host = length == most ? 0 : all >> length;
    out.first = from->bits & ~host;
    out.last = from->bits | host;
    return out;
}

bool RangeTable::build(int64_t& first, int64_t& second) {
    return flatten(m_v4, first, second) && flatten(m_v6, first, second);
}

int64_t RangeTable::find(const Address& address) const {
    const auto& ranges = address.v6 ? m_v6 : m_v4;
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), address.bits,
                                        [](Bits bits, const Range& range) { return bits < range.first; });
    if (after == ranges.begin() || (after - 1)->last < address.bits) return -1;
    return (after - 1)->row;
}

}  // namespace geo
