// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/supervise/run_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace tributary::plugin {
namespace {

class RunRecordsTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = (std::filesystem::temp_directory_path() / "tributary-runs-XXXXXX").string();
        m_folder = mkdtemp(pattern.data());
        records = open();
    }
    void TearDown() override {
        records.reset();
        std::filesystem::remove_all(m_folder);
    }
    std::unique_ptr<RunRecords> open() const {
        auto file = PluginFile::open((m_folder / "plugins.db").string());
        if (!file) return nullptr;
        auto opened = RunRecords::open(*file);
        return opened ? std::move(*opened) : nullptr;
    }
    void crash(int64_t at) {
        const auto key = records->starting("a", "1.0.0", at);
        ASSERT_TRUE(key);
        CrashReport report;
        report.at = at;
        report.what = "crash at " + std::to_string(at);
        report.logLines = {"one", "two"};
        ASSERT_TRUE(records->failed(*key, report, true));
    }
    std::unique_ptr<RunRecords> records;

  private:
    std::filesystem::path m_folder;
};

TEST_F(RunRecordsTest, CountsCrashesOfTheWindow) {
    crash(1000);
    crash(5000);
    crash(6000);
    const auto history = records->history("a", "1.0.0", 4000);
    ASSERT_TRUE(history);
    EXPECT_EQ(history->recentCrashes, 2U);
    EXPECT_EQ(history->recentFailures, 3U);
    EXPECT_EQ(history->lastFailureAt, 6000);
    EXPECT_EQ(history->lastError, "crash at 6000");
    EXPECT_FALSE(history->versionEverRan);
    EXPECT_EQ(records->history("b", "1.0.0", 0)->recentCrashes, 0U) << "of this plugin only";
    const auto reports = records->crashes("a", 2);
    ASSERT_EQ(reports->size(), 2U);
    EXPECT_THAT(reports->front().logLines, testing::ElementsAre("one", "two"));
}

TEST_F(RunRecordsTest, AGoodRunEndsTheRests) {
    crash(1000);
    const auto key = records->starting("a", "1.0.0", 2000);
    ASSERT_TRUE(records->ready(*key));
    ASSERT_TRUE(records->ended(*key, 2500));
    const auto history = records->history("a", "1.0.0", 0);
    EXPECT_EQ(history->recentFailures, 0U);
    EXPECT_EQ(history->recentCrashes, 1U) << "it still counts for the quarantine";
    EXPECT_TRUE(history->versionEverRan);
    EXPECT_FALSE(records->history("a", "2.0.0", 0)->versionEverRan);
}

TEST_F(RunRecordsTest, QuarantineOutlivesTheProgramUntilForgiven) {
    crash(1000);
    ASSERT_TRUE(records->quarantine("a", 1500));
    records = open();
    EXPECT_EQ(records->history("a", "1.0.0", 0)->quarantinedAt, 1500);
    ASSERT_TRUE(records->forgive("a", 2000));
    const auto history = records->history("a", "1.0.0", 0);
    EXPECT_FALSE(history->quarantinedAt);
    EXPECT_EQ(history->recentCrashes, 0U);
    EXPECT_EQ(history->recentFailures, 0U);
    EXPECT_EQ(records->crashes("a", 10)->size(), 1U) << "the report stays";
}

TEST_F(RunRecordsTest, AProgramThatWasKilledWhileStartingAPluginBlamesIt) {
    records.reset();
    const pid_t program = fork();
    ASSERT_GE(program, 0);
    if (program == 0) {
        const auto own = open();
        _exit(own && own->starting("a", "1.0.0", 1000) ? 0 : 1);  // ends in the middle of it
    }
    int status = 1;
    ASSERT_EQ(waitpid(program, &status, 0), program);
    ASSERT_EQ(status, 0);
    records = open();
    const auto history = records->history("a", "1.0.0", 0);
    EXPECT_EQ(history->recentCrashes, 1U);
    EXPECT_EQ(history->lastError, "Tributary ended while it was starting this plugin.");
}

TEST_F(RunRecordsTest, BlockedAttemptsAddUp) {
    const BlockedAttempt attempt{BlockedAttempt::Kind::Network, "10.0.0.1:80"};
    ASSERT_TRUE(records->blocked("a", attempt, 1, 1000));
    ASSERT_TRUE(records->blocked("a", attempt, 2, 2000));
    const auto all = records->blockedAttempts("a");
    ASSERT_EQ(all->size(), 1U);
    EXPECT_EQ(all->front().count, 3U);
    EXPECT_EQ(all->front().kind, "network");
    EXPECT_EQ(all->front().lastAt, 2000);
    ASSERT_TRUE(records->forget("a"));
    EXPECT_TRUE(records->blockedAttempts("a")->empty());
}

}  // namespace
}  // namespace tributary::plugin
