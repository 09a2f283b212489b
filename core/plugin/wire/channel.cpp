// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/wire/channel.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/part_file.h"
#include "core/plugin/wire/arrow_type.h"

namespace tributary::plugin {
namespace {

enum class Piece : uint16_t { Whole, Part, Last };

struct PacketHeader {
    MessageKind kind{};
    Piece piece = Piece::Whole;
    uint32_t call = 0;
};
static_assert(sizeof(PacketHeader) == 8);

bool waitFor(int descriptor, short events, std::chrono::milliseconds patience) {
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd entry{descriptor, events, 0};
        const int timeout = patience.count() < 0 ? -1 : static_cast<int>(std::max<int64_t>(left.count(), 0));
        const int ready = ::poll(&entry, 1, timeout);
        if (ready >= 0 || errno != EINTR) return ready > 0;
    }
}

/// Room for one descriptor beside a packet.
union Ancillary {
    cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(int))];
};

void attach(msghdr& header, Ancillary& room, int descriptor) {
    header.msg_control = room.bytes;
    header.msg_controllen = sizeof room.bytes;
    cmsghdr* item = CMSG_FIRSTHDR(&header);
    item->cmsg_level = SOL_SOCKET;
    item->cmsg_type = SCM_RIGHTS;
    item->cmsg_len = CMSG_LEN(sizeof descriptor);
    std::memcpy(CMSG_DATA(item), &descriptor, sizeof descriptor);
}

int detach(msghdr& header) {
    int descriptor = -1;
    for (cmsghdr* item = CMSG_FIRSTHDR(&header); item != nullptr; item = CMSG_NXTHDR(&header, item))
        if (item->cmsg_level == SOL_SOCKET && item->cmsg_type == SCM_RIGHTS)
            std::memcpy(&descriptor, CMSG_DATA(item), sizeof descriptor);
    return descriptor;
}

Error gone() {
    return {ErrorCode::Connection, "the plugin's process is gone"};
}

}  // namespace

Result<Channel::Pair> Channel::pair() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return fail(systemError("no connection to a new process"));
    return Pair{Channel(ends[0]), Channel(ends[1])};
}

Channel::Channel(Channel&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)),
      m_packet(std::move(other.m_packet)),
      m_partial(std::move(other.m_partial)) {}

Channel::~Channel() {
    close();
}

void Channel::close() {
    if (m_descriptor >= 0) ::close(m_descriptor);
    m_descriptor = -1;
    if (m_partial && m_partial->descriptor >= 0) ::close(m_partial->descriptor);
    m_partial.reset();
}

/// A sandbox may not use sendmsg, which could pass descriptors: so only what carries one goes through it.
bool Channel::sendPacket(const std::string& packet, int descriptor) const {
    if (descriptor < 0)
        return ::send(m_descriptor, packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
    iovec piece{const_cast<char*>(packet.data()), packet.size()};
    msghdr header{};
    header.msg_iov = &piece;
    header.msg_iovlen = 1;
    Ancillary room{};
    attach(header, room, descriptor);
    return ::sendmsg(m_descriptor, &header, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

Result<void> Channel::send(MessageKind kind, uint32_t call, std::string_view payload,
                           std::chrono::milliseconds patience, int descriptor) {
    const bool isLong = payload.size() > kPacketBytes;
    std::string packet;
    do {
        const std::string_view part = payload.substr(0, kPacketBytes);
        payload.remove_prefix(part.size());
        const PacketHeader header{kind,
                                  !isLong           ? Piece::Whole
                                  : payload.empty() ? Piece::Last
                                                    : Piece::Part,
                                  call};
        packet.assign(reinterpret_cast<const char*>(&header), sizeof header);
        packet.append(part);
        while (!sendPacket(packet, descriptor)) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK && errno != ENOBUFS) return fail(gone());
            if (!waitFor(m_descriptor, POLLOUT, patience))
                return fail(ErrorCode::Timeout, "the plugin's process does not read what it is told");
        }
        descriptor = -1;
    } while (!payload.empty());
    return {};
}

bool Channel::wait(std::chrono::milliseconds patience) const {
    return waitFor(m_descriptor, POLLIN, patience);
}

Result<std::optional<Message>> Channel::receive(Descriptors descriptors) {
    m_packet.resize(sizeof(PacketHeader) + kPacketBytes);
    for (;;) {
        iovec piece{m_packet.data(), m_packet.size()};
        msghdr header{};
        header.msg_iov = &piece;
        header.msg_iovlen = 1;
        Ancillary room{};
        if (descriptors == Descriptors::Accept) {
            header.msg_control = room.bytes;
            header.msg_controllen = sizeof room.bytes;
        }
        const ssize_t size = ::recvmsg(m_descriptor, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return std::nullopt;
        if (size <= 0) return fail(gone());
        const int carried = descriptors == Descriptors::Accept ? detach(header) : -1;
        PacketHeader packet;
        if (static_cast<size_t>(size) < sizeof packet || (header.msg_flags & MSG_TRUNC) != 0) {
            if (carried >= 0) ::close(carried);
            return fail(ErrorCode::Data, "a message is damaged");
        }
        std::memcpy(&packet, m_packet.data(), sizeof packet);
        const std::string_view payload(m_packet.data() + sizeof packet, size - sizeof packet);
        if (packet.piece == Piece::Whole)
            return Message{packet.kind, packet.call, std::string(payload), carried};
        if (!m_partial) m_partial = Message{packet.kind, packet.call, {}, carried};
        if (m_partial->kind != packet.kind || m_partial->call != packet.call ||
            m_partial->payload.size() + payload.size() > WireLimits::kMessageBytes)
            return fail(ErrorCode::Data, "a message is damaged or too large");
        m_partial->payload.append(payload);
        if (packet.piece == Piece::Last) return std::exchange(m_partial, std::nullopt);
    }
}

}  // namespace tributary::plugin
