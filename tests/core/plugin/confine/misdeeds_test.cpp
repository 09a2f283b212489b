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

TEST(Misdeed, MemoryThatIsLetGoOfAndNotGivenBack) {
    NEEDS(processes);
    Confined child;
    EXPECT_EQ(child.run({"shared-memory"}),
              "shared EPERM, validated EPERM, huge EPERM, private ok, zero closed");
}

TEST(Misdeed, FilesThatAreNotAmongThoseOfTheProcess) {
    NEEDS(connections);
    Confined child;
    EXPECT_EQ(child.run({"own-table"}), "table ENOSYS, thread EPERM, dumpable ENOSYS");
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

TEST(Misdeed, WhatDriversDoIsNone) {
    NEEDS(connections);
    Confined child;
    EXPECT_EQ(child.run({"customary"}), "ok");
    child.awaitEnd();
    EXPECT_THAT(child.attempts(), testing::IsEmpty());
}

}  // namespace
}  // namespace tributary::plugin::test
