// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/mysql_connector.h"
#include "tests/conformance/quirks.h"

namespace tributary::conformance {

namespace {

class MysqlQuirks : public Quirks {
  public:
    MysqlQuirks() {
        id = "mysql";
        environment = "TRIBUTARY_TEST_MYSQL";
        schema = "tributary";
        nativeOne = "SELECT CAST(42 AS SIGNED) AS answer";
        nativeOneText = "42";
        nativeSlow = "SELECT BENCHMARK(2000000000, MD5('a'))";
        addIntegers();
        addFractions();
        addTexts();
        addBytes();
        addTimes();
        addKeptLocal();
    }

    std::unique_ptr<connect::Connector> connector() const override {
        return connectors::makeMysqlConnector();
    }

    std::string quote(const std::string& name) const override {
        std::string out = "`";
        for (char c : name) {
            if (c == '`') out += '`';
            out += c;
        }
        return out + "`";
    }

    /// Hexadecimal: free of escapes whatever the session's sql_mode is.
    std::string textLiteral(const std::string& text) const override {
        static constexpr char digits[] = "0123456789abcdef";
        std::string out = "_utf8mb4 x'";
        for (unsigned char c : text) {
            out += digits[c >> 4];
            out += digits[c & 15];
        }
        return out + "'";
    }

  private:
    void addIntegers() {
        types.push_back({"tinyint", "TINYINT", "TINYINT", {{"-128", "-128"}, {"127", "127"}, {"NULL", {}}}});
        types.push_back({"tinyint_one", "TINYINT(1)", "TINYINT", {{"1", "1"}, {"-5", "-5"}, {"NULL", {}}}});
        types.push_back(
            {"utinyint", "TINYINT UNSIGNED", "UTINYINT", {{"0", "0"}, {"255", "255"}, {"NULL", {}}}});
        types.push_back(
            {"smallint", "SMALLINT", "SMALLINT", {{"-32768", "-32768"}, {"32767", "32767"}, {"NULL", {}}}});
        types.push_back(
            {"usmallint", "SMALLINT UNSIGNED", "USMALLINT", {{"0", "0"}, {"65535", "65535"}, {"NULL", {}}}});
        types.push_back({"mediumint",
                         "MEDIUMINT",
                         "INTEGER",
                         {{"-8388608", "-8388608"}, {"8388607", "8388607"}, {"NULL", {}}}});
        types.push_back({"int",
                         "INT",
                         "INTEGER",
                         {{"-2147483648", "-2147483648"}, {"2147483647", "2147483647"}, {"NULL", {}}}});
        types.push_back(
            {"uint", "INT UNSIGNED", "UINTEGER", {{"0", "0"}, {"4294967295", "4294967295"}, {"NULL", {}}}});
        types.push_back({"bigint",
                         "BIGINT",
                         "BIGINT",
                         {{"-9223372036854775808", "-9223372036854775808"},
                          {"9223372036854775807", "9223372036854775807"},
                          {"9007199254740993", "9007199254740993"},
                          {"0", "0"},
                          {"NULL", {}}}});
        types.push_back({"ubigint",
                         "BIGINT UNSIGNED",
                         "UBIGINT",
                         {{"18446744073709551615", "18446744073709551615"},
                          {"9223372036854775808", "9223372036854775808"},
                          {"0", "0"},
                          {"NULL", {}}}});
    }

    void addFractions() {
        types.push_back({"double",
                         "DOUBLE",
                         "DOUBLE",
                         {{"0.1e0", "0.1"},
                          {"1e308", "1e+308"},
                          {"-1.7976931348623157e308", "-1.7976931348623157e+308"},
                          {"2.2250738585072014e-308", "2.2250738585072014e-308"},
                          {"9007199254740992", "9007199254740992.0"},
                          {"0.30000000000000004", "0.30000000000000004"},
                          {"0", "0.0"},
                          {"NULL", {}}}});
        types.push_back({"float",
                         "FLOAT",
                         "FLOAT",
                         {{"0.1e0", "0.1"},
                          {"16777216", "16777216.0"},
                          {"-3.4028234e38", "-3.4028235e+38"},
                          {"0", "0.0"},
                          {"NULL", {}}}});
        types.push_back({"decimal",
                         "DECIMAL(10,2)",
                         "DECIMAL(10,2)",
                         {{"12.34", "12.34"},
                          {"-0.01", "-0.01"},
                          {"99999999.99", "99999999.99"},
                          {"5", "5.00"},
                          {"0", "0.00"},
                          {"NULL", {}}}});
        types.push_back(
            {"decimal_38",
             "DECIMAL(38,10)",
             "DECIMAL(38,10)",
             {{"9999999999999999999999999999.9999999999", "9999999999999999999999999999.9999999999"},
              {"-9999999999999999999999999999.9999999999", "-9999999999999999999999999999.9999999999"},
              {"0.0000000001", "0.0000000001"},
              {"NULL", {}}}});
    }

    static std::vector<Sample> nastyTexts() {
        return {{"''", ""},
                {"'a'", "a"},
                {"'A'", "A"},
                {"'ab'", "ab"},
                {"'ab '", "ab "},
                {"' ab'", " ab"},
                {"'ä'", "ä"},
                {"'Ä'", "Ä"},
                {"'ß'", "ß"},
                {"'ss'", "ss"},
                {"_utf8mb4 x'e6b189e5ad97'", "汉字"},
                {"_utf8mb4 x'f09f9880'", "😀"},
                {"'it''s'", "it's"},
                {"'100%'", "100%"},
                {"'_x'", "_x"},
                {"_utf8mb4 x'6261636b5c736c617368'", "back\\slash"},
                {"_utf8mb4 x'7f'", "\x7f"},
                {"NULL", {}}};
    }

    void addTexts() {
        for (std::string collation :
             {"utf8mb4_general_ci", "utf8mb4_unicode_ci", "utf8mb4_bin", "utf8mb4_nopad_bin"}) {
            types.push_back({"varchar_" + collation.substr(8),
                             "VARCHAR(100) CHARACTER SET utf8mb4 COLLATE " + collation, "VARCHAR",
                             nastyTexts()});
        }
        types.push_back({"text", "TEXT", "VARCHAR", nastyTexts(), true, false});
        types.push_back({"utf16", "VARCHAR(50) CHARACTER SET utf16", "VARCHAR", nastyTexts()});
        types.push_back({"latin1",
                         "VARCHAR(50) CHARACTER SET latin1",
                         "VARCHAR",
                         {{"'a'", "a"},
                          {"'A'", "A"},
                          {"'ä'", "ä"},
                          {"'a '", "a "},
                          {"''", ""},
                          {"'€'", "€"},
                          {"NULL", {}}}});
        types.push_back({"char",
                         "CHAR(5)",
                         "VARCHAR",
                         {{"'ab '", "ab"}, {"'AB'", "AB"}, {"' a'", " a"}, {"''", ""}, {"NULL", {}}}});
        types.push_back({"enum",
                         "ENUM('b','a','C')",
                         "VARCHAR",
                         {{"'b'", "b"}, {"'a'", "a"}, {"'C'", "C"}, {"NULL", {}}}});
        types.push_back(
            {"set", "SET('x','y')", "VARCHAR", {{"'x,y'", "x,y"}, {"'y'", "y"}, {"''", ""}, {"NULL", {}}}});
    }

    void addBytes() {
        types.push_back({"varbinary",
                         "VARBINARY(50)",
                         "BLOB",
                         {{"''", ""},
                          {"x'00ff'", "\\x00\\xFF"},
                          {"'a'", "a"},
                          {"'a '", "a "},
                          {"x'6100'", "a\\x00"},
                          {"NULL", {}}}});
        types.push_back(
            {"binary", "BINARY(3)", "BLOB", {{"x'61'", "a\\x00\\x00"}, {"x'ffffff'", "\\xFF\\xFF\\xFF"}}});
        types.push_back(
            {"blob", "LONGBLOB", "BLOB", {{"''", ""}, {"x'00'", "\\x00"}, {"NULL", {}}}, true, false});
    }

    void addTimes() {
        types.push_back({"date",
                         "DATE",
                         "DATE",
                         {{"'2024-02-29'", "2024-02-29"},
                          {"'1000-01-01'", "1000-01-01"},
                          {"'0001-01-01'", "0001-01-01"},
                          {"'9999-12-31'", "9999-12-31"},
                          {"NULL", {}}}});
        types.push_back({"datetime",
                         "DATETIME",
                         "TIMESTAMP",
                         {{"'2024-03-31 02:30:00'", "2024-03-31 02:30:00"},
                          {"'1000-01-01 00:00:00'", "1000-01-01 00:00:00"},
                          {"'9999-12-31 23:59:59'", "9999-12-31 23:59:59"},
                          {"NULL", {}}}});
        types.push_back({"datetime_6",
                         "DATETIME(6)",
                         "TIMESTAMP",
                         {{"'2024-03-31 02:30:00.000001'", "2024-03-31 02:30:00.000001"},
                          {"'9999-12-31 23:59:59.999999'", "9999-12-31 23:59:59.999999"},
                          {"NULL", {}}}});
        types.push_back({"timestamp_6",
                         "TIMESTAMP(6) NULL",
                         "TIMESTAMP WITH TIME ZONE",
                         {{"'1970-01-01 00:00:01'", "1970-01-01 00:00:01+00"},
                          {"'2024-03-31 01:30:00.5'", "2024-03-31 01:30:00.5+00"},
                          {"'2038-01-19 03:14:07.999999'", "2038-01-19 03:14:07.999999+00"},
                          {"NULL", {}}}});
    }

    /// Types whose comparisons the server does not answer as DuckDB would.
    void addKeptLocal() {
        const std::string nines(65, '9');
        types.push_back(
            {"decimal_65", "DECIMAL(65,0)", "VARCHAR", {{nines, nines}, {"NULL", {}}}, false, false});
        types.push_back(
            {"bit", "BIT(10)", "BIT", {{"b'1000000001'", "1000000001"}, {"NULL", {}}}, false, false});
        types.push_back({"time",
                         "TIME(6)",
                         "INTERVAL",
                         {{"'838:59:59'", "838:59:59"},
                          {"'-838:59:59'", "-838:59:59"},
                          {"'-00:00:00.000001'", "-00:00:00.000001"},
                          {"NULL", {}}},
                         false,
                         false});
        types.push_back({"year",
                         "YEAR",
                         "USMALLINT",
                         {{"1901", "1901"}, {"2155", "2155"}, {"0", "0"}, {"NULL", {}}},
                         false,
                         false});
        types.push_back({"json",
                         "JSON",
                         "JSON",
                         {{"'{\"a\":[1,null]}'", "{\"a\":[1,null]}"}, {"NULL", {}}},
                         false,
                         false});
    }
};

}  // namespace

std::unique_ptr<Quirks> makeMysqlQuirks() {
    return std::make_unique<MysqlQuirks>();
}

}  // namespace tributary::conformance
