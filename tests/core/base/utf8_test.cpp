// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"

#include <gtest/gtest.h>

namespace tributary {
namespace {

TEST(Utf8, knowsWellFormedCharacters) {
    for (const char* good : {"a", "é", "数", "🙂", "\xF4\x8F\xBF\xBF", "\xEE\x80\x80", "\xED\x9F\xBF"}) {
        EXPECT_EQ(utf8Length(good), std::string_view(good).size()) << good;
    }
    for (const char* bad :
         {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF0\x80\x80\xAF",
          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE6\x95", "\xC3"}) {
        EXPECT_EQ(utf8Length(bad), 0u);
    }
    EXPECT_EQ(utf8Length(""), 0u);
    EXPECT_EQ(utf8Length(std::string_view("\0x", 2)), 1u);
}

TEST(Utf8, findsTheFirstStrayByte) {
    EXPECT_EQ(firstInvalidUtf8(""), std::string_view::npos);
    EXPECT_EQ(firstInvalidUtf8("数据 ok"), std::string_view::npos);
    EXPECT_EQ(firstInvalidUtf8("数\xE9x"), 3u);
    EXPECT_EQ(firstInvalidUtf8("ab\xE6\x95"), 2u) << "cut off at the end";
}

TEST(Printable, escapesWhatCouldControlATerminal) {
    EXPECT_EQ(printable("a\x1B[31mb", true), "a\\x1B[31mb");
    EXPECT_EQ(printable("\xC2\x9B"
                        "1m",
                        true),
              "\\xC2\\x9B"
              "1m")
        << "C1 controls, too";
    EXPECT_EQ(printable(std::string_view("a\0b\x7F", 4), true), "a\\x00b\\x7F");
    EXPECT_EQ(printable("数\xE9 \xC2\xA0", true), "数\\xE9 \xC2\xA0");
    EXPECT_EQ(printable("a\xE2\x80\xAEtxt.exe", true), "a\\xE2\\x80\\xAEtxt.exe")
        << "would be read backwards";
    EXPECT_EQ(printable("\xE2\x81\xA6\xD8\x9C", true), "\\xE2\\x81\\xA6\\xD8\\x9C");
    EXPECT_EQ(printable("one\r", true), "one\\x0D") << "would overwrite the line";
}

TEST(Printable, keepsOrJoinsLines) {
    EXPECT_EQ(printable("a\n\tb  c\n", true), "a\n\tb  c\n");
    EXPECT_EQ(printable("  a\r\n\tb  c\n\n", false), "a b c");
    EXPECT_EQ(printable(" \n", false), "");
}

}  // namespace
}  // namespace tributary
