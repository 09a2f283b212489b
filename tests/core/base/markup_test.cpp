// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/markup.h"

#include <gtest/gtest.h>

namespace tributary {
namespace {

TEST(Markup, namesWhatMarkupWouldRead) {
    EXPECT_EQ(escapeMarkup("a < b && c > \"d\"", true), "a &lt; b &amp;&amp; c &gt; &quot;d&quot;");
    EXPECT_EQ(escapeMarkup("水位 µ", true), "水位 µ") << "what is above ASCII stays";
}

TEST(Markup, blanksWhatXmlCannotHold) {
    EXPECT_EQ(escapeMarkup(std::string_view("a\0b\x1b[1m", 7), true), "a b [1m");
    EXPECT_EQ(escapeMarkup("a\n\tb", true), "a\n\tb");
    EXPECT_EQ(escapeMarkup("a\n\tb", false), "a  b");
}

}  // namespace
}  // namespace tributary
