// SPDX-License-Identifier: GPL-3.0-or-later
// What a person is told when a plugin does its worst.
#include <fstream>

#include "tests/core/plugin/process/fixture.h"

namespace tributary::plugin {
namespace {

using namespace std::chrono_literals;

class Bad : public testing::ProcessTest {
  protected:
    std::string startError(const Launch& launch) {
        const auto process = start(launch);
        return process ? "started" : process.error().message;
    }
    /// The error of a query that ends the process, told within a second of the end.
    std::string fatal(const std::string& sql) {
        const auto process = opened();
        const auto text = drain(process->query(sql, token));
        EXPECT_TRUE(witness.waitForExit(1s));
        EXPECT_FALSE(process->alive());
        EXPECT_FALSE(witness.report().wanted);
        EXPECT_EQ(drain(process->query("rows 1", token)), text) << "a dead process tells why";
        return text.substr(0, text.find(". ") + 1);
    }
};

TEST_F(Bad, CrashesInAScan) {
    EXPECT_EQ(fatal("rows 10 10 0 good 0 crash"),
              "Test source stopped: its process crashed (signal 11, segmentation fault).");
}

TEST_F(Bad, CrashesInExecute) {
    EXPECT_EQ(fatal("crash"), "Test source stopped: its process crashed (signal 11, segmentation fault).");
}

TEST_F(Bad, Aborts) {
    EXPECT_NE(fatal("abort").find("signal 6"), std::string::npos);
}

TEST_F(Bad, Exits) {
    EXPECT_NE(fatal("exit").find("Test source stopped: "), std::string::npos);
    EXPECT_EQ(witness.report().end.status, 3);
}

TEST_F(Bad, Throws) {
    EXPECT_NE(fatal("throw").find("signal 6"), std::string::npos);
    EXPECT_NE(witness.report().lastOutput.find("thrown across the border"), std::string::npos)
        << witness.report().lastOutput;
}

TEST_F(Bad, SendsInvalidData) {
    EXPECT_EQ(fatal("rows 10 10 0 bad-utf8"),
              "Test source sent invalid data and was stopped: a text is no UTF-8 in column 'name'.");
}

TEST_F(Bad, SpeaksForItself) {
    for (const char* what : {"slot", "length", "gigabyte", "offset", "rubbish", "short", "cut", "kind",
                             "input", "other-call", "schema", "done", "failed", "endless"}) {
        const auto process = opened();
        const auto error = drain(process->query(std::string("forge ") + what, token));
        EXPECT_TRUE(error.starts_with("Test source sent invalid data and was stopped: "))
            << what << ": " << error;
        EXPECT_FALSE(process->alive()) << what;
    }
}

TEST_F(Bad, HangsUp) {
    const auto process = opened();
    const auto error = drain(process->query("forge close", token));
    EXPECT_TRUE(error.starts_with("Test source stopped: its process ended")) << error;
    EXPECT_TRUE(witness.waitForExit(1s));
    EXPECT_FALSE(witness.report().wanted);
}

TEST_F(Bad, IsSilentTooLong) {
    Launch launch = source();
    launch.grants.callTimeout = 1s;
    const auto process = start(launch);
    ASSERT_TRUE(process) << process.error().text();
    ASSERT_TRUE((*process)->openDatabase({}, token));
    const auto from = std::chrono::steady_clock::now();
    const auto answer = (*process)->query("hang", token);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Timeout) << answer.error().text();
    EXPECT_LT(std::chrono::steady_clock::now() - from, 3s);
}

TEST_F(Bad, FailsWhileItStarts) {
    EXPECT_EQ(startError(source("CrashingDriverInit")),
              "Test source could not start: its process crashed (signal 11, segmentation fault).");
    EXPECT_NE(startError(source("ExitingDriverInit")).find("Test source could not start: "),
              std::string::npos);
    EXPECT_NE(startError(source("ThrowingDriverInit")).find("signal 6"), std::string::npos);
    EXPECT_NE(startError(source("FutureDriverInit")).find("built for another version of ADBC"),
              std::string::npos);
    EXPECT_NE(startError(source("IncompleteDriverInit")).find("incomplete"), std::string::npos);
    EXPECT_NE(startError(source("no_such_symbol")).find("looked for no_such_symbol"), std::string::npos);
}

TEST_F(Bad, HangsWhileItStarts) {
    const auto from = std::chrono::steady_clock::now();
    EXPECT_EQ(startError(source("HangingDriverInit")),
              "Test source could not start: it did not answer within 5 s and was stopped.");
    EXPECT_LT(std::chrono::steady_clock::now() - from, 7s);
}

TEST_F(Bad, IsNoLibrary) {
    Launch launch = source();
    const auto folder = std::filesystem::path(::testing::TempDir()) / "tributary-no-library";
    std::filesystem::create_directories(folder);
    launch.library = folder / "libtext.so";
    std::ofstream(launch.library) << "this is no library";
    const auto error = startError(launch);
    EXPECT_NE(error.find("its library could not be loaded: libtext.so: "), std::string::npos) << error;
    launch.library = folder / "libgone.so";
    EXPECT_NE(startError(launch).find("libgone.so is gone."), std::string::npos);
    std::filesystem::remove_all(folder);
}

TEST_F(Bad, WasModifiedSinceItWasInstalled) {
    Launch launch = source();
    launch.sha256 = std::string(64, '0');
    EXPECT_NE(startError(launch).find("was modified since it was installed."), std::string::npos);
}

TEST_F(Bad, IsKilledByTheProgram) {
    const auto process = opened();
    process->kill(Error(ErrorCode::Resource, "Too many plugins run."));
    ASSERT_TRUE(witness.waitForExit(1s));
    EXPECT_TRUE(witness.report().wanted);
    EXPECT_EQ(drain(process->query("rows 1", token)), "Too many plugins run.");
}

TEST_F(Bad, DiesWhileNobodyCallsIt) {
    const auto process = opened();
    ASSERT_EQ(::kill(process->pid(), SIGSEGV), 0);
    ASSERT_TRUE(witness.waitForExit(1s));
    EXPECT_EQ(witness.report().pid, process->pid());
    EXPECT_FALSE(witness.report().wanted);
    EXPECT_FALSE(process->alive());
}

TEST_F(Bad, PrintsToItsErrorStream) {
    {
        const auto process = opened();
        EXPECT_EQ(drain(process->query("print 3", token)), "3 rows");
    }
    EXPECT_EQ(witness.lines(), std::vector<std::string>{"output: hello from the plugin"});
    EXPECT_TRUE(witness.report().wanted) << witness.report().error.text();
}

}  // namespace
}  // namespace tributary::plugin
