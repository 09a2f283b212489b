// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/silences.h"

#include <gtest/gtest.h>

namespace tributary::alerts {
namespace {

using std::chrono::minutes;

const TimePoint kNow = parseTime("2025-03-05T12:00:00Z").value();

Silence silence(const char* matchers, Duration from, Duration to) {
    Silence out;
    out.matchers = parseMatchers(matchers).value();
    out.startsAt = kNow + from;
    out.endsAt = kNow + to;
    out.createdBy = "ann";
    return out;
}

TEST(Silences, holdFromStartToEnd) {
    Silences silences;
    ASSERT_TRUE(silences.set(silence("a=\"1\"", minutes(10), minutes(20)), kNow));
    const Labels labels{{"a", "1"}};
    EXPECT_TRUE(silences.silencing(labels, kNow + minutes(9)).empty());
    EXPECT_EQ(silences.silencing(labels, kNow + minutes(10)).size(), 1U);
    EXPECT_EQ(silences.silencing(labels, kNow + minutes(20)).size(), 1U);
    EXPECT_TRUE(silences.silencing(labels, kNow + minutes(20) + Duration(1)).empty());
    EXPECT_TRUE(silences.silencing({{"a", "2"}}, kNow + minutes(15)).empty());
    EXPECT_EQ(silences.nextChange(kNow), kNow + minutes(10));
    EXPECT_EQ(silences.nextChange(kNow + minutes(10)), kNow + minutes(20) + Duration(1));
    EXPECT_EQ(silences.nextChange(kNow + minutes(30)), TimePoint::max());
}

TEST(Silences, aStartInThePastIsNow) {
    Silences silences;
    const auto made = silences.set(silence("a=\"1\"", minutes(-60), minutes(20)), kNow);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->back().startsAt, kNow);
    EXPECT_EQ(made->back().id.size(), 36U);
}

TEST(Silences, aChangeThatRewritesThePastIsANewOne) {
    Silences silences;
    Silence running = silences.set(silence("a=\"1\"", minutes(0), minutes(20)), kNow)->back();
    const TimePoint later = kNow + minutes(5);
    running.endsAt = kNow + minutes(60);
    auto kept = silences.set(running, later);
    ASSERT_TRUE(kept);
    ASSERT_EQ(kept->size(), 1U);
    EXPECT_EQ(kept->back().id, running.id);

    running.matchers = parseMatchers("a=\"2\"").value();
    const auto changed = silences.set(running, later);
    ASSERT_TRUE(changed);
    ASSERT_EQ(changed->size(), 2U);
    EXPECT_EQ(changed->front().id, running.id);
    EXPECT_EQ(changed->front().stateAt(later), SilenceState::Expired);
    EXPECT_NE(changed->back().id, running.id);
    EXPECT_EQ(changed->back().startsAt, later);

    // One that is over is left as it was.
    running.matchers = parseMatchers("a=\"3\"").value();
    const auto again = silences.set(running, later + minutes(1));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->size(), 1U);
}

TEST(Silences, aPendingOneMayMove) {
    Silences silences;
    Silence pending = silences.set(silence("a=\"1\"", minutes(10), minutes(20)), kNow)->back();
    pending.startsAt = kNow + minutes(5);
    EXPECT_EQ(silences.set(pending, kNow + minutes(1))->back().id, pending.id);
    pending.startsAt = kNow;
    EXPECT_NE(silences.set(pending, kNow + minutes(2))->back().id, pending.id);
}

TEST(Silences, refusals) {
    Silences silences;
    const auto refused = [&](const Silence& one, ErrorCode code) {
        const auto made = silences.set(one, kNow);
        return !made && made.error().code == code && !made.error().hint.empty();
    };
    EXPECT_TRUE(refused(silence("", minutes(0), minutes(1)), ErrorCode::InvalidArgument));
    EXPECT_TRUE(refused(silence("a=\"\"", minutes(0), minutes(1)), ErrorCode::InvalidArgument));
    EXPECT_TRUE(refused(silence("a=~\".*\", b=\"\"", minutes(0), minutes(1)), ErrorCode::InvalidArgument));
    EXPECT_TRUE(refused(silence("a=\"1\"", minutes(2), minutes(1)), ErrorCode::InvalidArgument));
    EXPECT_TRUE(refused(silence("a=\"1\"", minutes(-2), minutes(-1)), ErrorCode::InvalidArgument));
    Silence unknown = silence("a=\"1\"", minutes(0), minutes(1));
    unknown.id = "nobody";
    EXPECT_TRUE(refused(unknown, ErrorCode::NotFound));
    EXPECT_TRUE(silences.set(silence("a!=\"1\"", minutes(0), minutes(1)), kNow));
    EXPECT_EQ(silences.all().size(), 1U);
}

TEST(Silences, endAndAreForgotten) {
    Silences silences;
    const std::string id = silences.set(silence("a=\"1\"", minutes(0), minutes(20)), kNow)->back().id;
    ASSERT_TRUE(silences.expire(id, kNow + minutes(3)));
    EXPECT_TRUE(silences.silencing({{"a", "1"}}, kNow + minutes(3)).empty());
    EXPECT_EQ(silences.expire(id, kNow + minutes(4)).error().code, ErrorCode::Conflict);
    EXPECT_EQ(silences.expire("nobody", kNow).error().code, ErrorCode::NotFound);
    EXPECT_TRUE(silences.collectGarbage(kNow + std::chrono::hours(100)).empty());
    EXPECT_EQ(silences.collectGarbage(kNow + std::chrono::hours(121)), std::vector<std::string>{id});
    EXPECT_EQ(silences.find(id), nullptr);
}

}  // namespace
}  // namespace tributary::alerts
