// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/collect/run_recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/lineage/analysis.h"
#include "core/lineage/lineage_store.h"
#include "core/lineage/live.h"
#include "core/store/workspace.h"

namespace tributary::lineage {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// A workspace with a PostgreSQL connection "shop"; no server is asked.
class RunRecorderTest : public ::testing::Test {
  protected:
    void SetUp() override {
        folder = std::filesystem::path(::testing::TempDir()) /
                 ("recorder-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        path = (folder / "w.tributary").string();
        auto opened = store::Workspace::open(path);
        ASSERT_TRUE(opened) << opened.error().text();
        workspace = std::move(*opened);
        store::ConnectionRecord record;
        record.name = "shop";
        record.type = "postgresql";
        ASSERT_TRUE(workspace->saveConnection(record));
        lineage = std::move(*LineageStore::open(path));
        ObservedDataset orders{
            {"shop", "public.orders"}, DatasetKind::Table, {{"id", "int"}, {"amount", "int"}}};
        ASSERT_TRUE(lineage->setCatalog("shop", {{orders}, {}, {}}, 1));
        recorder = RunRecorder::create(path);
    }
    void TearDown() override {
        recorder.reset();
        lineage.reset();
        workspace.reset();
        std::filesystem::remove_all(folder);
    }

    void ran(const std::string& text, std::vector<std::string> path = {}) {
        engine::FinishedRun run;
        if (!path.empty()) run.schemaPaths["shop"] = std::move(path);
        run.connection = "shop";
        run.text = text;
        run.startedAtMs = 1000;
        run.durationMs = 5;
        run.affectedRows = 3;
        recorder->finished(std::move(run));
        recorder->flush();
        EXPECT_EQ(recorder->lastError(), "");
    }

    std::vector<std::string> edges() {
        auto graph = lineage->load();
        std::vector<std::string> out;
        for (const auto& edge : graph->edges) {
            if (!isDirect(edge.subtype)) continue;
            out.push_back(graph->columnLabel(edge.source) + " > " + graph->columnLabel(edge.target));
        }
        return out;
    }

    std::filesystem::path folder;
    std::string path;
    std::unique_ptr<store::Workspace> workspace;
    std::unique_ptr<LineageStore> lineage;
    std::shared_ptr<RunRecorder> recorder;
};

TEST_F(RunRecorderTest, AWritingStatementLeavesEdgesUnderFullNames) {
    ran("CREATE TABLE public.big AS SELECT id, amount * 2 AS twice FROM orders WHERE amount > 12345");
    EXPECT_THAT(edges(), UnorderedElementsAre("shop.public.orders.id > shop.public.big.id",
                                              "shop.public.orders.amount > shop.public.big.twice"));
    auto graph = lineage->load();
    ASSERT_FALSE(graph->jobs.empty());
    EXPECT_EQ(graph->jobs[0].statement.find("12345"), std::string::npos) << graph->jobs[0].statement;
    auto runs = lineage->runs(graph->jobs[0].id, 5);
    ASSERT_TRUE(runs);
    ASSERT_EQ(runs->size(), 1u);
    EXPECT_EQ((*runs)[0].rows, 3);
}

TEST_F(RunRecorderTest, WhatTheServerSaysOtherwiseIsKeptAsANote) {
    engine::FinishedRun run;
    run.connection = "shop";
    run.text = "SELECT amount AS a FROM public.orders";
    run.startedAtMs = 1000;
    sql::Column column;
    column.name = "a";
    column.source = sql::ColumnSource{"public", "refunds", "amount"};
    run.columns = {column};
    recorder->finished(std::move(run));
    recorder->flush();
    EXPECT_EQ(recorder->lastError(), "");
    auto graph = lineage->load();
    ASSERT_EQ(graph->tags.size(), 1u);
    const Tag& note = graph->tags[0];
    EXPECT_EQ(graph->columnLabel(note.column), "shop.public.orders");
    EXPECT_EQ(note.kind, kNoteTag);
    EXPECT_NE(note.value.find("the server says that 'a' is public.refunds.amount"), std::string::npos)
        << note.value;
    EXPECT_EQ(note.seenMs, 1000);
    EXPECT_EQ(propagatedTags(*graph, {}).size(), 1u) << "a note holds where it is";
}

TEST_F(RunRecorderTest, NamesWithoutASchemaAreThoseOfTheSession) {
    ran("CREATE TABLE big AS SELECT id FROM orders", {"sales", "public"});
    EXPECT_THAT(edges(), UnorderedElementsAre("shop.public.orders.id > shop.sales.big.id"));
    ran("INSERT INTO kept SELECT id FROM big", {"sales", "public"});
    EXPECT_THAT(edges(), Contains("shop.sales.big.id > shop.sales.kept.id"));
    EXPECT_TRUE(lineage->resolve("shop.sales.big"));
    EXPECT_FALSE(lineage->load()->findDataset({"shop", "big"}));
}

TEST_F(RunRecorderTest, ANewDefinitionOfAViewReplacesTheOldOne) {
    ran("CREATE VIEW v AS SELECT id FROM orders", {"public"});
    ran("CREATE OR REPLACE VIEW v AS SELECT amount FROM orders", {"public"});
    EXPECT_THAT(edges(), UnorderedElementsAre("shop.public.orders.amount > shop.public.v.amount"));
    auto graph = lineage->load();
    EXPECT_EQ(graph->datasets[*graph->findDataset({"shop", "public.v"})].kind, DatasetKind::View);
    ASSERT_EQ(graph->jobs.size(), 1u);
    EXPECT_EQ(graph->jobs[0].kind, "view");
    EXPECT_EQ(graph->jobs[0].name, "public.v");
}

TEST_F(RunRecorderTest, WhatIsKnownOfATableInPartDoesNotLimitIt) {
    ran("INSERT INTO public.kept SELECT a FROM public.half", {"public"});
    ran("INSERT INTO public.kept2 SELECT b FROM public.half", {"public"});
    EXPECT_THAT(edges(), Contains("shop.public.half.b > shop.public.kept2.b"));
}

TEST_F(RunRecorderTest, TemporaryTablesLeaveNothing) {
    ran("CREATE TEMPORARY TABLE t AS SELECT id FROM orders", {"public"});
    EXPECT_THAT(edges(), IsEmpty());
}

TEST_F(RunRecorderTest, AReadingStatementIsAUse) {
    ran("SELECT id FROM orders");
    EXPECT_THAT(edges(), IsEmpty());
    auto graph = lineage->load();
    EXPECT_EQ(graph->datasets[*graph->findDataset({"shop", "public.orders"})].lastReadMs, 1000);
}

TEST_F(RunRecorderTest, WhatTheDriverTellsIsAUseToo) {
    engine::FinishedRun run;
    run.connection = "shop";
    run.text = "SHOW something that is not read";
    run.startedAtMs = 1000;
    sql::Column column;
    column.name = "id";
    column.source = sql::ColumnSource{"public", "orders", "id"};
    run.columns = {column};
    recorder->finished(std::move(run));
    recorder->flush();
    auto graph = lineage->load();
    EXPECT_EQ(graph->datasets[*graph->findDataset({"shop", "public.orders"})].lastReadMs, 1000);
}

TEST_F(RunRecorderTest, SwitchedOffNothingIsKept) {
    ASSERT_TRUE(lineage->setCollects("shop", false));
    ran("CREATE TABLE public.big AS SELECT id FROM orders");
    EXPECT_THAT(edges(), IsEmpty());
}

TEST_F(RunRecorderTest, WhatIsNoSqlHurtsNobody) {
    ran("this is \x01 not SQL ((((");
    EXPECT_THAT(edges(), IsEmpty());
}

TEST_F(RunRecorderTest, WhatIsQueuedIsWrittenAtTheEnd) {
    engine::FinishedRun run;
    run.connection = "shop";
    run.text = "INSERT INTO public.t (a) SELECT id FROM orders";
    run.startedAtMs = 7;
    recorder->finished(std::move(run));
    recorder.reset();
    EXPECT_THAT(edges(), UnorderedElementsAre("shop.public.orders.id > shop.public.t.a"));
}

}  // namespace
}  // namespace tributary::lineage
