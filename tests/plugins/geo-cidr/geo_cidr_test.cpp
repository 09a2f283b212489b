// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "tests/plugins/loader.h"

namespace tributary::plugins {
namespace {

class GeoCidr : public testing::Test {
  protected:
    LoadedPlugin m_plugin{"geo-cidr"};
};

TEST_F(GeoCidr, KnowsTheSpecialBlocks) {
    const auto out =
        m_plugin.process(R"({"ip":"ip"})", {"SELECT * FROM (VALUES "
                                            "(1,'10.1.2.3'),(2,'8.8.8.8'),(3,'192.0.0.9'),(4,'192.0.0.11'),("
                                            "5,'255.255.255.255'),(6,'254.0.0.1'),"
                                            "(7,'::1'),(8,'2001:db8:1::'),(9,'::ffff:192.168.1.1'),(10,'"
                                            "nonsense'),(11,NULL),(12,'2606:4700::1111'),(13,'ff02::1'),"
                                            "(14,'2001:0:1::'),(15,'2001:1::1'),(16,'ffff:ffff:ffff:ffff:"
                                            "ffff:ffff:ffff:ffff'),(17,' 127.0.0.1 ')) t(i,ip)"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(
        m_plugin.rows("SELECT i, network, is_global FROM result ORDER BY i"),
        "1|10.0.0.0/8|false\n2|NULL|NULL\n3|192.0.0.9/32|true\n4|192.0.0.0/24|false\n5|255.255.255.255/"
        "32|false\n"
        "6|240.0.0.0/4|false\n7|::1/128|false\n8|2001:db8::/32|false\n9|192.168.0.0/16|false\n10|NULL|NULL\n"
        "11|NULL|NULL\n12|NULL|NULL\n13|ff00::/8|false\n14|2001::/32|false\n15|2001:1::1/128|true\n16|ff00::/"
        "8|false\n"
        "17|127.0.0.0/8|false");
    EXPECT_EQ(m_plugin.value("SELECT network_name || ', ' || network_source FROM result WHERE i = 1"),
              "Private use, RFC 1918");
    EXPECT_EQ(m_plugin.log().back(), "13 addresses found, 2 in none of the networks, 1 are no addresses.");
}

TEST_F(GeoCidr, JoinsTheNarrowestNetworkOfATable) {
    const std::string ranges =
        "SELECT * FROM (VALUES "
        "('10.0.0.0/8','wide',1.50::DECIMAL(5,2),['x']),('10.1.0.0/16','mid',NULL,NULL),('10.1.2.0/"
        "24','narrow',3,['y','z']),"
        "(NULL,'none',0,NULL),('10.1.2.3','one',4,NULL),('10.1.2.3/32','one "
        "again',5,NULL),('2001:db8::/32','six',6,NULL),"
        "('0.0.0.0/0','all',7,NULL)) t(cidr, ip, price, l)";
    const auto out = m_plugin.process(R"({"ip":"ip","network":"cidr"})",
                                      {"SELECT "
                                       "unnest(['10.1.2.3','10.1.2.4','10.1.3.1','10.2.0.0','9.9.9.9','2001:"
                                       "db8::5','2001:db9::','255.255.255.255']) AS ip",
                                       ranges});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(m_plugin.rows("SELECT * FROM result"),
              "10.1.2.3|10.1.2.3/32|one again|5.00|NULL\n10.1.2.4|10.1.2.0/24|narrow|3.00|[\"y\", \"z\"]\n"
              "10.1.3.1|10.1.0.0/16|mid|NULL|NULL\n10.2.0.0|10.0.0.0/8|wide|1.50|[\"x\"]\n9.9.9.9|0.0.0.0/"
              "0|all|7.00|NULL\n"
              "2001:db8::5|2001:db8::/"
              "32|six|6.00|NULL\n2001:db9::|NULL|NULL|NULL|NULL\n255.255.255.255|0.0.0.0/0|all|7.00|NULL");
    EXPECT_EQ(m_plugin.rows("SELECT column_name, column_type FROM (DESCRIBE result)"),
              "ip|VARCHAR\ncidr|VARCHAR\nip_2|VARCHAR\nprice|DECIMAL(12,2)\nl|VARCHAR");
}

TEST_F(GeoCidr, AgreesWithAJoinByPrefixInSql) {
    // 3,000 random networks of /8 to /28 and 60,000 random addresses; SQL finds the longest prefix by itself.
    m_plugin.value(
        "CREATE TABLE nets AS SELECT n, len, ((hash(n) % 4294967296) >> (32 - len)) << (32 - len) AS first "
        "FROM "
        "(SELECT n, (8 + hash(n + 7) % 21)::BIGINT AS len FROM range(3000) r(n))");
    m_plugin.value(
        "CREATE TABLE named AS SELECT *, first >> 24 || '.' || ((first >> 16) & 255) || '.' || ((first >> 8) "
        "& 255) || '.' || "
        "(first & 255) || '/' || len AS network FROM nets");
    m_plugin.value(
        "CREATE TABLE addresses AS SELECT i, (hash(i * 31) % 4294967296)::BIGINT AS ip FROM range(60000) "
        "r(i)");
    const auto out = m_plugin.process(
        R"({"ip":"ip"})", {"SELECT * FROM addresses", "SELECT network, len FROM named ORDER BY n"});
    ASSERT_TRUE(out.ok()) << out.error;
    m_plugin.value(
        "CREATE TABLE truth AS SELECT i, max(len) AS best FROM addresses, (SELECT DISTINCT len AS l FROM "
        "nets) JOIN nets ON len = l "
        "WHERE first = (ip >> (32 - len)) << (32 - len) GROUP BY i");
    EXPECT_EQ(m_plugin.value(
                  "SELECT count(*) FROM result LEFT JOIN truth USING (i) WHERE len IS DISTINCT FROM best"),
              "0");
    EXPECT_NE(m_plugin.value("SELECT count(len) FROM result"), "0");
}

TEST_F(GeoCidr, RangesByFirstAndLastAddress) {
    const std::string ranges =
        "SELECT * FROM (VALUES (16777216, 16777471, 'AU'), (16777472, 16778239, 'CN')) t(a, b, country)";
    ASSERT_TRUE(m_plugin
                    .process(R"({"ip":"ip","network":"a","network_end":"b"})",
                             {"SELECT unnest(['1.0.0.255','1.0.1.0','1.0.4.0']) AS ip", ranges})
                    .ok());
    EXPECT_EQ(m_plugin.rows("SELECT country FROM result"), "AU\nCN\nNULL");
    const auto crossed = m_plugin.process(
        R"({"ip":"ip"})",
        {"SELECT '1.1.1.1' AS ip", "SELECT unnest(['1.0.0.0-1.0.0.9', '1.0.0.5-1.0.0.20']) AS network"});
    EXPECT_EQ(crossed.status, TRIBUTARY_INVALID_DATA);
    EXPECT_NE(crossed.error.find("rows 1 and 2 overlap"), std::string::npos) << crossed.error;
}

TEST_F(GeoCidr, EmptyInputsAndWrongOnes) {
    ASSERT_TRUE(m_plugin
                    .process(R"({"ip":"ip"})",
                             {"SELECT 'x' AS ip WHERE false", "SELECT 'x' AS network, 1 AS n WHERE false"})
                    .ok());
    EXPECT_EQ(m_plugin.rows("SELECT column_name FROM (DESCRIBE result)"), "ip\nnetwork\nn");
    const auto status = [&](const char* config, const char* networks) {
        return m_plugin.process(config, {"SELECT '1.1.1.1' AS ip, 1.5 AS f", networks});
    };
    EXPECT_EQ(status("{}", "SELECT '1.0.0.0/8' AS network").status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(status(R"({"ip":"f"})", "SELECT '1.0.0.0/8' AS network").status, TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(status(R"({"ip":"ip"})", "SELECT '1.0.0.0/8' AS net").status, TRIBUTARY_INVALID_CONFIG);
    for (const char* bad :
         {"1.0.0.0/33", "1.0.0/8", "a/8", "::/129", "1.0.0.9-1.0.0.1", "1.0.0.0/", "1.0.0.0/8x"}) {
        const auto out = status(R"({"ip":"ip"})", (std::string("SELECT '") + bad + "' AS network").c_str());
        EXPECT_EQ(out.status, TRIBUTARY_INVALID_DATA) << bad;
        EXPECT_NE(out.error.find(bad), std::string::npos) << out.error;
    }
}

TEST_F(GeoCidr, StopsWhenToldTo) {
    m_plugin.cancelAfter(3);
    EXPECT_EQ(m_plugin.process(R"({"ip":"ip"})", {"SELECT '1.1.1.1' AS ip FROM range(100000)"}).status,
              TRIBUTARY_CANCELLED);
}

}  // namespace
}  // namespace tributary::plugins
