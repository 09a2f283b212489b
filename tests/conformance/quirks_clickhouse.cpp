// SPDX-License-Identifier: GPL-3.0-or-later
// Types that 18.16 has; newer ones are tested on hand-made bytes beside the connector.
#include "connectors/clickhouse/clickhouse_connector.h"
#include "tests/conformance/quirks.h"

namespace tributary::conformance {

namespace {

class ClickhouseQuirks : public Quirks {
  public:
    ClickhouseQuirks() {
        id = "clickhouse";
        environment = "TRIBUTARY_TEST_CLICKHOUSE";
        schema = "default";
        idType = "Int64";
        intType = "Nullable(Int64)";
        textType = "Nullable(String)";
        nativeOne = "SELECT toInt32(42) AS answer";
        nativeOneText = "42";
        nativeSlow = "SELECT count() FROM system.numbers";
        lacks[Feature::ForeignKeys] = "ClickHouse has no foreign keys";
        lacks[Feature::NativeWrite] = "18.16 does not tell how many rows a statement wrote";
        addNumbers();
        addTexts();
        addTimes();
        addKeptLocal();
    }

    std::unique_ptr<connect::Connector> connector() const override {
        return connectors::makeClickhouseConnector();
    }
    size_t insertBatch() const override { return 0; }

    std::string quote(const std::string& name) const override { return escaped(name, '`'); }
    std::string textLiteral(const std::string& text) const override { return escaped(text, '\''); }

    std::string createTableText(const TableSpec& table) const override {
        std::string out = "CREATE TABLE " + qualified(table.name) + " (";
        for (size_t i = 0; i < table.columns.size(); i++) {
            out += (i ? ", " : "") + quote(table.columns[i].name) + " " + table.columns[i].nativeType;
        }
        return out + ") ENGINE = MergeTree ORDER BY " + quote(table.columns[0].name);
    }

    Result<void> createView(connect::Connection& connection, const std::string& name,
                            const std::string& table) override {
        if (auto done = run(connection, dropTableText(name)); !done) return done;
        return run(connection, "CREATE VIEW " + qualified(name) + " AS SELECT * FROM " + qualified(table));
    }

  private:
    static std::string escaped(const std::string& text, char quote) {
        std::string out(1, quote);
        for (char c : text) {
            if (c == quote || c == '\\') out += '\\';
            out += c;
        }
        return out + quote;
    }

    void addInteger(const std::string& name, const std::string& native, const std::string& duck,
                    const std::string& least, const std::string& most) {
        types.push_back({name,
                         "Nullable(" + native + ")",
                         duck,
                         {{least, least}, {most, most}, {"0", "0"}, {"1", "1"}, {"NULL", {}}}});
    }

    void addNumbers() {
        addInteger("uint8", "UInt8", "UTINYINT", "0", "255");
        addInteger("uint16", "UInt16", "USMALLINT", "0", "65535");
        addInteger("uint32", "UInt32", "UINTEGER", "0", "4294967295");
        addInteger("uint64", "UInt64", "UBIGINT", "9007199254740993", "18446744073709551615");
        addInteger("int8", "Int8", "TINYINT", "-128", "127");
        addInteger("int16", "Int16", "SMALLINT", "-32768", "32767");
        addInteger("int32", "Int32", "INTEGER", "-2147483648", "2147483647");
        addInteger("int64", "Int64", "BIGINT", "-9223372036854775808", "9223372036854775807");
        types.push_back({"float64",
                         "Nullable(Float64)",
                         "DOUBLE",
                         {{"0.1", "0.1"},
                          {"1e308", "1e+308"},
                          {"-1.7976931348623157e308", "-1.7976931348623157e+308"},
                          {"0.30000000000000004", "0.30000000000000004"},
                          {"9007199254740992", "9007199254740992.0"},
                          {"nan", "nan"},
                          {"inf", "inf"},
                          {"-inf", "-inf"},
                          {"0", "0.0"},
                          {"NULL", {}}}});
        types.push_back({"float32",
                         "Float32",
                         "FLOAT",
                         {{"0.1", "0.1"}, {"16777216", "16777216.0"}, {"nan", "nan"}, {"-inf", "-inf"}}});
        types.push_back({"decimal_9",
                         "Nullable(Decimal(9, 2))",
                         "DECIMAL(9,2)",
                         {{"9999999.99", "9999999.99"}, {"-0.01", "-0.01"}, {"0", "0.00"}, {"NULL", {}}}});
        types.push_back(
            {"decimal_4", "Decimal(4, 2)", "DECIMAL(4,2)", {{"99.99", "99.99"}, {"-99.99", "-99.99"}}});
        types.push_back({"decimal_18",
                         "Decimal(18, 4)",
                         "DECIMAL(18,4)",
                         {{"99999999999999.9999", "99999999999999.9999"}, {"-0.0001", "-0.0001"}}});
        types.push_back(
            {"decimal_38",
             "Decimal(38, 10)",
             "DECIMAL(38,10)",
             {{"'9999999999999999999999999999.9999999999'", "9999999999999999999999999999.9999999999"},
              {"'-0.0000000001'", "-0.0000000001"}}});
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
                {"'ss'", "ss"},
                {"'汉字'", "汉字"},
                {"'😀'", "😀"},
                {"'it\\'s'", "it's"},
                {"'100%'", "100%"},
                {"'_x'", "_x"},
                {"'a\\\\b'", "a\\b"},
                {"'\x7f'", "\x7f"},
                {"'line\\nbreak\\ttab'", "line\nbreak\ttab"}};
    }

    void addTexts() {
        std::vector<Sample> withNull = nastyTexts();
        withNull.push_back({"NULL", {}});
        types.push_back({"string", "Nullable(String)", "VARCHAR", withNull});
        types.push_back({"low_cardinality", "LowCardinality(String)", "VARCHAR", nastyTexts()});
        types.push_back({"low_cardinality_null", "LowCardinality(Nullable(String))", "VARCHAR", withNull});
        types.push_back(
            {"fixed_string",
             "FixedString(5)",
             "VARCHAR",
             {{"'abc'", "abc"}, {"'ABCDE'", "ABCDE"}, {"''", ""}, {"'ä'", "ä"}, {"'a b'", "a b"}}});
        types.push_back({"enum8",
                         "Nullable(Enum8('b' = -128, 'a' = 0, 'C\\'s' = 127))",
                         "VARCHAR",
                         {{"'b'", "b"}, {"'a'", "a"}, {"'C\\'s'", "C's"}, {"NULL", {}}}});
        types.push_back({"enum16",
                         "Enum16('x' = 32767, 'y' = -32768, '' = 1)",
                         "VARCHAR",
                         {{"'x'", "x"}, {"'y'", "y"}, {"''", ""}}});
    }

    void addTimes() {
        types.push_back({"date",
                         "Nullable(Date)",
                         "DATE",
                         {{"'1970-01-02'", "1970-01-02"},
                          {"'2024-02-29'", "2024-02-29"},
                          {"'2105-12-31'", "2105-12-31"},
                          {"NULL", {}}}});
        types.push_back({"datetime_utc",
                         "DateTime('UTC')",
                         "TIMESTAMP WITH TIME ZONE",
                         {{"'1970-01-02 00:00:01'", "1970-01-02 00:00:01+00"},
                          {"'2024-03-31 02:30:00'", "2024-03-31 02:30:00+00"},
                          {"4294967295", "2106-02-07 06:28:15+00"}}});
        types.push_back({"datetime_zone",
                         "Nullable(DateTime('Asia/Shanghai'))",
                         "TIMESTAMP WITH TIME ZONE",
                         {{"'2024-03-31 08:00:00'", "2024-03-31 00:00:00+00"}, {"NULL", {}}}});
    }

    void addKeptLocal() {
        types.push_back({"uuid",
                         "Nullable(UUID)",
                         "UUID",
                         {{"'00112233-4455-6677-8899-aabbccddeeff'", "00112233-4455-6677-8899-aabbccddeeff"},
                          {"'ffeeddcc-bbaa-9988-7766-554433221100'", "ffeeddcc-bbaa-9988-7766-554433221100"},
                          {"'00000000-0000-0000-0000-000000000000'", "00000000-0000-0000-0000-000000000000"},
                          {"NULL", {}}},
                         true,
                         false});
        types.push_back({"array",
                         "Array(Nullable(Int32))",
                         "INTEGER[]",
                         {{"[1, NULL, -2]", "[1, NULL, -2]"}, {"[]", "[]"}},
                         false,
                         false});
        types.push_back({"array_array",
                         "Array(Array(String))",
                         "VARCHAR[][]",
                         {{"[['a'], [], ['b', 'c']]", "[[a], [], [b, c]]"}, {"[]", "[]"}},
                         false,
                         false});
        types.push_back({"tuple",
                         "Tuple(UInt8, String)",
                         "STRUCT(\"1\" UTINYINT, \"2\" VARCHAR)",
                         {{"(1, 'a')", "{'1': 1, '2': a}"}, {"(0, '')", "{'1': 0, '2': ''}"}},
                         false,
                         false});
    }
};

}  // namespace

std::unique_ptr<Quirks> makeClickhouseQuirks() {
    return std::make_unique<ClickhouseQuirks>();
}

}  // namespace tributary::conformance
