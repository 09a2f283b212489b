// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/lineage_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "core/store/workspace.h"

namespace tributary::lineage {
namespace {

using ::testing::ElementsAre;

class LineageStoreTest : public ::testing::Test {
  protected:
    void SetUp() override {
        folder = std::filesystem::path(::testing::TempDir()) /
                 ("lineage-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        const std::string path = (folder / "w.tributary").string();
        auto opened = store::Workspace::open(path);
        ASSERT_TRUE(opened) << opened.error().text();
        workspace = std::move(*opened);
        auto made = LineageStore::open(path);
        ASSERT_TRUE(made) << made.error().text();
        lineage = std::move(*made);
    }
    void TearDown() override {
        lineage.reset();
        workspace.reset();
        std::filesystem::remove_all(folder);
    }

    static ObservedEdge edge(const char* from, const char* fromColumn, const char* to, const char* toColumn,
                             Subtype subtype = Subtype::Identity) {
        ObservedEdge made;
        made.source = {{"shop", from}, fromColumn};
        made.target = {{"shop", to}, toColumn};
        made.subtype = subtype;
        return made;
    }

    static Observation seen(int64_t at, const char* job, std::vector<ObservedEdge> edges) {
        Observation made;
        made.jobKind = "statement";
        made.jobSpace = "shop";
        made.jobName = job;
        made.statement = "INSERT …";
        made.user = "ann";
        made.atMs = at;
        made.rows = 7;
        made.edges = std::move(edges);
        return made;
    }

    std::filesystem::path folder;
    std::unique_ptr<store::Workspace> workspace;
    std::unique_ptr<LineageStore> lineage;
};

TEST_F(LineageStoreTest, RunsOfOneJobAreOneEdgeWithACount) {
    ASSERT_TRUE(lineage->record({seen(100, "fill", {edge("a", "x", "b", "y")})}));
    ASSERT_TRUE(lineage->record({seen(200, "fill", {edge("A", "X", "b", "y")})}));
    auto graph = lineage->load();
    ASSERT_TRUE(graph) << graph.error().text();
    ASSERT_EQ(graph->edges.size(), 1u);
    EXPECT_EQ(graph->edges[0].firstSeenMs, 100);
    EXPECT_EQ(graph->edges[0].lastSeenMs, 200);
    EXPECT_EQ(graph->edges[0].runs, 2);
    EXPECT_EQ(graph->jobs[0].runs, 2);
    EXPECT_EQ(graph->jobs[0].user, "ann");
    const auto b = graph->findDataset({"shop", "b"});
    ASSERT_TRUE(b);
    EXPECT_EQ(graph->datasets[*b].lastWrittenMs, 200);
    EXPECT_FALSE(graph->datasets[*b].lastReadMs);
    auto runs = lineage->runs(graph->jobs[0].id, 10);
    ASSERT_TRUE(runs);
    ASSERT_EQ(runs->size(), 2u);
    EXPECT_EQ((*runs)[0].startedAtMs, 200);
    EXPECT_EQ((*runs)[0].rows, 7);
}

TEST_F(LineageStoreTest, ANewDefinitionEndsWhatItNoLongerHolds) {
    auto view = seen(100, "v", {edge("a", "x", "v", "x"), edge("a", "y", "v", "y")});
    view.isDefinition = true;
    view.ran = false;
    ASSERT_TRUE(lineage->record({view}));
    view.atMs = 100;  // in the same millisecond
    view.edges.pop_back();
    ASSERT_TRUE(lineage->record({view}));
    EXPECT_EQ(lineage->load()->edges.size(), 1u);
    auto history = lineage->load(true);
    ASSERT_TRUE(history);
    EXPECT_EQ(history->edges.size(), 2u);
    view.atMs = 300;
    view.edges.push_back(edge("a", "y", "v", "y"));
    ASSERT_TRUE(lineage->record({view}));
    EXPECT_EQ(lineage->load()->edges.size(), 2u);
    EXPECT_EQ(lineage->load(true)->edges.size(), 3u);  // a second life
    EXPECT_EQ(compare(*lineage->load(true), 200, 400).size(), 1u);
}

TEST_F(LineageStoreTest, ACatalogWithoutATableEndsItsEdges) {
    ASSERT_TRUE(lineage->record({seen(100, "fill", {edge("a", "x", "b", "y")})}));
    ObservedDataset b{{"shop", "b"}, DatasetKind::Table, {{"y", "int"}, {"z", "text"}}};
    ASSERT_TRUE(lineage->setCatalog("shop", {{b}, {}, {}}, 200));
    EXPECT_EQ(lineage->load()->edges.size(), 0u);
    auto graph = lineage->load(true);
    ASSERT_EQ(graph->edges.size(), 1u);
    EXPECT_EQ(graph->edges[0].endedMs, 200);
    const auto& dataset = graph->datasets[*graph->findDataset({"shop", "b"})];
    std::vector<std::string> names;
    for (const uint32_t c : dataset.columns)
        names.push_back(graph->columns[c].name + " " + graph->columns[c].type);
    EXPECT_THAT(names, ElementsAre("y int", "z text"));
}

TEST_F(LineageStoreTest, WhatACatalogDidNotTellStays) {
    ASSERT_TRUE(lineage->record({seen(
        100, "fill", {edge("public.a", "x", "locked.b", "y"), edge("pg_catalog.c", "x", "public.v", "y")})}));
    CatalogSnapshot all{{}, {"locked"}, {"pg_catalog"}};
    for (const char* name : {"public.a", "public.v", "public.idle", "pg_catalog.idle", "locked.idle"})
        all.datasets.push_back({{"shop", name}, DatasetKind::Table, {{"x", "int"}}});
    ASSERT_TRUE(lineage->setCatalog("shop", all, 150));
    CatalogSnapshot now{{all.datasets[0], all.datasets[1]}, {"locked"}, {"pg_catalog"}};
    ASSERT_TRUE(lineage->setCatalog("shop", now, 200));
    auto graph = lineage->load();
    EXPECT_EQ(graph->edges.size(), 2u);
    EXPECT_TRUE(graph->findDataset({"shop", "locked.idle"}));
    EXPECT_FALSE(graph->findDataset({"shop", "public.idle"}));
    EXPECT_FALSE(graph->findDataset({"shop", "pg_catalog.idle"}));
}

TEST_F(LineageStoreTest, NamesAreFoundByTheirEnd) {
    ASSERT_TRUE(lineage->record({seen(1, "1",
                                      {edge("public.raw", "amount", "public.sums", "total"),
                                       edge("public.raw", "amount", "public.daily", "total")})}));
    auto graph = lineage->load();
    const auto raw = *graph->findDataset({"shop", "public.raw"});
    EXPECT_EQ(columnOfId(*graph, *lineage->resolve("SHOP.public.Raw.amount")),
              graph->findColumn(raw, "amount"));
    EXPECT_EQ(columnOfId(*graph, *lineage->resolve("raw")), graph->datasets[raw].whole);
    EXPECT_EQ(lineage->resolve("total").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(lineage->resolve("nothing").error().code, ErrorCode::NotFound);
}

TEST(LineageStoreOpenTest, WithoutAWorkspaceItSaysSo) {
    auto none = LineageStore::open(::testing::TempDir() + "/no-such-folder/w.tributary");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::NotFound);
    EXPECT_NE(none.error().message.find("no workspace"), std::string::npos);
    EXPECT_FALSE(none.error().hint.empty());
}

TEST_F(LineageStoreTest, APartIsLoadedByDirectionAndDepth) {
    ASSERT_TRUE(lineage->record(
        {seen(1, "1", {edge("a", "x", "b", "x")}), seen(2, "2", {edge("b", "x", "c", "x")}),
         seen(3, "3", {edge("c", "x", "d", "x")}), seen(4, "4", {edge("q", "x", "r", "x")})}));
    auto start = lineage->resolve("shop.b.x");
    ASSERT_TRUE(start) << start.error().text();
    EXPECT_EQ(lineage->loadAround({*start}, Direction::Downstream, 99)->datasets.size(), 3u);
    EXPECT_EQ(lineage->loadAround({*start}, Direction::Downstream, 1)->datasets.size(), 2u);
    EXPECT_EQ(lineage->loadAround({*start}, Direction::Upstream, 99)->datasets.size(), 2u);
    auto both = lineage->loadAround({*start}, Direction::Both, 99);
    EXPECT_EQ(both->datasets.size(), 4u);
    EXPECT_EQ(both->edges.size(), 3u);
    EXPECT_TRUE(columnOfId(*both, *start));
}

TEST_F(LineageStoreTest, RelationsTagsAndForgetting) {
    ASSERT_TRUE(lineage->record({seen(1, "1", {edge("a", "x", "b", "x")})}));
    ASSERT_TRUE(lineage->setRelations("shop", {{{{"shop", "b"}, "x"}, {{"shop", "a"}, "x"}, "b_fk"}}, 2));
    ASSERT_TRUE(lineage->setTags({"shop", "a"}, "sensitive", {{"x", "email"}}, 3));
    auto graph = lineage->load();
    ASSERT_EQ(graph->relations.size(), 1u);
    EXPECT_EQ(graph->relations[0].name, "b_fk");
    EXPECT_EQ(propagatedTags(*graph, {}).size(), 2u);
    ASSERT_TRUE(lineage->setTags({"shop", "a"}, "sensitive", {}, 4));
    EXPECT_TRUE(lineage->load()->tags.empty());
    ASSERT_TRUE(lineage->forget("shop"));
    EXPECT_TRUE(lineage->load(true)->datasets.empty());
}

TEST_F(LineageStoreTest, CollectionIsOnUntilSwitchedOff) {
    EXPECT_TRUE(lineage->collects("shop").value());
    ASSERT_TRUE(lineage->setCollects("shop", false));
    EXPECT_FALSE(lineage->collects("shop").value());
}

TEST_F(LineageStoreTest, OnlyReadingLeavesNoEdge) {
    Observation read = seen(50, "q", {});
    read.reads = {{"shop", "a"}};
    ASSERT_TRUE(lineage->record({read}));
    auto graph = lineage->load();
    EXPECT_TRUE(graph->edges.empty());
    EXPECT_EQ(graph->datasets[*graph->findDataset({"shop", "a"})].lastReadMs, 50);
}

}  // namespace
}  // namespace tributary::lineage
