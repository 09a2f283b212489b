// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/plugins/loader.h"

namespace tributary::plugins {
namespace {

/// What a program with its own reader finds in the workbook.
std::string readBack(const std::string& bytes, const std::string& most = "") {
    std::string path = testing::TempDir() + "tributary-xlsx-XXXXXX.xlsx";
    const int fd = mkstemps(path.data(), 5);
    close(fd);
    std::ofstream(path, std::ios::binary) << bytes;
    const std::string command = "/usr/bin/python3 " TRIBUTARY_SOURCE "/tests/plugins/xlsx/read_xlsx.py " +
                                path + " " + most + " 2>&1";
    std::string out;
    FILE* pipe = popen(command.c_str(), "r");
    char buffer[4096];
    while (const size_t n = fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, n);
    pclose(pipe);
    std::filesystem::remove(path);
    return out;
}

class Xlsx : public testing::Test {
  protected:
    void SetUp() override {
        if (std::system("/usr/bin/python3 -c 'import openpyxl' 2>/dev/null") != 0)
            GTEST_SKIP() << "SKIPPED LOUDLY: python3-openpyxl is not installed: workbooks are not read back";
    }
    LoadedPlugin m_plugin{"xlsx"};
    std::string m_bytes;
};

TEST_F(Xlsx, EveryTypeArrivesAsWhatItIs) {
    const auto out = m_plugin.exportToMemory(
        "{}",
        "SELECT 42 AS i, 12345678901234567::BIGINT AS big, 1.25::DECIMAL(10,2) AS money, "
        "12345678901234.5678::DECIMAL(30,4) AS exact, 0.1::DOUBLE AS f, 'inf'::DOUBLE AS inf, true AS b, "
        "DATE '2024-02-29' AS d, DATE '1899-12-31' AS old, TIMESTAMP '2024-02-29 12:34:56.789' AS ts, "
        "TIMESTAMPTZ '2024-02-29 12:00:00+08' AS tz, TIME '06:00:00' AS t, 'text' AS s, NULL AS n, [1, NULL] "
        "AS l, "
        "'p'::ENUM('p') AS e",
        m_bytes);
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(
        readBack(m_bytes),
        "## Data\n"
        "s:i|s:big|s:money|s:exact|s:f|s:inf|s:b|s:d|s:old|s:ts|s:tz (UTC)|s:t|s:s|s:n|s:l|s:e\n"
        "n:42|s:12345678901234567|n:1.25|s:12345678901234.5678|n:0.1|s:inf|b:True|d:2024-02-29 00:00:00|"
        "s:1899-12-31|d:2024-02-29 12:34:56.789000|d:2024-02-29 04:00:00|d:06:00:00|s:text|-|s:[1, "
        "null]|s:p\n"
        "rows 2\n");
    EXPECT_EQ(m_plugin.log().size(), 3u) << "two numbers and one date as text, and the summary";
}

TEST_F(Xlsx, NothingIsEverAFormula) {
    const auto out = m_plugin.exportToMemory(R"({"header":false})",
                                             "SELECT * FROM (VALUES ('=1+1'), ('=HYPERLINK(\"http://x\")'), "
                                             "('+1'), ('-2'), ('@SUM(A1)'), ('http://a.example/'), "
                                             "('<&>\"'), ('数据 😀')) t(s)",
                                             m_bytes);
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(readBack(m_bytes),
              "## "
              "Data\ns:=1+1\ns:=HYPERLINK(\"http://x\")\ns:+1\ns:-2\ns:@SUM(A1)\ns:http://a.example/"
              "\ns:<&>\"\ns:数据 😀\nrows 8\n");
}

TEST_F(Xlsx, RowsBeyondASheetGoToTheNext) {
    const auto out = m_plugin.exportToMemory(R"({"sheet":"部分","rows_per_sheet":4})",
                                             "SELECT i FROM range(7) r(i)", m_bytes);
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(readBack(m_bytes),
              "## 部分\ns:i\nn:0\nn:1\nn:2\nrows 4\n## 部分 2\ns:i\nn:3\nn:4\nn:5\nrows 4\n## 部分 "
              "3\ns:i\nn:6\nrows 2\n");
}

TEST_F(Xlsx, MoreThanAMillionRows) {
    const auto out = m_plugin.exportToMemory("{}", "SELECT i FROM range(1048580) r(i)", m_bytes);
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(readBack(m_bytes, "2"), "## Data\ns:i\nn:0\nrows 1048576\n## Data 2\ns:i\nn:1048575\nrows 6\n");
    EXPECT_EQ(m_plugin.progress().back(), 1);
}

TEST_F(Xlsx, LongTextsAreCutAndCounted) {
    const auto out = m_plugin.exportToMemory(
        "{}", "SELECT repeat('ab', 20000) AS s UNION ALL SELECT repeat('y', 32767)", m_bytes);
    ASSERT_TRUE(out.ok()) << out.error;
    const std::string back = readBack(m_bytes);
    EXPECT_EQ(back.size(), std::string("## Data\ns:s\ns:\ns:\nrows 3\n").size() + 2 * 32767);
    EXPECT_EQ(m_plugin.log().front().substr(0, 11), "1 texts wer");
}

TEST_F(Xlsx, NoRowsGiveASheetWithTitles) {
    ASSERT_TRUE(m_plugin.exportToMemory("{}", "SELECT 1 AS a, 'x' AS b WHERE false", m_bytes).ok());
    EXPECT_EQ(readBack(m_bytes), "## Data\ns:a|s:b\nrows 1\n");
}

TEST_F(Xlsx, SaysWhatIsWrong) {
    const auto name = m_plugin.exportToMemory(R"({"sheet":"a/b"})", "SELECT 1 AS a", m_bytes);
    EXPECT_EQ(name.status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_NE(name.error.find("cannot be a sheet's name"), std::string::npos);
    EXPECT_EQ(m_plugin.exportToMemory(R"({"rows_per_sheet":1})", "SELECT 1 AS a", m_bytes).status,
              TRIBUTARY_INVALID_CONFIG);
    const auto closed = m_plugin.exportTo("{}", "SELECT 1 AS a", 987);
    EXPECT_EQ(closed.status, TRIBUTARY_FAILED);
    EXPECT_NE(closed.error.find("cannot be written"), std::string::npos);
}

TEST_F(Xlsx, StopsWhenToldToAndLeavesNothing) {
    m_plugin.cancelAfter(5);
    EXPECT_EQ(m_plugin.exportToMemory("{}", "SELECT i FROM range(100000) r(i)", m_bytes).status,
              TRIBUTARY_CANCELLED);
    EXPECT_EQ(m_bytes, "");
    EXPECT_TRUE(std::filesystem::is_empty(m_plugin.dataFolder()));
}

}  // namespace
}  // namespace tributary::plugins
