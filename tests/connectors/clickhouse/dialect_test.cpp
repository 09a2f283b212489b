// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/clickhouse/dialect.h"

#include <gtest/gtest.h>

#include "connectors/clickhouse/errors.h"
#include "connectors/clickhouse/statement_text.h"

namespace tributary::connectors::clickhouse {
namespace {

using duckdb::Value;
using sql::Comparison;
using sql::Predicate;

/// How `column op value` is printed; "-" when it stays local.
std::string pushed(const std::string& nativeType, Comparison op, const Value& value,
                   Strings strings = Strings::Text) {
    const ClickhouseDialect dialect;
    const std::vector<sql::Column> columns = {makeColumn("c", nativeType, strings)};
    const Predicate p = Predicate::compare(0, op, value);
    return dialect.canPush(p, columns) ? dialect.predicate(p, columns).value_or("-") : "-";
}

TEST(ClickhouseDialect, quotesNamesAndText) {
    const ClickhouseDialect dialect;
    EXPECT_EQ(dialect.quote("a`b\\c"), "`a\\`b\\\\c`");
    EXPECT_EQ(ClickhouseDialect::quoteText(std::string("it's \\ \0", 8)), "'it\\'s \\\\ \\0'");
}

TEST(ClickhouseDialect, printsExactLiterals) {
    EXPECT_EQ(pushed("UInt64", Comparison::Equal, Value::UBIGINT(18446744073709551615ULL)),
              "`c` = toUInt64('18446744073709551615')");
    EXPECT_EQ(pushed("Int128", Comparison::Less, Value::HUGEINT(duckdb::hugeint_t(-1))),
              "`c` < toInt128('-1')");
    EXPECT_EQ(pushed("Nullable(Decimal(12, 2))", Comparison::Equal, Value::DECIMAL(int64_t(150), 12, 2)),
              "`c` = toDecimal64('1.50', 2)");
    EXPECT_EQ(
        pushed("DateTime64(3, 'UTC')", Comparison::Equal, Value::TIMESTAMPTZ(duckdb::timestamp_tz_t(-1000))),
        "`c` = toDateTime64('1969-12-31 23:59:59.999', 3, 'UTC')");
    EXPECT_EQ(pushed("FixedString(3)", Comparison::Equal, Value("ab")),
              "`c` = toFixedString(unhex('6162'), 3)");
    EXPECT_EQ(pushed("String", Comparison::Equal, Value::BLOB_RAW("\xff"), Strings::Blob),
              "`c` = unhex('FF')");
}

TEST(ClickhouseDialect, refusesWhatTheColumnCannotSay) {
    EXPECT_EQ(pushed("UInt8", Comparison::Equal, Value::INTEGER(300)), "-");
    EXPECT_EQ(pushed("Date", Comparison::Less, Value::DATE(1950, 1, 1)), "-") << "would wrap around";
    EXPECT_EQ(pushed("Date", Comparison::Less, Value::DATE(2200, 1, 1)), "-");
    EXPECT_EQ(pushed("DateTime", Comparison::Equal, Value::TIMESTAMPTZ(duckdb::timestamp_tz_t(1500000))),
              "-");
    EXPECT_EQ(pushed("DateTime", Comparison::Less, Value::TIMESTAMPTZ(duckdb::timestamp_tz_t(-1000000))),
              "-");
    EXPECT_EQ(pushed("FixedString(1)", Comparison::Equal, Value("ab")), "-");
    EXPECT_EQ(pushed("UUID", Comparison::Less, Value::UUID("00112233-4455-6677-8899-aabbccddeeff")), "-")
        << "sorts by its second half";
    EXPECT_EQ(pushed("Int256", Comparison::Equal, Value("1")), "-");
    EXPECT_EQ(pushed("JSON", Comparison::Equal, Value("1")), "-");
    EXPECT_EQ(pushed("Array(String)", Comparison::Equal, Value("1")), "-");
}

TEST(ClickhouseDialect, comparesBetweenTicks) {
    const Value between = Value::TIMESTAMPTZ(duckdb::timestamp_tz_t(1500000));
    EXPECT_EQ(pushed("DateTime", Comparison::GreaterEqual, between), "`c` > toDateTime(1)");
    EXPECT_EQ(pushed("DateTime", Comparison::Greater, between), "`c` > toDateTime(1)");
    EXPECT_EQ(pushed("DateTime", Comparison::Less, between), "`c` <= toDateTime(1)");
    EXPECT_EQ(pushed("DateTime", Comparison::LessEqual, between), "`c` <= toDateTime(1)");
}

TEST(ClickhouseDialect, ordersNanAsDuckDbDoes) {
    EXPECT_EQ(pushed("Float64", Comparison::Greater, Value::DOUBLE(0.1)),
              "(`c` > 0.10000000000000001 OR isNaN(`c`))");
    EXPECT_EQ(pushed("Float64", Comparison::LessEqual, Value::DOUBLE(1)), "`c` <= 1.0");
    EXPECT_EQ(pushed("Float32", Comparison::Equal, Value::FLOAT(0.1f)), "`c` = 0.10000000149011612");
    EXPECT_EQ(
        pushed("Float64", Comparison::LessEqual, Value::DOUBLE(std::numeric_limits<double>::quiet_NaN())),
        "-");
}

TEST(ClickhouseDialect, selectsTextOfTypesThatHaveNoOther) {
    const ClickhouseDialect dialect;
    EXPECT_EQ(dialect.selectItem(makeColumn("j", "JSON(a.b UInt32)", Strings::Text)), "toString(`j`)");
    EXPECT_EQ(dialect.selectItem(makeColumn("s", "AggregateFunction(sum, UInt64)", Strings::Text)),
              "toString(finalizeAggregation(`s`))");
    EXPECT_EQ(dialect.selectItem(makeColumn("a", "Array(UInt8)", Strings::Text)), "`a`");
}

TEST(StatementText, findsTheFormatClause) {
    EXPECT_EQ(trailingFormat("SELECT 1 FORMAT JSON"), "JSON");
    EXPECT_EQ(trailingFormat("select 1 format TabSeparated ; -- x"), "TABSEPARATED");
    EXPECT_EQ(trailingFormat("SELECT 1 FORMAT CSV SETTINGS a = 1"), "CSV");
    EXPECT_EQ(trailingFormat("SELECT 'x FORMAT JSON'"), "");
    EXPECT_EQ(trailingFormat("SELECT 1 AS format"), "");
    EXPECT_EQ(trailingFormat("SELECT format FROM t"), "");
    EXPECT_EQ(trailingFormat("INSERT INTO t FORMAT CSV"), "");
    EXPECT_TRUE(isQuery("/* c */ WITH 1 AS x SELECT x"));
    EXPECT_FALSE(isQuery("INSERT INTO t SELECT 1"));
}

TEST(ServerError, readsOldAndNewTexts) {
    const Error old = serverError(
        "Code: 60, e.displayText() = DB::Exception: Table a.b doesn't exist., e.what() = DB::Exception\n",
        404);
    EXPECT_EQ(old.code, ErrorCode::NotFound);
    EXPECT_EQ(old.message, "Table a.b doesn't exist");
    const Error fresh = serverError(
        "Code: 62. DB::Exception: Syntax error: failed at position 12 (FRM) (line 3, col 4): FRM. "
        "(SYNTAX_ERROR) (version 24.3)",
        400);
    EXPECT_EQ(fresh.code, ErrorCode::Syntax);
    ASSERT_TRUE(fresh.position);
    EXPECT_EQ(fresh.position->line, 3u);
    EXPECT_EQ(fresh.position->column, 4u);
    const Error other = serverError("Port 9000 is for clickhouse-client program\n", 400);
    EXPECT_EQ(other.code, ErrorCode::Connection);
}

}  // namespace
}  // namespace tributary::connectors::clickhouse
