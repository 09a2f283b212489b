// SPDX-License-Identifier: GPL-3.0-or-later
// Ways round the lock-down that were found by trying.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "tests/core/plugin/confine/confined.h"

namespace tributary::plugin::test {
namespace {

using testing::HasSubstr;

volatile std::sig_atomic_t g_signals = 0;

TEST(Misdeed, AFileThatSendsSignalsToTheProgram) {
    NEEDS(signals);
    const auto before = std::signal(SIGUSR1, [](int) { g_signals = g_signals + 1; });
    Confined child;
    EXPECT_EQ(child.run({"own-file"}),
              "owner EPERM, owner_ex EPERM, signal EPERM, async EPERM, lease ENOSYS, FIOASYNC ENOSYS, "
              "FIOSETOWN ENOSYS, SIOCSPGRP ENOSYS");
    child.awaitEnd();
    std::signal(SIGUSR1, before);
    EXPECT_EQ(g_signals, 0);
    EXPECT_TRUE(!probeProtection().connections || child.tried("which no plugin may: fcntl"));
}

TEST(Misdeed, OptionsThatLeadElsewhere) {
    NEEDS(connections);
    Confined child;
    EXPECT_EQ(child.run({"options"}),
              "route ENOSYS, source ENOSYS, group ENOSYS, device ENOSYS, protocol ENOSYS, linger EPERM");
}

TEST(Misdeed, MemoryThatTheFiguresDoNotShow) {
    for (const char* how : {"named-memory", "page-tables"}) {
        Confined child;
        child.grants.memoryBytes = uint64_t{64} << 20;
        ASSERT_TRUE(child.start({how}));
        ASSERT_TRUE(child.guard().waitForEnd(std::chrono::seconds(20))) << how;
        EXPECT_EQ(child.awaitEnd().text(), "it exceeded its memory limit (64 MB)") << how;
    }
}

TEST(Misdeed, MemoryThatIsLetGoOfAndNotGivenBack) {
    NEEDS(processes);
    Confined child;
    EXPECT_EQ(child.run({"shared-memory"}),
              "shared EPERM, validated EPERM, huge EPERM, private ok, zero closed");
}

TEST(Misdeed, AProcessWithoutItsFirstThread) {
    Confined child;
    ASSERT_TRUE(child.start({"leaderless"}));
    ASSERT_TRUE(child.guard().waitForEnd(std::chrono::seconds(5)))
        << "nothing is known of it, and it goes on";
    EXPECT_EQ(child.awaitEnd().text(), "its process ended by itself (exit status 0)");
}

TEST(Misdeed, FilesThatAreNotAmongThoseOfTheProcess) {
    NEEDS(connections);
    Confined child;
    EXPECT_EQ(child.run({"own-table"}), "table ENOSYS, thread EPERM, dumpable ENOSYS");
}

TEST(Misdeed, AFileWithoutANameThatIsMapped) {
    NEEDS(connections);
    Confined child;
    child.grants.dataBytes = uint64_t{16} << 20;
    ASSERT_TRUE(child.start({"mapped-file"}));
    ASSERT_TRUE(child.guard().waitForEnd(std::chrono::seconds(10)));
    // Seen while it was still open, or afterwards.
    EXPECT_THAT(child.awaitEnd().text(), testing::StartsWith("its data folder "));
    Confined unseen;
    ASSERT_TRUE(unseen.start({"mapped-file"}));
    ASSERT_TRUE(unseen.guard().waitForEnd(std::chrono::seconds(10)));
    EXPECT_EQ(unseen.awaitEnd().text(), "its data folder holds something that cannot be looked into");
}

TEST(Misdeed, WhatProcTellsOfTheComputer) {
    NEEDS(files);
    Confined child;
    EXPECT_EQ(
        child.run({"own-proc"}),
        "status ok, maps ok, cgroup ok, fd ok, task ok, net/tcp EACCES, net/unix EACCES, mountinfo EACCES, "
        "mounts EACCES, task net EACCES, task mountinfo EACCES");
}

TEST(Misdeed, AttributesOfFilesItMayNotOpen) {
    NEEDS(processes);
    const OuterChoice off("off");
    Confined child;
    const std::string path = (child.other / "a.txt").string();
    std::ofstream(path) << "x";
    if (setxattr(path.c_str(), "user.origin", "secret", 6, 0) != 0)
        GTEST_SKIP() << "NOT TESTED: this file system keeps no attributes.";
    EXPECT_EQ(child.run({"attributes", path}), "get EOPNOTSUPP, list EOPNOTSUPP");
}

/// A port of 127.0.0.1 that takes no more connections: whoever connects waits for long.
class Full {
  public:
    Full() : m_socket(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof(address);
        EXPECT_EQ(bind(m_socket.get(), reinterpret_cast<sockaddr*>(&address), length), 0);
        EXPECT_EQ(listen(m_socket.get(), 0), 0);
        getsockname(m_socket.get(), reinterpret_cast<sockaddr*>(&address), &length);
        m_port = ntohs(address.sin_port);
        for (int i = 0; i < 4; ++i) {
            m_waiting.emplace_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            if (connect(m_waiting.back().get(), reinterpret_cast<sockaddr*>(&address), length) == 0)
                ADD_FAILURE();
        }
    }
    std::string port() const { return std::to_string(m_port); }

  private:
    Descriptor m_socket;
    std::vector<Descriptor> m_waiting;
    uint16_t m_port = 0;
};

TEST(Misdeed, AConnectThatHoldsTheGuard) {
    NEEDS(connections);
    const Full full;
    for (const bool killed : {false, true}) {
        Confined child;
        child.grants.networkHosts = {"127.0.0.1:*"};
        child.grants.threads = 100;
        child.grants.callTimeout = std::chrono::seconds(2);
        const auto before = std::chrono::steady_clock::now();
        ASSERT_TRUE(child.start({"toggled-connect", "127.0.0.1", full.port()}));
        if (!killed) child.guard().asked();
        if (killed) child.guard().waitForEnd(std::chrono::milliseconds(500));
        if (killed) child.guard().kill();
        ASSERT_TRUE(child.guard().waitForEnd(std::chrono::seconds(10)));
        EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(4));
    }
}

TEST(Misdeed, WhatDriversDoIsNone) {
    NEEDS(connections);
    Confined child;
    EXPECT_EQ(child.run({"customary"}), "ok");
    child.awaitEnd();
    EXPECT_THAT(child.attempts(), testing::IsEmpty());
}

}  // namespace
}  // namespace tributary::plugin::test
