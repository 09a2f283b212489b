// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/engine/federation_fixture.h"

namespace tributary::engine::testing {
namespace {
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ColumnOriginsTest : public FederationFixture {
  protected:
    void SetUp() override {
        start();
        server->execute("CREATE TABLE fact AS SELECT range AS id, range % 10 AS g FROM range(100)");
        ASSERT_TRUE(federation->attach("other", "standin", {}));
    }

    std::vector<ColumnOrigin> origins(const std::string& sql) {
        auto run = session->run(sql, {}, {});
        EXPECT_TRUE(run) << run.error().text();
        if (!run) return {};
        auto out = (*run)->profile().origins;
        EXPECT_EQ(out.size(), (*run)->columns().size()) << sql;
        return out;
    }
};

TEST_F(ColumnOriginsTest, plainColumnsKeepTheirOwnType) {
    const auto found = origins("SELECT id, 1 AS one, id + 1 AS next FROM far.main.fact ORDER BY g, id");
    EXPECT_THAT(found[0].connections, ElementsAre("far"));
    EXPECT_TRUE(found[0].isPlain);
    EXPECT_THAT(found[1].connections, IsEmpty());
    EXPECT_FALSE(found[1].isPlain);
    EXPECT_THAT(found[2].connections, ElementsAre("far"));
    EXPECT_FALSE(found[2].isPlain);
    EXPECT_TRUE(found[2].nativeType.empty());
}

TEST_F(ColumnOriginsTest, joinsAndAggregatesAreFollowed) {
    const auto found = origins(
        "SELECT a.g, sum(a.id * b.g) AS s, count(*) AS n, max(b.id) AS m "
        "FROM far.main.fact a JOIN other.main.fact b ON a.id = b.id GROUP BY a.g");
    EXPECT_THAT(found[0].connections, ::testing::SizeIs(1));
    EXPECT_TRUE(found[0].isPlain);
    EXPECT_THAT(found[1].connections, ::testing::UnorderedElementsAre("far", "other"));
    EXPECT_THAT(found[2].connections, IsEmpty());
    EXPECT_THAT(found[3].connections, ::testing::SizeIs(1));
    EXPECT_FALSE(found[3].isPlain);
}

TEST_F(ColumnOriginsTest, unionsWindowsAndCommonTablesAreFollowed) {
    auto found = origins("SELECT id FROM far.main.fact UNION ALL SELECT id FROM other.main.fact");
    EXPECT_THAT(found[0].connections, ElementsAre("far", "other"));
    EXPECT_FALSE(found[0].isPlain);
    found = origins("SELECT id, lag(g) OVER (ORDER BY id) AS before FROM far.main.fact");
    EXPECT_TRUE(found[0].isPlain);
    EXPECT_THAT(found[1].connections, ElementsAre("far"));
    found = origins(
        "WITH t AS MATERIALIZED (SELECT id, g FROM far.main.fact) "
        "SELECT x.id, y.g FROM t x JOIN t y ON x.id = y.id");
    EXPECT_THAT(found[1].connections, ElementsAre("far"));
    found = origins(
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r");
    EXPECT_THAT(found[0].connections, IsEmpty());
}

TEST_F(ColumnOriginsTest, statementsWithoutRowsHaveNone) {
    auto run = session->run("CREATE TEMP TABLE kept AS SELECT id FROM far.main.fact", {}, {});
    ASSERT_TRUE(run);
    EXPECT_THAT((*run)->profile().origins, IsEmpty());
}

}  // namespace
}  // namespace tributary::engine::testing
