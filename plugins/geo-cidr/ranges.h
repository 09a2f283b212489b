// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace geo {

__extension__ typedef unsigned __int128 Bits;

/// An IPv4 or IPv6 address. IPv4 addresses written as IPv6 (::ffff:1.2.3.4) are IPv4 ones.
struct Address {
    Bits bits = 0;
    bool v6 = false;
};

struct Range {
    Bits first = 0, last = 0;
    bool v6 = false;
    int64_t row = 0;
};

std::optional<Address> addressOf(std::string_view text);
/// "10.0.0.0/8", "2001:db8::/32", a single address, or "10.0.0.0-10.0.3.255". Bits behind the prefix are
/// ignored.
std::optional<Range> rangeOf(std::string_view text);

/// Finds the narrowest range around an address in O(log n). Ranges may be inside of one another, as networks
/// are; of two equal ones the later counts.
class RangeTable {
  public:
    /// Not sorted yet: call `build` after the last.
    void add(const Range& range) { (range.v6 ? m_v6 : m_v4).push_back(range); }
    /// false: two ranges overlap without one being inside the other; they are `first` and `second` rows.
    bool build(int64_t& first, int64_t& second);
    /// The row; -1: none.
    int64_t find(const Address& address) const;
    size_t size() const { return m_v4.size() + m_v6.size(); }

  private:
    std::vector<Range> m_v4, m_v6;  ///< after `build`: disjoint and sorted
};

/// A block of IANA's special-purpose registries.
struct SpecialBlock {
    const char* network;
    const char* name;
    const char* source;
    bool global;  ///< reachable on the Internet
};
extern const SpecialBlock kSpecialBlocks[];
extern const int kSpecialBlockCount;

}  // namespace geo
