// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/network_rules.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace tributary::plugin {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    if (!out.empty() && out.back() == '.') out.pop_back();
    return out;
}

IpAddress mapped(const in_addr& address) {
    IpAddress out{};
    out[10] = out[11] = 0xff;
    std::memcpy(&out[12], &address, 4);
    return out;
}

bool isMapped(const IpAddress& address) {
    constexpr std::array<uint8_t, 12> kPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return std::equal(kPrefix.begin(), kPrefix.end(), address.begin());
}

}  // namespace

std::optional<IpAddress> parseIp(std::string_view text) {
    const std::string copy(text);
    in_addr v4{};
    if (inet_pton(AF_INET, copy.c_str(), &v4) == 1) return mapped(v4);
    IpAddress v6{};
    if (inet_pton(AF_INET6, copy.c_str(), v6.data()) == 1) return v6;
    return std::nullopt;
}

std::string ipText(const IpAddress& address) {
    char text[INET6_ADDRSTRLEN] = "";
    if (isMapped(address)) {
        inet_ntop(AF_INET, &address[12], text, sizeof(text));
    } else {
        inet_ntop(AF_INET6, address.data(), text, sizeof(text));
    }
    return text;
}

std::optional<Endpoint> endpointOf(const sockaddr_storage& address, size_t length) {
    if (address.ss_family == AF_INET && length >= sizeof(sockaddr_in)) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof(in));
        return Endpoint{mapped(in.sin_addr), ntohs(in.sin_port)};
    }
    if (address.ss_family == AF_INET6 && length >= offsetof(sockaddr_in6, sin6_scope_id)) {
        sockaddr_in6 in{};
        std::memcpy(&in, &address, std::min(length, sizeof(in)));
        Endpoint out{{}, ntohs(in.sin6_port)};
        std::memcpy(out.address.data(), &in.sin6_addr, 16);
        return out;
    }
    return std::nullopt;
}

std::string endpointText(const Endpoint& endpoint) {
    const std::string ip = ipText(endpoint.address);
    return (isMapped(endpoint.address) ? ip : "[" + ip + "]") + ":" + std::to_string(endpoint.port);
}

NetworkRules::NetworkRules(const std::vector<std::string>& hosts) {
    for (const auto& host : hosts) {
        if (auto rule = parse(host)) m_rules.push_back(std::move(*rule));
    }
}

std::optional<NetworkRules::Rule> NetworkRules::parse(std::string_view text) {
    const size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    Rule rule;
    if (port != "*") {
        const auto [end, status] = std::from_chars(port.data(), port.data() + port.size(), rule.port);
        if (status != std::errc() || end != port.data() + port.size() || rule.port == 0) return std::nullopt;
    }
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    if (const auto address = parseIp(host)) {
        rule.kind = Rule::Kind::Address;
        rule.address = *address;
    } else if (host == "*") {
        rule.kind = Rule::Kind::Any;
    } else if (host.size() > 2 && host.substr(0, 2) == "*.") {
        rule.kind = Rule::Kind::Below;
        rule.name = lower(host.substr(2));
    } else {
        rule.name = lower(host);
    }
    return rule;
}

bool NetworkRules::covers(const Rule& rule, std::string_view name) {
    if (rule.kind == Rule::Kind::Any) return true;
    if (rule.kind == Rule::Kind::Name) return name == rule.name;
    return rule.kind == Rule::Kind::Below && name.size() > rule.name.size() + 1 &&
           name.substr(name.size() - rule.name.size()) == rule.name &&
           name[name.size() - rule.name.size() - 1] == '.';
}

bool NetworkRules::allows(const Endpoint& endpoint) const {
    return std::any_of(m_rules.begin(), m_rules.end(), [&](const Rule& rule) {
        if (rule.port != 0 && endpoint.port != 0 && rule.port != endpoint.port) return false;
        if (rule.kind == Rule::Kind::Any) return true;
        if (rule.kind == Rule::Kind::Address) return rule.address == endpoint.address;
        return std::any_of(m_names.begin(), m_names.end(), [&](const auto& known) {
            return covers(rule, known.first) && known.second.all.count(endpoint.address) > 0;
        });
    });
}

bool NetworkRules::allowsName(std::string_view name) const {
    const std::string wanted = lower(name);
    return std::any_of(m_rules.begin(), m_rules.end(),
                       [&](const Rule& rule) { return covers(rule, wanted); });
}

std::vector<std::string> NetworkRules::unresolved(const Endpoint& endpoint, Time since) const {
    std::vector<std::string> out;
    for (const auto& rule : m_rules) {
        if (rule.kind != Rule::Kind::Name) continue;
        if (rule.port != 0 && endpoint.port != 0 && rule.port != endpoint.port) continue;
        if (!known(rule.name, since)) out.push_back(rule.name);
    }
    return out;
}

void NetworkRules::learn(const std::string& name, const std::vector<IpAddress>& addresses, Time now) {
    const std::string key = lower(name);
    const auto [at, added] = m_names.try_emplace(key);
    const bool named = std::any_of(m_rules.begin(), m_rules.end(), [&](const Rule& rule) {
        return rule.kind == Rule::Kind::Name && rule.name == key;
    });
    if (added && !named) m_order.push_back(key);
    Names& entry = at->second;
    entry.latest = addresses;
    if (entry.all.size() > kMostAddresses) entry.all.clear();
    entry.all.insert(addresses.begin(), addresses.end());
    entry.looked = now;
    if (m_order.size() <= kMostNames) return;
    m_names.erase(m_order.front());
    m_order.pop_front();
}

std::optional<std::vector<IpAddress>> NetworkRules::known(std::string_view name, Time since) const {
    const auto found = m_names.find(lower(name));
    if (found == m_names.end() || found->second.looked < since) return std::nullopt;
    return found->second.latest;
}

}  // namespace tributary::plugin
