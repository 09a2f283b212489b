// SPDX-License-Identifier: GPL-3.0-or-later
// Crashes, endless loops and wrong libraries: where it happens, what a person reads, how soon.
#include <fstream>
#include <thread>

#include "tests/plugins/hostile/hostile_fixture.h"

namespace tributary::plugin::test {
namespace {

using Clock = std::chrono::steady_clock;

struct Crash {
    const char* name;
    const char* behaviour;
    const char* message;
};

class HostileCrash : public HostileTest, public testing::WithParamInterface<Crash> {};

TEST_P(HostileCrash, InInitOfTheLibrary) {
    const std::string name = GetParam().name;
    const auto before = Clock::now();
    const std::string said = start(launch("libhostile.so", "HostileInit_" + name));
    EXPECT_THAT(said, HasSubstr(std::string("Hostile could not start: ") + GetParam().message));
    EXPECT_LT(Clock::now() - before, milliseconds(1500));
    EXPECT_FALSE(heard.awaitExit().wanted);
}

TEST_P(HostileCrash, WhileOpening) {
    ASSERT_EQ(start(launch()), "");
    const auto before = Clock::now();
    EXPECT_THAT(open({{"hostile.open", GetParam().behaviour}}),
                HasSubstr(std::string("Hostile stopped: ") + GetParam().message));
    EXPECT_LT(Clock::now() - before, milliseconds(1000)) << "crash to message";
    EXPECT_FALSE(process->alive());
}

TEST_P(HostileCrash, InAQuery) {
    ASSERT_EQ(ask("rows 1"), "row");
    const auto before = Clock::now();
    EXPECT_THAT(read(GetParam().behaviour), HasSubstr(std::string("Hostile stopped: ") + GetParam().message));
    EXPECT_LT(Clock::now() - before, milliseconds(1000)) << "crash to message";
    // And every later call fails at once, in the same words.
    EXPECT_THAT(read("rows 1"), HasSubstr(GetParam().message));
}

TEST_P(HostileCrash, WhenTheStreamIsReleased) {
    ASSERT_EQ(ask("rows 1"), "row");
    read(std::string("release ") + GetParam().behaviour);
    EXPECT_THAT(read("rows 1"), HasSubstr(GetParam().message));
}

TEST_P(HostileCrash, WhenTheDatabaseIsReleased) {
    ASSERT_EQ(ask("rows 1", {{"hostile.release", GetParam().behaviour}}), "row");
    EXPECT_LT(close(), milliseconds(3000)) << "gone";
}

TEST_P(HostileCrash, InCancel) {
    ASSERT_EQ(ask("rows 1", {{"hostile.cancel", GetParam().behaviour}}), "row");
    auto reader = process->query("endless", CancelToken());
    ASSERT_TRUE(reader);
    const auto before = Clock::now();
    process->cancel();
    for (;;) {
        OwnedArray rows;
        const auto next = (*reader)->next(rows);
        if (!next || !*next) break;
    }
    reader->reset();
    EXPECT_LT(Clock::now() - before, milliseconds(3000));
}

INSTANTIATE_TEST_SUITE_P(
    Ways, HostileCrash,
    testing::Values(Crash{"segfault", "segfault", "its process crashed (signal 11, segmentation fault)"},
                    Crash{"abort", "abort", "its process crashed (signal 6, it aborted itself)"},
                    Crash{"exit", "exit 0", "its process ended by itself (exit status 0)"},
                    Crash{"throw", "throw", "its process crashed (signal 6, it aborted itself)"}),
    [](const auto& info) { return info.param.name; });

class Hostile : public HostileTest {};

TEST_F(Hostile, AnEndlessLoopInInitIsStoppedAfterFiveSeconds) {
    const auto before = Clock::now();
    EXPECT_EQ(start(launch("libhostile.so", "HostileInit_loop")),
              "Hostile could not start: it did not answer within 5 s and was stopped.");
    EXPECT_LT(Clock::now() - before, milliseconds(6500));
}

TEST_F(Hostile, AnEndlessLoopInAQueryIsStoppedAfterItsTime) {
    grants.callTimeout = std::chrono::seconds(1);
    const auto before = Clock::now();
    EXPECT_THAT(ask("loop"), HasSubstr("Hostile stopped: it did not answer within 1 s and was stopped"));
    EXPECT_LT(Clock::now() - before, milliseconds(3000));
}

TEST_F(Hostile, AnEndlessLoopIsCancelledWithinThreeSeconds) {
    ASSERT_EQ(ask("rows 1"), "row");
    CancelToken token;
    const auto before = Clock::now();
    std::thread user([&] { token.cancel(); });
    read("loop", token);
    user.join();
    EXPECT_LT(Clock::now() - before, milliseconds(3000));
}

TEST_F(Hostile, IgnoringEverySignalDoesNotHelp) {
    ASSERT_EQ(ask("rows 1"), "row");
    CancelToken token;
    const auto before = Clock::now();
    std::thread user([&] { token.cancel(); });
    read("ignore-sigterm", token);
    user.join();
    close();
    EXPECT_LT(Clock::now() - before, milliseconds(3000));
}

TEST_F(Hostile, HangingInCancelOrReleaseEndsWithinThreeSeconds) {
    ASSERT_EQ(ask("rows 1", {{"hostile.cancel", "loop"}, {"hostile.release", "ignore-sigterm"}}), "row");
    auto reader = process->query("endless", CancelToken());
    ASSERT_TRUE(reader);
    const auto before = Clock::now();
    process->cancel();
    reader->reset();
    close();
    EXPECT_LT(Clock::now() - before, milliseconds(3500));
}

TEST_F(Hostile, AStackWithoutEndIsACrash) {
    EXPECT_THAT(ask("stack-overflow"), HasSubstr("its process crashed (signal 11, segmentation fault)"));
}

TEST_F(Hostile, ALibraryThatCrashesWhileItIsLoaded) {
    EXPECT_EQ(start(launch("libhostile_constructor.so")),
              "Hostile could not start: its process crashed (signal 6, it aborted itself).");
}

TEST_F(Hostile, AWrongAbiIsRefusedInWords) {
    EXPECT_THAT(start(launch("libhostile.so", "HostileInit_wrong_abi")),
                testing::AllOf(HasSubstr("this program offers 1.1"), HasSubstr("built for ADBC 9.0")));
    EXPECT_THAT(start(launch("libhostile.so", "HostileInit_empty")), HasSubstr("incomplete"));
}

TEST_F(Hostile, MissingSymbolsAreNamed) {
    EXPECT_THAT(start(launch("libhostile_missing.so")), HasSubstr("hostile_function_that_nobody_has"));
    EXPECT_THAT(start(launch("libhostile.so", "NoSuchEntry")),
                HasSubstr("no entry point: looked for NoSuchEntry"));
}

TEST_F(Hostile, NotALibraryIsNamed) {
    const auto path = data / "libtext.so";
    std::ofstream(path) << std::string(4096, 'x');
    Launch what = launch();
    what.library = path;
    EXPECT_THAT(start(what), testing::AllOf(HasSubstr("libtext.so"), HasSubstr("ELF")));
    what.library = data / "libnone.so";
    EXPECT_NE(start(what), "");
}

TEST_F(Hostile, AChangedLibraryIsNotLoaded) {
    Launch what = launch();
    what.sha256 = std::string(64, '0');
    EXPECT_THAT(start(what), HasSubstr("modified"));
}

TEST_F(Hostile, ClashingSymbolsDoNotMatter) {
    ASSERT_EQ(start(launch("libhostile_clash.so")), "");
    ASSERT_EQ(open(), "");
    EXPECT_EQ(read("rows 2"), "row");
}

}  // namespace
}  // namespace tributary::plugin::test
