// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plugins/loader.h"

namespace tributary::plugins {
namespace {

using testing::HasSubstr;

/// Monthly airline passengers, 1949 to 1960 (Box and Jenkins, series G).
const char* const kPassengers =
    "SELECT (DATE '1949-01-01' + INTERVAL (i - 1) MONTH)::DATE AS month, v AS passengers FROM (SELECT "
    "unnest(range(1, 145)) AS i, "
    "unnest([112,118,132,129,121,135,148,148,136,119,104,118,115,126,141,135,125,149,170,170,158,133,114,140,"
    "145,150,178,163,172,178,"
    "199,199,184,162,146,166,171,180,193,181,183,218,230,242,209,191,172,194,196,196,236,235,229,243,264,272,"
    "237,211,180,201,204,188,"
    "235,227,234,264,302,293,259,229,203,229,242,233,267,269,270,315,364,347,312,274,237,278,284,277,317,313,"
    "318,374,413,405,355,306,"
    "271,306,315,301,356,348,355,422,465,467,404,347,305,336,340,318,362,348,363,435,491,505,404,359,310,337,"
    "360,342,406,396,420,472,"
    "548,559,463,407,362,405,417,391,419,461,472,535,622,606,508,461,390,432]) AS v)";

class Forecast : public testing::Test {
  protected:
    LoadedPlugin m_plugin{"forecast"};
};

TEST_F(Forecast, GivesTheNumbersOfRForTheAirlinePassengers) {
    // predict(HoltWinters(AirPassengers, seasonal = "mult"), 12) of R's stats package; its parameters are
    // a = 0.2756, b = 0.0327, g = 0.8707.
    const auto out =
        m_plugin.process(R"({"time":"month","value":"passengers","model":"multiplicative"})", {kPassengers});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_THAT(m_plugin.value("SELECT any_value(method) FROM result"),
                HasSubstr("multiplicative season of 12, alpha 0.276, beta 0.033, gamma 0.871"));
    const double expected[] = {447.0559, 419.7123, 464.8671, 496.0839, 507.5326, 575.4509,
                               666.5923, 657.9137, 550.3088, 492.9853, 420.2073, 465.6345};
    for (int i = 0; i < 12; ++i) {
        const std::string month = m_plugin.value(
            "SELECT month FROM result WHERE is_forecast ORDER BY month LIMIT 1 OFFSET " + std::to_string(i));
        EXPECT_EQ(month, "1961-" + std::string(i < 9 ? "0" : "") + std::to_string(i + 1) + "-01");
        const double forecast =
            std::stod(m_plugin.value("SELECT forecast FROM result WHERE month = '" + month + "'"));
        EXPECT_NEAR(forecast, expected[i], 0.15) << month;
    }
    EXPECT_EQ(m_plugin.rows("SELECT count(*), count(passengers), count(forecast) FROM result"), "156|144|144")
        << "no fit in the first year";
    EXPECT_EQ(
        m_plugin.value(
            "SELECT count(*) FROM result WHERE is_forecast AND NOT (lower < forecast AND forecast < upper)"),
        "0");
    EXPECT_LT(std::stod(m_plugin.value("SELECT any_value(error_percent) FROM result")), 8);
    EXPECT_GT(std::stod(m_plugin.value("SELECT any_value(error_mean_absolute) FROM result")), 5);
}

TEST_F(Forecast, FindsTheSeasonAndTheModelByItself) {
    ASSERT_TRUE(
        m_plugin.process(R"({"time":"month","value":"passengers","history":false})", {kPassengers}).ok());
    EXPECT_THAT(m_plugin.value("SELECT any_value(method) FROM result"),
                HasSubstr("multiplicative season of 12"));
    EXPECT_EQ(m_plugin.value("SELECT count(*) FROM result"), "12");
    const auto hours = m_plugin.process(R"({"time":"t","value":"v","horizon":24})",
                                        {"SELECT TIMESTAMP '2024-03-01 00:00:00' + INTERVAL (i) HOUR AS t, "
                                         "10 * sin(i * 2 * pi() / 24) + (hash(i) % 100) / 100.0 AS v "
                                         "FROM range(240) r(i)"});
    ASSERT_TRUE(hours.ok()) << hours.error;
    EXPECT_THAT(m_plugin.value("SELECT any_value(method) FROM result"), HasSubstr("additive season of 24"));
    EXPECT_EQ(m_plugin.value("SELECT count(*) FROM result WHERE is_forecast AND abs(forecast - 10 * "
                             "sin((epoch(t) / 3600) * 2 * pi() / 24) - 0.5) > 1"),
              "0");
    EXPECT_EQ(m_plugin.value("SELECT max(t) FROM result"), "2024-03-11 23:00:00");
    const auto line = m_plugin.process(R"({"time":"i","value":"v","horizon":3})",
                                       {"SELECT i, 5 + 2 * i AS v FROM range(50) r(i)"});
    ASSERT_TRUE(line.ok()) << line.error;
    EXPECT_EQ(m_plugin.rows("SELECT i, round(forecast, 6), round(lower, 6) FROM result WHERE is_forecast"),
              "50|105.0|105.0\n51|107.0|107.0\n52|109.0|109.0");
    EXPECT_THAT(m_plugin.value("SELECT any_value(method) FROM result"), HasSubstr("no season"));
}

TEST_F(Forecast, ASeasonThatIsSetIsUsed) {
    const std::string rows =
        "SELECT (DATE '2020-01-01' + to_months(i::INT))::DATE AS month, 100 + i * 2 + 10 * sin(i * 3.14159 / "
        "6) "
        "AS v FROM range(48) r(i)";
    ASSERT_TRUE(m_plugin.process(R"({"time":"month","value":"v","season":12})", {rows}).ok());
    EXPECT_THAT(m_plugin.value("SELECT any_value(method) FROM result"), HasSubstr("season of 12"));
    EXPECT_LT(std::stod(m_plugin.value("SELECT any_value(error_percent) FROM result")), 0.1);
    ASSERT_TRUE(m_plugin.process(R"({"time":"month","value":"v","season":12})", {rows + " LIMIT 20"}).ok());
    EXPECT_THAT(m_plugin.value("SELECT any_value(method) FROM result"), HasSubstr("no season"));
    EXPECT_THAT(m_plugin.log(), testing::Contains(HasSubstr("continued without its season")));
}

TEST_F(Forecast, IntervalsHoldWhatTheyPromise) {
    // A hundred random walks around a trend: about 90 of a hundred values 1 step ahead should be inside.
    m_plugin.value(
        "CREATE TABLE walks AS SELECT g, i, sum(((hash(g * 1000 + i) % 10007) + (hash(g * 977 + i * 3 + 1) % "
        "10007) + (hash(g * 31 + i * 7) % 10007)) / 10007.0 - 1.5) "
        "OVER (PARTITION BY g ORDER BY i) AS v FROM range(200) a(g), range(61) b(i)");
    ASSERT_TRUE(
        m_plugin
            .process(
                R"({"time":"i","value":"v","groups":"g","horizon":1,"level":0.9,"model":"trend","history":false})",
                {"SELECT * FROM walks WHERE i < 60"})
            .ok());
    EXPECT_EQ(m_plugin.value("SELECT count(*) FROM result"), "200");
    const int inside = std::stoi(m_plugin.value(
        "SELECT count(*) FROM result JOIN walks USING (g, i) WHERE walks.v BETWEEN lower AND upper"));
    EXPECT_GE(inside, 165);
    EXPECT_LE(inside, 195);
}

TEST_F(Forecast, GroupsGapsNullsAndUnsortedRows) {
    const auto out =
        m_plugin.process(R"({"time":"d","value":"v","groups":"g,h","horizon":2,"model":"trend"})",
                         {"SELECT * FROM (SELECT DATE '2024-01-31' + (i * 7)::INT AS d, CASE WHEN i <> 5 "
                          "THEN i * 10.0 END AS v, 'a' AS g, i % 1 AS h FROM range(12) r(i) WHERE i <> 8 "
                          "UNION ALL SELECT DATE '2024-01-31' + i::INT, 3, NULL, 1 FROM range(6) r(i) UNION "
                          "ALL SELECT DATE '2024-01-01', 1, 'short', 2) ORDER BY hash(d)"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(m_plugin.rows("SELECT g, h, d, round(forecast, 6) FROM result WHERE is_forecast ORDER BY g, d"),
              "a|0|2024-04-24|120.0\na|0|2024-05-01|130.0\nNULL|1|2024-02-06|3.0\nNULL|1|2024-02-07|3.0");
    EXPECT_EQ(m_plugin.value("SELECT count(*) FROM result WHERE g = 'short'"), "0");
    EXPECT_THAT(m_plugin.log(), testing::Contains("2 missing steps were filled along straight lines."));
}

TEST_F(Forecast, MonthsKeepTheirDay) {
    ASSERT_TRUE(
        m_plugin
            .process(
                R"({"time":"d","value":"v","horizon":3,"history":false})",
                {"SELECT last_day(DATE '2023-01-01' + INTERVAL (i) MONTH) AS d, i AS v FROM range(12) r(i)"})
            .ok());
    EXPECT_EQ(m_plugin.rows("SELECT d FROM result"), "2024-01-31\n2024-02-29\n2024-03-31");
}

TEST_F(Forecast, EmptyInputWrongSettingsAndCancel) {
    ASSERT_TRUE(
        m_plugin.process(R"({"time":"i","value":"v"})", {"SELECT 1 AS i, 1.5 AS v WHERE false"}).ok());
    EXPECT_EQ(m_plugin.rows("SELECT column_name FROM (DESCRIBE result)"),
              "i\nv\nforecast\nlower\nupper\nis_forecast\nmethod\nerror_mean_absolute\nerror_percent");
    const auto run = [&](const char* config, const char* rows) { return m_plugin.process(config, {rows}); };
    EXPECT_EQ(run(R"({"value":"v"})", "SELECT 1 AS i, 2 AS v").status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(run(R"({"time":"v","value":"v"})", "SELECT 'a' AS v").status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(run(R"({"time":"i","value":"v","level":"2"})", "SELECT 1 AS i, 2 AS v").status,
              TRIBUTARY_INVALID_CONFIG);
    const auto twice = run(R"({"time":"i","value":"v"})", "SELECT 1 AS i, 2 AS v FROM range(9)");
    EXPECT_EQ(twice.status, TRIBUTARY_INVALID_DATA);
    EXPECT_THAT(twice.error, HasSubstr("same time"));
    EXPECT_EQ(run(R"({"time":"i","value":"v","model":"multiplicative","season":4})",
                  "SELECT i, i - 5 AS v FROM range(30) r(i)")
                  .status,
              TRIBUTARY_INVALID_DATA);
    m_plugin.cancelAfter(60);
    EXPECT_EQ(run(R"({"time":"i","value":"v"})", "SELECT i, random() AS v FROM range(20000) r(i)").status,
              TRIBUTARY_CANCELLED);
}

}  // namespace
}  // namespace tributary::plugins
