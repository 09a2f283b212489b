// SPDX-License-Identifier: GPL-3.0-or-later
// Writers, the result store and the chart's down-sampling.
#include <benchmark/benchmark.h>

#include "core/result/chart_sample.h"
#include "core/result/result_store.h"
#include "core/result/writer.h"
#include "tests/bench/bench_rows.h"

namespace tributary {
namespace {

void writeRows(benchmark::State& state, result::Format format, const std::vector<sql::Column>& columns,
               duckdb::DataChunk& chunk) {
    int64_t bytes = 0;
    auto writer = result::makeWriter(format, [&](std::string_view text) -> Result<void> {
        bytes += static_cast<int64_t>(text.size());
        return {};
    });
    if (!writer || !(*writer)->begin(columns)) return state.SkipWithError("no writer");
    for (auto _ : state) {
        if (!(*writer)->write(chunk)) return state.SkipWithError("not written");
    }
    state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(chunk.size()));
    state.SetBytesProcessed(bytes);
}

void write(benchmark::State& state, result::Format format) {
    auto chunk = bench::chunk(1'000'000);
    writeRows(state, format, bench::columns(), *chunk);
}
BENCHMARK_CAPTURE(write, csv, result::Format::Csv);
BENCHMARK_CAPTURE(write, ndjson, result::Format::Ndjson);
BENCHMARK_CAPTURE(write, insert, result::Format::Insert);

void writeCsvColumn(benchmark::State& state) {
    const auto index = static_cast<size_t>(state.range(0));
    auto all = bench::chunk(1'000'000);
    duckdb::DataChunk one;
    one.InitializeEmpty({bench::types()[index]});
    one.data[0].Reference(all->data[index]);
    one.SetCardinality(all->size());
    state.SetLabel(bench::types()[index].ToString());
    writeRows(state, result::Format::Csv, {bench::columns()[index]}, one);
}
BENCHMARK(writeCsvColumn)->DenseRange(0, 8);

std::shared_ptr<result::ResultStore> filledStore(duckdb::DuckDB& database, int64_t rows) {
    auto store = std::make_shared<result::ResultStore>(*database.instance, bench::columns());
    for (int64_t first = 0; first < rows; first += STANDARD_VECTOR_SIZE) {
        if (!store->append(*bench::chunk(first))) return nullptr;
    }
    store->finish();
    return store;
}

void storeAppend(benchmark::State& state) {
    duckdb::DuckDB database(nullptr);
    auto chunk = bench::chunk(0);
    for (auto _ : state) {
        result::ResultStore store(*database.instance, bench::columns());
        for (int i = 0; i < 50; i++) {
            if (!store.append(*chunk)) return state.SkipWithError("not kept");
        }
    }
    state.SetItemsProcessed(state.iterations() * 50 * STANDARD_VECTOR_SIZE);
}
BENCHMARK(storeAppend);

/// What a grid asks for: a screen of rows, somewhere.
void storeReadScreen(benchmark::State& state) {
    duckdb::DuckDB database(nullptr);
    auto store = filledStore(database, 500'000);
    if (!store) return state.SkipWithError("not kept");
    uint64_t first = 0;
    for (auto _ : state) {
        auto rows = store->rows(first, 60);
        if (!rows || rows->empty()) return state.SkipWithError("not read");
        benchmark::DoNotOptimize(rows);
        first = (first + 99'991) % 490'000;
    }
}
BENCHMARK(storeReadScreen);

void chartPath(benchmark::State& state) {
    duckdb::DuckDB database(nullptr);
    auto store = filledStore(database, 500'000);
    if (!store) return state.SkipWithError("not kept");
    const result::StoreView view(store);
    result::ChartRequest request;
    request.x = 7;
    request.y = {3};
    for (auto _ : state) {
        auto sample = result::sampleChart(view, request, CancelToken());
        if (!sample) return state.SkipWithError(sample.error().text().c_str());
        benchmark::DoNotOptimize(sample);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(view.rowCount()));
}
BENCHMARK(chartPath)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary
