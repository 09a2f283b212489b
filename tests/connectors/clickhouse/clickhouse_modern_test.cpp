// SPDX-License-Identifier: GPL-3.0-or-later
// The engine of a modern ClickHouse (libchdb) behind a stand-in for its HTTP interface: the engine makes
// random values of each type, and tells its own text of each beside the value that our decoder reads.
#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>

#include "tests/connectors/clickhouse/clickhouse_fixture.h"

namespace tributary::test {
namespace {

using testing::SizeIs;

class ClickhouseModern : public ClickhouseTest {
  protected:
    const char* variable() const override { return "TRIBUTARY_TEST_CLICKHOUSE_CHDB"; }
    const char* whenMissing() const override {
        return "NO MODERN CLICKHOUSE ENGINE: TRIBUTARY_TEST_CLICKHOUSE_CHDB is not set; ./dev setup chdb "
               "fetches the "
               "engine, ./dev test starts it";
    }
};

/// What DuckDB prints where it differs from toString(x).
constexpr const char* kUtc =
    "concat(replaceRegexpOne(replaceRegexpOne(toString(toTimeZone(x, 'UTC')), '(\\\\.\\\\d*?)0+$', '\\\\1'), "
    "'\\\\.$', ''), '+00')";
constexpr const char* kList =
    "concat('[', arrayStringConcat(arrayMap(e -> ifNull(toString(e), 'NULL'), x), ', '), ']')";

enum class Compare { Text, Number };

struct Modern {
    const char* name;
    const char* type;      ///< random values of it are made …
    const char* duckType;  ///< … and must arrive as this
    const char* text = "ifNull(toString(x), 'NULL')";
    Compare compare = Compare::Text;
    const char* values = nullptr;  ///< instead of random ones: an expression of `number`
};

const Modern kModern[] = {
    {"UInt128", "UInt128", "UHUGEINT"},
    {"Int128", "Int128", "HUGEINT"},
    {"UInt256", "UInt256", "VARCHAR"},
    {"Int256", "Int256", "VARCHAR"},
    {"NullableInt256", "Nullable(Int256)", "VARCHAR"},
    {"Decimal32", "Decimal(9, 2)", "DECIMAL(9,2)", "toDecimalString(x, 2)"},
    {"Decimal128", "Decimal(38, 20)", "DECIMAL(38,20)", "toDecimalString(x, 20)"},
    {"Decimal256", "Decimal(76, 20)", "VARCHAR", "toDecimalString(x, 20)"},
    {"Decimal256All", "Decimal(76, 76)", "VARCHAR", "toDecimalString(x, 76)"},
    {"NullableDecimal256", "Nullable(Decimal(60, 1))", "VARCHAR",
     "if(isNull(x), 'NULL', toDecimalString(x, 1))"},
    {"Float32", "Float32", "FLOAT", "toString(x)", Compare::Number},
    {"Float64", "Nullable(Float64)", "DOUBLE", "ifNull(toString(x), 'NULL')", Compare::Number},
    {"BFloat16", "BFloat16", "FLOAT", "toString(toFloat32(x))", Compare::Number,
     "toBFloat16(number / 7 - 100)"},
    {"Bool", "Nullable(Bool)", "BOOLEAN"},
    {"Date", "Date", "DATE"},
    {"Date32", "Nullable(Date32)", "DATE"},
    {"DateTime", "DateTime('Asia/Shanghai')", "TIMESTAMP WITH TIME ZONE", kUtc},
    {"DateTime64Seconds", "DateTime64(0)", "TIMESTAMP WITH TIME ZONE", kUtc},
    {"DateTime64Millis", "DateTime64(3, 'Europe/Berlin')", "TIMESTAMP WITH TIME ZONE", kUtc},
    {"DateTime64Micros", "Nullable(DateTime64(6))", "TIMESTAMP WITH TIME ZONE",
     "if(isNull(x), 'NULL', concat(replaceRegexpOne(toString(assumeNotNull(x)), '\\\\.?0+$', ''), '+00'))",
     Compare::Text,
     "if(number % 9 = 0, NULL, toDateTime64('1950-01-01 00:00:01.000001', 6) + INTERVAL number * 1000003 "
     "SECOND)"},
    {"DateTime64Nanos", "DateTime64(9)", "TIMESTAMP_NS",
     "replaceRegexpOne(replaceRegexpOne(toString(x), '0+$', ''), '\\\\.$', '')"},
    {"Uuid", "Nullable(UUID)", "UUID"},
    {"Ipv4", "IPv4", "VARCHAR"},
    {"Ipv6", "Nullable(IPv6)", "VARCHAR"},
    {"Ipv6Short", "IPv6", "VARCHAR", "toString(x)", Compare::Text,
     "toIPv6(arrayElement(['::', '::1', '::ffff:1.2.3.4', '1::', '1:0:0:2::', '2001:db8::1:0:0:1', "
     "'::1.2.3.4', '::1:0', '::ffff', '::ffff:0:0', '::1:0:0', '::fffe:1:2', '0:0:1::'], "
     "number % 13 + 1))"},
    {"Enum8", "Enum8('a' = -128, 'b c' = 0, '中' = 127)", "VARCHAR"},
    {"Enum16", "Nullable(Enum16('x' = -32768, '' = 32767))", "VARCHAR"},
    {"String", "Nullable(String)", "VARCHAR"},
    {"LowCardinality", "LowCardinality(String)", "VARCHAR"},
    {"LowCardinalityNull", "LowCardinality(Nullable(String))", "VARCHAR", "ifNull(toString(x), 'NULL')",
     Compare::Text, "toLowCardinality(if(number % 5 = 0, NULL, toString(number % 300)))"},
    {"LowCardinalityWide", "LowCardinality(UInt64)", "UBIGINT", "toString(x)", Compare::Text,
     "toLowCardinality(number * 977)"},
    {"Array", "Array(UInt64)", "UBIGINT[]", kList},
    {"ArrayNull", "Array(Nullable(Int256))", "VARCHAR[]", kList},
    {"ArrayLowCardinality", "Array(LowCardinality(Nullable(String)))", "VARCHAR[]", kList, Compare::Text,
     "arrayMap(i -> CAST(if(i % 3 = 0, NULL, concat('v', toString(i * number))), "
     "'LowCardinality(Nullable(String))'), "
     "range(number % 5))"},
    {"ArrayNested", "Array(Array(IPv4))", "VARCHAR[][]",
     "concat('[', arrayStringConcat(arrayMap(a -> concat('[', arrayStringConcat(arrayMap(e -> toString(e), "
     "a), ', '), "
     "']'), x), ', '), ']')"},
    {"Tuple", "Tuple(a UInt128, b Nullable(UUID))", "STRUCT(a UHUGEINT, b UUID)",
     "concat('{\\'a\\': ', toString(x.a), ', \\'b\\': ', ifNull(toString(x.b), 'NULL'), '}')"},
    {"TupleUnnamed", "Tuple(Int8, Date32)", "STRUCT(\"1\" TINYINT, \"2\" DATE)",
     "concat('{\\'1\\': ', toString(x.1), ', \\'2\\': ', toString(x.2), '}')"},
    {"TupleLowCardinality", "", "STRUCT(a VARCHAR, b VARCHAR[])",
     "concat('{\\'a\\': ', ifNull(x.a, 'NULL'), ', \\'b\\': [', arrayStringConcat(x.b, ', '), ']}')",
     Compare::Text,
     "CAST((if(number % 2 = 0, NULL, concat('k', toString(number))), [concat('w', toString(number % 7))]), "
     "'Tuple(a LowCardinality(Nullable(String)), b Array(LowCardinality(String)))')"},
    {"Nested", "Nested(a UInt8, b IPv4)", "STRUCT(a UTINYINT, b VARCHAR)[]",
     "concat('[', arrayStringConcat(arrayMap(e -> concat('{\\'a\\': ', toString(e.1), ', \\'b\\': ', "
     "toString(e.2), "
     "'}'), x), ', '), ']')",
     Compare::Text,
     "CAST(arrayMap(i -> (i, toIPv4(toUInt32(i * number))), range(number % 4)), 'Nested(a UInt8, b IPv4)')"},
    {"Map", "", "MAP(UBIGINT, DATE)",
     "concat('{', arrayStringConcat(arrayMap((k, v) -> concat(toString(k), '=', toString(v)), mapKeys(x), "
     "mapValues(x)), ', '), '}')",
     Compare::Text,
     "CAST((range(number % 4), arrayMap(i -> toDate(i * 1000 + number), range(number % 4))), 'Map(UInt64, "
     "Date)')"},
    {"MapLowCardinality", "", "MAP(VARCHAR, UTINYINT[])",
     "concat('{', arrayStringConcat(arrayMap((k, v) -> concat(k, '=[', arrayStringConcat(arrayMap(e -> "
     "toString(e), "
     "v), ', '), ']'), mapKeys(x), mapValues(x)), ', '), '}')",
     Compare::Text,
     "CAST((arrayMap(i -> concat('k', toString(i)), range(number % 4)), arrayMap(i -> range(i), range(number "
     "% 4))), "
     "'Map(LowCardinality(String), Array(UInt8))')"},
    {"Point", "", "STRUCT(\"1\" DOUBLE, \"2\" DOUBLE)",
     "concat('{\\'1\\': ', toString(x.1), '.0, \\'2\\': ', toString(x.2), '}')", Compare::Text,
     "CAST((toFloat64(number), -toFloat64(number) - 0.5), 'Point')"},
    {"SimpleAggregate", "", "HUGEINT", "toString(x)", Compare::Text,
     "CAST(toInt128(number), 'SimpleAggregateFunction(sum, Int128)')"},
    {"IntervalHour", "", "INTERVAL", "concat(leftPad(toString(number % 24), 2, '0'), ':00:00')",
     Compare::Text, "toIntervalHour(number % 24)"},
    // As text that the engine makes.
    {"Variant", "", "VARCHAR", "ifNull(toString(x), 'NULL')", Compare::Text,
     "multiIf(number % 3 = 0, CAST(number, 'Variant(UInt64, String)'), number % 3 = 1, "
     "CAST('v', 'Variant(UInt64, String)'), CAST(NULL, 'Variant(UInt64, String)'))"},
    {"Dynamic", "", "VARCHAR", "ifNull(toString(x), 'NULL')", Compare::Text,
     "CAST(if(number % 3 = 0, toString(number), NULL), 'Dynamic')"},
    {"Json", "", "VARCHAR", "toString(x)", Compare::Text,
     "CAST(concat('{\"a\": {\"b\": ', toString(number), '}, \"l\": [1, \"x\"]}'), 'JSON')"},
    {"ArrayVariant", "", "VARCHAR", "toString(x)", Compare::Text,
     "CAST([toString(number), NULL], 'Array(Variant(UInt64, String))')"},
    {"Time", "", "VARCHAR", "toString(x)", Compare::Text, "CAST(toInt32(number * 1000), 'Time')"},
    {"Time64", "", "VARCHAR", "toString(x)", Compare::Text, "CAST(toDecimal64(number, 3) / 7, 'Time64(3)')"},
    {"AggregateState", "", "VARCHAR", "toString(finalizeAggregation(x))", Compare::Text,
     "initializeAggregation('sumState', number)"},
};

class ClickhouseModernTypes : public ClickhouseModern, public testing::WithParamInterface<Modern> {};

TEST_P(ClickhouseModernTypes, arriveAsTheEnginePrintsThem) {
    const Modern& c = GetParam();
    const std::string inner =
        c.values ? std::string("SELECT number, ") + c.values + " AS x FROM numbers(3000)"
                 : std::string(
                       "SELECT rowNumberInAllBlocks() AS number, x FROM (SELECT * FROM generateRandom('x ") +
                       duckdb::StringUtil::Replace(c.type, "'", "\\'") + "', 42, 12, 3) LIMIT 3000)";
    const std::string text = std::string("SELECT x, ") + c.text + " AS t FROM (" + inner + ")";
    auto reader = m_connection->native(text, CancelToken());
    ASSERT_TRUE(reader) << text << "\n" << reader.error().text();
    EXPECT_EQ((*reader)->columns()[0].type.ToString(), c.duckType);
    auto cells = drain(**reader);
    ASSERT_TRUE(cells) << text << "\n" << cells.error().text();
    ASSERT_THAT(*cells, SizeIs(3000));
    for (const auto& row : *cells) {
        if (c.compare == Compare::Number && row[0] != "NULL") {
            const bool isFloat = std::string_view(c.duckType) == "FLOAT";
            const auto number = [&](const std::string& digits) {
                return isFloat ? std::strtof(digits.c_str(), nullptr) : std::strtod(digits.c_str(), nullptr);
            };
            const double ours = number(row[0]);
            const double theirs = number(row[1]);
            ASSERT_TRUE(ours == theirs || (std::isnan(ours) && std::isnan(theirs)))
                << row[0] << " " << row[1];
        } else {
            ASSERT_EQ(row[0], row[1]) << text;
        }
    }
}

void PrintTo(const Modern& c, std::ostream* out) {
    *out << c.name;
}

INSTANTIATE_TEST_SUITE_P(Engine, ClickhouseModernTypes, testing::ValuesIn(kModern),
                         [](const auto& info) { return info.param.name; });

TEST_F(ClickhouseModern, isOfThisDecade) {
    EXPECT_THAT(m_connection->capabilities().version, testing::MatchesRegex("2[0-9]\\.[0-9.]+"));
    EXPECT_EQ(m_connection->capabilities().timeZone.empty(), false);
}

TEST_F(ClickhouseModern, framesThatTheEngineCompressedAreRead) {
    auto packed = openWith({{"compression", "on"}});
    ASSERT_TRUE(packed) << packed.error().text();
    const std::string text =
        "SELECT number, toString(cityHash64(number)) AS s, if(number % 3 = 0, NULL, number) AS n, "
        "toLowCardinality(toString(number % 7)) AS l, arrayMap(i -> toString(i), range(number % 4)) AS a "
        "FROM numbers(200000)";
    auto reader = (*packed)->native(text, CancelToken());
    ASSERT_TRUE(reader) << reader.error().text();
    auto compressed = drain(**reader);
    ASSERT_TRUE(compressed) << compressed.error().text();
    auto plainReader = m_connection->native(text, CancelToken());
    ASSERT_TRUE(plainReader) << plainReader.error().text();
    auto plain = drain(**plainReader);
    ASSERT_TRUE(plain) << plain.error().text();
    EXPECT_THAT(*plain, SizeIs(200000));
    EXPECT_EQ(*compressed, *plain);
    EXPECT_LT((*reader)->bytesRead(), (*plainReader)->bytesRead()) << "that was not compressed";
}

TEST_F(ClickhouseModern, tablesAndTypesAreDescribed) {
    run("DROP TABLE IF EXISTS modern_t");
    run("CREATE TABLE modern_t (id UInt64 COMMENT 'the key', big Nullable(UInt256), j JSON, p Point, "
        "v Variant(UInt8, String), m Map(String, UInt8), n Nested(a UInt8, b String)) "
        "ENGINE = MergeTree ORDER BY id COMMENT 'of today'");
    run("INSERT INTO modern_t SELECT number, number, '{\"a\": 1}', (1, 2), 'x', map('k', 1), [1], ['b'] FROM "
        "numbers(5)");
    auto tables = m_connection->describe({"default"}, CancelToken());
    ASSERT_TRUE(tables) << tables.error().text();
    auto table = std::find_if(tables->objects.begin(), tables->objects.end(),
                              [](const auto& object) { return object.name == "modern_t"; });
    ASSERT_NE(table, tables->objects.end());
    EXPECT_EQ(table->comment, "of today");
    EXPECT_EQ(table->rowEstimate, 5u);
    auto columns = m_connection->describe({"default", "modern_t"}, CancelToken());
    ASSERT_TRUE(columns) << columns.error().text();
    std::vector<std::string> seen;
    for (const auto& column : columns->columns) seen.push_back(column.name + " " + column.type.ToString());
    EXPECT_THAT(seen, testing::ElementsAre("id UBIGINT", "big VARCHAR", "j VARCHAR",
                                           "p STRUCT(\"1\" DOUBLE, \"2\" DOUBLE)", "v VARCHAR",
                                           "m MAP(VARCHAR, UTINYINT)", "n.a UTINYINT[]", "n.b VARCHAR[]"));
    EXPECT_TRUE(columns->columns[0].primaryKey);
    sql::RemoteQuery query;
    query.table = {"default", "modern_t"};
    query.columns = columns->columns;
    for (size_t i = 0; i < query.columns.size(); i++) query.projection.push_back(i);
    auto reader = m_connection->read(query, CancelToken());
    ASSERT_TRUE(reader) << reader.error().text();
    auto cells = drain(**reader);
    ASSERT_TRUE(cells) << cells.error().text();
    ASSERT_THAT(*cells, SizeIs(5));
    EXPECT_THAT((*cells)[3], testing::ElementsAre("3", "3", "{\"a\":1}", "{'1': 1.0, '2': 2.0}", "x", "{k=1}",
                                                  "[1]", "[b]"));
    run("DROP TABLE modern_t");
}

TEST_F(ClickhouseModern, errorsKeepTheirCodes) {
    auto unknown = query("SELECT * FROM no_such_table");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::NotFound) << unknown.error().text();
    auto syntax = query("SELECT FROM WHERE");
    ASSERT_FALSE(syntax);
    EXPECT_EQ(syntax.error().code, ErrorCode::Syntax) << syntax.error().text();
    EXPECT_TRUE(syntax.error().position.has_value());
    auto wrong = openWith({{"password", "no"}});
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::Authentication) << wrong.error().text();
}

}  // namespace
}  // namespace tributary::test
