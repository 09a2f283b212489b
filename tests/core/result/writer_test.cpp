// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/writer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tributary::result {
namespace {

class Writer : public ::testing::Test {
  protected:
    std::string write(const std::string& sql, Format format, WriterOptions options = {}) {
        std::string out;
        auto done = writeTo(sql, format, options, [&out](std::string_view text) {
            out += text;
            return Result<void>();
        });
        EXPECT_TRUE(done) << done.error().text();
        return out;
    }

    Result<void> writeTo(const std::string& sql, Format format, WriterOptions options, ByteSink sink) {
        auto result = m_connection.SendQuery(sql);
        EXPECT_FALSE(result->HasError()) << result->GetError();
        auto writer = std::move(makeWriter(format, std::move(sink), options).value());
        std::vector<sql::Column> columns;
        for (size_t i = 0; i < result->names.size(); i++) {
            sql::Column column;
            column.name = result->names[i];
            column.type = result->types[i];
            columns.push_back(column);
        }
        if (auto done = writer->begin(columns); !done) return done;
        while (auto chunk = result->Fetch()) {
            if (auto done = writer->write(*chunk); !done) return done;
        }
        m_rows = writer->rowsWritten();
        return writer->end();
    }

    duckdb::DuckDB m_database{nullptr};
    duckdb::Connection m_connection{m_database};
    uint64_t m_rows = 0;
};

TEST_F(Writer, csvTellsNullFromEmptyAndQuotesWhatItMust) {
    EXPECT_EQ(write("SELECT * FROM (VALUES (1, NULL, ''), (2, 'a,b', 'say \"hi\"'), (3, 'x\ny', ' 空 ')) "
                    "t(n, \"a,b\", c)",
                    Format::Csv),
              "n,\"a,b\",c\n1,,\"\"\n2,\"a,b\",\"say \"\"hi\"\"\"\n3,\"x\ny\", 空 \n");
    WriterOptions bare;
    bare.header = false;
    EXPECT_EQ(write("SELECT [1, 2], 1.50::DECIMAL(5,2), DATE '2024-01-02'", Format::Csv, bare),
              "\"[1, 2]\",1.50,2024-01-02\n");
}

TEST_F(Writer, csvReadsBackEqual) {
    m_connection.Query(
        "CREATE TABLE t AS SELECT i, CASE WHEN i % 7 = 0 THEN NULL WHEN i % 5 = 0 THEN '' ELSE 'v,\"' || i "
        "|| chr(10) END s, "
        "i / 3.0 d, make_timestamp(i * 1000003) ts FROM range(100000) t(i)");
    const std::string csv = write("SELECT * FROM t", Format::Csv);
    EXPECT_EQ(m_rows, 100000u);
    const std::string path = ::testing::TempDir() + "/tributary-writer-test.csv";
    FILE* file = std::fopen(path.c_str(), "wb");
    ASSERT_EQ(std::fwrite(csv.data(), 1, csv.size(), file), csv.size());
    std::fclose(file);
    auto same = m_connection.Query(
        "SELECT count(*) FROM (SELECT * FROM t EXCEPT ALL SELECT * FROM read_csv('" + path +
        "', header = true, nullstr = '', allow_quoted_nulls = false, columns = "
        "{'i': 'BIGINT', 's': 'VARCHAR', 'd': 'DOUBLE', 'ts': 'TIMESTAMP'}))");
    ASSERT_FALSE(same->HasError()) << same->GetError();
    EXPECT_EQ(same->GetValue(0, 0).ToString(), "0");
    std::remove(path.c_str());
}

TEST_F(Writer, jsonKeepsNumbersExact) {
    EXPECT_EQ(
        write(
            "SELECT 9223372036854775807 a, 170141183460469231731687303715884105727::HUGEINT b, "
            "12345678901234567890.123456789::DECIMAL(38,9) c, 0.1::DOUBLE d, 'nan'::DOUBLE e, NULL f, true g",
            Format::Ndjson),
        "{\"a\":9223372036854775807,\"b\":170141183460469231731687303715884105727,"
        "\"c\":12345678901234567890.123456789,\"d\":0.1,\"e\":\"NaN\",\"f\":null,\"g\":true}\n");
}

TEST_F(Writer, jsonNestsAndEscapes) {
    const std::string out = write(
        "SELECT [1, NULL] l, [-0.05::DECIMAL(2,2)] e, {'x': 'a\"b', 'y': [{'z': 1.5}]} s, MAP {1: 'one'} m, "
        "'tab\there\n' t, "
        "'{\"k\": [1,\n2]}'::JSON j, 'oops'::VARCHAR x, DATE '2024-01-02' d, chr(1) c, 1 AS \"t\"",
        Format::Json);
    const auto parsed = nlohmann::json::parse(out);
    ASSERT_EQ(parsed.size(), 1u);
    EXPECT_EQ(parsed[0]["e"].dump(), "[-0.05]");
    EXPECT_EQ(parsed[0]["l"].dump(), "[1,null]");
    EXPECT_EQ(parsed[0]["s"].dump(), R"({"x":"a\"b","y":[{"z":1.5}]})");
    EXPECT_EQ(parsed[0]["m"].dump(), R"({"1":"one"})");
    EXPECT_EQ(parsed[0]["t"], "tab\there\n");
    EXPECT_EQ(parsed[0]["j"].dump(), R"({"k":[1,2]})");
    EXPECT_EQ(parsed[0]["d"], "2024-01-02");
    EXPECT_EQ(parsed[0]["c"], "\x01");
    EXPECT_EQ(parsed[0]["t_2"], 1) << "a second column of one name is kept";
}

TEST_F(Writer, jsonOfNoRowsIsAnEmptyArray) {
    EXPECT_EQ(nlohmann::json::parse(write("SELECT 1 a WHERE false", Format::Json)).size(), 0u);
    EXPECT_EQ(write("SELECT 1 a WHERE false", Format::Ndjson), "");
    EXPECT_EQ(nlohmann::json::parse(write("SELECT i FROM range(5000) t(i)", Format::Json)).size(), 5000u);
}

TEST_F(Writer, markdownEscapesItsOwnSigns) {
    EXPECT_EQ(write("SELECT 1 n, 'a|b' t UNION ALL SELECT NULL, 'x\ny'", Format::Markdown),
              "| n | t |\n| ---: | --- |\n| 1 | a\\|b |\n| NULL | x<br>y |\n");
}

TEST_F(Writer, insertStatementsRunAgain) {
    WriterOptions options;
    options.tableName = "co\"py";
    const std::string out = write(
        "SELECT i n, 'it''s' || i s, NULL::INT e, i / 4.0 d, DATE '2024-01-02' a, true b FROM range(1200) "
        "t(i)",
        Format::Insert, options);
    m_connection.Query("CREATE TABLE \"co\"\"py\" (n BIGINT, s VARCHAR, e INT, d DOUBLE, a DATE, b BOOLEAN)");
    auto ran = m_connection.Query(out);
    ASSERT_FALSE(ran->HasError()) << ran->GetError();
    auto sum = m_connection.Query("SELECT count(*), sum(n), count(e), sum(d), min(s) FROM \"co\"\"py\"");
    EXPECT_EQ(sum->GetValue(0, 0).ToString(), "1200");
    EXPECT_EQ(sum->GetValue(1, 0).ToString(), "719400");
    EXPECT_EQ(sum->GetValue(2, 0).ToString(), "0");
    EXPECT_EQ(sum->GetValue(3, 0).ToString(), "179850.0");
    EXPECT_EQ(sum->GetValue(4, 0).ToString(), "it's0");
    EXPECT_EQ(write("SELECT '\\xAB'::BLOB b, 'inf'::DOUBLE d", Format::Insert),
              "INSERT INTO \"result\" (\"b\", \"d\") VALUES\n(X'AB', 'inf');\n");
}

TEST_F(Writer, tableAlignsWideCharactersAndShowsNull) {
    EXPECT_EQ(write("SELECT * FROM (VALUES ('数据', 1, NULL), ('a', 100, 'NULL'), (E'x\\ny', NULL, '')) "
                    "t(name, n, v)",
                    Format::Table),
              " name │    n │ v\n"
              "──────┼──────┼────────\n"
              " 数据 │    1 │ NULL\n"
              " a    │  100 │ 'NULL'\n"
              " x\\ny │ NULL │ \n");
}

TEST_F(Writer, tableStreamsBehindItsSample) {
    WriterOptions options;
    options.tableSampleRows = 2;
    EXPECT_EQ(write("SELECT i * 1000 AS n FROM range(3) t(i)", Format::Table, options),
              "    n\n──────\n    0\n 1000\n 2000\n");
    EXPECT_EQ(write("SELECT 1 AS n WHERE false", Format::Table), " n\n───\n");
}

TEST_F(Writer, anErrorOfTheSinkEndsTheWriting) {
    int calls = 0;
    auto done = writeTo("SELECT repeat('x', 100) FROM range(100000)", Format::Csv, {},
                        [&](std::string_view) -> Result<void> {
                            calls++;
                            return fail(ErrorCode::Resource, "no space");
                        });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Resource);
    EXPECT_EQ(calls, 1);
}

TEST(WriterFormats, areNamed) {
    EXPECT_EQ(parseFormat("ndjson").value(), Format::Ndjson);
    EXPECT_NE(parseFormat("xml").error().hint.find("parquet"), std::string::npos);
    EXPECT_FALSE(makeWriter(Format::Parquet, nullptr));
}

}  // namespace
}  // namespace tributary::result
