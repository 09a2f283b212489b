// SPDX-License-Identifier: GPL-3.0-or-later
// Speed of the lineage graph: a closure over 10,000 columns, the layout of 200 tables and 1,500 edges, and
// the impact of a change among 1,000,000 stored edges. Prints one line of milliseconds each: the best of
// several runs.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>

#include "core/lineage/analysis.h"
#include "core/lineage/layout/layout.h"
#include "core/lineage/lineage_store.h"
#include "core/store/workspace.h"

namespace tributary::lineage {
namespace {

template <typename Work>
double best(int runs, const Work& work) {
    double least = 1e300;
    for (int i = 0; i < runs; i++) {
        const auto start = std::chrono::steady_clock::now();
        work();
        least = std::min(
            least,
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    return least;
}

void closureOfTenThousand() {
    Graph graph;
    graph.jobs.resize(1);
    std::mt19937 dice(1);
    constexpr uint32_t kTables = 500, kColumns = 20;
    for (uint32_t t = 0; t < kTables; t++) {
        const auto dataset = graph.addDataset({"c", "s.t" + std::to_string(t)});
        for (uint32_t c = 0; c < kColumns; c++) graph.addColumn(dataset, "c" + std::to_string(c));
    }
    for (uint32_t t = 1; t < kTables; t++) {
        for (uint32_t c = 0; c < kColumns * 3; c++) {
            GraphEdge edge;
            const auto& from = graph.datasets[dice() % t].columns;
            edge.source = from[dice() % from.size()];
            edge.target = graph.datasets[t].columns[c % kColumns];
            graph.edges.push_back(edge);
        }
    }
    graph.index();
    size_t reached = 0;
    const double ms = best(5, [&] {
        reached = closure(graph, {graph.datasets[0].whole}, Direction::Downstream, {}).columns.size();
    });
    std::printf("closure, 10,000 columns and %zu edges, %zu reached: %.2f ms\n", graph.edges.size(), reached,
                ms);
}

void layoutOfTwoHundred() {
    std::mt19937 dice(2);
    std::vector<LayoutNode> nodes(200);
    for (auto& node : nodes) node = {220, 60.0 + dice() % 240};
    std::vector<LayoutEdge> edges(1500);
    // Six layers, as in a warehouse; one edge in seven skips one.
    constexpr uint32_t kLayer = 33;
    for (auto& edge : edges) {
        edge.target = kLayer + dice() % (200 - kLayer);
        const uint32_t layer = edge.target / kLayer;
        const uint32_t back = layer > 1 && dice() % 7 == 0 ? 2 : 1;
        edge.source = (layer - back) * kLayer + dice() % kLayer;
    }
    for (const bool dot : {true, false}) {
        LayoutOptions options;
        if (!dot) options.dot.clear();
        bool byGraphviz = false;
        const double ms = best(3, [&] { byGraphviz = layoutGraph(nodes, edges, options, {})->byGraphviz; });
        std::printf("layout, 200 tables and 1,500 edges, %s: %.1f ms\n", byGraphviz ? "Graphviz" : "own", ms);
    }
}

int impactAmongAMillion() {
    const auto folder = std::filesystem::temp_directory_path() / "tributary-lineage-bench";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const std::string path = (folder / "w.tributary").string();
    auto workspace = store::Workspace::open(path);
    if (!workspace) return 1;
    auto opened = LineageStore::open(path);
    if (!opened) return 1;
    auto& lineage = **opened;
    std::mt19937 dice(3);
    // Layers as in a warehouse: a table is made of a few of the layer before, column by column.
    constexpr int kLayers = 10, kTables = 1000, kColumns = 20, kSources = 5;
    const auto name = [](int layer, int table) {
        return "s.l" + std::to_string(layer) + "_" + std::to_string(table);
    };
    for (int layer = 1; layer <= kLayers; layer++) {
        std::vector<Observation> batch;
        for (int table = 0; table < kTables; table++) {
            Observation seen;
            seen.jobKind = "statement";
            seen.jobName = name(layer, table);
            seen.atMs = 1;
            for (int c = 0; c < kColumns; c++) {
                for (int s = 0; s < kSources; s++) {
                    ObservedEdge edge;
                    edge.source = {{"c", name(layer - 1, static_cast<int>(dice() % kTables))},
                                   "c" + std::to_string(c)};
                    edge.target = {{"c", name(layer, table)}, "c" + std::to_string(c)};
                    seen.edges.push_back(edge);
                }
            }
            batch.push_back(std::move(seen));
        }
        if (auto done = lineage.record(batch); !done) {
            std::fprintf(stderr, "%s\n", done.error().text().c_str());
            return 1;
        }
    }
    for (const int layer : {9, 7, 5}) {
        size_t found = 0, edges = 0;
        const double ms = best(3, [&] {
            auto id = lineage.resolve("c." + name(layer, 17) + ".c3");
            auto graph = lineage.loadAround({*id}, Direction::Downstream, std::numeric_limits<size_t>::max());
            edges = graph->edges.size();
            found = impact(*graph, *columnOfId(*graph, *id), Change::Drop, {}).size();
        });
        std::printf(
            "impact among 1,000,000 stored edges, %d layers down, %zu edges loaded, %zu things reached: %.0f "
            "ms\n",
            kLayers - layer, edges, found, ms);
    }
    std::filesystem::remove_all(folder);
    return 0;
}

}  // namespace
}  // namespace tributary::lineage

int main() {
    tributary::lineage::closureOfTenThousand();
    tributary::lineage::layoutOfTwoHundred();
    return tributary::lineage::impactAmongAMillion();
}
