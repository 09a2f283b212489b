// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/lineage/analysis.h"
#include "core/lineage/schema.h"

namespace tributary::lineage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// raw → (job) clean → view report → chart; clean also filters by raw.state.
class LineageGraphTest : public ::testing::Test {
  protected:
    LineageGraphTest() {
        graph.jobs.resize(3);
        raw = graph.addDataset({"shop", "public.raw"});
        clean = graph.addDataset({"shop", "public.clean"});
        report = graph.addDataset({"shop", "public.report"}, DatasetKind::View);
        chart = graph.addDataset({"", "Sales"}, DatasetKind::Chart);
        edge(column(raw, "amount"), column(clean, "total"), Subtype::Aggregation, 0, "sum(amount)");
        edge(column(raw, "id"), column(clean, "id"), Subtype::Identity, 0);
        edge(column(raw, "state"), graph.datasets[clean].whole, Subtype::Filter, 0);
        edge(column(clean, "total"), column(report, "total"), Subtype::Identity, 1);
        edge(column(clean, "id"), column(report, "id"), Subtype::Identity, 1);
        edge(column(report, "total"), column(chart, "y"), Subtype::Identity, 2);
        graph.index();
    }

    uint32_t column(uint32_t dataset, const char* name) { return graph.addColumn(dataset, name); }

    void edge(uint32_t from, uint32_t to, Subtype subtype, uint32_t job, const char* expression = "") {
        GraphEdge made;
        made.source = from;
        made.target = to;
        made.subtype = subtype;
        made.job = job;
        made.expression = expression;
        made.firstSeenMs = 10;
        made.lastSeenMs = 10;
        graph.edges.push_back(made);
    }

    std::vector<std::string> labels(const std::vector<uint32_t>& columns) {
        std::vector<std::string> out;
        for (const uint32_t c : columns) out.push_back(graph.columnLabel(c));
        return out;
    }

    std::vector<std::string> effects(const std::vector<Impact>& impacts) {
        std::vector<std::string> out;
        for (const auto& impact : impacts) {
            std::string text(effectName(impact.effect));
            text += impact.job ? " job of " : " ";
            text += impact.column ? graph.columnLabel(*impact.column)
                                  : displayName(graph.datasets[impact.dataset].name);
            out.push_back(text);
        }
        return out;
    }

    Graph graph;
    uint32_t raw = 0, clean = 0, report = 0, chart = 0;
};

TEST_F(LineageGraphTest, DownstreamFollowsDirectEdges) {
    WalkFilter filter;
    filter.indirect = false;
    const auto found = closure(graph, {column(raw, "amount")}, Direction::Downstream, filter);
    EXPECT_THAT(labels(found.columns), ElementsAre("shop.public.raw.amount", "shop.public.clean.total",
                                                   "shop.public.report.total", "Sales.y"));
    EXPECT_THAT(found.depth, ElementsAre(0, 1, 2, 3));
}

TEST_F(LineageGraphTest, AFilterReachesEveryColumn) {
    const auto found = closure(graph, {column(raw, "state")}, Direction::Downstream, {});
    EXPECT_THAT(labels(found.columns),
                ::testing::IsSupersetOf({"shop.public.clean.id", "shop.public.clean.total", "Sales.y"}));
    const auto up = closure(graph, {column(report, "id")}, Direction::Upstream, {});
    EXPECT_THAT(labels(up.columns), UnorderedElementsAre("shop.public.report.id", "shop.public.clean.id",
                                                         "shop.public.raw.id", "shop.public.raw.state"));
}

TEST_F(LineageGraphTest, DepthLimits) {
    WalkFilter filter;
    filter.depth = 1;
    const auto found = closure(graph, {column(raw, "amount")}, Direction::Downstream, filter);
    EXPECT_EQ(found.columns.size(), 2u);
}

TEST_F(LineageGraphTest, BetweenKeepsOnlyTheWay) {
    const auto found = between(graph, {column(raw, "amount")}, {column(chart, "y")}, {});
    EXPECT_THAT(labels(found.columns), ElementsAre("shop.public.raw.amount", "shop.public.clean.total",
                                                   "shop.public.report.total", "Sales.y"));
    EXPECT_EQ(found.edges.size(), 3u);
}

TEST_F(LineageGraphTest, DropBreaksTheJobAndMakesTheRestStale) {
    const auto found = impact(graph, column(raw, "amount"), Change::Drop, {});
    EXPECT_THAT(effects(found),
                UnorderedElementsAre("breaks job of shop.public.clean", "stale shop.public.clean",
                                     "stale shop.public.report", "stale Sales"));
}

TEST_F(LineageGraphTest, DropOfWhatAViewReadsBreaksTheViewAndItsChart) {
    const auto found = impact(graph, column(clean, "total"), Change::Drop, {});
    EXPECT_THAT(effects(found), ElementsAre("breaks shop.public.report", "breaks Sales"));
    EXPECT_EQ(found[0].how, "its statement names shop.public.clean.total (IDENTITY)");
}

TEST_F(LineageGraphTest, DropOfAFilterColumnBreaksToo) {
    EXPECT_THAT(effects(impact(graph, column(raw, "state"), Change::Rename, {})),
                ::testing::Contains("breaks job of shop.public.clean"));
}

TEST_F(LineageGraphTest, RetypeGoesAlongIdentitiesAndAsksToCheckTheRest) {
    EXPECT_THAT(effects(impact(graph, column(raw, "id"), Change::Retype, {})),
                ElementsAre("retyped shop.public.clean.id", "retyped shop.public.report.id"));
    EXPECT_THAT(
        effects(impact(graph, column(raw, "amount"), Change::Retype, {})),
        ElementsAre("check shop.public.clean.total", "check shop.public.report.total", "check Sales.y"));
    EXPECT_THAT(effects(impact(graph, column(raw, "state"), Change::Retype, {})),
                ElementsAre("check shop.public.clean"));
}

TEST_F(LineageGraphTest, SensitiveMarksStopAtMasking) {
    graph.edges[1].masking = true;
    graph.tags.push_back({column(raw, "id"), "sensitive", "customer number", 0});
    graph.tags.push_back({column(raw, "amount"), "sensitive", "money", 0});
    graph.index();
    std::vector<std::string> found;
    for (const auto& tag : propagatedTags(graph, {}))
        found.push_back(graph.columnLabel(tag.column) + ": " + tag.value);
    EXPECT_THAT(found, UnorderedElementsAre("shop.public.raw.id: customer number",
                                            "shop.public.raw.amount: money", "shop.public.clean.total: money",
                                            "shop.public.report.total: money", "Sales.y: money"));
}

TEST_F(LineageGraphTest, RootCausesTellQualityAndWhatIsOutOfDate) {
    graph.datasets[raw].lastWrittenMs = 500;
    graph.datasets[clean].lastWrittenMs = 400;
    graph.tags.push_back({column(raw, "amount"), "quality", "failed: not null", 0});
    graph.tags.push_back({column(raw, "id"), "quality", "failed: unique", 0});
    const auto found = rootCauses(graph, column(chart, "y"), {});
    ASSERT_EQ(found.size(), 4u);
    EXPECT_EQ(found[2].dataset, clean);
    EXPECT_TRUE(found[2].outdated);
    EXPECT_FALSE(found[2].failed);
    EXPECT_EQ(found[3].dataset, raw);
    EXPECT_THAT(found[3].quality, ElementsAre("failed: not null"));  // id does not lead to the chart
}

TEST_F(LineageGraphTest, RingsAreFoundOnce) {
    EXPECT_THAT(cycles(graph, {}), IsEmpty());
    edge(column(report, "total"), column(raw, "amount"), Subtype::Identity, 0);
    graph.index();
    EXPECT_THAT(cycles(graph, {}), ElementsAre(UnorderedElementsAre(raw, clean, report)));
}

TEST_F(LineageGraphTest, UnusedMeansNeitherReadNorFeeding) {
    const auto alone = graph.addDataset({"shop", "public.alone"});
    const auto read = graph.addDataset({"shop", "public.read"});
    graph.datasets[read].lastReadMs = 2000;
    graph.index();
    EXPECT_THAT(unusedDatasets(graph, 1000), ElementsAre(alone));
    EXPECT_THAT(unusedDatasets(graph, 3000), ElementsAre(alone, read));
}

TEST_F(LineageGraphTest, TwoDatesAreCompared) {
    graph.edges[0].endedMs = 50;
    graph.edges[1].firstSeenMs = 60;
    const auto found = compare(graph, 40, 70);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].edge, 0u);
    EXPECT_FALSE(found[0].added);
    EXPECT_EQ(found[1].edge, 1u);
    EXPECT_TRUE(found[1].added);
}

TEST(LineageSchemaTest, NamesSplitAndJoin) {
    EXPECT_THAT(splitName("a.\"b.c\".[d e]"), ElementsAre("a", "b.c", "d e"));
    EXPECT_EQ(joinName({"a", "b.c"}), "a.\"b.c\"");
    EXPECT_EQ(foldName("A.`B`"), "a.b");
}

TEST(LineageSchemaTest, TablesAreFoundBySuffixUnlessAmbiguous) {
    SchemaCatalog catalog;
    catalog.add({"db.s.t", {{"a", ""}}, ""});
    ASSERT_NE(catalog.find("T"), nullptr);
    ASSERT_NE(catalog.find("x.db.s.t"), nullptr);
    EXPECT_EQ(catalog.find("q.t"), nullptr);
    catalog.add({"db.u.t", {{"b", ""}}, ""});
    EXPECT_EQ(catalog.find("t"), nullptr);
    EXPECT_EQ(catalog.find("u.t")->columns[0].name, "b");
    catalog.rename("u.t", "db.u.v");
    ASSERT_NE(catalog.find("t"), nullptr);
    EXPECT_EQ(catalog.find("t")->name, "db.s.t");
}

}  // namespace
}  // namespace tributary::lineage
