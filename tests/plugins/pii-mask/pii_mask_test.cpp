// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "tests/plugins/loader.h"

namespace tributary::plugins {
namespace {

std::string quoted(const std::string& text) {
    return "'" + duckdb::StringUtil::Replace(text, "'", "''") + "'";
}

class PiiMask : public testing::Test {
  protected:
    std::string masked(const std::string& text, const std::string& mode = "redact",
                       const std::string& column = "note") {
        const auto out = m_plugin.process(R"({"mode":")" + mode + R"(","salt":"pepper and salt"})",
                                          {"SELECT " + quoted(text) + " AS " + column});
        if (!out.ok()) return "failed: " + out.error;
        return m_plugin.value("SELECT * FROM result");
    }
    LoadedPlugin m_plugin{"pii-mask"};
};

TEST_F(PiiMask, FindsWhatItSaysInTheMiddleOfTexts) {
    EXPECT_EQ(masked("Write to jane.doe+x@mail.example.com, please."), "Write to [email], please.");
    EXPECT_EQ(masked("手机13812345678或+86 138-1234-5678，座机 010-62345678。"),
              "手机[phone]或[phone]，座机 [phone]。");
    EXPECT_EQ(masked("Call (212) 555-0187 or 212-555-0187 or +44 20 7946 0958!"),
              "Call [phone] or [phone] or [phone]!");
    EXPECT_EQ(masked("身份证11010519491231002X，"), "身份证[id_card]，") << "the example of the standard";
    EXPECT_EQ(masked("cards 4111 1111 1111 1111, 5500-0000-0000-0004 and 6212341111111111116"),
              "cards [bank_card], [bank_card] and [bank_card]");
    EXPECT_EQ(masked("to GB82 WEST 1234 5698 7654 32 or DE89370400440532013000"), "to [iban] or [iban]");
    EXPECT_EQ(masked("from 192.168.0.1, 2001:db8::8a2e:370:7334 and ::1."), "from [ip], [ip] and [ip].");
}

TEST_F(PiiMask, LeavesAloneWhatOnlyLooksAlike) {
    for (const char* text : {"11010519491231002Y",
                             "110105194912310021",
                             "11010519491331002X",
                             "4111 1111 1111 1112",
                             "12345678901",
                             "GB82WEST12345698765433",
                             "XX82WEST12345698765432",
                             "1.2.3",
                             "1.2.3.4.5",
                             "300.1.1.1",
                             "12:34:56",
                             "std::a",
                             "std::dead",
                             "order 20240229123456",
                             "a@b",
                             "user@localhost",
                             "0000000000000000",
                             "x13812345678",
                             "138123456789",
                             "3.14159265358979",
                             "2024-01-01 12:00:00",
                             "",
                             "名字",
                             "1381234567a"}) {
        EXPECT_EQ(masked(text), text);
    }
}

TEST_F(PiiMask, EachModeDoesItsOwn) {
    EXPECT_EQ(masked("a jane@example.com b", "mask"), "a ****@*******.*** b");
    EXPECT_EQ(masked("jane@example.com", "partial"), "j***@example.com");
    EXPECT_EQ(masked("13812345678", "partial"), "138****5678");
    EXPECT_EQ(masked("+86 138 1234 5678", "partial"), "+86 138 **** 5678");
    EXPECT_EQ(masked("11010519491231002X", "partial"), "110***********002X");
    EXPECT_EQ(masked("4111-1111-1111-1111", "partial"), "****-****-****-1111");
    EXPECT_EQ(masked("DE89370400440532013000", "partial"), "DE****************3000");
    EXPECT_EQ(masked("192.168.7.9", "partial"), "192.168.*.*");
    EXPECT_EQ(masked("2001:db8::1", "partial"), "2001:db8:*");
    EXPECT_EQ(masked("张三丰", "partial", "姓名"), "张**");
    EXPECT_EQ(masked("Mary Ann Smith", "partial", "Full_Name"), "M*** A** S****");
    EXPECT_EQ(masked("Mary Smith", "redact", "name"), "[name]");
}

TEST_F(PiiMask, HashesJoinAcrossSpellingsAndDependOnTheSalt) {
    const std::string plain = masked("13812345678", "hash");
    EXPECT_EQ(plain.size(), std::string("phone_0123456789abcdef").size());
    EXPECT_EQ(masked("+86 138-1234-5678", "hash"), plain);
    EXPECT_NE(masked("13812345679", "hash"), plain);
    EXPECT_EQ(masked("Jane@Example.com", "hash"), masked("jane@example.com", "hash"));
    // openssl: printf 'email:jane@example.com' | openssl dgst -sha256 -hmac 'pepper and salt'
    EXPECT_EQ(masked("jane@example.com", "hash"), "email_60f3f4e5270695d9");
    ASSERT_TRUE(
        m_plugin.process(R"({"mode":"hash","salt":"another salt"})", {"SELECT '13812345678' AS note"}).ok());
    EXPECT_NE(m_plugin.value("SELECT * FROM result"), plain);
    const auto unsalted = m_plugin.process(R"({"mode":"hash"})", {"SELECT 'a@b.cc' AS note"});
    EXPECT_EQ(unsalted.status, TRIBUTARY_INVALID_CONFIG);
}

TEST_F(PiiMask, ColumnsRulesAndOtherTypes) {
    const auto out = m_plugin.process(
        R"({"columns":"a,n","rules":"b=redact,c=keep","whole_columns":"w","mode":"partial"})",
        {"SELECT 'x@example.com' AS a, 'x@example.com' AS b, 'x@example.com' AS c, 'x@example.com' AS d, "
         "13812345678 AS n, "
         "'abc' AS w, NULL::VARCHAR AS e, 7 AS i, ['x@example.com'] AS l, "
         "'x@example.com'::ENUM('x@example.com') AS m"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(m_plugin.rows("SELECT * FROM result"),
              "*@example.com|[email]|x@example.com|x@example.com|138****5678|a**|NULL|7|[x@example.com]|x@"
              "example.com");
    ASSERT_TRUE(m_plugin
                    .process(R"({"mode":"redact","kinds":"phone"})",
                             {"SELECT 'x@example.com 13812345678' AS a, 'Eve' AS name"})
                    .ok());
    EXPECT_EQ(m_plugin.rows("SELECT * FROM result"), "x@example.com [phone]|Eve");
}

TEST_F(PiiMask, NumbersThatArePersonalBecomeMaskedText) {
    const std::string mobiles =
        "(13000000000 + (i % 7) * 1000000000 + (i * 7919919) % 1000000000)::BIGINT AS contact";
    auto out =
        m_plugin.process(R"({"mode":"partial"})", {"SELECT " + mobiles + ", i AS n FROM range(3000) r(i)"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(m_plugin.rows("SELECT column_type FROM (DESCRIBE result)"), "VARCHAR\nBIGINT");
    EXPECT_EQ(m_plugin.rows("SELECT count(*) FILTER (contact LIKE '1__****____'), sum(n) FROM result"),
              "3000|4498500");
    EXPECT_EQ(m_plugin.log().back(), "Masked: 3000 phone.");
    // By name, whatever form: one row is enough, NULL stays, and what cannot be one stays.
    out = m_plugin.process(R"({"mode":"partial"})",
                           {"SELECT * FROM (VALUES (2125550187::DECIMAL(18,0), 110105194912310021::HUGEINT, "
                            "4111111111111111::UBIGINT), (NULL, NULL, NULL), (0, 5, 4012888888881881)) "
                            "AS t(\"CustomerPhone\", 身份证号, card_number)"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(m_plugin.rows("SELECT * FROM result"),
              "212***0187|110***********0021|************1111\nNULL|NULL|NULL\n0|5|************1881");
    // By nothing but the values: the check digits say it.
    out = m_plugin.process(R"({"mode":"redact"})",
                           {"SELECT x FROM (VALUES (4111111111111111), (5500000000000004), "
                            "(6011000000000004), (4012888888881881), "
                            "(5105105105105100), (4222222222222), (5555555555554444), (6011111111111117), "
                            "(4000056655665556)) t(x)"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(m_plugin.rows("SELECT DISTINCT x FROM result"), "[bank_card]");
    const std::string joined = masked("13812345678", "hash");
    out = m_plugin.process(R"({"mode":"hash","salt":"pepper and salt"})",
                           {"SELECT 13812345678 AS mobile UNION ALL SELECT NULL"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(m_plugin.value("SELECT mobile FROM result WHERE mobile IS NOT NULL"), joined)
        << "numbers and texts still join";
}

TEST_F(PiiMask, OrdinaryNumbersStayNumbers) {
    const auto out = m_plugin.process(
        R"({"mode":"redact"})",
        {"SELECT i AS id, 13800000000 + i AS serial, (13000000000 + (i % 7) * 1000000000 + i * "
         "77777)::BIGINT AS "
         "total_bytes, 17179869184 - i * 4096 AS memory, epoch_ms(TIMESTAMP '2026-01-01' + to_seconds(i)) AS "
         "ms, "
         "(epoch_us(TIMESTAMP '2026-01-01') + i * 31337) AS moment, 20260101000000 + i AS stamp, (i * "
         "12.34)::DECIMAL(12,2) AS price, (4000000000000000 + i * 7919)::BIGINT AS account, "
         "(110105194912310000 + i)::BIGINT AS big, i % 3 AS phone, 13812345678 AS once, (i * 1e7 + "
         "13e9)::DOUBLE "
         "AS ratio, 7200000000000000000 + i * 4194304 AS snowflake, -13812345678 - i AS minus FROM "
         "range(4000) "
         "r(i)"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(m_plugin.rows("SELECT column_name FROM (DESCRIBE result) WHERE column_type = 'VARCHAR'"), "");
    EXPECT_EQ(m_plugin.log().back(), "Nothing to mask was found.");
    EXPECT_EQ(
        m_plugin.rows("SELECT sum(serial), sum(memory), sum(account) FROM result"),
        m_plugin.rows("SELECT sum(13800000000 + i), sum(17179869184 - i * 4096), sum(4000000000000000 + i "
                      "* 7919) FROM range(4000) r(i)"));
    ASSERT_TRUE(m_plugin.process(R"({"rules":"mobile=keep"})", {"SELECT 13812345678 AS mobile"}).ok());
    EXPECT_EQ(m_plugin.rows("SELECT column_type FROM (DESCRIBE result)"), "BIGINT");
    ASSERT_TRUE(m_plugin.process(R"({"kinds":"email"})", {"SELECT 13812345678 AS mobile"}).ok());
    EXPECT_EQ(m_plugin.rows("SELECT column_type FROM (DESCRIBE result)"), "BIGINT");
    ASSERT_TRUE(m_plugin.process(R"({"columns":"t"})", {"SELECT 13812345678 AS mobile, 'a' AS t"}).ok());
    EXPECT_EQ(m_plugin.rows("SELECT column_type FROM (DESCRIBE result)"), "BIGINT\nVARCHAR");
    ASSERT_TRUE(m_plugin.process("{}", {"SELECT 1 AS mobile WHERE false"}).ok());
    EXPECT_EQ(m_plugin.rows("SELECT column_type FROM (DESCRIBE result)"), "INTEGER");
}

TEST_F(PiiMask, NullsEmptyInputAndViews) {
    m_plugin.value("SET arrow_output_version = '1.4'");
    m_plugin.value("SET produce_arrow_string_view = true");
    const auto out = m_plugin.process("{}", {"SELECT CASE WHEN i % 3 > 0 THEN 'no ' || i || ' of mail' || i "
                                             "|| '@example.com' END AS t FROM range(5000) r(i)"});
    ASSERT_TRUE(out.ok()) << out.error;
    EXPECT_EQ(m_plugin.rows("SELECT count(*), count(t), count(*) FILTER (t LIKE '%example%') FROM result"),
              "5000|3333|0");
    EXPECT_EQ(m_plugin.value("SELECT t FROM result LIMIT 1 OFFSET 4999"), "no 4999 of ********@*******.***");
    EXPECT_EQ(m_plugin.log().back(), "Masked: 3333 email.");
    ASSERT_TRUE(m_plugin.process("{}", {"SELECT 'a' AS t, 1 AS i WHERE false"}).ok());
    EXPECT_EQ(m_plugin.rows("SELECT column_name, column_type FROM (DESCRIBE result)"),
              "t|VARCHAR\ni|INTEGER");
}

TEST_F(PiiMask, SaysWhatIsWrongAndStops) {
    const auto status = [&](const char* config) {
        return m_plugin.process(config, {"SELECT 'a' AS t FROM range(100000)"}).status;
    };
    EXPECT_EQ(status(R"({"columns":"u"})"), TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(status(R"({"mode":"blur"})"), TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(status(R"({"kinds":"shoe size"})"), TRIBUTARY_INVALID_CONFIG);
    EXPECT_EQ(status(R"({"rules":"t"})"), TRIBUTARY_INVALID_CONFIG);
    m_plugin.cancelAfter(20);
    EXPECT_EQ(status("{}"), TRIBUTARY_CANCELLED);
}

}  // namespace
}  // namespace tributary::plugins
