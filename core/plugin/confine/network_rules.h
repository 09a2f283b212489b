// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/socket.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::plugin {

/// An IP address; version 4 as ::ffff:a.b.c.d.
using IpAddress = std::array<uint8_t, 16>;

std::optional<IpAddress> parseIp(std::string_view text);
std::string ipText(const IpAddress& address);

/// Where a socket address points.
struct Endpoint {
    IpAddress address{};
    uint16_t port = 0;
    bool operator==(const Endpoint&) const = default;
};
/// AF_INET and AF_INET6 only.
std::optional<Endpoint> endpointOf(const sockaddr_storage& address, size_t length);
std::string endpointText(const Endpoint& endpoint);  ///< "10.0.0.1:5432", "[2001:db8::1]:443"

/// The hosts a plugin may reach (Grants::networkHosts), with what is known of their addresses. One thread.
class NetworkRules {
  public:
    using Time = std::chrono::steady_clock::time_point;

    static constexpr size_t kMostNames = 1000;
    static constexpr size_t kMostAddresses = 500;

    explicit NetworkRules(const std::vector<std::string>& hosts);

    bool empty() const { return m_rules.empty(); }
    /// May something be sent there? `port` 0 (nothing can be sent to it) passes for an address of any rule.
    bool allows(const Endpoint& endpoint) const;
    /// May the name be looked up?
    bool allowsName(std::string_view name) const;
    /// Names that could make `endpoint` an allowed one and were not looked up since `since`.
    std::vector<std::string> unresolved(const Endpoint& endpoint, Time since) const;
    /// What a look-up gave. Addresses are added, because a name server takes turns; beyond kMostAddresses of
    /// a name, and kMostNames below a "*.", the oldest are forgotten: the plugin chooses those names.
    void learn(const std::string& name, const std::vector<IpAddress>& addresses, Time now);
    /// Addresses of a name that was looked up since `since`.
    std::optional<std::vector<IpAddress>> known(std::string_view name, Time since) const;

  private:
    struct Rule {
        enum class Kind { Any, Address, Name, Below } kind = Kind::Name;
        std::string name;  ///< lower case; Below: without "*."
        IpAddress address{};
        uint16_t port = 0;  ///< 0: any
    };
    struct Names {
        std::vector<IpAddress> latest;
        std::set<IpAddress> all;
        Time looked;
    };
    static std::optional<Rule> parse(std::string_view text);
    static bool covers(const Rule& rule, std::string_view name);

    std::vector<Rule> m_rules;
    std::map<std::string, Names, std::less<>> m_names;
    std::deque<std::string> m_order;  ///< those not in a rule by name, as they were learnt
};

}  // namespace tributary::plugin
