// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/lineage/interchange/openlineage.h"
#include "core/lineage/interchange/text_writers.h"

namespace tributary::lineage {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;

Graph example() {
    Graph graph;
    Job job;
    job.kind = "statement";
    job.name = "fill \"sales\"";
    job.statement = "INSERT INTO sales SELECT sum(amt) FROM orders WHERE dt > ?";
    job.dialect = "postgres";
    job.lastRunMs = 1'700'000'000'123;
    job.runs = 3;
    graph.jobs.push_back(job);
    const auto orders = graph.addDataset({"shop", "public.orders"});
    const auto sales = graph.addDataset({"shop", "public.sales"});
    const auto add = [&](uint32_t from, uint32_t to, Subtype subtype, const char* expression) {
        GraphEdge edge;
        edge.source = from;
        edge.target = to;
        edge.subtype = subtype;
        edge.expression = expression;
        graph.edges.push_back(edge);
    };
    const auto amt = graph.addColumn(orders, "amt", "int");
    add(amt, graph.addColumn(sales, "amount"), Subtype::Aggregation, "sum(amt)");
    add(graph.addColumn(orders, "dt"), graph.datasets[sales].whole, Subtype::Filter, "dt > ?");
    graph.tags.push_back({amt, "sensitive", "money", 0});
    graph.tags.push_back({graph.datasets[sales].whole, "owner", "team:data", 0});
    graph.tags.push_back({graph.datasets[orders].whole, "metric", "rowCount=10", 0});
    graph.tags.push_back({amt, "metric", "nullCount=2", 0});
    graph.index();
    return graph;
}

TEST(OpenLineageTest, AnEventHasWhatTheSpecificationAsksFor) {
    const auto events = openLineageEvents(example(), {});
    ASSERT_EQ(events.size(), 1u);
    const Json event = Json::parse(events[0]);
    EXPECT_EQ(event["eventTime"], "2023-11-14T22:13:20.123Z");
    EXPECT_EQ(event["eventType"], "COMPLETE");
    EXPECT_THAT(
        event["run"]["runId"].get<std::string>(),
        ::testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    EXPECT_EQ(event["inputs"][0]["name"], "public.orders");
    const Json& lineage = event["outputs"][0]["facets"]["columnLineage"];
    const Json& field = lineage["fields"]["amount"]["inputFields"][0];
    EXPECT_EQ(field["field"], "amt");
    EXPECT_EQ(field["transformations"][0]["subtype"], "AGGREGATION");
    EXPECT_EQ(lineage["fields"]["amount"]["transformationDescription"], "sum(amt)");
    EXPECT_EQ(lineage["dataset"][0]["transformations"][0]["type"], "INDIRECT");
    EXPECT_EQ(event["job"]["facets"]["sql"]["dialect"], "postgres");
    const Json& input = event["inputs"][0]["facets"];
    EXPECT_EQ(input["dataQualityMetrics"]["rowCount"], 10);
    EXPECT_EQ(input["dataQualityMetrics"]["columnMetrics"]["amt"]["nullCount"], 2);
    EXPECT_EQ(input["tags"]["tags"][0]["field"], "amt");
    EXPECT_EQ(event["outputs"][0]["facets"]["ownership"]["owners"][0]["name"], "team:data");
}

TEST(OpenLineageTest, WhatIsWrittenIsReadBack) {
    OpenLineageOptions options;
    options.namer = [](const DatasetName& name) {
        return OpenLineageName{"postgres://db:5432", "shop." + name.name};
    };
    const auto events = openLineageEvents(example(), options);
    const OpenLineageFinder finder = [](const OpenLineageName& name) -> std::optional<DatasetName> {
        if (name.space != "postgres://db:5432") return std::nullopt;
        return DatasetName{"shop", name.name.substr(5)};
    };
    auto read = readOpenLineage(events[0], finder);
    ASSERT_TRUE(read) << read.error().text();
    ASSERT_EQ(read->size(), 1u);
    const auto& seen = (*read)[0];
    EXPECT_TRUE(seen.ran);
    EXPECT_EQ(seen.atMs, 1'700'000'000'123);
    ASSERT_EQ(seen.edges.size(), 2u);
    EXPECT_EQ(seen.edges[0].source.dataset.name, "public.orders");
    EXPECT_EQ(seen.edges[0].target.column, "amount");
    EXPECT_EQ(seen.edges[0].subtype, Subtype::Aggregation);
    EXPECT_EQ(seen.edges[1].target.column, "");
    EXPECT_EQ(seen.edges[1].subtype, Subtype::Filter);
    EXPECT_EQ(seen.tags.size(), 4u);
}

TEST(OpenLineageTest, TheOlderFormAndTablesAloneAreRead) {
    auto read = readOpenLineage(
        R"({"eventTime":"2026-01-01T02:00:00+02:00","eventType":"COMPLETE","run":{"runId":"x"},"job":{"namespace":"n","name":"j"},"inputs":[{"namespace":"a","name":"t"}],"outputs":[{"namespace":"a","name":"u","facets":{"columnLineage":{"fields":{"c":{"inputFields":[{"namespace":"a","name":"t","field":"s"}],"transformationType":"MASKED"}}}}}]}
{"eventTime":"2026-01-01T00:00:00Z","eventType":"COMPLETE","run":{"runId":"y"},"job":{"namespace":"n","name":"k"},"inputs":[{"namespace":"a","name":"u"}],"outputs":[{"namespace":"a","name":"v"}]})",
        {});
    ASSERT_TRUE(read) << read.error().text();
    ASSERT_EQ(read->size(), 2u);
    EXPECT_EQ((*read)[0].atMs, (*read)[1].atMs);
    EXPECT_TRUE((*read)[0].edges[0].masking);
    ASSERT_EQ((*read)[1].edges.size(), 1u);
    EXPECT_EQ((*read)[1].edges[0].confidence, Confidence::Low);
}

TEST(OpenLineageTest, WhatIsNoEventIsRefusedByNumber) {
    auto read = readOpenLineage(
        "[{\"eventTime\":\"2026-01-01T00:00:00Z\",\"dataset\":{\"namespace\":\"a\",\"name\":\"t\"}},{}]", {});
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr("event 2"));
    EXPECT_FALSE(readOpenLineage("{\"a\":", {}));
    EXPECT_FALSE(readOpenLineage("3", {}));
    EXPECT_FALSE(readOpenLineage("{\"eventTime\":\"yesterday\"}", {}));
    EXPECT_FALSE(readOpenLineage("{\"eventTime\":\"2026-01-01T00:00:00Z\",\"job\":{\"name\":7}}", {}));
}

TEST(LineageTextTest, CsvQuotesAndDotEscapes) {
    const Graph graph = example();
    EXPECT_THAT(edgesAsCsv(graph),
                HasSubstr("shop.public.orders,amt,shop.public.sales,amount,DIRECT,AGGREGATION,false,"
                          "high,sum(amt),\"fill \"\"sales\"\"\",,,0\r\n"));
    EXPECT_THAT(graphAsDot(graph), HasSubstr("dt &gt; ?"));
    EXPECT_THAT(graphAsMermaid(graph), HasSubstr("-->|AGGREGATION|"));
    EXPECT_EQ(Json::parse(graphAsJson(graph))["edges"].size(), 2u);
}

}  // namespace
}  // namespace tributary::lineage
