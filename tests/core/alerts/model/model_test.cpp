// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/alerts/model/matcher.h"
#include "core/alerts/model/time.h"

namespace tributary::alerts {
namespace {

TEST(Duration, readsAndPrintsPrometheusNotation) {
    EXPECT_EQ(parseDuration("1h30m").value(), std::chrono::minutes(90));
    EXPECT_EQ(parseDuration("500ms").value(), std::chrono::milliseconds(500));
    EXPECT_EQ(parseDuration("0").value().count(), 0);
    for (const char* text : {"1h30m", "2w", "1y", "500ms", "1d1h1m1s1ms", "0s"})
        EXPECT_EQ(durationText(parseDuration(text).value()), text);
    EXPECT_EQ(durationText(std::chrono::hours(36)), "1d12h");
    for (const char* text :
         {"", "5", "m", "1m1h", "1m1m", "-5m", "1.5h", "5 m", "99999999999999999999y", "9999999999y"})
        EXPECT_FALSE(parseDuration(text)) << text;
}

TEST(Time, readsOffsetsFractionsAndSeconds) {
    EXPECT_EQ(timeText(parseTime("2025-03-30T02:30:00.5+02:00").value()), "2025-03-30T00:30:00.500Z");
    EXPECT_EQ(timeText(parseTime("2025-03-30").value()), "2025-03-30T00:00:00.000Z");
    EXPECT_EQ(timeText(parseTime("1735689600.25").value()), "2025-01-01T00:00:00.250Z");
    EXPECT_EQ(timeText(parseTime("1969-12-31T23:59:59.999Z").value()), "1969-12-31T23:59:59.999Z");
    for (const char* text : {"", "2025-02-30", "2025-01-01T25:00:00Z", "2025-01-01T00:00:00", "now", "1e99"})
        EXPECT_FALSE(parseTime(text)) << text;
}

TEST(Labels, fingerprintIsAlertmanagers) {
    EXPECT_EQ(fingerprintText({}), "cbf29ce484222325");
    EXPECT_NE(fingerprint({{"a", "bc"}}), fingerprint({{"ab", "c"}}));
    EXPECT_EQ(labelsText({{"b", "say \"x\"\n"}, {"a", "1"}}), "{a=\"1\", b=\"say \\\"x\\\"\\n\"}");
    EXPECT_EQ(toLabelName("9 Größe"), "_9_Gr____e");
}

TEST(Matcher, missingLabelsAreEmptyAndExpressionsAreAnchored) {
    const Labels labels{{"severity", "page"}, {"host", "db-1"}};
    const auto holds = [&](const char* text) { return matches(parseMatchers(text).value(), labels); };
    EXPECT_TRUE(holds("{severity=\"page\", host=~\"db.*\", team=\"\"}"));
    EXPECT_TRUE(holds("severity=page,host!=web"));
    EXPECT_FALSE(holds("host=~\"db\""));
    EXPECT_FALSE(holds("host!~\"db-.\""));
    EXPECT_TRUE(holds("{}"));
    const char* const text = "{a=\"x\\\"y\", b!~\"c|d\"}";
    EXPECT_EQ(matchersText(parseMatchers(text).value()), text);
    for (const char* bad : {"{a=\"1\"", "a", "a=\"1\" b=\"2\"", "=x", "a=~\"(\"", "a=\"x"})
        EXPECT_FALSE(parseMatchers(bad)) << bad;
}

}  // namespace
}  // namespace tributary::alerts
