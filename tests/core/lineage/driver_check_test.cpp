// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/driver_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/lineage/extractor.h"

namespace tributary::lineage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

sql::Column column(const std::string& name, const std::string& table = {}, const std::string& source = {}) {
    sql::Column out;
    out.name = name;
    if (!table.empty()) out.source = sql::ColumnSource{"public", table, source};
    return out;
}

StatementLineage read(const std::string& sql) {
    ExtractOptions options;
    options.dialect = SqlDialect::PostgreSql;
    ExtractSession session(options, {});
    auto script = session.extract(sql, {});
    EXPECT_TRUE(script) << script.error().text();
    return std::move(script->statements.at(0));
}

std::vector<std::string> edges(const StatementLineage& query) {
    std::vector<std::string> out;
    for (const auto& edge : query.edges) {
        if (!isDirect(edge.subtype)) continue;
        out.push_back(edge.source.table + "." + edge.source.column + " > " + edge.target.column +
                      (edge.confidence == Confidence::Low ? " ?" : ""));
    }
    return out;
}

TEST(DriverCheckTest, AgreementIsCertainAndTellsTheSchema) {
    auto query = read("SELECT o.id AS a, amount + 1 AS b FROM orders o");
    checkAgainstDriver(query, {column("a", "orders", "id"), column("b")});
    EXPECT_THAT(edges(query), UnorderedElementsAre("public.orders.id > a", "orders.amount > b"));
    EXPECT_THAT(query.notes, IsEmpty());
}

TEST(DriverCheckTest, WhatTheTextDoesNotTellTheServerDoes) {
    auto query = read("SELECT * FROM orders JOIN customers USING (id)");
    checkAgainstDriver(query, {column("id", "orders", "id"), column("amount", "orders", "amount"),
                               column("name", "customers", "name")});
    EXPECT_THAT(edges(query), UnorderedElementsAre("public.orders.id > id", "public.orders.amount > amount",
                                                   "public.customers.name > name"));
}

TEST(DriverCheckTest, ADifferenceIsNotedAndUncertain) {
    auto query = read("SELECT a FROM t");
    checkAgainstDriver(query, {column("a", "other", "b")});
    EXPECT_THAT(edges(query), ElementsAre("t.a > a ?"));
    EXPECT_THAT(query.notes, ElementsAre(HasSubstr("public.other.b")));
}

TEST(DriverCheckTest, AViewThatTheDriverSeesThroughIsNoDifference) {
    auto query = read("SELECT a FROM v");
    checkAgainstDriver(query, {column("a", "t", "b")}, [](const std::string& table) { return table == "v"; });
    EXPECT_THAT(query.notes, IsEmpty());
}

}  // namespace
}  // namespace tributary::lineage
