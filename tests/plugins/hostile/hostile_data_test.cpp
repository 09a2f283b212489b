// SPDX-License-Identifier: GPL-3.0-or-later
// Malformed Arrow data, and what goes past the sandbox straight to the program.
#include "tests/plugins/hostile/hostile_fixture.h"

namespace tributary::plugin::test {
namespace {

class HostileData : public HostileTest, public testing::WithParamInterface<const char*> {};

/// Damage that hurts nobody: what it says is not used.
bool isHarmless(const std::string& damage) {
    return damage == "nameless" || damage == "null-count" || damage == "buffer-count" ||
           damage == "negative-length";
}

/// The query ends with an error that names the plugin, or, where the damage hurts nobody, with sound rows;
/// never with the program.
TEST_P(HostileData, MalformedArrowEndsTheQueryOnly) {
    ASSERT_EQ(ask("rows 1"), "row");
    auto reader = process->query(std::string("malformed ") + GetParam(), CancelToken());
    std::string said;
    if (!reader) {
        said = reader.error().text();
    } else {
        OwnedArray rows;
        const auto next = (*reader)->next(rows);
        if (!next) said = next.error().text();
        if (next && *next) {
            EXPECT_GE(rows->length, 0);
            EXPECT_EQ(rows->n_children, 1);
        }
    }
    if (said.empty()) {
        EXPECT_TRUE(isHarmless(GetParam())) << GetParam() << " was taken for sound";
    } else {
        EXPECT_THAT(said, HasSubstr("Hostile"));
    }
    if (process->alive()) {
        reader = fail(ErrorCode::Cancelled, "over");
        EXPECT_EQ(read("rows 1"), "row") << "the session is not usable any more";
    }
}

INSTANTIATE_TEST_SUITE_P(Ways, HostileData,
                         testing::Values("offsets", "negative-offsets", "descending", "utf8",
                                         "negative-length", "huge", "negative-offset", "no-buffers",
                                         "buffer-count", "null-count", "no-children", "more-children", "deep",
                                         "format", "nameless", "error"),
                         [](const auto& info) {
                             std::string name = info.param;
                             for (char& c : name) {
                                 if (c == '-') c = '_';
                             }
                             return name;
                         });

using HostileWire = HostileTest;

TEST_F(HostileWire, GarbageOnTheSocketIsInvalidData) {
    EXPECT_THAT(ask("garbage"), HasSubstr("Hostile sent invalid data and was stopped"));
    EXPECT_FALSE(process->alive());
}

TEST_F(HostileWire, EmptyPacketsAreNoEndlessWork) {
    grants.callTimeout = std::chrono::seconds(2);
    const std::string said = ask("empty-packets");
    EXPECT_TRUE(said == "sent" || said.find("Hostile") != std::string::npos) << said;
}

TEST_F(HostileWire, HangingUpIsAnError) {
    grants.callTimeout = std::chrono::seconds(2);
    EXPECT_THAT(ask("hang-up"), HasSubstr("Hostile"));
}

TEST_F(HostileWire, SharedMemoryThatChangesUnderTheProgramsEyes) {
    ASSERT_EQ(ask("rows 1"), "row");
    // The program reads only its own copy: it gets rows, or says that they are invalid.
    auto reader = process->query("scribbled", CancelToken());
    if (!reader) {
        EXPECT_THAT(reader.error().message, HasSubstr("Hostile"));
        return;
    }
    for (;;) {
        OwnedArray rows;
        const auto next = (*reader)->next(rows);
        if (!next) {
            EXPECT_THAT(next.error().message, HasSubstr("Hostile"));
            return;
        }
        if (!*next) return;
        ASSERT_EQ(rows->n_children, 1);
    }
}

TEST_F(HostileWire, TheSharedMemoryCannotShrink) {
    EXPECT_EQ(ask("shrink"), "EPERM");
    EXPECT_EQ(read("rows 1"), "row");
}

}  // namespace
}  // namespace tributary::plugin::test
