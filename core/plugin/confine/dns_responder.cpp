// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/dns_responder.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>

#include "core/plugin/confine/dns_answer.h"

namespace tributary::plugin {
namespace {

constexpr std::chrono::seconds kFresh{30};
constexpr size_t kMostWaiting = 256;

NetworkRules::Time fresh() {
    return std::chrono::steady_clock::now() - kFresh;
}

}  // namespace

DnsResponder::DnsResponder(Descriptor socket, NetworkRules& rules, NameLookup& lookup, Tell tell)
    : m_rules(rules), m_lookup(lookup), m_tell(std::move(tell)), m_socket(std::move(socket)) {
    socklen_t length = sizeof(m_address);
    if (getsockname(m_socket.get(), reinterpret_cast<sockaddr*>(&m_address), &length) != 0) m_socket.reset();
}

void DnsResponder::readAll() {
    constexpr size_t kLargestQuery = 4096;
    std::string buffer(kLargestQuery, '\0');
    sockaddr_in from{};
    // A plugin that asks without end must not keep the guard here.
    constexpr int kMostAtOnce = 256;
    for (int i = 0; i < kMostAtOnce; ++i) {
        socklen_t length = sizeof(from);
        const ssize_t got = recvfrom(m_socket.get(), buffer.data(), buffer.size(), 0,
                                     reinterpret_cast<sockaddr*>(&from), &length);
        if (got < 0) return;
        const bool ours =
            from.sin_addr.s_addr == htonl(INADDR_LOOPBACK) && m_askers.count(ntohs(from.sin_port)) > 0;
        if (ours) question(buffer.substr(0, static_cast<size_t>(got)), from);
    }
}

/// "db.example.com.office.lan" is what a resolver makes of an allowed "db.example.com" by itself.
bool DnsResponder::looksLikeSearch(const std::string& name) const {
    for (size_t dot = name.rfind('.'); dot != std::string::npos && dot > 0; dot = name.rfind('.', dot - 1)) {
        if (m_rules.allowsName(name.substr(0, dot))) return true;
    }
    return false;
}

void DnsResponder::question(const std::string& query, const sockaddr_in& from) {
    const auto asked = dnsQuestion(query);
    if (!asked) return;
    if (!m_rules.allowsName(asked->name)) {
        if (!looksLikeSearch(asked->name)) m_tell(asked->name);
        return answer(dnsRefusal(query, false), from);
    }
    if (asked->type != kDnsA && asked->type != kDnsAaaa) return answer(dnsAnswer(query, {}), from);
    if (const auto known = m_rules.known(asked->name, fresh())) return answer(dnsAnswer(query, *known), from);
    if (m_waiting.size() >= kMostWaiting) return answer(dnsRefusal(query, true), from);
    m_waiting.push_back({asked->name, query, from});
    m_lookup.start(asked->name);
}

void DnsResponder::answered(const std::string& name, bool found) {
    const auto known = m_rules.known(name, fresh());
    const auto done = std::stable_partition(m_waiting.begin(), m_waiting.end(),
                                            [&](const Waiting& one) { return one.name != name; });
    for (auto one = done; one != m_waiting.end(); ++one) {
        answer(found && known ? dnsAnswer(one->query, *known) : dnsRefusal(one->query, true), one->from);
    }
    m_waiting.erase(done, m_waiting.end());
}

void DnsResponder::answer(const std::string& text, const sockaddr_in& to) const {
    // One that does not arrive is asked for again, as with every name server.
    if (sendto(m_socket.get(), text.data(), text.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to),
               sizeof(to)) < 0) {
        return;
    }
}

}  // namespace tributary::plugin
