// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/plugin/confine/broker.h"

namespace tributary::plugin {
namespace {

using Kind = BlockedAttempt::Kind;

constexpr uint16_t kDnsPort = 53;
constexpr std::chrono::seconds kFresh{30};
constexpr size_t kLargestMessage = 256 * 1024;
constexpr size_t kMostPieces = 1024;
constexpr size_t kMostNameServers = 1024;

int option(int socket, int name) {
    int value = 0;
    socklen_t length = sizeof(value);
    return getsockopt(socket, SOL_SOCKET, name, &value, &length) == 0 ? value : -1;
}

uint64_t cookie(int socket) {
    uint64_t value = 0;
    socklen_t length = sizeof(value);
    return getsockopt(socket, SOL_SOCKET, SO_COOKIE, &value, &length) == 0 ? value : 0;
}

bool isInternet(int family) {
    return family == AF_INET || family == AF_INET6;
}

const sockaddr* plain(const sockaddr_storage& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

/// What C libraries look for before they look names and users up themselves: no attempt of the plugin's.
bool isCustomary(const std::string& path) {
    constexpr std::string_view kCustomary[] = {"/var/run/nscd/", "/run/nscd/", "/run/systemd/",
                                               "/var/run/avahi", "/run/avahi", "/run/.nss"};
    return std::any_of(std::begin(kCustomary), std::end(kCustomary),
                       [&](std::string_view prefix) { return path.compare(0, prefix.size(), prefix) == 0; });
}

std::string unixPath(const sockaddr_storage& address, size_t length) {
    const auto& un = reinterpret_cast<const sockaddr_un&>(address);
    const size_t bytes = std::min(length, sizeof(un)) - offsetof(sockaddr_un, sun_path);
    if (bytes > 0 && un.sun_path[0] == '\0') return "@" + std::string(un.sun_path + 1, bytes - 1);
    return {un.sun_path, strnlen(un.sun_path, bytes)};
}

/// Where our own name server is, for a socket of either family.
size_t asAddress(const sockaddr_in& target, int family, sockaddr_storage& out) {
    if (family == AF_INET) {
        std::memcpy(&out, &target, sizeof(target));
        return sizeof(target);
    }
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = target.sin_port;
    v6.sin6_addr.s6_addr[10] = v6.sin6_addr.s6_addr[11] = 0xff;
    std::memcpy(&v6.sin6_addr.s6_addr[12], &target.sin_addr, 4);
    std::memcpy(&out, &v6, sizeof(v6));
    return sizeof(v6);
}

}  // namespace

bool Broker::readAddress(const HeldCall& call, uint64_t at, uint64_t length, Address& out) const {
    return length >= sizeof(sa_family_t) && length <= sizeof(out) && m_listener.read(call, at, &out, length);
}

Broker::Socket Broker::described(Descriptor file) {
    Socket out;
    out.file = std::move(file);
    if (!out.file) return out;
    out.family = option(out.file.get(), SO_DOMAIN);
    out.type = option(out.file.get(), SO_TYPE);
    out.blocking = (fcntl(out.file.get(), F_GETFL) & O_NONBLOCK) == 0;
    return out;
}

Broker::Socket Broker::socketOf(const HeldCall& call) const {
    return described(m_listener.file(static_cast<int>(call.arguments[0])));
}

void Broker::onSocket(const HeldCall& call) {
    const int family = static_cast<int>(call.arguments[0]);
    const int type = static_cast<int>(call.arguments[1]) & 0xf;
    const int protocol = static_cast<int>(call.arguments[2]);
    const bool plainType = type == SOCK_STREAM || type == SOCK_DGRAM;
    const bool plainProtocol = protocol == 0 || protocol == IPPROTO_TCP || protocol == IPPROTO_UDP;
    // Only numbers count here, so the kernel may do it itself. A local one is refused when it connects, with
    // its path told.
    if ((isInternet(family) && plainType && plainProtocol) || (family == AF_UNIX && type == SOCK_STREAM)) {
        return m_listener.pass(call);
    }
    m_listener.refuse(call, EACCES);
    // The C library asks the kernel for its addresses before it looks a name up.
    const bool customary = family == AF_NETLINK && protocol == 0 && !m_rules.empty();
    if (family == AF_UNIX) return tell(Kind::LocalSocket, "a datagram socket");
    if (customary) return;
    tell(Kind::Network, family == AF_NETLINK  ? "a netlink socket"
                        : family == AF_PACKET ? "raw packets"
                        : isInternet(family)  ? "raw packets of protocol " + std::to_string(protocol)
                                              : "a socket of family " + std::to_string(family));
}

void Broker::onConnect(const HeldCall& call) {
    Address address{};
    const size_t length = call.arguments[2];
    if (!readAddress(call, call.arguments[1], length, address)) return m_listener.refuse(call, EFAULT);
    Socket socket = socketOf(call);
    if (!socket.file) return m_listener.refuse(call, errno);
    if (socket.family == AF_UNIX) return connectUnix(call, address, length);
    if (!isInternet(socket.family)) return m_listener.refuse(call, EACCES);
    if (address.ss_family == AF_UNSPEC) return connectNow(call, std::move(socket), address, length);
    const auto target = endpointOf(address, length);
    if (!target) return m_listener.refuse(call, EAFNOSUPPORT);
    if (socket.type == SOCK_DGRAM && target->port == kDnsPort) {
        return connectToNameServer(call, std::move(socket), address, length);
    }
    decideConnect(call, std::move(socket), address, length);
}

void Broker::connectUnix(const HeldCall& call, const Address& address, size_t length) {
    const std::string path = address.ss_family == AF_UNIX ? unixPath(address, length) : std::string();
    if (isCustomary(path)) return m_listener.refuse(call, ENOENT);
    m_listener.refuse(call, EACCES);
    tell(Kind::LocalSocket, path.empty() ? "a local socket" : path);
}

void Broker::decideConnect(const HeldCall& call, Socket socket, const Address& address, size_t length) {
    const auto target = endpointOf(address, length);
    if (m_rules.allows(*target)) return connectNow(call, std::move(socket), address, length);
    auto names = m_rules.unresolved(*target, std::chrono::steady_clock::now() - kFresh);
    if (names.empty()) {
        m_listener.refuse(call, EACCES);
        return tell(Kind::Network, endpointText(*target));
    }
    for (const auto& name : names) m_lookup.start(name);
    Pending pending{call, std::move(socket.file), Pending::What::Names, false, {}, std::move(names)};
    pending.message.to = address;
    pending.message.toLength = static_cast<socklen_t>(length);
    m_pending.push_back(std::move(pending));
}

void Broker::connectNow(const HeldCall& call, Socket socket, const Address& address, size_t length) {
    const int fd = socket.file.get();
    if (socket.type != SOCK_STREAM) {
        const int result = connect(fd, plain(address), static_cast<socklen_t>(length)) == 0 ? 0 : errno;
        return giveOrRefuse(call, -result);
    }
    // The caller waits in the kernel as it would with a blocking connect; we must not.
    if (socket.blocking) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    Connector::Job job{call, std::move(socket.file), address, static_cast<socklen_t>(length),
                       socket.blocking};
    if (!m_connector.start(std::move(job))) m_listener.refuse(call, EAGAIN);
}

void Broker::connected() {
    m_connector.hurry();
    for (auto& job : m_connector.collect()) {
        if (job.makeBlocking && job.error == EINPROGRESS && m_listener.waits(job.call)) {
            m_pending.push_back({job.call, std::move(job.socket), Pending::What::Connect, true, {}, {}});
            continue;
        }
        restore(job.socket.get(), job.makeBlocking);
        giveOrRefuse(job.call, -job.error);
    }
}

void Broker::connectToNameServer(const HeldCall& call, Socket socket, const Address& address, size_t length) {
    Address ours{};
    const size_t size = asAddress(m_names.address(), socket.family, ours);
    if (m_names.descriptor() < 0 ||
        connect(socket.file.get(), plain(ours), static_cast<socklen_t>(size)) != 0) {
        return m_listener.refuse(call, ENETUNREACH);
    }
    expectAnswers(socket.file.get(), address, length);
    m_listener.give(call, 0);
}

void Broker::expectAnswers(int socket, const Address& nameServer, size_t length) {
    Address local{};
    socklen_t size = sizeof(local);
    if (getsockname(socket, reinterpret_cast<sockaddr*>(&local), &size) != 0) return;
    if (const auto here = endpointOf(local, size)) m_names.expect(here->port);
    if (m_nameServers.size() >= kMostNameServers) m_nameServers.clear();
    m_nameServers[cookie(socket)].assign(reinterpret_cast<const char*>(&nameServer), length);
}

void Broker::onListen(const HeldCall& call) {
    m_listener.refuse(call, EACCES);
    Address address{};
    if (call.number == SYS_listen || !readAddress(call, call.arguments[1], call.arguments[2], address)) {
        return tell(Kind::Network, "waiting for connections");
    }
    if (address.ss_family == AF_UNIX) return tell(Kind::LocalSocket, unixPath(address, call.arguments[2]));
    const auto here = endpointOf(address, call.arguments[2]);
    tell(Kind::Network, "waiting for connections" + (here ? " on " + endpointText(*here) : std::string()));
}

int64_t Broker::send(const Socket& socket, const Message& message, int flags) {
    constexpr int kPassed = MSG_OOB | MSG_MORE | MSG_EOR | MSG_DONTROUTE;
    if (message.error != 0) return -message.error;
    Address to = message.to;
    // An address has no meaning on a connection.
    socklen_t length = socket.type == SOCK_STREAM ? 0 : message.toLength;
    bool nameServer = false;
    if (length > 0) {
        const auto target = endpointOf(to, length);
        if (!isInternet(socket.family) || !target) {
            tell(Kind::LocalSocket, to.ss_family == AF_UNIX ? unixPath(to, length) : "a local socket");
            return -EACCES;
        }
        nameServer = target->port == kDnsPort;
        if (nameServer) {
            length = static_cast<socklen_t>(asAddress(m_names.address(), socket.family, to));
        } else if (!m_rules.allows(*target)) {
            tell(Kind::Network, endpointText(*target));
            return -EACCES;
        }
    }
    const ssize_t sent =
        sendto(socket.file.get(), message.data.data(), message.data.size(),
               (flags & kPassed) | MSG_DONTWAIT | MSG_NOSIGNAL, length > 0 ? plain(to) : nullptr, length);
    if (sent < 0) return -errno;
    if (nameServer) expectAnswers(socket.file.get(), message.to, message.toLength);
    return sent;
}

void Broker::sendOrWait(const HeldCall& call, Socket socket, Message message, int flags) {
    if (!socket.file) return m_listener.refuse(call, EBADF);
    const int64_t sent = send(socket, message, flags);
    if (sent == -EAGAIN && socket.blocking && (flags & MSG_DONTWAIT) == 0) {
        m_pending.push_back(
            {call, std::move(socket.file), Pending::What::Send, false, std::move(message), {}});
        return;
    }
    giveOrRefuse(call, sent);
}

void Broker::onSendTo(const HeldCall& call) {
    Message message;
    Socket socket = socketOf(call);
    const size_t length = call.arguments[2];
    if (length > kLargestMessage && socket.type != SOCK_STREAM) return m_listener.refuse(call, EMSGSIZE);
    message.data.resize(std::min(length, kLargestMessage));
    if (!m_listener.read(call, call.arguments[1], message.data.data(), message.data.size()) ||
        !readAddress(call, call.arguments[4], call.arguments[5], message.to)) {
        return m_listener.refuse(call, EFAULT);
    }
    message.toLength = static_cast<socklen_t>(call.arguments[5]);
    sendOrWait(call, std::move(socket), std::move(message), static_cast<int>(call.arguments[3]));
}

Broker::Message Broker::readMessage(const HeldCall& call, uint64_t at) const {
    Message out;
    const auto failed = [&](int error) {
        out.error = error;
        return out;
    };
    msghdr header{};
    if (!m_listener.read(call, at, &header, sizeof(header))) return failed(EFAULT);
    // Descriptors and kernel options stay where they are.
    if (header.msg_controllen > 0) return failed(EPERM);
    if (header.msg_iovlen > kMostPieces) return failed(EMSGSIZE);
    if (header.msg_name != nullptr && header.msg_namelen > 0) {
        if (!readAddress(call, reinterpret_cast<uint64_t>(header.msg_name), header.msg_namelen, out.to)) {
            return failed(EFAULT);
        }
        out.toLength = header.msg_namelen;
    }
    std::vector<iovec> pieces(header.msg_iovlen);
    if (!m_listener.read(call, reinterpret_cast<uint64_t>(header.msg_iov), pieces.data(),
                         pieces.size() * sizeof(iovec))) {
        return failed(EFAULT);
    }
    for (const auto& piece : pieces) {
        const size_t had = out.data.size();
        const size_t bytes = std::min<size_t>(piece.iov_len, kLargestMessage - had);
        out.data.resize(had + bytes);
        if (!m_listener.read(call, reinterpret_cast<uint64_t>(piece.iov_base), out.data.data() + had,
                             bytes)) {
            return failed(EFAULT);
        }
    }
    return out;
}

void Broker::onSendMessage(const HeldCall& call) {
    sendOrWait(call, socketOf(call), readMessage(call, call.arguments[1]),
               static_cast<int>(call.arguments[2]));
}

void Broker::onSendMessages(const HeldCall& call) {
    constexpr uint64_t kMost = 16;
    const Socket socket = socketOf(call);
    if (!socket.file) return m_listener.refuse(call, EBADF);
    int64_t done = 0;
    for (uint64_t i = 0; i < std::min(call.arguments[2], kMost); ++i) {
        const uint64_t at = call.arguments[1] + i * sizeof(mmsghdr);
        Message message = readMessage(call, at);
        const int64_t sent = send(socket, message, static_cast<int>(call.arguments[3]));
        if (sent < 0) return giveOrRefuse(call, done > 0 ? done : sent);
        const auto length = static_cast<unsigned>(sent);
        if (!m_listener.write(call, at + offsetof(mmsghdr, msg_len), &length, sizeof(length))) {
            return m_listener.refuse(call, EFAULT);
        }
        ++done;
    }
    m_listener.give(call, done);
}

int64_t Broker::receive(const HeldCall& call, int socket) {
    std::string data(std::min<size_t>(call.arguments[2], kLargestMessage), '\0');
    Address from{};
    socklen_t length = sizeof(from);
    const int flags = static_cast<int>(call.arguments[3]) & (MSG_PEEK | MSG_TRUNC | MSG_OOB);
    const ssize_t got = recvfrom(socket, data.data(), data.size(), flags | MSG_DONTWAIT,
                                 reinterpret_cast<sockaddr*>(&from), &length);
    if (got < 0) return -errno;
    // From our name server, which the plugin takes for the computer's own.
    const auto sender = endpointOf(from, length);
    const auto known = m_nameServers.find(cookie(socket));
    if (sender && known != m_nameServers.end() && sender->port == ntohs(m_names.address().sin_port)) {
        std::memcpy(&from, known->second.data(), known->second.size());
        length = static_cast<socklen_t>(known->second.size());
    }
    socklen_t room = 0;
    const uint64_t lengthAt = call.arguments[5];
    if (!m_listener.read(call, lengthAt, &room, sizeof(room)) ||
        !m_listener.write(call, call.arguments[1], data.data(),
                          std::min(data.size(), static_cast<size_t>(got))) ||
        !m_listener.write(call, call.arguments[4], &from,
                          std::min({room, length, socklen_t{sizeof(from)}})) ||
        !m_listener.write(call, lengthAt, &length, sizeof(length))) {
        return -EFAULT;
    }
    return got;
}

void Broker::onReceiveFrom(const HeldCall& call) {
    Socket socket = socketOf(call);
    if (!socket.file) return m_listener.refuse(call, errno);
    const int64_t got = receive(call, socket.file.get());
    if (got == -EAGAIN && socket.blocking && (call.arguments[3] & MSG_DONTWAIT) == 0) {
        m_pending.push_back({call, std::move(socket.file), Pending::What::Receive, false, {}, {}});
        return;
    }
    giveOrRefuse(call, got);
}

void Broker::restore(int socket, bool makeBlocking) {
    if (makeBlocking) fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) & ~O_NONBLOCK);
}

void Broker::finish(Pending& pending) {
    const int fd = pending.socket.get();
    if (pending.what == Pending::What::Names) {
        if (!pending.names.empty()) return m_pending.push_back(std::move(pending));
        return decideConnect(pending.call, described(std::move(pending.socket)), pending.message.to,
                             pending.message.toLength);
    }
    const short events = pending.what == Pending::What::Receive ? POLLIN : POLLOUT;
    pollfd ready{fd, events, 0};
    if (poll(&ready, 1, 0) != 1) return m_pending.push_back(std::move(pending));
    int64_t result = 0;
    if (pending.what == Pending::What::Connect) {
        result = -option(fd, SO_ERROR);
        restore(fd, pending.makeBlocking);
    } else if (pending.what == Pending::What::Receive) {
        result = receive(pending.call, fd);
    } else {
        Socket socket = described(std::move(pending.socket));
        result = send(socket, pending.message, 0);
        pending.socket = std::move(socket.file);
    }
    if (result == -EAGAIN) return m_pending.push_back(std::move(pending));
    giveOrRefuse(pending.call, result);
}

void Broker::namesAnswered() {
    for (auto& answer : m_lookup.collect()) {
        // One that failed is not asked again at once, either.
        m_rules.learn(answer.name, answer.addresses.value_or(std::vector<IpAddress>()),
                      std::chrono::steady_clock::now());
        m_names.answered(answer.name, answer.addresses.has_value());
        for (auto& one : m_pending) {
            one.names.erase(std::remove(one.names.begin(), one.names.end(), answer.name), one.names.end());
        }
    }
}

}  // namespace tributary::plugin
