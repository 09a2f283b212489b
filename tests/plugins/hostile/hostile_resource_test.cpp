// SPDX-License-Identifier: GPL-3.0-or-later
// Bombs: memory, processes, threads, descriptors, disk, chatter; in a query and in init.
#include "tests/plugins/hostile/hostile_fixture.h"

namespace tributary::plugin::test {
namespace {

using HostileResource = HostileTest;

TEST_F(HostileResource, MemoryHasItsLimit) {
    grants.memoryBytes = uint64_t{128} << 20;
    EXPECT_THAT(ask("memory"), HasSubstr("Hostile stopped: it exceeded its memory limit (128 MB)"));
}

TEST_F(HostileResource, SharedMemoryHasTheSame) {
    grants.memoryBytes = uint64_t{128} << 20;
    EXPECT_THAT(ask("shared-memory"), HasSubstr("it exceeded its memory limit (128 MB)"));
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

TEST_F(HostileResource, AForkBombInInitAndReleaseHasNone) {
    NEEDS(processes);
    ASSERT_EQ(start(launch("libhostile.so", "HostileInit_fork_bomb")), "");
    ASSERT_EQ(open({{"hostile.release", "fork-bomb"}}), "");
    EXPECT_EQ(read("rows 1"), "row");
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
