// SPDX-License-Identifier: GPL-3.0-or-later
// What the editor does with every pause in typing: reading a script of a few hundred statements.
#include <benchmark/benchmark.h>

#include <string>

#include "core/sql/splitter.h"

namespace tributary {
namespace {

std::string script() {
    std::string out;
    for (int i = 0; i < 300; i++) {
        out += "-- statement " + std::to_string(i) +
               "\nSELECT o.id, o.\"total amount\", c.name FROM shop.orders o " +
               "JOIN crm.public.customers c ON c.id = o.customer_id\n  WHERE o.note <> 'it''s; open' AND "
               "o.total > 1" +
               std::to_string(i) + ".5 /* not; here */ ORDER BY 2 DESC LIMIT $limit;\n\n";
    }
    return out;
}

void tokenize(benchmark::State& state) {
    const std::string text = script();
    for (auto _ : state) {
        auto tokens = sql::tokenize(text, sql::Lexis::DuckDb);
        if (tokens.empty()) return state.SkipWithError("no tokens");
        benchmark::DoNotOptimize(tokens);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK(tokenize);

void split(benchmark::State& state, sql::Lexis lexis) {
    const std::string text = script();
    for (auto _ : state) {
        const auto statements = sql::splitStatements(text, lexis);
        if (statements.size() != 300) return state.SkipWithError("statements are missing");
    }
    state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK_CAPTURE(split, duckdb, sql::Lexis::DuckDb);
BENCHMARK_CAPTURE(split, postgresql, sql::Lexis::PostgreSql);

}  // namespace
}  // namespace tributary
