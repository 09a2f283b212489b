// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "tests/core/plugin/confine/confined.h"

namespace tributary::plugin::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::HasSubstr;

TEST(Guard, ACrashIsToldInWordsWithinASecond) {
    Confined child;
    const auto before = steady_clock::now();
    ASSERT_TRUE(child.start({"crash"}));
    EXPECT_EQ(child.awaitEnd().text(), "its process crashed (signal 11, segmentation fault)");
    EXPECT_LT(steady_clock::now() - before, milliseconds(1000));
    EXPECT_FALSE(child.guard().alive());
}

/// The kernel counts a child's largest size from that of the program which started it.
TEST(Guard, ACrashUnderALargeProgramIsNotTakenForALackOfMemory) {
    const std::vector<char> large(size_t{96} << 20, 'x');
    Confined child;
    child.grants.memoryBytes = uint64_t{64} << 20;
    ASSERT_TRUE(child.start({"crash"}));
    const ProcessEnd end = child.awaitEnd();
    EXPECT_EQ(end.text(), "its process crashed (signal 11, segmentation fault)");
    EXPECT_LT(end.figures.peakResidentBytes, large.size());
}

TEST(Guard, AnExitIsNoCrashOfAnybody) {
    Confined child;
    ASSERT_TRUE(child.start({"exit"}));
    EXPECT_EQ(child.awaitEnd().text(), "its process ended by itself (exit status 0)");
}

TEST(Guard, ACrashBeforeTheLockIsTheStartsError) {
    Confined child;
    const auto started = child.start({"crash-first"});
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().message, "its process crashed (signal 11, segmentation fault)");
}

TEST(Guard, AMissingProgramIsTheStartsError) {
    Confined events;
    const auto guard = Guard::start({"/nowhere/sandbox", {}, {}, -1}, {}, events, CancelToken());
    ASSERT_FALSE(guard);
    EXPECT_EQ(guard.error().message, "its process could not be started: No such file or directory");
}

TEST(Guard, OneThatNeverGetsReadyIsStopped) {
    Confined events;
    CancelToken token;
    const auto before = steady_clock::now();
    const auto guard = Guard::start({CONFINED_CHILD, {"never"}, {}, -1}, {}, events, token);
    ASSERT_FALSE(guard);
    EXPECT_EQ(guard.error().message, "its process did not get ready within 5 s");
    EXPECT_LT(steady_clock::now() - before, milliseconds(6500));
}

TEST(Guard, AStartCanBeCancelled) {
    Confined events;
    CancelToken token;
    const auto before = steady_clock::now();
    std::thread other([&] { token.cancel(); });
    const auto guard = Guard::start({CONFINED_CHILD, {"never"}, {}, -1}, {}, events, token);
    other.join();
    ASSERT_FALSE(guard);
    EXPECT_EQ(guard.error().code, ErrorCode::Cancelled);
    EXPECT_LT(steady_clock::now() - before, milliseconds(2000));
}

TEST(Guard, KillEndsAndReapsTheProcess) {
    Confined child;
    ASSERT_TRUE(child.start({"wait"}));
    const pid_t pid = child.guard().pid();
    EXPECT_EQ(kill(pid, 0), 0);
    const auto before = steady_clock::now();
    child.guard().kill();
    EXPECT_EQ(child.awaitEnd().text(), "its process was stopped");
    EXPECT_LT(steady_clock::now() - before, milliseconds(1000));
    EXPECT_NE(kill(pid, 0), 0) << "an orphan is left";
}

TEST(Guard, WithTheGuardGoesTheProcess) {
    pid_t pid = 0;
    {
        Confined child;
        ASSERT_TRUE(child.start({"wait"}));
        pid = child.guard().pid();
    }
    EXPECT_NE(kill(pid, 0), 0);
}

TEST(Guard, MemoryIsLimited) {
    for (const std::string how : {"memory"}) {
        Confined child;
        child.grants.memoryBytes = uint64_t{64} << 20;
        ASSERT_TRUE(child.start({how}));
        EXPECT_EQ(child.awaitEnd().text(), "it exceeded its memory limit (64 MB)");
    }
}

TEST(Guard, ThreadsAndDescriptorsAreLimited) {
    Confined threads;
    threads.grants.threads = 8;
    ASSERT_TRUE(threads.start({"threads"}));
    EXPECT_EQ(threads.awaitEnd().text(), "it started more threads than it may (8)");
    Confined files;
    EXPECT_EQ(files.run({"files"}), "EMFILE after less than 1024");
}

TEST(Guard, SilenceWithinACallHasItsLimit) {
    Confined child;
    child.grants.callTimeout = std::chrono::seconds(1);
    ASSERT_TRUE(child.start({"wait"}));
    const auto before = steady_clock::now();
    child.guard().asked();
    EXPECT_EQ(child.awaitEnd().text(), "it did not answer within 1 s and was stopped");
    EXPECT_LT(steady_clock::now() - before, milliseconds(2500));
}

TEST(Guard, AnAnswerInTimeLetsItLive) {
    Confined child;
    child.grants.callTimeout = std::chrono::seconds(1);
    ASSERT_TRUE(child.start({"wait"}));
    child.guard().asked();
    child.guard().answered();
    EXPECT_FALSE(child.guard().waitForEnd(milliseconds(1600)));
}

TEST(Guard, EndlessAttemptsEndTheProcess) {
    NEEDS(connections);
    Confined child;
    ASSERT_TRUE(child.start({"knock", "127.0.0.1", "9"}));
    EXPECT_EQ(child.awaitEnd().text(), "it kept trying what it may not do and was stopped");
    EXPECT_EQ(child.attempts().size(), 1U) << "each target is told once";
    EXPECT_GE(child.guard().blockedAttempts(), 10'000U);
}

TEST(Guard, FiguresAreTheProcesss) {
    Confined child;
    ASSERT_TRUE(child.start({"wait"}));
    const ProcessFigures now = child.guard().figures();
    EXPECT_GT(now.residentBytes, 500'000U);
    EXPECT_GE(now.peakResidentBytes, now.residentBytes / 2);
    EXPECT_EQ(now.threads, 1U);
    child.guard().kill();
    child.awaitEnd();
    EXPECT_GE(child.guard().figures().peakResidentBytes, 500'000U);
}

/// The program is killed outright: its plugin processes must not stay behind.
TEST(Guard, AKilledProgramLeavesNoOrphan) {
    int pipes[2];
    ASSERT_EQ(pipe(pipes), 0);
    std::string folder = (std::filesystem::temp_directory_path() / "tributary-killed-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    const pid_t program = fork();
    ASSERT_GE(program, 0);
    if (program == 0) {
        setenv("TMPDIR", folder.c_str(), 1);  // it cannot clean up behind itself
        Confined child;
        const bool ok = child.start({"wait"}).has_value();
        const pid_t pid = ok ? child.guard().pid() : -1;
        if (write(pipes[1], &pid, sizeof(pid)) != sizeof(pid)) _exit(1);
        for (;;) pause();
    }
    pid_t orphan = -1;
    ASSERT_EQ(read(pipes[0], &orphan, sizeof(orphan)), static_cast<ssize_t>(sizeof(orphan)));
    ASSERT_GT(orphan, 0);
    const Descriptor watched(static_cast<int>(syscall(SYS_pidfd_open, orphan, 0)));
    ASSERT_TRUE(watched);
    kill(program, SIGKILL);
    waitpid(program, nullptr, 0);
    pollfd gone{watched.get(), POLLIN, 0};
    EXPECT_EQ(poll(&gone, 1, 3000), 1) << "process " << orphan << " lives on";
    std::filesystem::remove_all(folder);
    close(pipes[0]);
    close(pipes[1]);
}

}  // namespace
}  // namespace tributary::plugin::test
