// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/plugins/loader.h"

namespace tributary::plugins {
namespace {

using testing::HasSubstr;
using testing::Not;

class HtmlReport : public testing::Test {
  protected:
    std::string page(const std::string& config, const std::string& rows) {
        std::string out;
        const auto outcome = m_plugin.exportToMemory(config, rows, out);
        EXPECT_TRUE(outcome.ok()) << outcome.error;
        return out;
    }
    static size_t count(const std::string& text, const std::string& what) {
        size_t out = 0;
        for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++out;
        return out;
    }
    LoadedPlugin m_plugin{"html-report"};
};

TEST_F(HtmlReport, SummarisesAllRowsAndShowsTheFirst) {
    const std::string html = page(R"({"title":"Sales <Q1>","rows":10,"dated":false})",
                                  "SELECT i AS n, i % 4 = 0 AS b, CASE WHEN i % 10 > 0 THEN 'k' || (i % 3) "
                                  "END AS t, DATE '2024-01-01' + i::INT AS d FROM range(1001) r(i)");
    EXPECT_THAT(html, HasSubstr("<title>Sales &lt;Q1&gt;</title>"));
    EXPECT_THAT(html, HasSubstr("1,001 rows, 4 columns"));
    EXPECT_THAT(html, HasSubstr("The first 10 of 1,001 rows"));
    EXPECT_EQ(count(html, "<tr><td"), 10u);
    EXPECT_THAT(html, HasSubstr("<dt>Mean</dt><dd>500</dd>"));
    EXPECT_THAT(html, HasSubstr("<dt>Standard deviation</dt><dd>289.108</dd>"));
    EXPECT_THAT(html, HasSubstr("<dd>250 · 500 · 750</dd>"));
    EXPECT_THAT(html, HasSubstr("<dt>NULL</dt><dd>101 (10.1 %)</dd>"));
    EXPECT_THAT(html, HasSubstr("<dt>Different values</dt><dd>1,001</dd>"));
    EXPECT_THAT(html, HasSubstr("<span>k1</span><span class=\"muted\">300</span>"));
    EXPECT_THAT(html, HasSubstr("<span>2024-01-01</span><span>2026-09-27</span>"));
    EXPECT_EQ(count(html, "<svg"), 2u) << "of the number and the date";
    EXPECT_THAT(html, HasSubstr("<td data-null><em>NULL</em></td>"));
}

TEST_F(HtmlReport, LoadsNothingAndRunsNothingOfTheData) {
    const std::string html = page(R"({"title":"</title><script>alert(1)</script>"})",
                                  "SELECT '<img src=x onerror=alert(1)>' AS \"a<b>\", 'x\" "
                                  "onmouseover=\"alert(1)' AS b, '</script>' AS c");
    EXPECT_THAT(html, Not(HasSubstr("<img")));
    EXPECT_THAT(html, Not(HasSubstr("http://")));
    EXPECT_THAT(html, Not(HasSubstr("https://")));
    EXPECT_THAT(html, Not(HasSubstr("x\" onmouseover")));
    EXPECT_EQ(count(html, "<script>"), 1u);
    EXPECT_EQ(count(html, "</script>"), 1u);
    EXPECT_THAT(html, HasSubstr("default-src 'none'"));
    EXPECT_THAT(html, HasSubstr("a&lt;b&gt;"));
}

TEST_F(HtmlReport, HistogramsCountEveryValueOnce) {
    const std::string html =
        page(R"({"rows":0})", "SELECT (hash(i) % 1000)::DOUBLE AS v FROM range(50000) r(i)");
    size_t sum = 0, bars = 0;
    for (size_t at = html.find("<rect"); at != std::string::npos; at = html.find("<rect", at + 1), ++bars) {
        std::string number = html.substr(html.find("<title>", at) + 7, 12);
        number.erase(std::remove(number.begin(), number.end(), ','), number.end());
        sum += std::stoul(number);
    }
    EXPECT_EQ(sum, 50000u);
    EXPECT_EQ(bars, 24u);
}

TEST_F(HtmlReport, ManyRowsAreSampledAndItSaysSo) {
    const std::string html =
        page(R"({"rows":5,"language":"zh"})", "SELECT i AS n, 'v' || i AS t FROM range(300000) r(i)");
    EXPECT_THAT(html, HasSubstr("基于 100,000 个抽样值"));
    EXPECT_THAT(html, HasSubstr("超过 10,000"));
    EXPECT_THAT(html, HasSubstr("仅显示前 5 行，共 300,000 行"));
    EXPECT_LT(html.size(), 20000u);
}

TEST_F(HtmlReport, NoRowsAndOddValues) {
    EXPECT_THAT(page("{}", "SELECT 1 AS a WHERE false"), HasSubstr("0 rows, 1 columns"));
    const std::string html = page("{}",
                                  "SELECT 'nan'::DOUBLE AS f, NULL AS n, [1,2] AS l, ''::VARCHAR AS e, "
                                  "repeat('长', 3000) AS long, '\\x00'::BLOB AS b, 12.50::DECIMAL(9,2) AS d");
    EXPECT_THAT(html, HasSubstr(">nan</td>"));
    EXPECT_THAT(html, HasSubstr("[1, 2]"));
    EXPECT_THAT(html, HasSubstr("<em>empty</em>"));
    EXPECT_THAT(html, HasSubstr("decimal(9,2)"));
    EXPECT_LT(html.size(), 12000u) << "long texts are cut";
}

TEST_F(HtmlReport, WrongSettingsCancelAndAClosedFile) {
    std::string out;
    EXPECT_EQ(m_plugin.exportToMemory(R"({"rows":-1})", "SELECT 1 AS a", out).status,
              TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(m_plugin.exportToMemory(R"({"language":"fr"})", "SELECT 1 AS a", out).status,
              TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(m_plugin.exportTo("{}", "SELECT 1 AS a", 987).status, TRIBUTARY_FAILED);
    m_plugin.cancelAfter(3);
    EXPECT_EQ(m_plugin.exportToMemory("{}", "SELECT i AS a FROM range(100000) r(i)", out).status,
              TRIBUTARY_CANCELLED);
    EXPECT_EQ(out, "");
}

TEST_F(HtmlReport, KeepsAPageForALook) {
    const std::string html =
        page(R"({"title":"Orders in spring"})",
             "SELECT i AS id, (['Berlin','上海','New York','São Paulo'])[(1 + hash(i) % 4)::INT] AS city, "
             "round(exp((hash(i + 1) % 1000) / 200.0), 2)::DECIMAL(9,2) AS amount, "
             "TIMESTAMP '2024-03-01 08:00:00' + INTERVAL ((hash(i + 2) % 90000)::INT) MINUTE AS ordered, "
             "hash(i) % "
             "3 = 0 AS paid, "
             "CASE WHEN hash(i) % 5 > 0 THEN 'note ' || i END AS note FROM range(3000) r(i)");
    EXPECT_EQ(count(html, "class=\"card\""), 6u);
    if (const char* folder = std::getenv("TRIBUTARY_TEST_PICTURES"))
        std::ofstream(std::string(folder) + "/report.html") << html;
}

}  // namespace
}  // namespace tributary::plugins
