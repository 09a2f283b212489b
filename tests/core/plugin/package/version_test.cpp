// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/version.h"

#include <gtest/gtest.h>

namespace tributary::plugin {
namespace {

Version version(const char* text) {
    auto out = Version::parse(text);
    EXPECT_TRUE(out.has_value()) << text;
    return out ? *out : Version();
}

TEST(PluginVersion, ordersAsSemverSays) {
    const char* ascending[] = {"1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
                               "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",       "1.0.0",
                               "1.0.1",        "1.2.0",         "1.10.0",           "2.0.0"};
    for (size_t i = 0; i + 1 < std::size(ascending); i++)
        EXPECT_LT(version(ascending[i]), version(ascending[i + 1])) << ascending[i];
    EXPECT_EQ(version("1.0.0+a"), version("1.0.0+b"));
}

TEST(PluginVersion, refusesWhatIsNone) {
    for (const char* text : {"", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0-a..b",
                             "v1.0.0", "1.0.0 ", "99999999999999999999.0.0", "1.0.-1", "1.0.0+"})
        EXPECT_FALSE(Version::parse(text).has_value()) << text;
}

TEST(PluginVersion, rangesHoldAllTheirBounds) {
    auto range = VersionRange::parse(">=0.1.0 <1.0.0");
    ASSERT_TRUE(range.has_value());
    EXPECT_TRUE(range->contains(version("0.1.0")));
    EXPECT_TRUE(range->contains(version("0.9.9")));
    EXPECT_FALSE(range->contains(version("1.0.0")));
    EXPECT_FALSE(range->contains(version("0.0.9")));
    EXPECT_TRUE(VersionRange::parse("")->contains(version("7.0.0")));
    for (const char* text : {"~1.0.0", ">=1.0", "=>1.0.0", ">= 1.0.0"})
        EXPECT_FALSE(VersionRange::parse(text)) << text;
}

}  // namespace
}  // namespace tributary::plugin
