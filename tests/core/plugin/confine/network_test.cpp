// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "tests/core/plugin/confine/confined.h"

namespace tributary::plugin::test {
namespace {

using testing::HasSubstr;

sockaddr_in loopback() {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return out;
}

/// A socket on 127.0.0.1 and a port of its own. The TCP one sends back what it gets.
class Server {
  public:
    explicit Server(int type) : m_socket(socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
        sockaddr_in address = loopback();
        socklen_t length = sizeof(address);
        EXPECT_EQ(bind(m_socket.get(), reinterpret_cast<sockaddr*>(&address), length), 0);
        getsockname(m_socket.get(), reinterpret_cast<sockaddr*>(&address), &length);
        m_port = ntohs(address.sin_port);
        if (type != SOCK_STREAM) return;
        EXPECT_EQ(listen(m_socket.get(), 8), 0);
        m_thread = std::thread([this] { serve(); });
    }
    ~Server() {
        shutdown(m_socket.get(), SHUT_RDWR);
        if (m_thread.joinable()) m_thread.join();
    }
    std::string port() const { return std::to_string(m_port); }
    int accepted() const { return m_accepted; }
    int datagrams() const {
        int count = 0;
        char byte;
        while (recv(m_socket.get(), &byte, 1, MSG_DONTWAIT) == 1) ++count;
        return count;
    }

  private:
    void serve() {
        for (;;) {
            const Descriptor client(accept(m_socket.get(), nullptr, nullptr));
            if (!client) return;
            ++m_accepted;
            char text[64];
            const ssize_t got = recv(client.get(), text, sizeof(text), 0);
            if (got <= 0) continue;
            EXPECT_EQ(send(client.get(), text, static_cast<size_t>(got), MSG_NOSIGNAL), got);
        }
    }

    Descriptor m_socket;
    uint16_t m_port = 0;
    std::atomic<int> m_accepted{0};
    std::thread m_thread;
};

ResolveHost names(const std::string& name, const std::string& address) {
    return [=](const std::string& host) -> Result<std::vector<std::string>> {
        if (host != name) return fail(ErrorCode::NotFound, "no such name");
        return std::vector<std::string>{address};
    };
}

TEST(Network, NothingIsReachedWithoutPermission) {
    NEEDS(network);
    const Server server(SOCK_STREAM);
    Confined child;
    EXPECT_EQ(child.run({"connect", "127.0.0.1", server.port()}), "EACCES");
    child.awaitEnd();
    EXPECT_EQ(server.accepted(), 0);
    EXPECT_TRUE(!probeProtection().connections ||
                child.tried("tried to use the network without permission: 127.0.0.1:" + server.port()));
}

TEST(Network, AGrantedHostIsReachedAndTalkedTo) {
    NEEDS(connections);
    const Server server(SOCK_STREAM);
    Confined child;
    child.grants.networkHosts = {"127.0.0.1:" + server.port()};
    EXPECT_EQ(child.run({"connect", "127.0.0.1", server.port()}), "answer hello");
    EXPECT_TRUE(child.attempts().empty());
}

TEST(Network, AnotherPortOfAGrantedHostIsNot) {
    NEEDS(connections);
    const Server granted(SOCK_STREAM);
    const Server other(SOCK_STREAM);
    Confined child;
    child.grants.networkHosts = {"127.0.0.1:" + granted.port()};
    EXPECT_EQ(child.run({"connect", "127.0.0.1", other.port()}), "EACCES");
    child.awaitEnd();
    EXPECT_EQ(other.accepted(), 0);
    EXPECT_TRUE(child.tried(other.port()));
}

TEST(Network, AClosedPortSaysSo) {
    NEEDS(connections);
    std::string port;
    {
        const Server closed(SOCK_STREAM);
        port = closed.port();
    }
    Confined child;
    child.grants.networkHosts = {"127.0.0.1:*"};
    EXPECT_EQ(child.run({"connect", "127.0.0.1", port}), "ECONNREFUSED");
}

TEST(Network, AnAddressOfAGrantedNameIsReached) {
    NEEDS(connections);
    const Server server(SOCK_STREAM);
    Confined child;
    child.grants.networkHosts = {"db.test:" + server.port()};
    child.resolve = names("db.test", "127.0.0.1");
    EXPECT_EQ(child.run({"connect", "127.0.0.1", server.port()}), "answer hello");
}

TEST(Network, GrantedNamesAreFoundAndOthersAreNot) {
    NEEDS(connections);
    const auto found = [](const std::string& granted, const std::string& asked) {
        Confined child;
        child.grants.networkHosts = {granted};
        child.resolve = names(asked, "127.9.8.7");
        const std::string said = child.run({"lookup", asked});
        child.awaitEnd();
        return said + (child.tried("without permission: " + asked) ? ", told" : "");
    };
    EXPECT_EQ(found("db.test:5432", "db.test"), "127.9.8.7");
    EXPECT_EQ(found("*.shop.test:443", "a.shop.test"), "127.9.8.7");
    EXPECT_EQ(found("*.shop.test:443", "shop.test"), "Name or service not known, told");
    EXPECT_EQ(found("db.test:5432", "evil.test"), "Name or service not known, told");
}

TEST(Network, DatagramsGoOnlyWhereGranted) {
    NEEDS(network);
    const Server server(SOCK_DGRAM);
    Confined refused;
    EXPECT_NE(refused.run({"udp", "127.0.0.1", server.port()}), "ok");
    refused.awaitEnd();
    EXPECT_EQ(server.datagrams(), 0);
    if (!probeProtection().connections) return;
    EXPECT_TRUE(refused.tried("127.0.0.1:" + server.port()));
    Confined granted;
    granted.grants.networkHosts = {"127.0.0.1:" + server.port()};
    EXPECT_EQ(granted.run({"udp", "127.0.0.1", server.port()}), "ok");
    EXPECT_EQ(server.datagrams(), 1);
}

TEST(Network, AnAddressChangedAfterTheLookReachesNobody) {
    NEEDS(connections);
    const Server good(SOCK_DGRAM);
    const Server bad(SOCK_DGRAM);
    Confined child;
    child.grants.networkHosts = {"127.0.0.1:" + good.port()};
    EXPECT_EQ(child.run({"race", "127.0.0.1", good.port(), bad.port()}), "ok");
    EXPECT_EQ(bad.datagrams(), 0);
}

TEST(Network, LocalSocketsOfOtherProgramsAreClosed) {
    NEEDS(network);
    Confined child;
    const std::string path = (child.data / "bus").string();
    const Descriptor server(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    ASSERT_EQ(bind(server.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    ASSERT_EQ(listen(server.get(), 1), 0);
    EXPECT_THAT(child.run({"local", path}), HasSubstr("EACCES"));
    child.awaitEnd();
    EXPECT_TRUE(!probeProtection().connections ||
                child.tried("another program's socket without permission: " + path));
}

}  // namespace
}  // namespace tributary::plugin::test
