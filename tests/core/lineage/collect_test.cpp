// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/lineage/collect/catalog_collector.h"
#include "core/lineage/collect/file_collector.h"
#include "core/lineage/collect/observe.h"
#include "core/store/workspace.h"

namespace tributary::lineage {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

TEST(ObserveTest, FilesAreNodesAndConstantsAreNone) {
    StatementLineage statement;
    statement.kind = "CREATE TABLE AS";
    statement.inputs = {"path:in/x.csv", "path:s3://bucket/y.parquet"};
    statement.outputs = {"w"};
    for (const char* source : {"path:in/x.csv", "path:s3://bucket/y.parquet", "call:range(3)"}) {
        ColumnEdge edge;
        edge.source = {source, "a"};
        edge.target = {"w", "a"};
        statement.edges.push_back(edge);
    }
    StatementFacts facts;
    facts.jobSpace = "shop";
    const auto native = observe(statement, facts, inConnection("shop"));
    // The server's own disk is the connection's, a bucket everybody's.
    EXPECT_THAT(native.reads, ElementsAre(DatasetName{"shop", "\"in/x.csv\""},
                                          DatasetName{"file", "\"s3://bucket/y.parquet\""}));
    ASSERT_EQ(native.edges.size(), 2u);
    EXPECT_EQ(native.edges[1].source.dataset.space, "file");
    ASSERT_EQ(native.datasets.size(), 2u);
    EXPECT_EQ(native.datasets[0].kind, DatasetKind::File);
    facts.jobSpace.clear();
    EXPECT_EQ(observe(statement, facts, inFederation({"shop"})).reads[0].space, "file");
}

class LineageImportTest : public ::testing::Test {
  protected:
    void SetUp() override {
        folder = std::filesystem::path(::testing::TempDir()) /
                 ("lineage-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder / "etl");
        const std::string path = (folder / "w.tributary").string();
        workspace = std::move(*store::Workspace::open(path));
        store = std::move(*LineageStore::open(path));
    }
    void TearDown() override {
        store.reset();
        workspace.reset();
        std::filesystem::remove_all(folder);
    }

    void write(const std::string& name, const std::string& text) {
        std::ofstream(folder / "etl" / name, std::ios::binary) << text;
    }

    Result<ImportReport> import(ImportOptions options = {}) {
        options.connection = "shop";
        options.dialect = "postgres";
        options.nowMs = 1000;
        return importLineage({(folder / "etl").string()}, options, {}, *store, {});
    }

    std::vector<std::string> edges() {
        auto graph = store->load();
        std::vector<std::string> out;
        for (const auto& edge : graph->edges) {
            out.push_back(graph->columnLabel(edge.source) + " > " + graph->columnLabel(edge.target));
        }
        return out;
    }

    std::filesystem::path folder;
    std::unique_ptr<store::Workspace> workspace;
    std::unique_ptr<LineageStore> store;
};

TEST_F(LineageImportTest, ScriptsOfAFolderAreReadAndTemporaryTablesSeenThrough) {
    write("a.sql",
          "CREATE TEMP TABLE t AS SELECT id, amount FROM raw.orders;\n"
          "INSERT INTO mart.sales (id, total) SELECT id, amount FROM t;");
    auto report = import();
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->files, 1u);
    EXPECT_THAT(edges(), UnorderedElementsAre("shop.raw.orders.id > shop.mart.sales.id",
                                              "shop.raw.orders.amount > shop.mart.sales.total"));
    auto graph = store->load();
    EXPECT_FALSE(graph->findDataset({"shop", "t"}));
}

TEST_F(LineageImportTest, AChangedScriptEndsWhatItNoLongerDoes) {
    write("a.sql", "INSERT INTO b (x, y) SELECT x, y FROM a");
    ASSERT_TRUE(import());
    EXPECT_EQ(edges().size(), 2u);
    write("a.sql", "INSERT INTO b (x) SELECT x FROM a");
    ASSERT_TRUE(import());
    EXPECT_THAT(edges(), ElementsAre("shop.a.x > shop.b.x"));
}

TEST_F(LineageImportTest, ADbtManifestGivesModelsSourcesAndExposures) {
    write("manifest.json", R"({
      "metadata": {"adapter_type": "postgres"},
      "sources": {"source.p.raw.orders": {"resource_type": "source", "database": "db", "schema": "raw", "name": "orders",
        "identifier": "orders", "columns": {"id": {"name": "id", "data_type": "int"}, "amt": {}}}},
      "nodes": {
        "model.p.stg": {"resource_type": "model", "database": "db", "schema": "s", "name": "stg", "alias": "stg",
          "config": {"materialized": "view"}, "compiled_code": "select id, amt as amount from db.raw.orders",
          "depends_on": {"nodes": ["source.p.raw.orders"]}},
        "model.p.agg": {"resource_type": "model", "database": "db", "schema": "s", "name": "agg", "alias": "agg",
          "config": {"materialized": "table"}, "compiled_code": "select sum(amount) as total from db.s.stg",
          "depends_on": {"nodes": ["model.p.stg"]}},
        "model.p.raw": {"resource_type": "model", "database": "db", "schema": "s", "name": "uncompiled",
          "depends_on": {"nodes": ["model.p.agg"]}},
        "test.p.t": {"resource_type": "test", "name": "t"}},
      "exposures": {"exposure.p.board": {"name": "board", "owner": {"email": "a@b.c"},
        "depends_on": {"nodes": ["model.p.agg"]}}}})");
    auto report = import();
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_THAT(edges(),
                ::testing::IsSupersetOf({"shop.db.raw.orders.amt > shop.db.s.stg.amount",
                                         "shop.db.s.stg.amount > shop.db.s.agg.total",
                                         "shop.db.s.agg > shop.db.s.uncompiled", "shop.db.s.agg > board"}));
    EXPECT_THAT(report->notes, Contains(HasSubstr("not compiled")));
    auto graph = store->load();
    EXPECT_EQ(graph->datasets[*graph->findDataset({"shop", "db.s.stg"})].kind, DatasetKind::View);
    EXPECT_EQ(graph->datasets[*graph->findDataset({"", "board"})].kind, DatasetKind::Dashboard);
}

TEST_F(LineageImportTest, WhatCannotBeReadIsToldAndNothingIsKept) {
    write("a.sql", "INSERT INTO b (x) SELECT x FROM a");
    write("manifest.json", "{\"nodes\": {}}");
    auto report = import();
    ASSERT_FALSE(report);
    EXPECT_THAT(report.error().message, HasSubstr("manifest.json"));
    EXPECT_TRUE(edges().empty());
    std::filesystem::remove(folder / "etl" / "manifest.json");
    std::filesystem::remove(folder / "etl" / "a.sql");
    EXPECT_EQ(import().error().code, ErrorCode::NotFound);
}

TEST(LineageObserveTest, LiteralsAndCommentsAreMasked) {
    EXPECT_EQ(maskLiterals("SELECT 'secret', 42 -- pin 1234\nFROM \"t 1\" WHERE a = $tag$x$tag$",
                           SqlDialect::PostgreSql),
              "SELECT ?, ? \nFROM \"t 1\" WHERE a = ?");
}

TEST(LineageObserveTest, AViewThatFeedsATableIsNotThatTable) {
    StatementLineage lineage;
    lineage.kind = "CREATE MATERIALIZED VIEW";
    lineage.outputs = {"agg"};
    StatementFacts facts;
    facts.dialect = SqlDialect::ClickHouse;
    facts.statement = "CREATE MATERIALIZED VIEW IF NOT EXISTS mv TO agg AS SELECT a FROM t";
    EXPECT_TRUE(observe(lineage, facts, inConnection("ch")).datasets.empty());
    facts.statement = "CREATE MATERIALIZED VIEW `agg` ENGINE = Memory AS SELECT a FROM t";
    const auto own = observe(lineage, facts, inConnection("ch"));
    ASSERT_EQ(own.datasets.size(), 1u);
    EXPECT_EQ(own.datasets[0].kind, DatasetKind::MaterializedView);
}

TEST(LineageObserveTest, TheNameOfAViewIsRead) {
    EXPECT_EQ(viewName("create or replace view \"a b\".v (x) as select 1", SqlDialect::PostgreSql), "a b.v");
    EXPECT_EQ(viewName("CREATE VIEW IF NOT EXISTS v AS SELECT 1", SqlDialect::Sqlite), "v");
    EXPECT_EQ(viewName("SELECT 1", SqlDialect::Sqlite), "");
}

TEST(LineageObserveTest, FederatedNamesFindTheirConnection) {
    const auto resolve = inFederation({"shop", "My Lake"});
    EXPECT_EQ(resolve("SHOP.public.t"), (DatasetName{"SHOP", "public.t"}));
    EXPECT_EQ(resolve("My Lake.main.t"), (DatasetName{"My Lake", "main.t"}));
    EXPECT_EQ(resolve("memory.main.t"), (DatasetName{"", "memory.main.t"}));
}

TEST(LineageCoverageTest, CountsTablesWithAnEdge) {
    Graph graph;
    const auto a = graph.addDataset({"shop", "a"}), b = graph.addDataset({"shop", "b"});
    graph.addDataset({"shop", "c"});
    GraphEdge edge;
    edge.source = graph.addColumn(a, "x");
    edge.target = graph.addColumn(b, "x");
    graph.edges.push_back(edge);
    graph.index();
    const auto found = coverage(graph);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].datasets, 3u);
    EXPECT_EQ(found[0].withLineage, 2u);
}

}  // namespace
}  // namespace tributary::lineage
