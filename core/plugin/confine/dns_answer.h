// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/confine/network_rules.h"

namespace tributary::plugin {

/// The question of a DNS query (RFC 1035 §4): one, of class IN.
struct DnsQuestion {
    std::string name;  ///< lower case, without the last dot
    uint16_t type = 0;
};
constexpr uint16_t kDnsA = 1;
constexpr uint16_t kDnsAaaa = 28;

std::optional<DnsQuestion> dnsQuestion(std::string_view query);
/// The answer to `query` (one that has a question): those of `addresses` that fit its type, at most 16.
std::string dnsAnswer(std::string_view query, const std::vector<IpAddress>& addresses);
/// … that there is no such name, or that looking it up `failed`.
std::string dnsRefusal(std::string_view query, bool failed);

}  // namespace tributary::plugin
