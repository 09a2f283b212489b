// SPDX-License-Identifier: GPL-3.0-or-later
// Bombs: memory, processes, threads, descriptors, disk, chatter; in a query and in init.
#include <unistd.h>

#include "tests/plugins/hostile/hostile_fixture.h"

namespace tributary::plugin::test {
namespace {

using HostileResource = HostileTest;

TEST_F(HostileResource, MemoryHasItsLimit) {
    grants.memoryBytes = uint64_t{128} << 20;
    EXPECT_THAT(ask("memory"), HasSubstr("Hostile stopped: it exceeded its memory limit (128 MB)"));
}

TEST_F(HostileResource, SharedMemoryIsThereOnlyWithAFile) {
    NEEDS(processes);
    EXPECT_EQ(ask("shared-memory"), "EPERM");
}

TEST_F(HostileResource, MemoryInInitHasIt) {
    grants.memoryBytes = uint64_t{128} << 20;
    EXPECT_THAT(start(launch("libhostile.so", "HostileInit_memory")),
                HasSubstr("Hostile could not start: it exceeded its memory limit (128 MB)"));
}

TEST_F(HostileResource, MemoryInCancelAndReleaseHasIt) {
    grants.memoryBytes = uint64_t{128} << 20;
    ASSERT_EQ(ask("rows 1", {{"hostile.cancel", "memory"}, {"hostile.release", "memory"}}), "row");
    auto reader = process->query("endless", CancelToken());
    ASSERT_TRUE(reader);
    process->cancel();
    reader->reset();
    EXPECT_LT(close(), milliseconds(3000));
}

TEST_F(HostileResource, ALeakLastsUntilTheLimit) {
    grants.memoryBytes = uint64_t{128} << 20;
    std::string said = ask("leak 16");
    EXPECT_EQ(said, "leaked") << "one is forgiven";
    for (int i = 0; i < 100 && said == "leaked"; ++i) said = read("leak 16");
    EXPECT_THAT(said, HasSubstr("Hostile stopped: it exceeded its memory limit (128 MB)"));
}

TEST_F(HostileResource, MemoryThatIsNobodysCannotBeMade) {
    NEEDS(processes);
    EXPECT_EQ(ask("hidden-memory"), "ENOSYS");
}

TEST_F(HostileResource, AForkBombHasNoChildren) {
    NEEDS(processes);
    EXPECT_EQ(ask("fork-bomb"), "EPERM");
    EXPECT_TRUE(!probeProtection().connections ||
                heard.tried("start a program, which no plugin may: a copy of itself"));
}

TEST_F(HostileResource, AForkBombInInitCancelAndReleaseHasNone) {
    NEEDS(processes);
    ASSERT_EQ(start(launch("libhostile.so", "HostileInit_fork_bomb")), "");
    ASSERT_EQ(open({{"hostile.cancel", "fork-bomb"}, {"hostile.release", "fork-bomb"}}), "");
    EXPECT_EQ(read("rows 1"), "row");
    auto reader = process->query("endless", CancelToken());
    ASSERT_TRUE(reader);
    process->cancel();
    reader->reset();
    EXPECT_LT(close(), milliseconds(3000));
}

TEST_F(HostileResource, ThreadsHaveTheirLimit) {
    grants.threads = 8;
    EXPECT_THAT(ask("threads"), HasSubstr("it started more threads than it may (8)"));
}

TEST_F(HostileResource, DescriptorsRunOutInThePluginOnly) {
    EXPECT_EQ(ask("descriptors"), "EMFILE");
    EXPECT_EQ(read("rows 1"), "row");
}

TEST_F(HostileResource, AFileHasItsLargestSize) {
    EXPECT_EQ(ask("disk " + (data / "big").string()), "EFBIG");
}

TEST_F(HostileResource, ItsFolderHasItsLargestSize) {
    for (const std::string how : {"fill-folder part", "fill-nameless part"}) {
        grants.dataBytes = uint64_t{64} << 20;
        grants.memoryBytes = uint64_t{1} << 30;  // what it writes is in memory first
        EXPECT_THAT(ask(how), HasSubstr("Hostile stopped: its data folder holds more than it may (64 MB)"));
        EXPECT_EQ(heard.awaitExit().error.hint, "Delete what is not needed in " + data.string() +
                                                    ", or remove the plugin together with what it keeps.");
        close();
        // What is left is told before the next start, until somebody has done something about it.
        if (std::filesystem::is_empty(data)) continue;
        EXPECT_EQ(start(launch()), "Hostile could not start: its data folder holds more than it may (64 MB)");
        std::filesystem::remove_all(data);
        std::filesystem::create_directories(data);
    }
    EXPECT_EQ(ask("rows 1"), "row");
}

TEST_F(HostileResource, ItsFolderHasItsLargestNumberOfFiles) {
    grants.dataFiles = 500;
    EXPECT_THAT(ask("make-files 5000"), HasSubstr("its data folder holds more files than it may (500)"));
    close();
    EXPECT_THAT(start(launch()), HasSubstr("could not start: its data folder holds more files than it may"));
}

TEST_F(HostileResource, NothingIsHiddenInItsFolder) {
    if (geteuid() == 0)
        GTEST_SKIP() << "NOT TESTED: root lists every folder, so nothing can be hidden from it.";
    EXPECT_THAT(ask("hide-folder unseen"),
                HasSubstr("data folder holds something that cannot be looked into"));
    std::filesystem::permissions(data / "unseen", std::filesystem::perms::owner_all);
}

TEST_F(HostileResource, ChatterNeitherBlocksNorGrows) {
    grants.callTimeout = std::chrono::seconds(2);
    // A full pipe is the plugin's own trouble: it is told so, or waits until its time is over.
    const std::string said = ask("chatter");
    EXPECT_TRUE(said == "silent" || said.find("it did not answer within 2 s") != std::string::npos) << said;
    close();
    const ExitReport report = heard.awaitExit();
    EXPECT_LE(report.lastOutput.size(), 4096U);
    EXPECT_GT(heard.lines(), 0U);
}

}  // namespace
}  // namespace tributary::plugin::test
