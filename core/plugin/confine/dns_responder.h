// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <netinet/in.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "core/plugin/confine/descriptor.h"
#include "core/plugin/confine/name_lookup.h"
#include "core/plugin/confine/network_rules.h"

namespace tributary::plugin {

/// The only name server a plugin reaches: answers for the names on its list, from look-ups the program makes,
/// and so knows which addresses those are. Other names do not exist, and asking for them is told: a question
/// to a name server of somebody else's choosing could carry data out. UDP on loopback, on a socket of the
/// network the plugin lives in. One thread.
class DnsResponder {
  public:
    using Tell = std::function<void(const std::string& name)>;

    DnsResponder(Descriptor socket, NetworkRules& rules, NameLookup& lookup, Tell tell);

    int descriptor() const { return m_socket.get(); }
    /// Where it listens; port 0: there is no socket.
    const sockaddr_in& address() const { return m_address; }
    /// Questions are taken only from local ports made known here.
    void expect(uint16_t port) { m_askers.insert(port); }
    void readAll();
    /// `name` is known now, or could not be found.
    void answered(const std::string& name, bool found);

  private:
    struct Waiting {
        std::string name;
        std::string query;
        sockaddr_in from;
    };
    void question(const std::string& query, const sockaddr_in& from);
    void answer(const std::string& text, const sockaddr_in& to) const;
    bool looksLikeSearch(const std::string& name) const;

    NetworkRules& m_rules;
    NameLookup& m_lookup;
    Tell m_tell;
    Descriptor m_socket;
    sockaddr_in m_address{};
    std::set<uint16_t> m_askers;
    std::vector<Waiting> m_waiting;
};

}  // namespace tributary::plugin
