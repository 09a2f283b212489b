// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/cell_format.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "core/result/text_width.h"

namespace tributary::result {
namespace {

class CellFormat : public ::testing::Test {
  protected:
    /// Every cell of the first column of `sql`.
    std::vector<std::optional<std::string>> texts(const std::string& sql) {
        auto result = m_connection.Query(sql);
        EXPECT_FALSE(result->HasError()) << result->GetError();
        std::vector<std::optional<std::string>> out;
        while (auto chunk = result->Fetch()) {
            auto some = formatVector(chunk->data[0], chunk->size());
            out.insert(out.end(), some.begin(), some.end());
        }
        return out;
    }

    /// Ours against DuckDB's own cast, over every row of `values`.
    void expectAsDuckDb(const std::string& values) {
        auto made = m_connection.Query("CREATE OR REPLACE TABLE t AS SELECT v FROM (" + values + ") t(v)");
        ASSERT_FALSE(made->HasError()) << made->GetError();
        const auto ours = texts("SELECT v FROM t");
        const auto theirs = texts("SELECT v::VARCHAR FROM t");
        ASSERT_EQ(ours.size(), theirs.size());
        ASSERT_FALSE(ours.empty());
        for (size_t i = 0; i < ours.size(); i++) ASSERT_EQ(ours[i], theirs[i]) << values;
    }

    duckdb::DuckDB m_database{nullptr};
    duckdb::Connection m_connection{m_database};
};

TEST_F(CellFormat, integersAtTheirLimits) {
    for (const char* type : {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"}) {
        const std::string t = type;
        const int bits = t == "TINYINT"    ? 7
                         : t == "SMALLINT" ? 15
                         : t == "INTEGER"  ? 31
                         : t == "BIGINT"   ? 63
                                           : 126;
        const std::string top = "(1::HUGEINT << " + std::to_string(bits - 1) + ")";
        expectAsDuckDb("VALUES (0::" + t + "), (" + top + "::" + t + "), ((-" + top + ")::" + t +
                       "), (NULL)");
    }
    EXPECT_EQ(texts("SELECT 18446744073709551615::UBIGINT")[0], "18446744073709551615");
    EXPECT_EQ(texts("SELECT 170141183460469231731687303715884105727::HUGEINT")[0],
              "170141183460469231731687303715884105727");
    EXPECT_EQ(texts("SELECT NULL::INTEGER")[0], std::nullopt);
}

TEST_F(CellFormat, doublesAreShortestAndAsDuckDbPrints) {
    expectAsDuckDb(
        "VALUES (0.1::DOUBLE), (-0.0::DOUBLE), (1e15::DOUBLE), (1e16::DOUBLE), (123456789.125::DOUBLE), "
        "(0.0001::DOUBLE), "
        "(0.00001::DOUBLE), (5e-324::DOUBLE), (1.7976931348623157e308::DOUBLE), ('nan'::DOUBLE), "
        "('-inf'::DOUBLE), "
        "(1::DOUBLE), (9007199254740993::DOUBLE)");
    expectAsDuckDb("SELECT (random() - 0.5) * pow(10, (random() * 600 - 300)::INT) FROM range(20000)");
    expectAsDuckDb("SELECT (i / 8.0)::FLOAT FROM range(1000) t(i)");
}

// DuckDB prints some floats longer than needed: ours are never longer and read back equal.
TEST_F(CellFormat, floatsAreShortest) {
    m_connection.Query(
        "CREATE TABLE f AS SELECT ((random() - 0.5) * pow(10, (random() * 70 - 35)::INT))::FLOAT v FROM "
        "range(20000)");
    const auto ours = texts("SELECT v FROM f");
    auto all = m_connection.Query("SELECT v, v::VARCHAR FROM f");
    ASSERT_EQ(ours.size(), 20000u);
    for (size_t i = 0; i < ours.size(); i++) {
        const float value = all->GetValue(0, i).GetValue<float>();
        ASSERT_EQ(std::strtof(ours[i]->c_str(), nullptr), value) << *ours[i];
        ASSERT_LE(ours[i]->size(), all->GetValue(1, i).ToString().size()) << *ours[i];
    }
}

TEST_F(CellFormat, decimalsKeepTheirScale) {
    expectAsDuckDb(
        "VALUES (0.05::DECIMAL(4,2)), (-0.05::DECIMAL(4,2)), (99.99::DECIMAL(4,2)), (-1::DECIMAL(4,2))");
    expectAsDuckDb("SELECT ((random() - 0.5) * 1000000)::DECIMAL(18,6) FROM range(5000)");
    expectAsDuckDb("SELECT ((random() - 0.5) * 1000)::DECIMAL(9,4) FROM range(1000)");
    EXPECT_EQ(texts("SELECT 12345678901234567890123456789012345678::DECIMAL(38,0)")[0],
              "12345678901234567890123456789012345678");
    EXPECT_EQ(texts("SELECT -0.00000000000000000000000000000000000001::DECIMAL(38,38)")[0],
              "-0.00000000000000000000000000000000000001");
}

TEST_F(CellFormat, timesAreExact) {
    expectAsDuckDb(
        "VALUES ('2024-02-29'::DATE), ('0001-01-01'::DATE), ('9999-12-31'::DATE), ('10000-01-01'::DATE), "
        "('0044-03-15 (BC)'::DATE), ('infinity'::DATE), ('-infinity'::DATE), ('1969-12-31'::DATE)");
    expectAsDuckDb(
        "VALUES ('2024-02-29 23:59:59.999999'::TIMESTAMP), ('1969-12-31 23:59:59.5'::TIMESTAMP), "
        "('0044-03-15 (BC) 01:02:03'::TIMESTAMP), ('infinity'::TIMESTAMP), ('294246-01-01'::TIMESTAMP)");
    expectAsDuckDb("SELECT make_timestamp((random() * 4e15 - 2e15)::BIGINT) FROM range(5000)");
    expectAsDuckDb("VALUES ('00:00:00'::TIME), ('23:59:59.000001'::TIME), ('24:00:00'::TIME)");
    EXPECT_EQ(texts("SELECT '2024-01-01 00:00:00.123456789'::TIMESTAMP_NS")[0],
              "2024-01-01 00:00:00.123456789");
    EXPECT_EQ(texts("SELECT '2024-01-01 00:00:00.123'::TIMESTAMP_MS")[0], "2024-01-01 00:00:00.123");
    m_connection.Query("SET TimeZone = 'Asia/Shanghai'");
    EXPECT_EQ(texts("SELECT '2024-01-01 08:00:00.5+08'::TIMESTAMPTZ")[0], "2024-01-01 00:00:00.5+00");
    EXPECT_EQ(texts("SELECT 'infinity'::TIMESTAMPTZ")[0], "infinity");
    EXPECT_EQ(texts("SELECT INTERVAL '1 month 2 days 03:04:05.000006'")[0], "1 month 2 days 03:04:05.000006");
    EXPECT_EQ(texts("SELECT '12:00:00+05:30'::TIMETZ")[0], "12:00:00+05:30");
}

TEST_F(CellFormat, theOtherTypesReadAsInDuckDb) {
    EXPECT_EQ(texts("SELECT '\\xAB\\x00'::BLOB")[0], "\\xAB\\x00");
    EXPECT_EQ(texts("SELECT '0101'::BIT")[0], "0101");
    EXPECT_EQ(texts("SELECT '550e8400-e29b-41d4-a716-446655440000'::UUID")[0],
              "550e8400-e29b-41d4-a716-446655440000");
    EXPECT_EQ(texts("SELECT [1, NULL, 3]")[0], "[1, NULL, 3]");
    EXPECT_EQ(texts("SELECT {'a': 1, 'b': 'x'}")[0], "{'a': 1, 'b': x}");
    EXPECT_EQ(texts("SELECT MAP {'k': 1.5}")[0], "{k=1.5}");
    EXPECT_EQ(texts("SELECT ['2024-01-01 08:00:00+00'::TIMESTAMPTZ]")[0], "['2024-01-01 08:00:00+00']");
    EXPECT_EQ(texts("SELECT 'b'::ENUM ('a', 'b')")[0], "b");
    EXPECT_EQ(texts("SELECT ''")[0], "");
    EXPECT_EQ(texts("SELECT TRUE")[0], "true");
}

TEST_F(CellFormat, readsConstantAndDictionaryVectors) {
    EXPECT_EQ(texts("SELECT 7 FROM range(3)"), (std::vector<std::optional<std::string>>{"7", "7", "7"}));
    duckdb::Vector base(duckdb::LogicalType::INTEGER, 3);
    for (int i = 0; i < 3; i++) base.SetValue(static_cast<duckdb::idx_t>(i), duckdb::Value::INTEGER(i));
    base.SetValue(1, duckdb::Value());
    duckdb::SelectionVector order(4);
    for (int i = 0; i < 4; i++)
        order.set_index(static_cast<duckdb::idx_t>(i), static_cast<duckdb::idx_t>(2 - i % 3));
    duckdb::Vector sliced(base, order, 4);
    EXPECT_EQ(formatVector(sliced, 4),
              (std::vector<std::optional<std::string>>{"2", std::nullopt, "0", "2"}));
}

TEST(DisplayWidth, countsWhatATerminalShows) {
    EXPECT_EQ(displayWidth("abc"), 3u);
    EXPECT_EQ(displayWidth("数据库"), 6u);
    EXPECT_EQ(displayWidth("ｱ，"), 3u) << "half-width kana, full-width comma";
    EXPECT_EQ(displayWidth("e\u0301"), 1u);
    EXPECT_EQ(displayWidth("😀é"), 3u);
    EXPECT_EQ(displayWidth("\xff"), 1u);
}

}  // namespace
}  // namespace tributary::result
