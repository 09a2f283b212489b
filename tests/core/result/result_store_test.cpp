// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/result_store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/core/store/temporary_folder.h"

namespace tributary::result {
namespace {

/// Row r holds r and a text made of r, long enough to be a string of its own.
class ResultStoreTest : public ::testing::Test {
  protected:
    static std::vector<sql::Column> columns() {
        std::vector<sql::Column> out(2);
        out[0].name = "id";
        out[0].type = duckdb::LogicalType::BIGINT;
        out[1].name = "text";
        out[1].type = duckdb::LogicalType::VARCHAR;
        return out;
    }

    static std::string textOf(int64_t row) { return "the text of row number " + std::to_string(row); }

    /// Text that does not compress: DuckDB compresses what it spills.
    static std::string noise(size_t length) {
        static thread_local uint64_t state = 88172645463325252ull;
        std::string out(length, ' ');
        for (char& c : out) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            c = static_cast<char>(' ' + state % 95);
        }
        return out;
    }

    static bool isNull(int64_t row) { return row % 7 == 3; }

    static Result<void> appendRows(ResultStore& store, int64_t first, duckdb::idx_t count,
                                   size_t padding = 0) {
        duckdb::DataChunk chunk;
        chunk.Initialize(duckdb::Allocator::DefaultAllocator(),
                         {duckdb::LogicalType::BIGINT, duckdb::LogicalType::VARCHAR});
        auto* ids = duckdb::FlatVector::GetData<int64_t>(chunk.data[0]);
        auto* texts = duckdb::FlatVector::GetData<duckdb::string_t>(chunk.data[1]);
        for (duckdb::idx_t i = 0; i < count; i++) {
            const auto row = first + static_cast<int64_t>(i);
            ids[i] = row;
            if (isNull(row)) duckdb::FlatVector::SetNull(chunk.data[1], i, true);
            texts[i] = duckdb::StringVector::AddString(chunk.data[1], textOf(row) + noise(padding));
        }
        chunk.SetCardinality(count);
        return store.append(chunk);
    }

    /// Checks that rows [first, first + count) are what was appended; returns how many there were.
    static uint64_t checkRows(const ResultStore& store, uint64_t first, uint64_t count) {
        auto chunks = store.rows(first, count);
        EXPECT_TRUE(chunks) << (chunks ? "" : chunks.error().text());
        uint64_t row = first;
        for (const auto& chunk : *chunks) {
            for (duckdb::idx_t i = 0; i < chunk->size(); i++, row++) {
                const auto id = chunk->GetValue(0, i);
                EXPECT_EQ(id, duckdb::Value::BIGINT(static_cast<int64_t>(row)));
                const auto text = chunk->GetValue(1, i);
                const auto number = static_cast<int64_t>(row);
                EXPECT_EQ(text.IsNull(), isNull(number)) << row;
                const std::string expected = isNull(number) ? "NULL" : textOf(number);
                EXPECT_EQ(text.ToString().substr(0, expected.size()), expected);
                if (::testing::Test::HasFailure()) return row - first;
            }
        }
        return row - first;
    }

    duckdb::DuckDB m_database{nullptr};
    ResultStore m_store{*m_database.instance, columns()};
};

TEST_F(ResultStoreTest, isEmptyAtFirst) {
    EXPECT_EQ(m_store.rowCount(), 0u);
    EXPECT_FALSE(m_store.isFinished());
    EXPECT_TRUE(m_store.rows(0, 10)->empty());
    EXPECT_FALSE(m_store.cell(0, 0));
    m_store.finish();
    EXPECT_TRUE(m_store.isFinished());
}

TEST_F(ResultStoreTest, readsAnyRangeAcrossVectorsAndSegments) {
    int64_t row = 0;
    for (duckdb::idx_t size = 1; row < 150'000; size = size * 5 % 2039 + 1) {
        ASSERT_TRUE(appendRows(m_store, row, size));
        row += static_cast<int64_t>(size);
    }
    const auto total = static_cast<uint64_t>(row);
    EXPECT_EQ(m_store.rowCount(), total);
    const uint64_t segment = ResultStore::kSegmentRows;
    for (const auto& [first, count] : std::vector<std::pair<uint64_t, uint64_t>>{{0, 1},
                                                                                 {2047, 2},
                                                                                 {2048, 2048},
                                                                                 {segment - 1, 2},
                                                                                 {segment, 1},
                                                                                 {segment - 3000, 6000},
                                                                                 {2 * segment - 5, 4100},
                                                                                 {0, total}}) {
        EXPECT_EQ(checkRows(m_store, first, count), count) << first;
    }
    EXPECT_EQ(checkRows(m_store, total - 3, 100), 3u);
    EXPECT_EQ(checkRows(m_store, total, 1), 0u);
    EXPECT_EQ(checkRows(m_store, UINT64_MAX - 1, UINT64_MAX), 0u);
    EXPECT_EQ(checkRows(m_store, total - 2, UINT64_MAX), 2u);
}

TEST_F(ResultStoreTest, givesTheColumnsAskedFor) {
    ASSERT_TRUE(appendRows(m_store, 0, 100));
    auto chunks = m_store.rows(10, 1, {1, 0, 1});
    ASSERT_TRUE(chunks);
    ASSERT_EQ(chunks->size(), 1u);
    ASSERT_EQ((*chunks)[0]->ColumnCount(), 3u);
    EXPECT_EQ((*chunks)[0]->GetValue(0, 0).ToString(), "NULL");
    EXPECT_EQ((*chunks)[0]->GetValue(1, 0).ToString(), "10");
    EXPECT_EQ(*m_store.cell(11, 1), textOf(11));
    EXPECT_EQ(*m_store.cell(3, 1), std::nullopt);
    EXPECT_FALSE(m_store.cell(100, 0));
}

TEST_F(ResultStoreTest, aScanVisitsEveryRowInOrderAndStopsWhenTold) {
    for (int64_t row = 0; row < 10'240; row += 1024) ASSERT_TRUE(appendRows(m_store, row, 1024));
    int64_t expected = 0;
    auto visit = [&](duckdb::DataChunk& chunk) -> Result<bool> {
        for (duckdb::idx_t i = 0; i < chunk.size(); i++) {
            if (chunk.GetValue(0, i) != duckdb::Value::BIGINT(expected++))
                return fail(ErrorCode::Data, "order");
        }
        return expected < 5000;
    };
    ASSERT_TRUE(m_store.scan(visit));
    EXPECT_GE(expected, 5000);
    EXPECT_LT(expected, 10'240);
    auto failing =
        m_store.scan([](duckdb::DataChunk&) -> Result<bool> { return fail(ErrorCode::Io, "stop"); });
    ASSERT_FALSE(failing);
    EXPECT_EQ(failing.error().message, "stop");
}

TEST_F(ResultStoreTest, isReadWhileItGrows) {
    constexpr int64_t kRows = 130'000;
    std::atomic<bool> done{false};
    std::vector<std::thread> readers;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        readers.emplace_back([&, seed] {
            uint64_t number = seed;
            while (!done) {
                const uint64_t known = m_store.rowCount();
                if (known == 0) continue;
                number = number * 6364136223846793005ull + 1442695040888963407ull;
                const uint64_t first = (number >> 33) % known;
                const uint64_t count = std::min<uint64_t>(known - first, 100);
                ASSERT_EQ(checkRows(m_store, first, count), count) << "rows that were counted are there";
            }
        });
    }
    for (int64_t row = 0; row < kRows; row += 1000) ASSERT_TRUE(appendRows(m_store, row, 1000));
    m_store.finish();
    done = true;
    for (auto& reader : readers) reader.join();
    EXPECT_EQ(checkRows(m_store, 0, kRows), static_cast<uint64_t>(kRows));
}

/// With little memory the rows go to the temporary folder.
class ResultStoreSpillTest : public ResultStoreTest {
  protected:
    static constexpr size_t kPadding = 1000;
    static constexpr int64_t kRows = 60'000;  // about 60 MB

    std::unique_ptr<duckdb::DuckDB> small(const char* disk) {
        duckdb::DBConfig config;
        config.SetOptionByName("temp_directory", duckdb::Value(m_folder.file("spill")));
        config.SetOptionByName("memory_limit", duckdb::Value("24MB"));
        config.SetOptionByName("threads", duckdb::Value::BIGINT(1));
        auto out = std::make_unique<duckdb::DuckDB>(nullptr, &config);
        duckdb::Connection connection(*out);
        const auto set = connection.Query(std::string("SET max_temp_directory_size = '") + disk + "'");
        EXPECT_FALSE(set->HasError()) << set->GetError();
        return out;
    }

    Result<void> fill(ResultStore& store) {
        for (int64_t row = 0; row < kRows; row += 1000) {
            auto appended = appendRows(store, row, 1000, kPadding);
            if (!appended) return appended;
        }
        return {};
    }

    test::TemporaryFolder m_folder;
};

TEST_F(ResultStoreSpillTest, holdsMoreThanMemoryAllows) {
    const auto database = small("1GB");
    ResultStore store(*database->instance, columns());
    auto filled = fill(store);
    ASSERT_TRUE(filled) << filled.error().text();
    EXPECT_LE(duckdb::BufferManager::GetBufferManager(*database->instance).GetUsedMemory(), 24'000'000u);
    EXPECT_FALSE(std::filesystem::is_empty(m_folder.file("spill"))) << "it is on disk";
    EXPECT_EQ(checkRows(store, 0, 3000), 3000u);
    EXPECT_EQ(checkRows(store, kRows - 3000, 3000), 3000u);
    EXPECT_EQ(checkRows(store, kRows / 2, 10), 10u);
}

TEST_F(ResultStoreSpillTest, tellsOfAFullDiskAndKeepsWhatItHas) {
    const auto database = small("10MB");
    ResultStore store(*database->instance, columns());
    auto filled = fill(store);
    ASSERT_FALSE(filled);
    EXPECT_EQ(filled.error().code, ErrorCode::Resource);
    EXPECT_NE(filled.error().hint.find("disk space"), std::string::npos) << filled.error().text();
    const uint64_t kept = store.rowCount();
    EXPECT_GT(kept, 5000u);
    // With memory and disk full a spilled row has nowhere to come back to.
    auto first = store.rows(0, 10);
    EXPECT_TRUE(first || first.error().code == ErrorCode::Resource);
    duckdb::Connection connection(*database);
    ASSERT_FALSE(connection.Query("SET max_temp_directory_size = '1GB'")->HasError());
    EXPECT_EQ(checkRows(store, 0, 10), 10u);
    EXPECT_EQ(checkRows(store, kept - 10, 100), 10u) << "no half-written rows are shown";
}

TEST_F(ResultStoreSpillTest, aStoreThatEndsFreesItsDisk) {
    const auto database = small("90MB");
    for (int i = 0; i < 3; i++) {
        ResultStore store(*database->instance, columns());
        auto filled = fill(store);
        ASSERT_TRUE(filled) << "result " << i << ": " << filled.error().text();
    }
}

}  // namespace
}  // namespace tributary::result
