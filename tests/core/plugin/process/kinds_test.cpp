// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <unistd.h>

#include <future>

#include "tests/core/plugin/process/fixture.h"

namespace tributary::plugin {
namespace {

using namespace std::chrono_literals;
using testing::Rows;

class Kinds : public testing::ProcessTest {
  protected:
    std::unique_ptr<PluginProcess> started() {
        auto process = start(kinds());
        EXPECT_TRUE(process) << process.error().text();
        return process ? std::move(*process) : nullptr;
    }
};

TEST_F(Kinds, AProcessorReadsItsInputsLazily) {
    const auto process = started();
    Rows first(150'000, 40'000);
    Rows second(7, 7);
    EXPECT_EQ(drain(process->process("\"both\"", {&first, &second}, token)), "150007 rows");
    EXPECT_EQ(witness.lines(), std::vector<std::string>{"log: passing rows on"});
    EXPECT_EQ(witness.lastProgress(), 0.5);
    Rows endless(int64_t{1} << 40, 1000);
    auto reader = process->process("\"\"", {&endless}, token);
    ASSERT_TRUE(reader) << reader.error().text();
    OwnedArray batch;
    EXPECT_TRUE(*(*reader)->next(batch));
    reader->reset();
    Rows broken(10, 5);
    broken.failAtEnd = true;
    EXPECT_EQ(drain(process->process("\"\"", {&broken}, token)), "the other database went away");
}

TEST_F(Kinds, AskingOnForInputThatIsOverBuysNoTime) {
    Launch launch = kinds();
    launch.grants.callTimeout = 1s;
    const auto process = start(launch);
    ASSERT_TRUE(process) << process.error().text();
    Rows rows(10, 5);
    const CancelToken atLast;
    auto asking = std::async(std::launch::async,
                             [&] { return drain((*process)->process("\"ask-on\"", {&rows}, atLast)); });
    const bool inTime = asking.wait_for(3s) == std::future_status::ready;
    EXPECT_TRUE(inTime) << "every question gave it another second";
    if (!inTime) atLast.cancel();
    const std::string said = asking.get();
    EXPECT_TRUE(said.starts_with("Test kinds stopped: it did not answer within 1 s and was stopped."))
        << said;
}

TEST_F(Kinds, AProcessorsErrorsAreTold) {
    const auto process = started();
    Rows rows(1, 1);
    const auto refused = process->process("\"refuse\"", {&rows}, token);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(refused.error().text(), "Test kinds: the setting 'refuse' is wrong");
    auto waiting =
        std::async(std::launch::async, [&] { return process->process("\"wait\"", {&rows}, token); });
    while (waiting.wait_for(5ms) != std::future_status::ready) process->cancel();
    EXPECT_EQ(waiting.get().error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(process->alive());
    EXPECT_NE(drain(process->process("\"crash\"", {&rows}, token)).find("signal 6"), std::string::npos);
}

TEST_F(Kinds, AnExporterWritesToOurFile) {
    const auto process = started();
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    Rows rows(12'345, 1000);
    const auto done = process->exportTo("{}", rows, ends[1], token);
    ::close(ends[1]);
    char text[64] = {};
    EXPECT_GT(::read(ends[0], text, sizeof text - 1), 0);
    ::close(ends[0]);
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_STREQ(text, "12345 rows\n");
}

TEST_F(Kinds, AVisualReturnsMarksOrPixels) {
    const auto process = started();
    Canvas canvas;
    canvas.dark = true;
    canvas.palette[1] = 0x11223344;
    Rows rows(9, 9);
    const auto scene = process->draw("{}", rows, canvas, token);
    ASSERT_TRUE(scene) << scene.error().text();
    ASSERT_EQ(scene->marks.size(), 2u);
    EXPECT_EQ(scene->marks[0].row, 9);
    EXPECT_EQ(scene->marks[0].points, (std::vector<float>{0, 0, 10, 10}));
    EXPECT_EQ(scene->marks[1].text, "label");
    EXPECT_EQ(scene->marks[1].fill, 0x11223344u);
    EXPECT_EQ(scene->caption, "dark");
    Rows more(1, 1);
    const auto pixels = process->draw("\"pixels\"", more, canvas, token);
    ASSERT_TRUE(pixels) << pixels.error().text();
    EXPECT_EQ(pixels->rgba.size(), 24u);
    Rows last(1, 1);
    const auto bad = process->draw("\"bad\"", last, canvas, token);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, ErrorCode::Corrupt);
    EXPECT_FALSE(process->alive());
}

TEST_F(Kinds, ANotifierAnswers) {
    const auto process = started();
    const auto told = process->notify("{}", "{\"a\":1}", token);
    ASSERT_TRUE(told) << told.error().text();
    EXPECT_EQ(*told, "{\"got\":{\"a\":1}}");
    const auto busy = process->notify("\"retry\"", "{}", token);
    ASSERT_FALSE(busy);
    EXPECT_TRUE(busy.error().retryable);
}

TEST_F(Kinds, ASecretIsShownNowhere) {
    auto process = started();
    process->keepSecrets({"hunter2"});
    const auto told = process->notify("\"tell hunter2\"", "{}", token);
    ASSERT_TRUE(told) << told.error().text();
    EXPECT_EQ(*told, "\"tell •••\"");
    const auto failed = process->notify("\"tell hunter2, fail\"", "{}", token);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().text().find("hunter2"), std::string::npos) << failed.error().text();
    process.reset();
    size_t masked = 0;
    for (const auto& line : witness.lines()) {
        EXPECT_EQ(line.find("hunter2"), std::string::npos) << line;
        masked += line.find("•••") != std::string::npos;
    }
    EXPECT_GE(masked, 3u) << "log and output";
}

TEST_F(Kinds, WhatItHasNotIsRefused) {
    auto process = start(kinds("notifier_only_main"));
    ASSERT_TRUE(process) << process.error().text();
    Rows rows(1, 1);
    EXPECT_EQ((*process)->process("{}", {&rows}, token).error().code, ErrorCode::Unsupported);
    EXPECT_EQ((*process)->exportTo("{}", rows, 1, token).error().code, ErrorCode::Unsupported);
    EXPECT_TRUE((*process)->notify("{}", "{}", token));
}

TEST_F(Kinds, AWrongInterfaceIsRefused) {
    const auto future = start(kinds("future_main"));
    ASSERT_FALSE(future);
    EXPECT_EQ(
        future.error().text(),
        "Test kinds: it is built for plugin interface 9.0; this program offers 1.0. Install a version of the "
        "plugin for this program, or update the program.");
    EXPECT_EQ(start(kinds("unwilling_main")).error().message, "it says that it cannot start here.");
}

}  // namespace
}  // namespace tributary::plugin
