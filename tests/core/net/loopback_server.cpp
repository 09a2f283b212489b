// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/net/loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace tributary::test {

std::string LoopbackServer::Peer::readRequest() {
    char block[4096];
    size_t wanted = std::string::npos;
    while (true) {
        const size_t end = m_rest.find("\r\n\r\n");
        if (end != std::string::npos && wanted == std::string::npos) {
            const size_t length = m_rest.find("Content-Length: ");
            wanted = end + 4 + (length < end ? std::strtoul(m_rest.c_str() + length + 16, nullptr, 10) : 0);
        }
        if (m_rest.size() >= wanted) {
            std::string request = m_rest.substr(0, wanted);
            m_rest.erase(0, wanted);
            return request;
        }
        const ssize_t got = recv(m_fd, block, sizeof block, 0);
        if (got <= 0) return {};
        m_rest.append(block, static_cast<size_t>(got));
    }
}

bool LoopbackServer::Peer::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
}

size_t LoopbackServer::Peer::writeUntilBlocked(std::string_view bytes, int milliseconds) {
    size_t total = 0;
    while (total < bytes.size()) {
        pollfd writable{m_fd, POLLOUT, 0};
        if (poll(&writable, 1, milliseconds) <= 0) return total;
        const ssize_t sent =
            send(m_fd, bytes.data() + total, bytes.size() - total, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent <= 0) return total;
        total += static_cast<size_t>(sent);
    }
    return total;
}

void LoopbackServer::Peer::waitForClose() {
    char block[4096];
    while (recv(m_fd, block, sizeof block, 0) > 0) {
    }
}

LoopbackServer::LoopbackServer(std::function<void(Peer&)> handler) : m_handler(std::move(handler)) {
    m_listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(m_listener, 256) != 0 ||
        getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw std::runtime_error("no free loopback port");
    }
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

LoopbackServer::~LoopbackServer() {
    m_stop = true;
    shutdown(m_listener, SHUT_RDWR);
    {
        std::lock_guard lock(m_mutex);
        if (m_current >= 0) shutdown(m_current, SHUT_RDWR);
    }
    m_thread.join();
    close(m_listener);
}

std::string LoopbackServer::url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(m_port) + std::string(path);
}

void LoopbackServer::serve() {
    while (!m_stop) {
        const int fd = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) return;
        m_connections++;
        {
            std::lock_guard lock(m_mutex);
            m_current = fd;
        }
        Peer peer(fd);
        m_handler(peer);
        std::lock_guard lock(m_mutex);
        m_current = -1;
        close(fd);
    }
}

std::string httpAnswer(int status, std::string_view body, std::string_view extraHeaders) {
    return "HTTP/1.1 " + std::to_string(status) +
           " Whatever\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(extraHeaders) + "\r\n" + std::string(body);
}

}  // namespace tributary::test
