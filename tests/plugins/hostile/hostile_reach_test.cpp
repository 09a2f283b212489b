// SPDX-License-Identifier: GPL-3.0-or-later
// Reaches for what it was not given: files, network, other processes.
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdlib>
#include <fstream>

#include "core/plugin/confine/descriptor.h"
#include "tests/plugins/hostile/hostile_fixture.h"

namespace tributary::plugin::test {
namespace {

using HostileReach = HostileTest;

std::string someFile(const std::filesystem::path& path) {
    std::ofstream(path) << "secret";
    return path.string();
}

/// A socket on loopback nobody reads from: only whether something came counts.
class Target {
  public:
    explicit Target(int type)
        : m_socket(::socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)), m_type(type) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof(address);
        EXPECT_EQ(bind(m_socket.get(), reinterpret_cast<sockaddr*>(&address), length), 0);
        if (type == SOCK_STREAM) {
            EXPECT_EQ(listen(m_socket.get(), 4), 0);
        }
        getsockname(m_socket.get(), reinterpret_cast<sockaddr*>(&address), &length);
        m_name = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    }
    const std::string& name() const { return m_name; }
    bool reached() const {
        char byte;
        if (m_type == SOCK_DGRAM) return recv(m_socket.get(), &byte, 1, 0) >= 0;
        return static_cast<bool>(Descriptor(accept(m_socket.get(), nullptr, nullptr)));
    }

  private:
    Descriptor m_socket;
    int m_type;
    std::string m_name;
};

TEST_F(HostileReach, FilesOfTheUserAreNotRead) {
    NEEDS(files);
    const auto ssh = outside / ".ssh";
    std::filesystem::create_directories(ssh);
    const std::string key = someFile(ssh / "id_ed25519");
    EXPECT_THAT(ask("read " + key), refused());
    EXPECT_TRUE(heard.tried("tried to open a file without permission: " + key));
    EXPECT_THAT(read("list " + ssh.string()), refused());
    EXPECT_THAT(read("link " + key), refused()) << "through a link of its own";
    EXPECT_THAT(read("read /etc/shadow"), refused());
    EXPECT_TRUE(heard.tried("/etc/shadow"));
    EXPECT_THAT(read("read /etc/passwd"), refused());
    EXPECT_THAT(read("list /"), refused());
}

TEST_F(HostileReach, TheProgramsOwnIsNotRead) {
    NEEDS(files);
    EXPECT_THAT(ask("parent environ"), refused());
    EXPECT_THAT(read("parent mem"), refused());
    EXPECT_THAT(read("parent maps"), refused());
    EXPECT_EQ(read("environment"), "empty");
}

TEST_F(HostileReach, NothingOutsideIsChanged) {
    NEEDS(files);
    const std::string path = someFile(outside / "a.txt");
    EXPECT_THAT(ask("write " + path), refused());
    EXPECT_TRUE(heard.tried(path));
    EXPECT_THAT(read("write " + (outside / "new.txt").string()), refused());
    EXPECT_THAT(read("remove " + path), refused());
    EXPECT_EQ(read("empty " + path), "EPERM");
    EXPECT_EQ(read("chmod " + path), "EPERM");
    EXPECT_EQ(std::filesystem::file_size(path), 6U);
    EXPECT_FALSE(std::filesystem::exists(outside / "new.txt"));
    EXPECT_EQ(read("write " + (data / "own.txt").string()), "ok");
}

TEST_F(HostileReach, NoNetworkWithoutPermission) {
    NEEDS(network);
    const Target tcp(SOCK_STREAM);
    const Target udp(SOCK_DGRAM);
    EXPECT_EQ(ask("tcp " + tcp.name()), "EACCES");
    EXPECT_EQ(read("udp " + udp.name()), "EACCES");
    EXPECT_EQ(read("listen"), "EACCES");
    EXPECT_EQ(read("netlink"), "EACCES");
    EXPECT_FALSE(tcp.reached());
    EXPECT_FALSE(udp.reached());
    if (!probeProtection().connections) return;
    EXPECT_TRUE(heard.tried("tried to use the network without permission: " + tcp.name()));
    EXPECT_TRUE(heard.tried("tried to use the network without permission: " + udp.name()));
    EXPECT_TRUE(heard.tried("netlink"));
    EXPECT_NE(read("look-up secret-data.evil.test"), "ok");
    EXPECT_TRUE(heard.tried("secret-data.evil.test")) << "a question to a name server can carry data";
}

TEST_F(HostileReach, OnlyTheHostsOnTheList) {
    NEEDS(connections);
    const Target granted(SOCK_STREAM);
    const Target other(SOCK_STREAM);
    grants.networkHosts = {granted.name()};
    EXPECT_EQ(ask("tcp " + granted.name()), "ok");
    EXPECT_EQ(read("tcp " + other.name()), "EACCES");
    EXPECT_TRUE(granted.reached());
    EXPECT_FALSE(other.reached());
    EXPECT_TRUE(heard.tried(other.name()));
}

TEST_F(HostileReach, NoSocketOfAnotherProgram) {
    NEEDS(network);
    const std::string path = (data / "bus").string();
    const Descriptor server(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    ASSERT_EQ(bind(server.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    ASSERT_EQ(listen(server.get(), 1), 0);
    EXPECT_EQ(ask("unix " + path), "EACCES");
    EXPECT_EQ(read("unix @abstract"), "EACCES");
    if (!probeProtection().connections) return;
    EXPECT_TRUE(heard.tried("tried to reach another program's socket without permission: " + path));
}

TEST_F(HostileReach, NoOtherProcessIsTouched) {
    NEEDS(processes);
    EXPECT_EQ(ask("execute /bin/sh"), "EPERM");
    EXPECT_EQ(read("ptrace"), "EPERM");
    EXPECT_EQ(read("read-memory"), "EPERM");
    EXPECT_EQ(read("kill parent"), "EPERM");
    EXPECT_EQ(read("kill -1"), "EPERM");
    EXPECT_EQ(read("type"), "refused");
    EXPECT_EQ(read("survive"), "refused");
    if (!probeProtection().connections) return;
    EXPECT_TRUE(heard.tried("tried to start a program, which no plugin may: /bin/sh"));
    EXPECT_TRUE(heard.tried("ptrace"));
    EXPECT_TRUE(heard.tried("kill"));
}

TEST_F(HostileReach, OtherCallTablesEndTheProcess) {
    NEEDS(processes);
    EXPECT_THAT(ask("int80"), HasSubstr("its process crashed (signal 31, forbidden system call)"));
    EXPECT_EQ(start(launch()), "");
    EXPECT_EQ(open(), "");
    EXPECT_THAT(read("x32"), HasSubstr("its process crashed (signal 31, forbidden system call)"));
}

}  // namespace
}  // namespace tributary::plugin::test
