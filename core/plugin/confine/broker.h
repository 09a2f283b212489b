// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/plugin/confine/connector.h"
#include "core/plugin/confine/dns_responder.h"
#include "core/plugin/confine/guard.h"
#include "core/plugin/confine/listener.h"
#include "core/plugin/confine/name_lookup.h"
#include "core/plugin/confine/network_rules.h"
#include "core/plugin/confine/path_rules.h"

namespace tributary::plugin {

/// Answers the system calls a plugin process makes that are held back (syscall_lists.h, filter.cpp): makes
/// its connections for it, on a copy of the address and a duplicate of the socket, so that nothing can change
/// between the look and the act; refuses and tells the rest. Never blocks: what takes time waits in a list.
/// One thread.
class Broker {
  public:
    using Tell = std::function<void(const BlockedAttempt&)>;

    /// `names`: the socket to answer questions for names on.
    Broker(Listener listener, Descriptor names, const Grants& grants, pid_t process, ResolveHost resolve,
           Tell tell);

    /// Until now what was refused was the lock-down's own testing.
    void startTelling() { m_telling = true; }
    void addTo(std::vector<pollfd>& waiting) const;
    /// Does all that can be done now.
    void step();

  private:
    using Address = sockaddr_storage;
    using Handler = void (Broker::*)(const HeldCall&);
    struct Message {
        std::string data;
        Address to{};
        socklen_t toLength = 0;
        int error = 0;  ///< of reading it
    };
    /// A call that waits: for a socket, or for names.
    struct Pending {
        HeldCall call;
        Descriptor socket;
        enum class What { Connect, Send, Receive, Names } what = What::Connect;
        bool makeBlocking = false;  ///< was made non-blocking for the connect
        Message message;
        std::vector<std::string> names;
    };
    /// Of a socket in the child.
    struct Socket {
        Descriptor file;
        int family = 0;
        int type = 0;
        bool blocking = true;
    };

    static const std::map<int, Handler>& handlers();
    void handle(const HeldCall& call);

    // broker_network.cpp
    void onSocket(const HeldCall& call);
    void onConnect(const HeldCall& call);
    void onListen(const HeldCall& call);
    void onSendTo(const HeldCall& call);
    void onSendMessage(const HeldCall& call);
    void onSendMessages(const HeldCall& call);
    void onReceiveFrom(const HeldCall& call);
    bool readAddress(const HeldCall& call, uint64_t at, uint64_t length, Address& out) const;
    static Socket described(Descriptor file);
    Socket socketOf(const HeldCall& call) const;
    void connectUnix(const HeldCall& call, const Address& address, size_t length);
    void connectNow(const HeldCall& call, Socket socket, const Address& address, size_t length);
    void connectToNameServer(const HeldCall& call, Socket socket, const Address& address, size_t length);
    void decideConnect(const HeldCall& call, Socket socket, const Address& address, size_t length);
    Message readMessage(const HeldCall& call, uint64_t at) const;
    /// Bytes sent, or -errno; EACCES was told.
    int64_t send(const Socket& socket, const Message& message, int flags);
    void sendOrWait(const HeldCall& call, Socket socket, Message message, int flags);
    int64_t receive(const HeldCall& call, int socket);
    void finish(Pending& pending);
    static void restore(int socket, bool makeBlocking);
    void connected();
    void namesAnswered();
    void expectAnswers(int socket, const Address& nameServer, size_t length);

    // broker.cpp
    void onOpen(const HeldCall& call);
    void onExecute(const HeldCall& call);
    void onProcess(const HeldCall& call);
    void tell(BlockedAttempt::Kind kind, std::string target);
    void giveOrRefuse(const HeldCall& call, int64_t result) const;

    Listener m_listener;
    NetworkRules m_rules;
    PathRules m_paths;
    NameLookup m_lookup;
    DnsResponder m_names;
    Tell m_tell;
    bool m_telling = false;
    std::vector<Pending> m_pending;
    Connector m_connector;
    /// By the socket's cookie: the name server it thinks it talks to.
    std::map<uint64_t, std::string> m_nameServers;
};

}  // namespace tributary::plugin
