// SPDX-License-Identifier: GPL-3.0-or-later
// Wire formats to vectors, from bytes made here as the servers send them.
#include <benchmark/benchmark.h>

#include <bit>
#include <cstring>
#include <string>

#include "connectors/clickhouse/native_reader.h"
#include "connectors/postgresql/decoder.h"
#include "connectors/postgresql/row_source.h"
#include "tests/bench/bench_rows.h"

namespace tributary {
namespace {

// --- ClickHouse: FORMAT Native
// -----------------------------------------------------------------------------------

constexpr uint64_t kBlockRows = 16384;

void putVarUInt(std::string& out, uint64_t value) {
    for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

void putText(std::string& out, const std::string& text) {
    putVarUInt(out, text.size());
    out += text;
}

template <typename T>
void putRaw(std::string& out, T value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename Put>
std::string nativeColumn(const std::string& name, const std::string& type, Put put) {
    std::string out;
    putText(out, name);
    putText(out, type);
    for (uint64_t i = 0; i < kBlockRows; i++) put(out, i);
    return out;
}

std::string nativeBlock(const std::vector<std::string>& columns) {
    std::string out;
    putVarUInt(out, columns.size());
    putVarUInt(out, kBlockRows);
    for (const auto& column : columns) out += column;
    return out;
}

std::string text(uint64_t i) {
    return "name " + std::to_string(i % 5000);
}

std::vector<std::string> nativeColumns() {
    using S = std::string;
    return {
        nativeColumn("id", "Int64", [](S& out, uint64_t i) { putRaw(out, static_cast<int64_t>(i)); }),
        nativeColumn("v", "Float64", [](S& out, uint64_t i) { putRaw(out, static_cast<double>(i) * 0.5); }),
        nativeColumn("name", "String", [](S& out, uint64_t i) { putText(out, text(i)); }),
        nativeColumn("ts", "DateTime",
                     [](S& out, uint64_t i) { putRaw(out, static_cast<uint32_t>(1'704'067'200 + i)); }),
        nativeColumn("day", "Date", [](S& out, uint64_t i) { putRaw(out, static_cast<uint16_t>(i % 365)); }),
        nativeColumn("n", "Nullable(Int32)",
                     [](S& out, uint64_t i) {
                         if (i == 0) {  // first which are NULL, then all values
                             for (uint64_t r = 0; r < kBlockRows; r++) out += static_cast<char>(r % 5 == 0);
                         }
                         putRaw(out, static_cast<int32_t>(i));
                     }),
        nativeColumn("tag", "FixedString(16)",
                     [](S& out, uint64_t i) {
                         S tag = text(i);
                         tag.resize(16, '\0');
                         out += tag;
                     }),
    };
}

/// One block, as often as asked, in pieces as they come from a socket.
class Repeated : public connectors::clickhouse::ByteSource {
  public:
    Repeated(const std::string& block, int times) : m_block(block), m_left(times) {}
    Result<bool> more(std::string& out) override {
        if (m_at == m_block.size()) {
            m_at = 0;
            m_left--;
        }
        if (m_left == 0) return false;
        const size_t size = std::min<size_t>(256u << 10, m_block.size() - m_at);
        out.append(m_block, m_at, size);
        m_at += size;
        return true;
    }

  private:
    const std::string& m_block;
    size_t m_at = 0;
    int m_left;
};

void readNative(benchmark::State& state, const std::string& block) {
    constexpr int kBlocks = 8;
    int64_t rows = 0;
    for (auto _ : state) {
        connectors::clickhouse::NativeReader reader(std::make_unique<Repeated>(block, kBlocks),
                                                    connectors::clickhouse::Strings::Text);
        if (auto begun = reader.begin(); !begun) return state.SkipWithError(begun.error().text().c_str());
        duckdb::vector<duckdb::LogicalType> types;
        for (const auto& column : reader.columns()) types.push_back(column.type);
        duckdb::DataChunk chunk;
        chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
        for (;;) {
            auto more = reader.next(chunk);
            if (!more) return state.SkipWithError(more.error().text().c_str());
            if (!*more) break;
            rows += static_cast<int64_t>(chunk.size());
        }
    }
    state.SetItemsProcessed(rows);
    state.SetBytesProcessed(state.iterations() * kBlocks * static_cast<int64_t>(block.size()));
}

void clickhouseNative(benchmark::State& state) {
    readNative(state, nativeBlock(nativeColumns()));
}
BENCHMARK(clickhouseNative);

void clickhouseNativeColumn(benchmark::State& state) {
    const auto all = nativeColumns();
    const auto& column = all[static_cast<size_t>(state.range(0))];
    state.SetLabel(column.substr(1, static_cast<size_t>(column[0])));
    readNative(state, nativeBlock({column}));
}
BENCHMARK(clickhouseNativeColumn)->DenseRange(0, 6);

// --- PostgreSQL: binary COPY
// -------------------------------------------------------------------------------------

template <typename T>
void putField(std::string& out, T value) {
    putRaw(out, __builtin_bswap32(sizeof value));
    if constexpr (sizeof(T) == 8) putRaw(out, __builtin_bswap64(std::bit_cast<uint64_t>(value)));
    if constexpr (sizeof(T) == 4) putRaw(out, __builtin_bswap32(std::bit_cast<uint32_t>(value)));
    if constexpr (sizeof(T) == 2) putRaw(out, __builtin_bswap16(std::bit_cast<uint16_t>(value)));
}

/// The messages of a COPY of (bigint, integer, double precision, numeric(12,2), text, timestamp, date).
std::vector<std::string> copyMessages(size_t rows) {
    std::vector<std::string> out = {std::string("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19)};
    for (size_t i = 0; i < rows; i++) {
        std::string row;
        putRaw(row, __builtin_bswap16(7));
        putField(row, static_cast<int64_t>(i));
        putField(row, static_cast<int32_t>(i % 1000));
        putField(row, static_cast<double>(i) * 0.5);
        // Digits to the base 10000: weight 0, scale 2, so 123.45 is the digits 123 and 4500.
        putRaw(row, __builtin_bswap32(12));
        for (size_t part : {size_t{2}, size_t{0}, size_t{0}, size_t{2}, i % 1000, i % 100 * 100})
            putRaw(row, __builtin_bswap16(static_cast<uint16_t>(part)));
        const std::string name = text(i);
        putRaw(row, __builtin_bswap32(static_cast<uint32_t>(name.size())));
        row += name;
        putField(row, static_cast<int64_t>(757'382'400'000'000 + static_cast<int64_t>(i) * 1'000'000));
        putField(row, static_cast<int32_t>(8766 + i % 365));
        out.push_back(std::move(row));
    }
    return out;
}

void postgresqlCopy(benchmark::State& state) {
    using namespace connectors::postgresql;
    constexpr size_t kColumns = 7;
    const auto messages = copyMessages(Batch::kRows);
    std::vector<std::unique_ptr<Decoder>> decoders;
    duckdb::vector<duckdb::LogicalType> types;
    constexpr int32_t kNumeric12x2 = (12 << 16 | 2) + 4;
    for (auto [oid, modifier] : {std::pair<Oid, int32_t>{20, -1},
                                 {23, -1},
                                 {701, -1},
                                 {1700, kNumeric12x2},
                                 {25, -1},
                                 {1114, -1},
                                 {1082, -1}}) {
        const TypePlan plan = builtinPlan(oid, modifier);
        decoders.push_back(makeDecoder(plan, "column"));
        types.push_back(plan.type);
    }
    duckdb::DataChunk chunk;
    chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
    int64_t bytes = 0;
    for (auto _ : state) {
        CopyParser parser(kColumns);
        Batch batch;
        batch.cells.resize(kColumns * Batch::kRows);
        chunk.Reset();
        for (const auto& message : messages) {
            if (auto taken = parser.take(message.data(), message.size(), batch); !taken)
                return state.SkipWithError(taken.error().text().c_str());
            bytes += static_cast<int64_t>(message.size());
        }
        if (batch.rows != Batch::kRows) return state.SkipWithError("rows are missing");
        for (size_t c = 0; c < kColumns; c++) {
            auto done = decoders[c]->decode(&batch.cells[c * Batch::kRows], batch.rows, chunk.data[c]);
            if (!done) return state.SkipWithError(done.error().text().c_str());
        }
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(Batch::kRows));
    state.SetBytesProcessed(bytes);
}
BENCHMARK(postgresqlCopy);

}  // namespace
}  // namespace tributary
