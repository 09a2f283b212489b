// SPDX-License-Identifier: GPL-3.0-or-later
// Every DuckDB type goes to Arrow and comes back as the same values.
#include <gtest/gtest.h>

#include "core/plugin/apply/collect.h"
#include "core/plugin/apply/row_source.h"

namespace tributary::plugin {
namespace {

class Rows : public testing::Test {
  protected:
    std::shared_ptr<result::ResultStore> store(const std::string& sql) {
        auto answer = m_connection.Query(sql);
        EXPECT_FALSE(answer->HasError()) << answer->GetError();
        std::vector<sql::Column> columns;
        for (size_t i = 0; i < answer->types.size(); ++i) {
            sql::Column column;
            column.name = answer->names[i];
            column.type = answer->types[i];
            columns.push_back(std::move(column));
        }
        auto out = std::make_shared<result::ResultStore>(*m_database.instance, std::move(columns));
        while (auto chunk = answer->Fetch()) {
            if (chunk->size() == 0) break;
            EXPECT_TRUE(out->append(*chunk));
        }
        out->finish();
        return out;
    }

    std::shared_ptr<result::ResultStore> thereAndBack(const std::string& sql,
                                                      std::vector<size_t> columns = {},
                                                      std::vector<result::RowRange> ranges = {}) {
        auto rows = RowSource::open({result::StoreView(store(sql)), std::move(ranges), std::move(columns)},
                                    CancelToken());
        if (!rows) {
            ADD_FAILURE() << rows.error().text();
            return nullptr;
        }
        auto back = collectRows(**rows, *m_database.instance, CancelToken());
        if (!back) {
            ADD_FAILURE() << back.error().text();
            return nullptr;
        }
        return *back;
    }

    duckdb::DuckDB m_database{nullptr};
    duckdb::Connection m_connection{m_database};
};

TEST_F(Rows, keepTheirValuesAndMostlyTheirTypes) {
    // DuckDB's own list of all types: each with its least and greatest value and NULL. A union in Arrow has
    // no NULL of its own: it comes back as NULL in its first member.
    const std::string sql =
        "SELECT * EXCLUDE (bit, time_tz, hugeint, uhugeint, bignum, \"union\") FROM test_all_types()";
    auto before = store(sql);
    auto after = thereAndBack(sql);
    ASSERT_TRUE(after);
    ASSERT_EQ(after->rowCount(), before->rowCount());
    ASSERT_EQ(after->columns().size(), before->columns().size());
    for (size_t column = 0; column < before->columns().size(); ++column) {
        for (uint64_t row = 0; row < before->rowCount(); ++row) {
            const auto a = before->cell(row, column);
            const auto b = after->cell(row, column);
            ASSERT_TRUE(a && b);
            EXPECT_EQ(*a, *b) << before->columns()[column].name << " row " << row << " came back as "
                              << after->columns()[column].type.ToString();
        }
    }
}

TEST_F(Rows, withoutAnExactPlaceInArrowTravelAsText) {
    auto after = thereAndBack(
        "SELECT 340282366920938463463374607431768211455::UHUGEINT AS u, '10101'::BIT AS b, "
        "'12:00:01.5+05:30'::TIMETZ AS t, NULL::UHUGEINT AS n");
    ASSERT_TRUE(after);
    EXPECT_EQ(after->cell(0, 0)->value(), "340282366920938463463374607431768211455");
    EXPECT_EQ(after->cell(0, 1)->value(), "10101");
    EXPECT_EQ(after->cell(0, 2)->value(), "12:00:01.5+05:30");
    EXPECT_FALSE(after->cell(0, 3)->has_value());
}

TEST_F(Rows, haveHugeNumbersAsDecimalsAndAreRefusedWhenTheyDoNotFit) {
    auto after = thereAndBack("SELECT sum(range) AS s FROM range(1000)");
    ASSERT_TRUE(after);
    EXPECT_EQ(after->columns()[0].type.ToString(), "DECIMAL(38,0)");
    EXPECT_EQ(after->cell(0, 0)->value(), "499500");
    auto rows = RowSource::open(
        {result::StoreView(store("SELECT 170141183460469231731687303715884105727::HUGEINT AS h")), {}, {}},
        CancelToken());
    ASSERT_TRUE(rows);
    OwnedArray batch;
    auto more = (*rows)->next(batch);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().code, ErrorCode::Data);
}

TEST_F(Rows, comeInBatchesAndInTheColumnsAskedFor) {
    auto after = thereAndBack("SELECT range AS a, 'x' || range AS b, -range AS c FROM range(100000)", {2, 1});
    ASSERT_TRUE(after);
    EXPECT_EQ(after->rowCount(), 100000u);
    EXPECT_EQ(after->columns()[0].name, "c");
    EXPECT_EQ(after->cell(99999, 0)->value(), "-99999");
    EXPECT_EQ(after->cell(70001, 1)->value(), "x70001");
}

TEST_F(Rows, canBeSomeRangesOnly) {
    auto after =
        thereAndBack("SELECT range AS a FROM range(100000)", {}, {{5, 2}, {50000, 40000}, {7, 0}, {1, 1}});
    ASSERT_TRUE(after);
    ASSERT_EQ(after->rowCount(), 40003u);
    EXPECT_EQ(after->cell(1, 0)->value(), "6");
    EXPECT_EQ(after->cell(2, 0)->value(), "50000");
    EXPECT_EQ(after->cell(40002, 0)->value(), "1");
}

TEST_F(Rows, ofAnEmptyResultKeepTheirColumns) {
    auto after = thereAndBack("SELECT 1 AS a, 'x' AS b WHERE false");
    ASSERT_TRUE(after);
    EXPECT_EQ(after->rowCount(), 0u);
    EXPECT_EQ(after->columns().size(), 2u);
}

TEST_F(Rows, stopWhenCancelled) {
    CancelToken token;
    auto rows = RowSource::open({result::StoreView(store("SELECT * FROM range(100000)")), {}, {}}, token);
    ASSERT_TRUE(rows);
    token.cancel();
    auto back = collectRows(**rows, *m_database.instance, token);
    ASSERT_FALSE(back);
    EXPECT_EQ(back.error().code, ErrorCode::Cancelled);
}

}  // namespace
}  // namespace tributary::plugin
