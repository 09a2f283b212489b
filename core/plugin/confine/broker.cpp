// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/broker.h"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

namespace tributary::plugin {

using Kind = BlockedAttempt::Kind;

Broker::Broker(Listener listener, Descriptor names, const Grants& grants, pid_t process, ResolveHost resolve,
               Tell tell)
    : m_listener(std::move(listener)),
      m_rules(grants.networkHosts),
      m_paths(grants, process),
      m_lookup(std::move(resolve)),
      m_names(std::move(names), m_rules, m_lookup,
              [this](const std::string& name) { this->tell(Kind::Network, name); }),
      m_tell(std::move(tell)) {}

const std::map<int, Broker::Handler>& Broker::handlers() {
    static const std::map<int, Handler> kHandlers = {
#ifdef SYS_open
        {SYS_open, &Broker::onOpen},
        {SYS_creat, &Broker::onOpen},
        {SYS_fork, &Broker::onExecute},
        {SYS_vfork, &Broker::onExecute},
#endif
        {SYS_openat, &Broker::onOpen},
        {SYS_execve, &Broker::onExecute},
        {SYS_execveat, &Broker::onExecute},
        {SYS_clone, &Broker::onExecute},
        {SYS_socket, &Broker::onSocket},
        {SYS_connect, &Broker::onConnect},
        {SYS_bind, &Broker::onListen},
        {SYS_listen, &Broker::onListen},
        {SYS_sendto, &Broker::onSendTo},
        {SYS_sendmsg, &Broker::onSendMessage},
        {SYS_sendmmsg, &Broker::onSendMessages},
        {SYS_recvfrom, &Broker::onReceiveFrom},
    };
    return kHandlers;
}

void Broker::addTo(std::vector<pollfd>& waiting) const {
    waiting.push_back({m_listener.descriptor(), POLLIN, 0});
    waiting.push_back({m_lookup.descriptor(), POLLIN, 0});
    waiting.push_back({m_names.descriptor(), POLLIN, 0});
    waiting.push_back({m_connector.descriptor(), POLLIN, 0});
    for (const auto& one : m_pending) {
        if (one.what == Pending::What::Names) continue;
        const short events = one.what == Pending::What::Receive ? POLLIN : POLLOUT;
        waiting.push_back({one.socket.get(), events, 0});
    }
}

void Broker::step() {
    // A plugin that calls without end must not keep the guard from its other duties.
    constexpr int kMostAtOnce = 256;
    for (int i = 0; i < kMostAtOnce; ++i) {
        const auto call = m_listener.take();
        if (!call) break;
        handle(*call);
    }
    if (m_names.descriptor() >= 0) m_names.readAll();
    namesAnswered();
    connected();
    auto pending = std::exchange(m_pending, {});
    for (auto& one : pending) {
        if (m_listener.waits(one.call)) {
            finish(one);
        } else {
            restore(one.socket.get(),
                    one.makeBlocking);  // a signal took its thread away; the socket may live on
        }
    }
}

void Broker::handle(const HeldCall& call) {
    const auto found = handlers().find(call.number);
    if (found == handlers().end()) return onProcess(call);
    (this->*found->second)(call);
}

void Broker::onOpen(const HeldCall& call) {
    const bool at = call.number == SYS_openat;
    int flags = static_cast<int>(call.arguments[at ? 2 : 1]);
    int folder = at ? static_cast<int>(call.arguments[0]) : AT_FDCWD;
#ifdef SYS_creat
    if (call.number == SYS_creat) flags = O_CREAT | O_WRONLY | O_TRUNC;
#endif
    const int mode = flags & O_ACCMODE;
    // Emptying what cannot be written: unknown to Landlock before ABI 3, and of no use to anybody honest.
    if ((flags & O_TRUNC) != 0 && (mode == O_RDONLY || mode == O_ACCMODE))
        return m_listener.refuse(call, EACCES);
    std::string outside;
    if (const auto path = m_listener.text(call, call.arguments[at ? 1 : 0])) {
        outside = m_paths.blocked(*path, folder, flags);
    }
    // Landlock looks at what is really opened; this was only to know.
    m_listener.pass(call);
    if (!outside.empty()) tell(Kind::File, outside);
}

void Broker::onExecute(const HeldCall& call) {
    std::string target = "a copy of itself";
    if (call.number == SYS_execve || call.number == SYS_execveat) {
        const auto path = m_listener.text(call, call.arguments[call.number == SYS_execve ? 0 : 1]);
        target = path.value_or("a program");
    }
    m_listener.refuse(call, EPERM);
    tell(Kind::Program, std::move(target));
}

void Broker::onProcess(const HeldCall& call) {
    const std::unique_ptr<char, void (*)(void*)> name(
        seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, call.number), std::free);
    m_listener.refuse(call, EPERM);
    tell(Kind::Process, name ? name.get() : "system call " + std::to_string(call.number));
}

void Broker::tell(Kind kind, std::string target) {
    if (m_telling) m_tell({kind, std::move(target)});
}

void Broker::giveOrRefuse(const HeldCall& call, int64_t result) const {
    if (result < 0) {
        m_listener.refuse(call, static_cast<int>(-result));
    } else {
        m_listener.give(call, result);
    }
}

}  // namespace tributary::plugin
