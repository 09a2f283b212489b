// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tributary::test {

/// A stand-in server for tests: listens on a free loopback port and hands each connection to `handler`, one
/// after the other, in its own thread. Not an HTTP implementation: the handler writes the bytes it wants to
/// be seen.
class LoopbackServer {
  public:
    class Peer {
      public:
        explicit Peer(int fd) : m_fd(fd) {}
        /// Reads up to the end of a request (headers and Content-Length body); empty when the client has
        /// gone.
        std::string readRequest();
        bool write(std::string_view bytes);
        /// Bytes taken by the socket before it stayed full for `milliseconds`.
        size_t writeUntilBlocked(std::string_view bytes, int milliseconds);
        /// Blocks until the client closes.
        void waitForClose();
        int fd() const { return m_fd; }

      private:
        int m_fd;
        std::string m_rest;
    };

    explicit LoopbackServer(std::function<void(Peer&)> handler);
    ~LoopbackServer();

    int port() const { return m_port; }
    std::string url(std::string_view path = "/") const;
    int connections() const { return m_connections.load(); }

  private:
    void serve();

    std::function<void(Peer&)> m_handler;
    int m_listener = -1;
    int m_port = 0;
    std::atomic<int> m_connections{0};
    std::atomic<bool> m_stop{false};
    std::mutex m_mutex;
    int m_current = -1;
    std::thread m_thread;
};

/// A complete HTTP/1.1 answer with Content-Length.
std::string httpAnswer(int status, std::string_view body, std::string_view extraHeaders = {});

}  // namespace tributary::test
