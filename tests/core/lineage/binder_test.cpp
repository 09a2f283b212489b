// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/binder.h"

#include <gtest/gtest.h>

#include <set>

#include "core/lineage/graph.h"

namespace tributary::lineage {
namespace {

SchemaTable table(const std::string& name, const std::vector<std::string>& columns) {
    SchemaTable out;
    out.name = name;
    for (const auto& column : columns) out.columns.push_back({column, ""});
    return out;
}

SchemaTable view(const std::string& name, const std::string& sql) {
    SchemaTable out;
    out.name = name;
    out.viewSql = sql;
    return out;
}

/// The shop all cases ask: what is bound against it, written down as lines.
class BinderTest : public ::testing::Test {
  protected:
    Result<QueryLineage> bind(const std::string& sql, const BindOptions& options = {}) {
        std::vector<const SchemaTable*> tables;
        for (const auto& t : m_tables) tables.push_back(&t);
        return m_binder.bind(sql, tables, options);
    }

    /// "target < table.column SUBTYPE[ MASKED]" for columns, "< table.column SUBTYPE" for the rows.
    std::set<std::string> lines(const std::string& sql, const BindOptions& options = {}) {
        auto bound = bind(sql, options);
        if (!bound) return {"error: " + bound.error().message};
        std::set<std::string> out;
        for (const auto& column : bound->columns) {
            for (const auto& edge : column.sources) out.insert(column.name + " " + line(edge));
        }
        for (const auto& edge : bound->indirect) out.insert(line(edge));
        return out;
    }

    static std::string line(const ColumnEdge& edge) {
        return "< " + edge.source.table + "." + edge.source.column + " " +
               std::string(subtypeName(edge.subtype)) + (edge.masking ? " MASKED" : "");
    }

    using Lines = std::set<std::string>;
    std::vector<SchemaTable> m_tables = {
        table("shop.orders", {"id", "customer_id", "amount", "placed", "tags"}),
        table("shop.customers", {"id", "name", "city"}),
        table("t1", {"a", "b", "c"}),
    };
    Binder m_binder;
};

TEST_F(BinderTest, CastsAreIdentity) {
    EXPECT_EQ(lines("SELECT a::INT AS x, CAST(b AS DATE) FROM t1"),
              (Lines{"x < t1.a IDENTITY", "CAST(b AS DATE) < t1.b IDENTITY"}));
}

TEST_F(BinderTest, TransformationAndAggregationAddUp) {
    EXPECT_EQ(lines("SELECT a i, a + 1 t, sum(b) s, 2 * sum(b + 3) x FROM t1 GROUP BY a"),
              (Lines{"i < t1.a IDENTITY", "t < t1.a TRANSFORMATION", "s < t1.b AGGREGATION",
                     "x < t1.b AGGREGATION", "< t1.a GROUP_BY"}));
}

TEST_F(BinderTest, WhatCannotBeReadBackIsMasked) {
    EXPECT_EQ(lines("SELECT sha1(string(a + 1)) m, count(b) n, sha1(string(sum(b))) x FROM t1 GROUP BY a"),
              (Lines{"m < t1.a TRANSFORMATION MASKED", "n < t1.b AGGREGATION MASKED",
                     "x < t1.b AGGREGATION MASKED", "< t1.a GROUP_BY"}));
}

TEST_F(BinderTest, ConditionsDecide) {
    EXPECT_EQ(lines("SELECT CASE WHEN b > 1 THEN a ELSE a + b END AS x, nvl2(a, b, c) AS y FROM t1"),
              (Lines{"x < t1.a TRANSFORMATION", "x < t1.b TRANSFORMATION", "x < t1.b CONDITIONAL",
                     "y < t1.a CONDITIONAL", "y < t1.b TRANSFORMATION", "y < t1.c TRANSFORMATION"}));
}

TEST_F(BinderTest, WindowsDecide) {
    EXPECT_EQ(lines("SELECT sum(a) OVER (PARTITION BY b ORDER BY c) s, lag(a, 3, 0) OVER (ORDER BY c) l, "
                    "row_number() OVER w r FROM t1 WINDOW w AS (PARTITION BY a)"),
              (Lines{"s < t1.a AGGREGATION", "s < t1.b WINDOW", "s < t1.c WINDOW", "l < t1.a TRANSFORMATION",
                     "l < t1.c WINDOW", "r < t1.a WINDOW"}));
}

TEST_F(BinderTest, RowsAreDecidedByFiltersJoinsAndSorts) {
    EXPECT_EQ(
        lines("SELECT o.amount FROM shop.orders o JOIN shop.customers c ON o.customer_id = c.id "
              "WHERE c.city = 'Ulm' ORDER BY o.placed LIMIT 10"),
        (Lines{"amount < shop.orders.amount IDENTITY", "< shop.orders.customer_id JOIN",
               "< shop.customers.id JOIN", "< shop.customers.city FILTER", "< shop.orders.placed SORT"}));
}

TEST_F(BinderTest, DistinctGroups) {
    EXPECT_EQ(lines("SELECT DISTINCT a FROM t1"), (Lines{"a < t1.a IDENTITY", "< t1.a GROUP_BY"}));
}

TEST_F(BinderTest, StarsWithoutReplaceAndRename) {
    EXPECT_EQ(lines("SELECT * EXCLUDE (c) REPLACE (a + b AS b) FROM t1"),
              (Lines{"a < t1.a IDENTITY", "b < t1.a TRANSFORMATION", "b < t1.b TRANSFORMATION"}));
}

TEST_F(BinderTest, NamesInFull) {
    EXPECT_EQ(lines("SELECT shop.orders.amount, orders.id FROM shop.orders WHERE shop.orders.tags IS NULL"),
              (Lines{"amount < shop.orders.amount IDENTITY", "id < shop.orders.id IDENTITY",
                     "< shop.orders.tags FILTER"}));
}

TEST_F(BinderTest, SubqueriesInConditionsDecide) {
    EXPECT_EQ(
        lines("SELECT name FROM shop.customers c WHERE EXISTS (SELECT 1 FROM shop.orders o WHERE "
              "o.customer_id = c.id) AND city IN (SELECT tags FROM shop.orders)"),
        (Lines{"name < shop.customers.name IDENTITY", "< shop.orders.customer_id FILTER",
               "< shop.customers.id FILTER", "< shop.customers.city FILTER", "< shop.orders.tags FILTER"}));
}

TEST_F(BinderTest, ScalarSubqueriesFlow) {
    EXPECT_EQ(lines("SELECT upper((SELECT max(amount) FROM shop.orders o WHERE o.customer_id = c.id)) m, "
                    "(SELECT a FROM t1) x FROM shop.customers c"),
              (Lines{"m < shop.orders.amount AGGREGATION", "x < t1.a IDENTITY",
                     "< shop.orders.customer_id FILTER", "< shop.customers.id FILTER"}));
}

TEST_F(BinderTest, RecursiveQueriesFindEverySource) {
    EXPECT_EQ(
        lines("WITH RECURSIVE r(x, y) AS (SELECT a, b FROM t1 UNION ALL SELECT y, c FROM r JOIN t1 ON x "
              "= a) SELECT x FROM r"),
        (Lines{"x < t1.a IDENTITY", "x < t1.b IDENTITY", "x < t1.c IDENTITY", "< t1.a JOIN", "< t1.b JOIN",
               "< t1.c JOIN"}));
}

TEST_F(BinderTest, SetOperationsGoByPosition) {
    EXPECT_EQ(lines("SELECT a AS x, b FROM t1 UNION SELECT id, name FROM shop.customers"),
              (Lines{"x < t1.a IDENTITY", "x < shop.customers.id IDENTITY", "b < t1.b IDENTITY",
                     "b < shop.customers.name IDENTITY"}));
    EXPECT_EQ(lines("SELECT a FROM t1 EXCEPT SELECT id FROM shop.customers"),
              (Lines{"a < t1.a IDENTITY", "a < shop.customers.id IDENTITY"}));
}

TEST_F(BinderTest, UnknownFunctionsAndTypesDoNotMatter) {
    EXPECT_EQ(
        lines("SELECT my.fn(a, b => 1) + 1 x, a || b > 3 y FROM t1 GROUP BY 1, b HAVING whatever(c) > 2"),
        (Lines{"x < t1.a TRANSFORMATION", "y < t1.a TRANSFORMATION", "y < t1.b TRANSFORMATION",
               "< t1.a GROUP_BY", "< t1.b GROUP_BY", "< t1.c FILTER"}));
}

TEST_F(BinderTest, ListsAreTakenApart) {
    EXPECT_EQ(lines("SELECT u.x FROM shop.orders o, UNNEST(o.tags) AS u(x)"),
              (Lines{"x < shop.orders.tags TRANSFORMATION"}));
    EXPECT_EQ(lines("SELECT unnest(tags) AS x FROM shop.orders"),
              (Lines{"x < shop.orders.tags TRANSFORMATION"}));
}

TEST_F(BinderTest, LambdaParametersAreNoColumns) {
    EXPECT_EQ(lines("SELECT list_transform(tags, a -> a + amount) x FROM shop.orders"),
              (Lines{"x < shop.orders.tags TRANSFORMATION", "x < shop.orders.amount TRANSFORMATION"}));
}

TEST_F(BinderTest, PivotAndUnpivot) {
    EXPECT_EQ(lines("SELECT * FROM t1 PIVOT (sum(b) FOR a IN ('x', 'y'))"),
              (Lines{"c < t1.c IDENTITY", "x < t1.b AGGREGATION", "y < t1.b AGGREGATION",
                     "x < t1.a CONDITIONAL", "y < t1.a CONDITIONAL", "< t1.c GROUP_BY"}));
    const auto unpivoted = lines("SELECT n, v FROM t1 UNPIVOT (v FOR n IN (a, b))");
    EXPECT_TRUE(unpivoted.count("v < t1.a TRANSFORMATION") && unpivoted.count("v < t1.b TRANSFORMATION"));
}

TEST_F(BinderTest, ViewsStopOrAreSeenThrough) {
    m_tables.push_back(view("v", "SELECT a + 1 AS x FROM t1"));
    m_tables.back().columns.push_back({"x", ""});
    EXPECT_EQ(lines("SELECT x FROM v"), (Lines{"x < v.x IDENTITY"}));
    EXPECT_EQ(lines("SELECT x FROM v", BindOptions{.expandViews = true, .find = {}}),
              (Lines{"x < t1.a TRANSFORMATION"}));
    m_tables.push_back(view("loop1", "SELECT * FROM loop2"));
    m_tables.push_back(view("loop2", "SELECT * FROM loop1"));
    EXPECT_FALSE(bind("SELECT * FROM loop1"));
}

TEST_F(BinderTest, ExpressionsAreReadable) {
    auto bound = bind("SELECT CASE WHEN sum(b) > 1 THEN a || 'x' END FROM t1 GROUP BY a");
    ASSERT_TRUE(bound) << bound.error().text();
    ASSERT_FALSE(bound->columns.at(0).sources.empty());
    EXPECT_EQ(bound->columns[0].sources[0].expression, "CASE WHEN sum(b) > 1 THEN a || 'x' END");
}

TEST_F(BinderTest, WhatCannotBeBoundSaysWhy) {
    auto bound = bind("SELECT nothing FROM t1");
    ASSERT_FALSE(bound);
    EXPECT_NE(bound.error().message.find("nothing"), std::string::npos) << bound.error().text();
    bound = bind("SELECT a FROM unknown_table");
    ASSERT_FALSE(bound);
    EXPECT_NE(bound.error().message.find("unknown_table"), std::string::npos) << bound.error().text();
    bound = bind("SELEKT a");
    ASSERT_FALSE(bound);
    EXPECT_EQ(bound.error().code, ErrorCode::Syntax);
    EXPECT_TRUE(bind("SELECT a FROM t1")) << "a failure must not spoil the next query";
}

TEST_F(BinderTest, FilesAndNetworkAreOutOfReach) {
    EXPECT_FALSE(bind("SELECT * FROM '/etc/passwd'"));
    auto bound = bind("SELECT * FROM read_csv('/etc/passwd')");
    if (bound) {
        for (const auto& column : bound->columns) EXPECT_TRUE(column.sources.empty()) << column.name;
    }
}

}  // namespace
}  // namespace tributary::lineage
