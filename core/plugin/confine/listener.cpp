// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/listener.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tributary::plugin {

Listener::Listener(Descriptor listener, pid_t process, int processDescriptor)
    : m_listener(std::move(listener)), m_process(process), m_processDescriptor(processDescriptor) {
    seccomp_notif_sizes sizes{};
    if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) != 0) sizes.seccomp_notif = 0;
    m_request.resize(std::max<size_t>(sizes.seccomp_notif, sizeof(seccomp_notif)));
}

std::optional<HeldCall> Listener::take() {
    pollfd waiting{m_listener.get(), POLLIN, 0};
    if (poll(&waiting, 1, 0) != 1 || (waiting.revents & POLLIN) == 0) return std::nullopt;
    std::fill(m_request.begin(), m_request.end(), '\0');
    if (ioctl(m_listener.get(), SECCOMP_IOCTL_NOTIF_RECV, m_request.data()) != 0) return std::nullopt;
    seccomp_notif request{};
    std::memcpy(&request, m_request.data(), sizeof(request));
    HeldCall call{request.id, static_cast<pid_t>(request.pid), request.data.nr, {}};
    std::copy(std::begin(request.data.args), std::end(request.data.args), call.arguments.begin());
    return call;
}

bool Listener::waits(const HeldCall& call) const {
    return ioctl(m_listener.get(), SECCOMP_IOCTL_NOTIF_ID_VALID, &call.id) == 0;
}

void Listener::respond(const seccomp_notif_resp& response) const {
    // ENOENT: the caller was killed meanwhile, and needs no answer.
    seccomp_notif_resp copy = response;
    while (ioctl(m_listener.get(), SECCOMP_IOCTL_NOTIF_SEND, &copy) != 0 && errno == EINTR) {
    }
}

void Listener::give(const HeldCall& call, int64_t value) const {
    respond({call.id, value, 0, 0});
}

void Listener::refuse(const HeldCall& call, int error) const {
    respond({call.id, 0, -error, 0});
}

void Listener::pass(const HeldCall& call) const {
    respond({call.id, 0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE});
}

bool Listener::read(const HeldCall& call, uint64_t address, void* into, size_t bytes) const {
    iovec here{into, bytes};
    iovec there{reinterpret_cast<void*>(address), bytes};
    if (bytes == 0) return true;
    return process_vm_readv(call.thread, &here, 1, &there, 1, 0) == static_cast<ssize_t>(bytes) &&
           waits(call);
}

bool Listener::write(const HeldCall& call, uint64_t address, const void* from, size_t bytes) const {
    iovec here{const_cast<void*>(from), bytes};
    iovec there{reinterpret_cast<void*>(address), bytes};
    if (bytes == 0) return true;
    if (!waits(call)) return false;
    return process_vm_writev(call.thread, &here, 1, &there, 1, 0) == static_cast<ssize_t>(bytes);
}

std::optional<std::string> Listener::text(const HeldCall& call, uint64_t address) const {
    constexpr size_t kPage = 4096;
    char buffer[kPage];
    std::string out;
    // By page: the text may end just before memory that is not there.
    while (out.size() < kPage) {
        const size_t bytes = kPage - (address + out.size()) % kPage;
        if (!read(call, address + out.size(), buffer, bytes)) return std::nullopt;
        const size_t length = strnlen(buffer, bytes);
        out.append(buffer, length);
        if (length < bytes) return out.size() < kPage ? std::optional(out) : std::nullopt;
    }
    return std::nullopt;
}

Descriptor Listener::file(int fd) const {
    return Descriptor(static_cast<int>(syscall(SYS_pidfd_getfd, m_processDescriptor, fd, 0)));
}

}  // namespace tributary::plugin
