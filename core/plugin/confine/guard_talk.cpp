// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/guard_talk.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace tributary::plugin {

Result<void> say(int socket, char what, std::string_view text) {
    std::string packet(1, what);
    packet += text;
    ssize_t sent = 0;
    do {
        sent = send(socket, packet.data(), packet.size(), MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent == static_cast<ssize_t>(packet.size())) return {};
    return fail(ErrorCode::Io, std::string("the process did not take its orders: ") + std::strerror(errno));
}

Result<std::string> hear(int socket, char what) {
    std::string packet(kLargestSaying, '\0');
    ssize_t got = 0;
    do {
        got = recv(socket, packet.data(), packet.size(), MSG_TRUNC);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return fail(ErrorCode::Io, std::string("nothing was heard: ") + std::strerror(errno));
    if (got == 0) return fail(ErrorCode::Io, "the other side is gone");
    if (static_cast<size_t>(got) > packet.size()) return fail(ErrorCode::Io, "a message is too long");
    packet.resize(static_cast<size_t>(got));
    if (packet[0] == kSaysError) return fail(ErrorCode::Unsupported, packet.substr(1));
    if (packet[0] != what) return fail(ErrorCode::Io, "a message came out of turn");
    return packet.substr(1);
}

}  // namespace tributary::plugin
