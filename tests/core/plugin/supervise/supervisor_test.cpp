// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/supervise/supervisor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>

namespace tributary::plugin {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

class SupervisorTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "tributary-supervise-XXXXXX").string();
        m_folder = mkdtemp(pattern.data());
        auto opened = PluginStore::open(m_folder);
        ASSERT_TRUE(opened) << opened.error().text();
        m_store = std::move(*opened);
        options.now = [this] { return clock.load(); };
        options.patience = milliseconds(0);
    }
    void TearDown() override {
        supervisor.reset();
        m_store.reset();
        std::filesystem::remove_all(m_folder);
    }
    void open() {
        supervisor.reset();
        auto opened = Supervisor::open(*m_store, options);
        ASSERT_TRUE(opened) << opened.error().text();
        supervisor = std::move(*opened);
    }
    Launch launch(const std::string& symbol = "HostileInit") const {
        Launch out;
        out.id = "hostile";
        out.version = "1.0.0";
        out.name = "Hostile";
        out.library = std::filesystem::path(HOSTILE_FOLDER) / "libhostile.so";
        out.entrySymbol = symbol;
        out.grants.packageFolder = HOSTILE_FOLDER;
        return out;
    }
    Result<std::unique_ptr<SupervisedProcess>> start(const std::string& symbol = "HostileInit") {
        return supervisor->start(launch(symbol), CancelToken());
    }
    std::string failure(const std::string& symbol = "HostileInit") {
        auto started = start(symbol);
        return started ? "" : started.error().message;
    }
    static std::string query(SupervisedProcess& running, const std::string& text) {
        if (auto opened = running.process().openDatabase({}, CancelToken()); !opened)
            return opened.error().message;
        auto reader = running.process().query(text, CancelToken());
        if (!reader) return reader.error().message;
        OwnedArray rows;
        auto next = (*reader)->next(rows);
        return next ? "rows" : next.error().message;
    }

    std::atomic<int64_t> clock{1'000'000};
    SuperviseOptions options;
    std::unique_ptr<Supervisor> supervisor;

  private:
    std::filesystem::path m_folder;
    std::unique_ptr<PluginStore> m_store;
};

TEST_F(SupervisorTest, AGoodRunLeavesALogAndNoReport) {
    open();
    auto running = start();
    ASSERT_TRUE(running) << running.error().text();
    EXPECT_EQ(query(**running, "rows 1"), "rows");
    const pid_t pid = (*running)->process().pid();
    running->reset();
    EXPECT_NE(kill(pid, 0), 0);
    EXPECT_TRUE(supervisor->crashes("hostile")->empty());
    EXPECT_THAT(supervisor->log("hostile")->front(), HasSubstr("started 1.0.0, held back in: "));
    EXPECT_EQ(failure(), "") << "nothing to rest from";
}

TEST_F(SupervisorTest, ACrashIsReportedWithWhatItDid) {
    open();
    auto running = start();
    ASSERT_TRUE(running);
    EXPECT_THAT(query(**running, "segfault"), HasSubstr("its process crashed (signal 11"));
    running->reset();
    const auto reports = supervisor->crashes("hostile");
    ASSERT_EQ(reports->size(), 1U);
    const CrashReport& report = reports->front();
    EXPECT_EQ(report.what, "Hostile stopped: its process crashed (signal 11, segmentation fault).");
    EXPECT_EQ(report.signal, SIGSEGV);
    EXPECT_EQ(report.doing, "a query");
    EXPECT_EQ(report.version, "1.0.0");
    EXPECT_GT(report.peakBytes, 0U);
}

TEST_F(SupervisorTest, AfterACrashItRestsLongerAndLonger) {
    options.crashesToQuarantine = 100;
    open();
    for (const int64_t rest : {1000, 5000, 30'000, 30'000}) {
        EXPECT_THAT(failure("HostileInit_abort"), HasSubstr("could not start: its process crashed"));
        clock += rest - 1;
        EXPECT_THAT(failure(),
                    HasSubstr("Hostile failed a moment ago and rests for another 1 s. Last: Hostile"));
        clock += 1;
    }
    EXPECT_EQ(failure(), "");
}

TEST_F(SupervisorTest, AShortRestIsWaitedFor) {
    options.patience = std::chrono::seconds(5);
    options.rests = {milliseconds(300)};
    options.now = nowMilliseconds;
    open();
    EXPECT_NE(failure("HostileInit_abort"), "");
    EXPECT_EQ(failure(), "");
}

TEST_F(SupervisorTest, ThreeCrashesInTenMinutesAreAQuarantineThatLasts) {
    options.rests = {};
    open();
    for (int i = 0; i < 3; ++i) {
        EXPECT_THAT(failure("HostileInit_abort"), HasSubstr("could not start"));
        clock += 60'000;
    }
    const auto refused = start();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Permission);
    EXPECT_THAT(refused.error().message, HasSubstr("is in quarantine because it crashed again and again"));
    open();  // the next start of the program
    clock += 3'600'000;
    EXPECT_THAT(failure(), HasSubstr("quarantine"));
    ASSERT_TRUE(supervisor->readmit("hostile"));
    EXPECT_EQ(failure(), "");
}

TEST_F(SupervisorTest, CrashesFarApartAreNone) {
    options.rests = {};
    open();
    for (int i = 0; i < 4; ++i) {
        EXPECT_THAT(failure("HostileInit_abort"), HasSubstr("could not start"));
        clock += 360'000;
    }
    EXPECT_EQ(failure(), "");
}

TEST_F(SupervisorTest, ARefusedLibraryIsAFailureAndNoCrash) {
    options.rests = {};
    open();
    for (int i = 0; i < 4; ++i) EXPECT_THAT(failure("NoSuchEntry"), HasSubstr("no entry point"));
    EXPECT_TRUE(supervisor->crashes("hostile")->empty());
    EXPECT_EQ(failure(), "");
}

TEST_F(SupervisorTest, WhatIsNotUsedIsStopped) {
    options.idleAfter = milliseconds(200);
    open();
    auto running = start();
    ASSERT_TRUE(running);
    EXPECT_EQ(query(**running, "rows 1"), "rows");
    const pid_t pid = (*running)->process().pid();
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while ((*running)->process().alive() && std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
    EXPECT_FALSE((*running)->process().alive());
    EXPECT_NE(kill(pid, 0), 0);
    EXPECT_TRUE(supervisor->crashes("hostile")->empty()) << "that was no crash";
    EXPECT_EQ(failure(), "") << "it starts again at once";
}

TEST_F(SupervisorTest, StopEndsAllItsProcesses) {
    open();
    auto one = start();
    auto two = start();
    ASSERT_TRUE(one && two);
    supervisor->stop("hostile", "Hostile was disabled.");
    EXPECT_EQ(query(**one, "rows 1"), "Hostile was disabled.");
    EXPECT_EQ(query(**two, "rows 1"), "Hostile was disabled.");
    EXPECT_TRUE(supervisor->crashes("hostile")->empty());
}

TEST_F(SupervisorTest, WhoIsNotHeldToItsFilesDoesNotStart) {
    if (probeProtection().landlockAbi == 0) GTEST_SKIP() << "NOT TESTED: this kernel has no Landlock";
    open();
    Launch everything = launch();
    everything.grants.readPaths = {"/"};
    const auto started = supervisor->start(everything, CancelToken());
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::Permission);
    EXPECT_THAT(started.error().message, HasSubstr("every file of this computer"));
}

TEST_F(SupervisorTest, RefusedAttemptsAreCountedAndLogged) {
    if (!probeProtection().connections) GTEST_SKIP() << "NOT TESTED: this kernel does not tell attempts";
    open();
    auto running = start();
    ASSERT_TRUE(running);
    EXPECT_EQ(query(**running, "tcp 127.0.0.1:9"), "rows");
    running->reset();
    const auto attempts = supervisor->blockedAttempts("hostile");
    ASSERT_EQ(attempts->size(), 1U);
    EXPECT_EQ(attempts->front().target, "127.0.0.1:9");
    EXPECT_THAT(
        supervisor->log("hostile").value(),
        testing::Contains(HasSubstr("refused tried to use the network without permission: 127.0.0.1:9")));
}

}  // namespace
}  // namespace tributary::plugin
