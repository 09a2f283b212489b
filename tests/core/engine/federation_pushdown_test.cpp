// SPDX-License-Identifier: GPL-3.0-or-later
// Every statement is answered three times: with pushdown, without it, and by a local copy of the tables.
#include <algorithm>

#include "tests/core/engine/federation_fixture.h"

namespace tributary::engine {
namespace {
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Rows;

class FederationPushdownTest : public testing::FederationFixture {
  protected:
    void SetUp() override {
        start();
        server->execute(
            "CREATE TABLE t AS SELECT range AS id, CASE WHEN range % 7 = 0 THEN NULL ELSE (range * 31) % 50 "
            "END "
            "AS k, CASE WHEN range % 5 = 0 THEN NULL ELSE range % 3 = 0 END AS b, CASE WHEN range % 11 = 0 "
            "THEN "
            "NULL ELSE chr((97 + range % 26)::INTEGER) || (range % 40) END AS s, ((range % 90) / "
            "10)::DECIMAL(9,1) AS "
            "d, (range::HUGEINT * 100000000000000000000) AS h, CASE WHEN range % 13 = 0 THEN 'nan'::DOUBLE "
            "WHEN "
            "range % 17 = 0 THEN NULL ELSE range / 4 END AS f, DATE '2024-01-01' + (range % 400)::INTEGER AS "
            "day, "
            "{'x': range % 4, 'y': 'v' || (range % 6)} AS st, [range % 3, NULL] AS li FROM range(3000)");
        server->execute(
            "CREATE TABLE u AS SELECT range * 3 AS id, (range % 9)::DECIMAL(9,1) AS d, "
            "(range::HUGEINT * 300000000000000000000) AS h, chr((97 + range % 26)::INTEGER) || "
            "(range % 40) AS s, CASE WHEN range % 4 = 0 THEN NULL ELSE range % 20 END AS k FROM range(60)");
        server->execute("CREATE TABLE e AS SELECT NULL::BIGINT AS id, NULL::VARCHAR AS s FROM range(0)");
        server->execute(
            "CREATE TABLE \"Case\" AS SELECT range AS a, range * 2 AS \"a b\", 'q\"' AS \"q\"\"\" FROM "
            "range(10)");
        for (const char* table : {"t", "u", "e", "\"Case\""}) {
            auto copied =
                rows(std::string("CREATE TABLE memory.") + table + " AS SELECT * FROM far." + table);
            ASSERT_TRUE(copied) << copied.error().text();
        }
        server->takeStatements();
    }

    static std::string localised(std::string sql) {
        for (size_t at = 0; (at = sql.find("far.", at)) != std::string::npos;) sql.replace(at, 4, "memory.");
        return sql;
    }

    Rows sorted(const std::string& sql, const RunOptions& options) {
        auto result = rows(sql, options);
        EXPECT_TRUE(result) << sql << "\n" << (result ? "" : result.error().text());
        Rows out = result ? *result : Rows{{"failed"}};
        std::sort(out.begin(), out.end());
        return out;
    }

    /// Returns what was sent with pushdown.
    std::vector<std::string> check(const std::string& sql, const RunOptions& options = {}) {
        server->takeStatements();
        const Rows pushed = sorted(sql, options);
        auto sent = server->takeStatements();
        const Rows expected = sorted(localised(sql), options);
        EXPECT_TRUE(rows("SET disabled_optimizers = 'extension'"));
        const Rows kept = sorted(sql, options);
        EXPECT_TRUE(rows("RESET disabled_optimizers"));
        EXPECT_EQ(pushed, expected) << sql << "\n sent " << ::testing::PrintToString(sent);
        EXPECT_EQ(kept, expected) << "without pushdown: " << sql;
        return sent;
    }
};

TEST_F(FederationPushdownTest, answersFiltersWithThreeValuedLogic) {
    for (const char* where : {"NOT (k = 5)",
                              "NOT (k > 5 AND k < 20)",
                              "NOT (k = 3 OR id = 5)",
                              "NOT (k IS NULL)",
                              "k IS NULL OR k = 4",
                              "k NOT IN (1, 2, 3)",
                              "k IN (1, NULL, 3)",
                              "k NOT IN (1, NULL, 3)",
                              "NOT (k IN (1, 2))",
                              "NOT (k NOT IN (1, 2))",
                              "k BETWEEN 3 AND 5",
                              "k NOT BETWEEN 3 AND 45",
                              "NOT (k BETWEEN 3 AND 45)",
                              "k BETWEEN 5 AND 3",
                              "k BETWEEN NULL AND 3",
                              "b",
                              "NOT b",
                              "b IS NULL",
                              "b = TRUE",
                              "b <> TRUE",
                              "b IS TRUE",
                              "b IS NOT TRUE",
                              "b IS FALSE",
                              "(b AND k = 3) IS NULL",
                              "NOT (b AND k = 3)",
                              "k = NULL",
                              "k IS DISTINCT FROM 5",
                              "k IS NOT DISTINCT FROM NULL",
                              "k + 1 = 5",
                              "k::VARCHAR = '5'",
                              "k = 5.0",
                              "k < 4.5",
                              "k = '5'",
                              "k::DOUBLE < 3.5",
                              "d = 1.5",
                              "d = 1.55",
                              "d BETWEEN 1.05 AND 2.25",
                              "d > 3",
                              "h = 500000000000000000000",
                              "h < 500000000000000000000 AND h > 0",
                              "f = 'nan'::DOUBLE",
                              "f > 100",
                              "NOT (f <= 100)",
                              "f <> 'nan'::DOUBLE",
                              "f IN ('nan'::DOUBLE, 1)",
                              "day = DATE '2024-03-01'",
                              "day > '2024-12-01'",
                              "day BETWEEN '2024-02-01' AND '2024-02-03'",
                              "day > TIMESTAMP '2024-12-01 12:00:00'",
                              "CASE WHEN k > 3 THEN b ELSE NOT b END",
                              "coalesce(k, 7) = 7",
                              "k IN (SELECT 5 UNION ALL SELECT NULL)",
                              "k NOT IN (SELECT 5 UNION ALL SELECT NULL)",
                              "(k = 3) = b",
                              "(k = 3) IS NOT NULL",
                              "1 = 0",
                              "NULL",
                              "TRUE OR k = 3",
                              "k = 3 AND 1 = 1",
                              "NOT NOT (k = 3)",
                              "id % 2 = 0 AND k > 40",
                              "(k = 1 OR k = 2) AND (id < 100 OR b)",
                              "k IN (1, 2) OR (k > 45 AND NOT b) OR s LIKE 'a1%'"}) {
        check(std::string("SELECT id, k FROM far.t WHERE ") + where);
        check(std::string("SELECT count(*) FROM far.t WHERE ") + where);
    }
}

TEST_F(FederationPushdownTest, answersTextAndNestedFilters) {
    for (const char* where : {"s LIKE 'a%'",
                              "s LIKE 'a1'",
                              "s LIKE '%1'",
                              "s LIKE '%'",
                              "s LIKE ''",
                              "s LIKE 'a_%'",
                              "s NOT LIKE 'a%'",
                              "NOT (s LIKE 'a%')",
                              "s ILIKE 'A1%'",
                              "s LIKE 'a\\%'",
                              "s LIKE 'a!%' ESCAPE '!'",
                              "starts_with(s, 'b')",
                              "prefix(s, '')",
                              "s ^@ 'c'",
                              "s GLOB 'a*'",
                              "s SIMILAR TO 'a.*'",
                              "s > 'm'",
                              "s COLLATE NOCASE = 'A1'",
                              "s = 'a1' COLLATE NOCASE",
                              "upper(s) = 'A1'",
                              "s IN ('a1', 'A1', '')",
                              "s BETWEEN 'b' AND 'd'",
                              "s = 'it''s'",
                              "'a1' = s",
                              "'b' < s",
                              "s LIKE NULL",
                              "s < chr(100)",
                              "st.x = 2",
                              "st.y = 'v3' AND k = 3",
                              "st = {'x': 1, 'y': 'v1'}",
                              "st.x IN (1, 3) OR k = 2",
                              "st.y IS NULL",
                              "li[1] = 2",
                              "li = [2, NULL]",
                              "(SELECT max(x) FROM (VALUES (3), (4)) v(x)) = k",
                              "k = (SELECT 7)"}) {
        check(std::string("SELECT id, s, st.y FROM far.t WHERE ") + where);
    }
    check("SELECT \"a b\", \"q\"\"\" FROM far.\"Case\" WHERE \"a b\" > 4 AND \"q\"\"\" = 'q\"'");
}

TEST_F(FederationPushdownTest, answersLimitsAndOrders) {
    for (const char* sql :
         {"SELECT id FROM far.t ORDER BY id LIMIT 5 OFFSET 7",
          "SELECT k, id FROM far.t ORDER BY k, id LIMIT 10",
          "SELECT k, id FROM far.t ORDER BY k DESC NULLS LAST, id LIMIT 10",
          "SELECT k, id FROM far.t ORDER BY k DESC NULLS FIRST, id DESC LIMIT 10",
          "SELECT k FROM far.t ORDER BY k NULLS FIRST LIMIT 500",
          "SELECT k FROM far.t ORDER BY k + 1 LIMIT 5",
          "SELECT f, id FROM far.t ORDER BY f DESC NULLS LAST, id LIMIT 300",
          "SELECT -id AS n FROM far.t ORDER BY n LIMIT 4",
          "SELECT k * 2 AS z, id FROM far.t ORDER BY id LIMIT 4",
          "SELECT id, k FROM (SELECT id AS k, k AS id FROM far.t) ORDER BY id DESC NULLS LAST, k LIMIT 7",
          "SELECT count(*) FROM (SELECT * FROM far.t LIMIT 17)",
          "SELECT count(*) FROM (FROM far.t LIMIT 5 OFFSET 2998)",
          "SELECT count(*) FROM (SELECT * FROM (SELECT * FROM far.t LIMIT 5) LIMIT 17)",
          "SELECT count(*) FROM (SELECT * FROM (SELECT * FROM far.t LIMIT 17 OFFSET 3) LIMIT 5 OFFSET 14)",
          "SELECT count(*) FROM (SELECT * FROM far.t LIMIT 9223372036854775807 OFFSET 5)",
          "SELECT count(*) FROM (SELECT * FROM far.t OFFSET 5)",
          "SELECT count(*) FROM (SELECT * FROM far.t LIMIT 10%)",
          "SELECT count(*) FROM (SELECT * FROM far.t WHERE k = 3 LIMIT 4)",
          "SELECT count(*) FROM (SELECT * FROM far.t WHERE k + 1 = 4 LIMIT 4)",
          "SELECT id FROM (SELECT * FROM far.t ORDER BY id LIMIT 20) WHERE id % 2 = 0",
          "SELECT id FROM (SELECT * FROM far.t ORDER BY id DESC LIMIT 20) WHERE id > 2990",
          "SELECT id FROM (SELECT id, unnest([1, 2]) AS x FROM far.t) ORDER BY id, x LIMIT 3",
          "SELECT DISTINCT k FROM far.t ORDER BY k LIMIT 5",
          "SELECT k, count(*) FROM far.t GROUP BY k ORDER BY 1 LIMIT 5",
          "SELECT id, row_number() OVER (ORDER BY id DESC) FROM far.t ORDER BY id LIMIT 3",
          "(SELECT id FROM far.t ORDER BY id LIMIT 3) UNION ALL (SELECT id FROM far.t ORDER BY id DESC LIMIT "
          "3)",
          "SELECT id FROM far.t UNION ALL SELECT id FROM far.u ORDER BY id LIMIT 6",
          "SELECT s FROM far.t ORDER BY s COLLATE NOCASE, id LIMIT 5",
          "SELECT st.x, id FROM far.t ORDER BY st.x, id LIMIT 5",
          "SELECT id FROM far.t ORDER BY id LIMIT (SELECT 3)",
          "SELECT count(*) FROM (SELECT * FROM far.t USING SAMPLE 20 ROWS)",
          "SELECT count(*) FROM (SELECT * FROM (SELECT * FROM far.t USING SAMPLE 20 ROWS) LIMIT 30)",
          "SELECT count(*) FROM (SELECT * FROM (SELECT * FROM far.t LIMIT 30) USING SAMPLE 50 ROWS)",
          "SELECT t.id, u.id FROM (SELECT * FROM far.t ORDER BY id LIMIT 30) t LEFT JOIN (SELECT * FROM "
          "far.u ORDER BY id "
          "DESC LIMIT 50) u USING (id)"}) {
        check(sql);
    }
    EXPECT_THAT(check("SELECT id, k + 1 FROM far.t ORDER BY id LIMIT 2"),
                Contains(HasSubstr("ORDER BY \"id\" ASC NULLS LAST LIMIT 2")));
}

TEST_F(FederationPushdownTest, answersShapesOfQueries) {
    for (
        const char* sql :
        {"SELECT a.id, b.id FROM far.t a JOIN far.t b ON a.id = b.k WHERE a.k = 3 AND b.id < 400",
         "SELECT a.id FROM far.t a, far.t b WHERE a.id = b.id AND a.k > b.k",
         "SELECT a.id, b.k FROM far.t a LEFT JOIN far.t b ON a.id = b.id AND b.k = 3 WHERE a.id < 50",
         "SELECT a.id, b.id FROM far.t a FULL JOIN far.u b ON a.k = b.id AND a.id < 20 WHERE a.id IS NULL OR "
         "a.id < 50",
         "SELECT id FROM far.t WHERE EXISTS (SELECT 1 FROM far.u WHERE u.id = t.id AND u.k > 3)",
         "SELECT id FROM far.t WHERE NOT EXISTS (SELECT 1 FROM far.u WHERE u.id = t.id) AND id < 99",
         "SELECT id FROM far.t WHERE id IN (SELECT id FROM far.u)",
         "SELECT id FROM far.t WHERE id NOT IN (SELECT k FROM far.u)",
         "SELECT id FROM far.t WHERE k > (SELECT avg(k) FROM far.t x WHERE x.b = t.b) AND id < 200",
         "SELECT id, (SELECT max(u.k) FROM far.u WHERE u.id = t.id) FROM far.t WHERE id < 60",
         "SELECT t.id, l.m FROM far.t, LATERAL (SELECT max(u.id) AS m FROM far.u WHERE u.id < t.id) l WHERE "
         "t.id < 40",
         "SELECT t.id, l.id FROM far.t, LATERAL (SELECT u.id FROM far.u WHERE u.k = t.k ORDER BY u.id LIMIT "
         "1) l",
         "WITH c AS (SELECT * FROM far.t WHERE k = 3) SELECT a.id FROM c a JOIN c b ON a.id = b.id WHERE b.b",
         "WITH c AS MATERIALIZED (SELECT * FROM far.t) SELECT id FROM c WHERE k = 3 UNION SELECT id FROM c "
         "WHERE k = 4",
         "WITH c AS (SELECT * FROM far.t) SELECT (SELECT count(*) FROM c WHERE k = 3), (SELECT count(*) FROM "
         "c WHERE b)",
         "WITH RECURSIVE r(n) AS (SELECT 3::BIGINT UNION SELECT u.id FROM r JOIN far.u ON u.id = r.n * 2) "
         "SELECT n FROM r",
         "WITH RECURSIVE r(n, depth) AS (SELECT id, 0 FROM far.u WHERE id = 3 UNION ALL SELECT t.id, depth + "
         "1 FROM "
         "r JOIN far.t "
         "ON t.id = n + 3 WHERE depth < 20) SELECT * FROM r",
         "SELECT DISTINCT ON (k) k, id FROM far.t ORDER BY k, id DESC",
         "SELECT DISTINCT k, b FROM far.t WHERE id < 300",
         "SELECT id FROM far.t QUALIFY row_number() OVER (PARTITION BY k ORDER BY id) = 1",
         "SELECT k FROM far.t GROUP BY k HAVING count(*) > 50",
         "SELECT k, b, count(*) FROM far.t GROUP BY CUBE (k, b)",
         "SELECT id FROM far.t EXCEPT SELECT id FROM far.u",
         "SELECT k FROM far.t INTERSECT ALL SELECT k FROM far.u",
         "SELECT * FROM (SELECT id, k FROM far.t UNION ALL SELECT id, k FROM far.u) WHERE k = 3 AND id < 100",
         "SELECT * FROM (SELECT id AS z, k FROM far.t UNION ALL BY NAME SELECT k, id AS z FROM far.u) WHERE "
         "z = 9",
         "SELECT id, sum(k) OVER (PARTITION BY b ORDER BY id) FROM far.t WHERE id < 100 AND k > 5",
         "SELECT count(*), count(k), sum(d), max(s) FROM far.t WHERE b",
         "SELECT count(*) FROM far.e",
         "SELECT * FROM far.e",
         "SELECT 1 FROM far.u",
         "SELECT t.* FROM far.t SEMI JOIN far.u USING (id)",
         "SELECT id FROM far.t ANTI JOIN far.u USING (id)",
         "SELECT t.id FROM far.t ASOF JOIN far.u ON t.id >= u.id WHERE t.id < 20",
         "SELECT count(*) FROM far.t, far.u WHERE t.k < u.k",
         "SELECT * FROM (SELECT k, b FROM far.t WHERE id < 300) PIVOT (count(*) FOR b IN (true, false))",
         "UNPIVOT (SELECT id, k FROM far.t WHERE id < 10) ON k INTO NAME n VALUE v",
         "SELECT id FROM far.u POSITIONAL JOIN (SELECT 1 AS one)",
         "SELECT count(*) FROM (SELECT random() AS r, id FROM far.t) WHERE r >= 0 AND id < 10",
         "SELECT id FROM far.t WHERE (id, k) IN (SELECT id, k FROM far.u)",
         "SELECT id FROM far.t WHERE (id, k) = (3, 43)",
         "SELECT id FROM far.t WHERE [id] = [3]",
         "FROM far.t SELECT max(id) FILTER (WHERE k = 3), count(DISTINCT s)",
         "SELECT t.id FROM far.t JOIN far.u ON t.k IS NOT DISTINCT FROM u.k WHERE t.id < 50 AND u.id < 30"}) {
        check(sql);
    }
}

TEST_F(FederationPushdownTest, pivotsOverValuesItHasToAskFor) {
    check("PIVOT (SELECT k, b FROM far.t WHERE id < 300) ON b USING count(*)");
    check("PIVOT far.u ON k USING max(id) GROUP BY s");
}

TEST_F(FederationPushdownTest, answersJoinsWhoseKeysTravel) {
    auto made = rows(
        "CREATE TABLE few AS SELECT id, d, h, s, k, day, f FROM memory.t WHERE id IN (0, 3, 7, 13, 26, 500, "
        "2999)");
    ASSERT_TRUE(made) << made.error().text();
    for (const char* key : {"id", "d", "h", "s", "k", "day", "f"}) {
        const std::string k = key;
        for (const char* join : {"JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "SEMI JOIN", "ANTI JOIN"}) {
            check("SELECT count(*), min(t.id), max(t.id) FROM far.t " + std::string(join) + " few ON t." + k +
                  " = few." + k);
        }
        check("SELECT count(*) FROM few LEFT JOIN far.t ON t." + k + " = few." + k);
        check("SELECT count(*) FROM few SEMI JOIN far.t ON t." + k + " = few." + k);
        check("SELECT count(*) FROM few ANTI JOIN far.t ON t." + k + " = few." + k);
        check("SELECT count(*) FROM far.t WHERE " + k + " IN (SELECT " + k + " FROM few)");
        check("SELECT count(*) FROM far.t WHERE " + k + " NOT IN (SELECT " + k + " FROM few WHERE " + k +
              " IS NOT NULL)");
        check("SELECT count(*) FROM far.t JOIN few ON t." + k + " IS NOT DISTINCT FROM few." + k);
        check("SELECT count(*) FROM far.t JOIN few ON t." + k + " < few." + k);
        check("SELECT count(*) FROM far.t JOIN few ON t." + k + " = few." + k + " AND t.id >= few.id");
    }
    check("SELECT count(*) FROM far.t JOIN few ON t.id = few.k");
    check("SELECT count(*) FROM far.t JOIN few ON t.id::INTEGER = few.id::INTEGER");
    check("SELECT count(*) FROM far.t JOIN few ON t.d = few.k::DECIMAL(12,3)");
    check("SELECT count(*) FROM far.t JOIN (SELECT * FROM few WHERE false) n USING (id)");
    check("SELECT count(*) FROM far.t JOIN far.u USING (id) JOIN few USING (id)");
    EXPECT_THAT(check("SELECT t.s FROM far.t JOIN few USING (id)"),
                Contains(HasSubstr("IN (0, 3, 7, 13, 26, 500, 2999)")));
}

TEST_F(FederationPushdownTest, keepsJoinKeysAboveWhatPicksRows) {
    ASSERT_TRUE(rows("CREATE TABLE few AS SELECT unnest([3, 500, 2999])::BIGINT AS id"));
    for (const char* sql :
         {"SELECT count(*) FROM (SELECT DISTINCT ON (k) k, id FROM far.t ORDER BY k, id DESC) x JOIN few "
          "USING (id)",
          "SELECT count(*) FROM (SELECT DISTINCT ON (k) k, id FROM far.t ORDER BY k, id) x JOIN few USING "
          "(id)",
          "SELECT count(*) FROM (SELECT k, max(id) AS id FROM far.t GROUP BY k) x JOIN few USING (id)",
          "SELECT count(*) FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM far.t) x JOIN few "
          "USING (id) WHERE n = id + 1",
          "SELECT count(*) FROM (SELECT id FROM far.t QUALIFY row_number() OVER (PARTITION BY k ORDER BY id) "
          "= 1) x JOIN few USING (id)",
          "SELECT count(*) FROM (SELECT * FROM far.t ORDER BY id LIMIT 5) x JOIN few USING (id)",
          "SELECT count(*) FROM (SELECT id FROM far.t UNION ALL (SELECT id FROM far.t ORDER BY id LIMIT 5)) "
          "x JOIN few USING (id)",
          "SELECT count(*) FROM (SELECT id FROM far.t EXCEPT ALL SELECT id FROM far.u) x JOIN few USING (id)",
          "SELECT count(*) FROM (SELECT t.id FROM far.t FULL JOIN far.u ON t.id = u.k) x JOIN few USING (id)",
          "SELECT count(*) FROM (SELECT t.id, u.id AS o FROM far.t RIGHT JOIN far.u ON t.id = u.k) x JOIN "
          "few ON x.o = few.id",
          "SELECT count(*) FROM (SELECT t.id FROM far.t LEFT JOIN (SELECT * FROM far.u LIMIT 10) u ON t.id = "
          "u.id) x JOIN few USING (id)"}) {
        check(sql);
    }
}

TEST_F(FederationPushdownTest, runsParametersAndPreparedStatementsAgain) {
    for (const char* value : {"3", "17", "999"}) {
        RunOptions options;
        options.parameters = {{"p", value}};
        check("SELECT id FROM far.t WHERE id = $p", options);
        check("SELECT id FROM far.t WHERE k IN ($p, 4)", options);
        check("SELECT id FROM far.t WHERE id BETWEEN $p AND 20", options);
        check("SELECT id FROM far.t ORDER BY id LIMIT $p", options);
        check("SELECT id FROM far.t WHERE s = $p OR s LIKE $p", options);
    }
    ASSERT_TRUE(rows("PREPARE again AS SELECT id FROM far.t WHERE k = $1 AND id < $2 ORDER BY id"));
    ASSERT_TRUE(rows("PREPARE here AS SELECT id FROM memory.t WHERE k = $1 AND id < $2 ORDER BY id"));
    for (const char* arguments : {"(3, 500)", "(4, 500)", "(NULL, 500)", "(3, 2000)"}) {
        auto far = rows(std::string("EXECUTE again") + arguments);
        auto near = rows(std::string("EXECUTE here") + arguments);
        ASSERT_TRUE(far) << far.error().text();
        ASSERT_TRUE(near) << near.error().text();
        EXPECT_EQ(*far, *near) << arguments;
    }
    ASSERT_TRUE(rows("PREPARE fixed AS SELECT count(*) FROM far.t WHERE k = 3"));
    auto first = rows("EXECUTE fixed");
    server->execute("DELETE FROM t WHERE id < 1000");
    auto second = rows("EXECUTE fixed");
    ASSERT_TRUE(first && second);
    EXPECT_NE(*first, *second) << "a prepared statement asks the server again";
}

TEST_F(FederationPushdownTest, looksThroughViewsAndMacros) {
    ASSERT_TRUE(rows("CREATE VIEW v AS SELECT id, k AS kk, b FROM far.t"));
    ASSERT_TRUE(rows("CREATE MACRO m(x) AS TABLE SELECT id FROM far.t WHERE k = x"));
    server->takeStatements();
    auto viewed = rows("SELECT id FROM v WHERE kk = 3 AND b");
    auto direct = rows("SELECT id FROM memory.t WHERE k = 3 AND b");
    ASSERT_TRUE(viewed && direct);
    EXPECT_EQ(*viewed, *direct);
    EXPECT_THAT(server->takeStatements(), Contains(HasSubstr("\"k\" = 3")));
    auto called = rows("SELECT count(*) FROM m(3)");
    auto counted = rows("SELECT count(*) FROM memory.t WHERE k = 3");
    ASSERT_TRUE(called && counted);
    EXPECT_EQ(*called, *counted);
}

TEST_F(FederationPushdownTest, writesResultsIntoLocalTables) {
    ASSERT_TRUE(rows("CREATE TABLE kept AS SELECT * FROM far.t WHERE k = 3"));
    ASSERT_TRUE(rows("INSERT INTO kept SELECT * FROM far.t WHERE k = 4 ORDER BY id LIMIT 2"));
    ASSERT_TRUE(rows("DELETE FROM kept WHERE id IN (SELECT id FROM far.u)"));
    ASSERT_TRUE(rows("UPDATE kept SET s = u.s FROM far.u WHERE kept.id = u.id + 1"));
    auto counted = rows("SELECT count(*) FROM kept");
    auto expected = rows(
        "SELECT count(*) FROM (SELECT id FROM memory.t WHERE k = 3 UNION ALL (SELECT id FROM memory.t WHERE "
        "k = 4 ORDER BY id "
        "LIMIT 2)) WHERE id NOT IN (SELECT id FROM memory.u)");
    ASSERT_TRUE(counted && expected);
    EXPECT_EQ(*counted, *expected);
}

}  // namespace
}  // namespace tributary::engine
