// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "tests/plugins/loader.h"

namespace tributary::plugins {
namespace {

class AnomalyMad : public testing::Test {
  protected:
    LoadedPlugin m_plugin{"anomaly-mad"};
};

TEST_F(AnomalyMad, ScoresAgainstTheMedianOfAll) {
    // Median 2, deviations 1 1 0 0 2 4 7: MAD 1. The score of 9 is 0.6745 * (9 - 2) / 1.
    const auto out = m_plugin.process(
        R"({"values":"v"})",
        {"SELECT * FROM (VALUES (1,1.0),(2,1.0),(3,2.0),(4,2.0),(5,4.0),(6,6.0),(7,9.0)) t(i,v)"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(
        m_plugin.rows("SELECT i, round(score, 4), expected, round(lower, 3), round(upper, 3), is_anomaly "
                      "FROM result ORDER BY i"),
        "1|-0.6745|2.0|-3.189|7.189|false\n2|-0.6745|2.0|-3.189|7.189|false\n3|0.0|2.0|-3.189|7.189|false\n"
        "4|0.0|2.0|-3.189|7.189|false\n5|1.349|2.0|-3.189|7.189|false\n6|2.698|2.0|-3.189|7.189|false\n"
        "7|4.7214|2.0|-3.189|7.189|true");
}

TEST_F(AnomalyMad, AgreesWithDuckDbsOwnMadPerGroup) {
    m_plugin.value(
        "CREATE TABLE t AS SELECT i, i % 7 AS g, (hash(i) % 100000)::DECIMAL(12,3) / 7 AS v FROM "
        "range(20000) r(i)");
    const auto out = m_plugin.process(R"({"values":["v"],"groups":["g"],"threshold":"2"})",
                                      {"SELECT * FROM t ORDER BY i"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(m_plugin.value("SELECT count(*) FROM result"), "20000");
    const std::string wrong = m_plugin.value(
        "WITH truth AS (SELECT g, median(v::DOUBLE) m, mad(v::DOUBLE) d FROM t GROUP BY g) "
        "SELECT count(*) FROM result r JOIN truth USING (g) WHERE abs(r.expected - m) > 1e-6 "
        "OR abs(r.score - 0.6744897501960817 * (r.v::DOUBLE - m) / d) > 1e-6 OR is_anomaly <> (abs(r.score) "
        "> 2)");
    EXPECT_EQ(wrong, "0");
}

TEST_F(AnomalyMad, RollingComparesWithTheRowsBefore) {
    m_plugin.value("CREATE TABLE t AS SELECT i, (hash(i) % 1000)::DOUBLE AS v FROM range(3000) r(i)");
    const auto out = m_plugin.process(R"({"values":"v","order":"i","window":25})",
                                      {"SELECT * FROM t ORDER BY hash(i + 5)"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(
        m_plugin.value("WITH truth AS (SELECT i, median(v) OVER w m, mad(v) OVER w d FROM t "
                       "WINDOW w AS (ORDER BY i ROWS BETWEEN 25 PRECEDING AND 1 PRECEDING)) "
                       "SELECT count(*) FROM result JOIN truth USING (i) WHERE i >= 5 AND "
                       "(abs(expected - m) > 1e-9 OR abs(score - 0.6744897501960817 * (v - m) / d) > 1e-6)"),
        "0");
    EXPECT_EQ(m_plugin.value("SELECT count(*) FROM result WHERE score IS NULL"), "5");
    EXPECT_EQ(m_plugin.value("SELECT max(i) FROM result WHERE score IS NULL"), "4");
}

TEST_F(AnomalyMad, NullsAndInfinityAreNotJudgedAndConstantsDoNotDivideByZero) {
    const auto out = m_plugin.process(
        R"({"values":"v"})",
        {"SELECT * FROM (VALUES "
         "(1,5.0),(2,5.0),(3,NULL),(4,5.0),(5,5.0),(6,'inf'::DOUBLE),(7,5.0),(8,'nan'::DOUBLE)) t(i,v)"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(m_plugin.rows("SELECT i, score, is_anomaly FROM result ORDER BY i"),
              "1|0.0|false\n2|0.0|false\n3|NULL|NULL\n4|0.0|false\n5|0.0|false\n6|NULL|NULL\n7|0.0|false\n8|"
              "NULL|NULL");
    const auto jump = m_plugin.process(
        R"({"values":"v","window":6,"direction":"above"})",
        {"SELECT i, CASE WHEN i = 8 THEN 6 WHEN i = 9 THEN 4 ELSE 5 END AS v FROM range(10) r(i)"});
    ASSERT_TRUE(jump.ok()) << jump.error;
    EXPECT_EQ(m_plugin.rows("SELECT i, score FROM result WHERE is_anomaly"), "8|inf");
}

TEST_F(AnomalyMad, KeepsAllColumnsAsTheyAre) {
    const auto out = m_plugin.process(R"({"values":"v,w"})",
                                      {"SELECT i AS v, i * 2 AS w, 'a' || i AS score, [i, NULL] AS l, {'x': "
                                       "i::VARCHAR} AS s, i % 3 = 0 AS b, "
                                       "DATE '2024-01-01' + i::INT AS d, CASE WHEN i % 2 = 0 THEN 'even and "
                                       "a long text' END AS t, (['p','q'])[i % 2 + 1]::ENUM('p','q') AS e "
                                       "FROM range(7000) r(i)"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(
        m_plugin.rows("SELECT v, w, score, l, s, b, d, t, e, v_expected, w_expected FROM result WHERE v IN "
                      "(4998, 6999)"),
        "4998|9996|a4998|[4998, NULL]|{'x': 4998}|true|2037-09-07|even and a long text|p|3499.5|6999.0\n"
        "6999|13998|a6999|[6999, NULL]|{'x': 6999}|true|2043-03-01|NULL|q|3499.5|6999.0");
}

TEST_F(AnomalyMad, EmptyInputGivesEmptyOutputWithAllColumns) {
    const auto out = m_plugin.process(R"({"values":"v"})", {"SELECT 1.5 AS v, 'x' AS score WHERE false"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(m_plugin.rows("SELECT column_name FROM (DESCRIBE result)"),
              "v\nscore\nscore_2\nexpected\nlower\nupper\nis_anomaly");
    EXPECT_EQ(m_plugin.value("SELECT count(*) FROM result"), "0");
}

TEST_F(AnomalyMad, SaysWhatIsWrongWithTheSettings) {
    const auto status = [&](const std::string& config) {
        return m_plugin.process(config, {"SELECT 1 AS v, 'a' AS t"});
    };
    EXPECT_EQ(status("{}").status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_NE(status("{}").error.find("\"values\" is missing"), std::string::npos);
    EXPECT_NE(status(R"({"values":"w"})").error.find("no column \"w\". It has: v, t"), std::string::npos);
    EXPECT_NE(status(R"({"values":"t"})").error.find("holds no numbers"), std::string::npos);
    EXPECT_EQ(status(R"({"values":"v","window":"x"})").status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(status(R"({"values":"v","threshold":-1})").status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(status(R"({"values":"v","window":3})").status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(status(R"({"values":"v")").status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(status("[]").status, TRIBUTARY_INVALID_CONFIG);
}

TEST_F(AnomalyMad, StopsWhenToldTo) {
    m_plugin.cancelAfter(10);
    const auto out =
        m_plugin.process(R"({"values":"v","window":500})", {"SELECT random() AS v FROM range(200000)"});
    EXPECT_EQ(out.status, TRIBUTARY_CANCELLED);
}

TEST_F(AnomalyMad, ABigInputInBigWindows) {
    const auto out = m_plugin.process(R"({"values":"v","window":5000})",
                                      {"SELECT hash(i) / 1e19 AS v FROM range(300000) r(i)"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(m_plugin.value("SELECT count(score) FROM result"), "299995");
    EXPECT_EQ(m_plugin.value("SELECT count(*) FROM result WHERE is_anomaly"), "0")
        << "uniform numbers have no outliers";
}

}  // namespace
}  // namespace tributary::plugins
