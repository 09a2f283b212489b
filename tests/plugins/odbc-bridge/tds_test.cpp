// SPDX-License-Identifier: GPL-3.0-or-later
// FreeTDS against pySQLbridge, which speaks SQL Server's protocol on CSV files: a stand-in, no SQL Server.
#include "tests/plugins/odbc-bridge/odbc_fixture.h"

namespace tributary::plugins::test {
namespace {

using ::testing::HasSubstr;

class OdbcTds : public OdbcTest {
  protected:
    void SetUp() override {
        auto server = serverOf("TRIBUTARY_TEST_TDS_STANDIN");
        if (server.empty())
            GTEST_SKIP() << "SKIPPED LOUDLY: TRIBUTARY_TEST_TDS_STANDIN is not set; FreeTDS is not tested";
        m_options = {{"odbc.driver", "FreeTDS"},      {"odbc.server", server["host"]},
                     {"odbc.port", server["port"]},   {"odbc.connection_string", "TDS_Version=7.4"},
                     {"odbc.database", "master"},     {"username", server["user"]},
                     {"password", server["password"]}};
    }
};

TEST_F(OdbcTds, ReadsTypesAndNulls) {
    const auto opened = m_driver.open(m_options);
    ASSERT_TRUE(opened.ok()) << opened.error;
    const auto rows = m_driver.query("SELECT id, name, score, born, flag FROM people ORDER BY id");
    ASSERT_TRUE(rows.ok()) << rows.error;
    // The stand-in sends its times and truths as texts.
    EXPECT_EQ(rows.formats, (std::vector<std::string>{"i", "u", "g", "u", "u"}));
    EXPECT_EQ(rows.rows, (std::vector<Line>{{"1", "Ada", "99.5", "1815-12-10T00:00:00", "true"},
                                            {"2", "Zür 汉字", "-78.25", "1930-05-11T12:30:00", "false"},
                                            {"3", "NULL", "NULL", "NULL", "NULL"}}));
    const auto objects = m_driver.objects(ADBC_OBJECT_DEPTH_TABLES);
    ASSERT_TRUE(objects.ok()) << objects.error;
    EXPECT_THAT(objects.rows[0][1], HasSubstr("{dbo, [{many, TABLE"));
}

TEST_F(OdbcTds, ReadsManyRowsWithAFilter) {
    const auto opened = m_driver.open(m_options);
    ASSERT_TRUE(opened.ok()) << opened.error;
    const auto rows = m_driver.query("SELECT id, label FROM many WHERE g = 3");
    ASSERT_TRUE(rows.ok()) << rows.error;
    EXPECT_EQ(rows.rows.size(), 2000u);
    EXPECT_EQ(rows.rows.back(), (Line{"19993", "label 19993"}));
}

TEST_F(OdbcTds, SaysWhatIsWrong) {
    const auto opened = m_driver.open(m_options);
    ASSERT_TRUE(opened.ok()) << opened.error;
    const auto missing = m_driver.query("SELECT nothing FROM people");
    EXPECT_FALSE(missing.ok());
    EXPECT_THAT(missing.error, HasSubstr("nothing"));
    EXPECT_TRUE(m_driver.query("SELECT id FROM people").ok());
    m_options["password"] = "certainly-wrong";
    const auto refused = m_driver.open(m_options);
    EXPECT_EQ(refused.status, ADBC_STATUS_UNAUTHENTICATED) << refused.error;
    EXPECT_THAT(refused.error, HasSubstr("Check user and password"));
    EXPECT_THAT(refused.error, ::testing::Not(HasSubstr("certainly-wrong")));
}

}  // namespace
}  // namespace tributary::plugins::test
