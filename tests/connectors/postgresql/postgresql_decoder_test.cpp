// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "connectors/postgresql/decoder.h"
#include "connectors/postgresql/dialect.h"
#include "connectors/postgresql/error.h"
#include "connectors/postgresql/native_plan.h"
#include "connectors/postgresql/row_source.h"
#include "connectors/postgresql/wire_value.h"

namespace tributary::connectors::postgresql {
namespace {

using duckdb::LogicalType;

/// Bytes from pairs of hexadecimal digits; spaces are skipped.
std::string bytes(std::string_view hex) {
    std::string out;
    std::string pair;
    for (char c : hex) {
        if (c == ' ') continue;
        pair += c;
        if (pair.size() < 2) continue;
        out += static_cast<char>(std::stoi(pair, nullptr, 16));
        pair.clear();
    }
    return out;
}

/// The decoded value as DuckDB prints it, or the code of the error.
std::string decoded(const TypePlan& plan, const std::string& wire) {
    duckdb::Vector vector(plan.type);
    Cell cell{wire.data(), static_cast<int32_t>(wire.size())};
    auto result = makeDecoder(plan, "c")->decode(&cell, 1, vector);
    return result ? vector.GetValue(0).ToString() : std::string(toString(result.error().code));
}

TypePlan plan(Oid oid, int32_t modifier = -1) {
    return builtinPlan(oid, modifier);
}

constexpr Oid kInt4 = 23;
constexpr Oid kText = 25;
constexpr Oid kDate = 1082;
constexpr Oid kTimestamp = 1114;
constexpr Oid kTimeTz = 1266;
constexpr Oid kInterval = 1186;
constexpr Oid kNumeric = 1700;
constexpr Oid kJsonb = 3802;

int32_t numericModifier(int precision, int scale) {
    return ((precision << 16) | (scale & 0x7FF)) + 4;
}

TEST(PostgresqlDecoder, readsFixedWidths) {
    EXPECT_EQ(decoded(plan(kInt4), bytes("ff ff ff fe")), "-2");
    EXPECT_EQ(decoded(plan(kDate), bytes("00 00 00 00")), "2000-01-01");
    EXPECT_EQ(decoded(plan(kDate), bytes("7f ff ff ff")), "infinity");
    EXPECT_EQ(decoded(plan(kDate), bytes("80 00 00 00")), "-infinity");
    EXPECT_EQ(decoded(plan(kTimestamp), bytes("00 00 00 00 00 00 00 01")), "2000-01-01 00:00:00.000001");
    EXPECT_EQ(decoded(plan(kTimeTz), bytes("00 00 00 00 00 00 00 00 ff ff f1 f0")), "00:00:00+01");
}

TEST(PostgresqlDecoder, refusesAValueOfAnotherWidth) {
    EXPECT_EQ(decoded(plan(kInt4), bytes("ff ff")), "corrupt");
    EXPECT_EQ(decoded(plan(kInt4), ""), "corrupt");
    EXPECT_EQ(decoded(plan(kNumeric), bytes("00 01 00 00")), "corrupt");
    EXPECT_EQ(decoded(plan(kNumeric), bytes("00 05 00 00 00 00 00 00 00 01")), "corrupt");
    EXPECT_EQ(decoded(plan(kJsonb), ""), "corrupt");
    EXPECT_EQ(decoded(plan(kJsonb), bytes("02 7b 7d")), "corrupt");
}

TEST(PostgresqlDecoder, refusesWhatCannotBeKept) {
    EXPECT_EQ(decoded(plan(kText), bytes("61 ff 62")), "data") << "not UTF-8";
    EXPECT_EQ(decoded(plan(kTimestamp), bytes("7f ff ff ff ff ff ff fe")), "data")
        << "past DuckDB's last year";
    EXPECT_EQ(decoded(plan(kDate), bytes("7f ff ff fe")), "data");
    EXPECT_EQ(decoded(plan(kInterval), bytes("7fffffffffffffff 7fffffff 7fffffff")), "data")
        << "infinite interval";
    EXPECT_EQ(decoded(plan(kNumeric, numericModifier(5, 2)), bytes("0000 0000 c000 0000")), "data") << "NaN";
    EXPECT_EQ(decoded(plan(kNumeric, numericModifier(5, 2)), bytes("0001 0000 0000 0002 270f")), "data")
        << "9999 has too many digits for (5,2)";
    EXPECT_EQ(decoded(plan(kNumeric, numericModifier(5, 1)), bytes("0002 0000 0000 0002 0001 04d3")), "data")
        << "1.1235 has too many decimals";
}

TEST(PostgresqlDecoder, readsNumerics) {
    EXPECT_EQ(decoded(plan(kNumeric), bytes("0000 0000 0000 0000")), "0");
    EXPECT_EQ(decoded(plan(kNumeric), bytes("0000 0000 0000 0003")), "0.000");
    EXPECT_EQ(decoded(plan(kNumeric), bytes("0001 0002 4000 0000 0001")), "-100000000");
    EXPECT_EQ(decoded(plan(kNumeric), bytes("0001 fffe 0000 0008 0001")), "0.00000001");
    EXPECT_EQ(decoded(plan(kNumeric, numericModifier(12, 2)), bytes("0002 0000 4000 0002 3039 03e8")),
              "corrupt");
    EXPECT_EQ(decoded(plan(kNumeric, numericModifier(12, 2)), bytes("0002 0000 4000 0002 04d2 1388")),
              "-1234.50");
    EXPECT_EQ(decoded(plan(kNumeric, numericModifier(38, 0)), bytes("0001 0009 0000 0000 0063")),
              "99" + std::string(36, '0'));
    EXPECT_EQ(decoded(plan(kNumeric, numericModifier(38, 0)), bytes("0001 7fff 0000 0000 0001")), "data");
}

TypePlan arrayPlan(Oid element, int dimensions) {
    TypePlan out;
    out.codec = Codec::Array;
    out.dimensions = dimensions;
    out.element = std::make_shared<TypePlan>(plan(element));
    out.type = out.element->type;
    for (int i = 0; i < dimensions; i++) out.type = LogicalType::LIST(out.type);
    return out;
}

TEST(PostgresqlDecoder, readsArraysAndRefusesBrokenOnes) {
    const std::string two = "00000001 00000001 00000017 00000002 00000001 00000004 00000007 ffffffff";
    EXPECT_EQ(decoded(arrayPlan(kInt4, 1), bytes(two)), "[7, NULL]");
    EXPECT_EQ(decoded(arrayPlan(kInt4, 1), bytes("00000000 00000000 00000017")), "[]");
    EXPECT_EQ(decoded(arrayPlan(kInt4, 2), bytes(two)), "data") << "one dimension where two are declared";
    EXPECT_EQ(decoded(arrayPlan(kInt4, 1), bytes(two).substr(0, 24)), "corrupt") << "cut short";
    EXPECT_EQ(decoded(arrayPlan(kInt4, 1), bytes("00000001 00000000 00000017 7fffffff 00000001")), "corrupt")
        << "more elements than bytes";
    EXPECT_EQ(decoded(arrayPlan(kInt4, 1), bytes(two + "00")), "corrupt") << "bytes left over";
}

struct CopyFeed {
    CopyParser source;
    Batch batch;
    explicit CopyFeed(size_t columns) : source(columns) { batch.cells.resize(columns * Batch::kRows); }
};

const char kHeader[] = "5047434f50590aff0d0a00 00000000 00000000";

TEST(PostgresqlCopy, joinsRowsThatComeInPieces) {
    const std::string all = bytes(std::string(kHeader) +
                                  "0002 00000004 00000001 ffffffff 0002 00000004 00000002 00000001 61 ffff");
    for (size_t cut = 0; cut <= all.size(); cut++) {
        CopyFeed feed(2);
        ASSERT_TRUE(feed.source.take(all.data(), cut, feed.batch));
        ASSERT_TRUE(feed.source.take(all.data() + cut, all.size() - cut, feed.batch));
        ASSERT_EQ(feed.batch.rows, 2u) << cut;
        EXPECT_EQ(load32(feed.batch.cells[1].data), 2u);
        EXPECT_EQ(feed.batch.cells[Batch::kRows].size, -1);
        EXPECT_EQ(std::string(feed.batch.cells[Batch::kRows + 1].data, 1), "a");
    }
}

TEST(PostgresqlCopy, refusesWhatIsNotCopy) {
    CopyFeed wrongSignature(1);
    std::string text = "1\tnot binary at all\n";
    EXPECT_FALSE(wrongSignature.source.take(text.data(), text.size(), wrongSignature.batch));
    CopyFeed wrongCount(1);
    std::string row = bytes(std::string(kHeader) + "0002 ffffffff ffffffff");
    EXPECT_FALSE(wrongCount.source.take(row.data(), row.size(), wrongCount.batch));
    CopyFeed negative(1);
    row = bytes(std::string(kHeader) + "0001 fffffffe");
    EXPECT_FALSE(negative.source.take(row.data(), row.size(), negative.batch));
}

TEST(PostgresqlStatement, findsTheFirstWord) {
    EXPECT_EQ(leadingWord("  select 1"), "SELECT");
    EXPECT_EQ(leadingWord("-- SELECT\n/* a /* b */ c */ update t"), "UPDATE");
    EXPECT_EQ(leadingWord("(SELECT 1)"), "(");
    EXPECT_EQ(leadingWord("-- nothing"), "");
    EXPECT_EQ(leadingWord("/* open"), "");
    EXPECT_EQ(leadingWord(""), "");
}

TEST(PostgresqlError, countsPositionsInCharacters) {
    SourcePosition position = positionIn("SELECT 'äß',\n  größe FROM t", 16);
    EXPECT_EQ(position.line, 2u);
    EXPECT_EQ(position.column, 3u);
    EXPECT_EQ(position.length, 5u);
    EXPECT_EQ(positionIn("x", 99).length, 1u);
}

TEST(PostgresqlError, readsTheReasonOfARefusedConnection) {
    Error error = errorFromConnect(
        "connection to server at \"h\", port 1 failed: FATAL:  28P01: password authentication failed for "
        "user \"u\"\n"
        "LOCATION:  auth_failed, auth.c:335\n",
        false);
    EXPECT_EQ(error.code, ErrorCode::Authentication);
    EXPECT_EQ(error.nativeCode, "28P01");
    EXPECT_EQ(error.message, "password authentication failed for user \"u\"");
    EXPECT_EQ(errorFromConnect("FATAL:  53300: too many clients", false).code, ErrorCode::Resource);
    EXPECT_EQ(errorFromConnect("Connection refused", false).code, ErrorCode::Connection);
    EXPECT_EQ(
        errorFromConnect("connection to server at \"h\" (::1), port 1 failed: Connection refused\n"
                         "\tIs the server running on that host and accepting TCP/IP connections?\n"
                         "connection to server at \"h\" (127.0.0.1), port 1 failed: Connection refused\n"
                         "\tIs the server running on that host and accepting TCP/IP connections?\n",
                         false)
            .message,
        "connection to server at \"h\" (::1), port 1 failed: Connection refused; "
        "connection to server at \"h\" (127.0.0.1), port 1 failed: Connection refused");
    EXPECT_EQ(errorFromConnect("fe_sendauth: no password supplied", false).code, ErrorCode::Authentication);
}

TEST(PostgresqlDialect, printsLiteralsExactOrRefuses) {
    PostgresqlDialect unicode(true);
    PostgresqlDialect latin(false);
    auto column = [](LogicalType type, std::string native) {
        sql::Column out;
        out.name = "c";
        out.type = std::move(type);
        out.nativeType = std::move(native);
        return out;
    };
    auto text = column(LogicalType::VARCHAR, "text");
    EXPECT_EQ(unicode.literal(duckdb::Value("a'\\ä"), text), "'a''\\ä'");
    EXPECT_EQ(latin.literal(duckdb::Value("ä"), text), std::nullopt)
        << "the database may not have that character";
    EXPECT_EQ(unicode.literal(duckdb::Value(std::string("a\0b", 3)), text), std::nullopt);
    auto number = column(LogicalType::BIGINT, "bigint");
    EXPECT_EQ(unicode.literal(duckdb::Value::BIGINT(INT64_MIN), number), "'-9223372036854775808'::bigint");
    EXPECT_EQ(unicode.literal(duckdb::Value::DOUBLE(1), number), std::nullopt);
    auto day = column(LogicalType::DATE, "date");
    EXPECT_EQ(unicode.literal(duckdb::Value::DATE(duckdb::Date::FromDate(-43, 3, 15)), day),
              "'0044-03-15 BC'::date");
    EXPECT_EQ(unicode.literal(duckdb::Value::DATE(duckdb::Date::FromDate(-5000, 1, 1)), day), std::nullopt);
    auto stamp = column(LogicalType::TIMESTAMP_TZ, "timestamp with time zone");
    EXPECT_EQ(unicode.literal(duckdb::Value::TIMESTAMPTZ(duckdb::timestamp_tz_t(-1)), stamp),
              "'1969-12-31 23:59:59.999999+00'::timestamptz");
    EXPECT_EQ(unicode.literal(duckdb::Value::TIMESTAMPNS(duckdb::timestamp_ns_t(1)), stamp), std::nullopt);
}

}  // namespace
}  // namespace tributary::connectors::postgresql
