// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench_rows.h"

#include <string>

namespace tributary::bench {

using duckdb::FlatVector;
using duckdb::LogicalType;

std::vector<sql::Column> columns() {
    const std::vector<std::pair<const char*, LogicalType>> all = {{"id", LogicalType::BIGINT},
                                                                  {"k", LogicalType::INTEGER},
                                                                  {"d", LogicalType::SMALLINT},
                                                                  {"v", LogicalType::DOUBLE},
                                                                  {"amount", LogicalType::DECIMAL(12, 2)},
                                                                  {"name", LogicalType::VARCHAR},
                                                                  {"flag", LogicalType::BOOLEAN},
                                                                  {"ts", LogicalType::TIMESTAMP},
                                                                  {"day", LogicalType::DATE}};
    std::vector<sql::Column> out;
    for (const auto& [name, type] : all) {
        sql::Column column;
        column.name = name;
        column.type = type;
        out.push_back(std::move(column));
    }
    return out;
}

duckdb::vector<LogicalType> types() {
    duckdb::vector<LogicalType> out;
    for (const auto& column : columns()) out.push_back(column.type);
    return out;
}

std::unique_ptr<duckdb::DataChunk> chunk(int64_t first) {
    constexpr int64_t k2024 = 1'704'067'200'000'000;
    constexpr int32_t k2024Days = 19'723;
    auto out = std::make_unique<duckdb::DataChunk>();
    out->Initialize(duckdb::Allocator::DefaultAllocator(), types());
    for (duckdb::idx_t row = 0; row < STANDARD_VECTOR_SIZE; row++) {
        const int64_t i = first + static_cast<int64_t>(row);
        FlatVector::GetData<int64_t>(out->data[0])[row] = i;
        FlatVector::GetData<int32_t>(out->data[1])[row] = static_cast<int32_t>(i % 1000);
        FlatVector::GetData<int16_t>(out->data[2])[row] = static_cast<int16_t>(i % 7);
        FlatVector::GetData<double>(out->data[3])[row] = static_cast<double>(i) * 0.5;
        FlatVector::GetData<int64_t>(out->data[4])[row] = i % 100'000;
        FlatVector::GetData<duckdb::string_t>(out->data[5])[row] =
            duckdb::StringVector::AddString(out->data[5], "name " + std::to_string(i % 5000));
        FlatVector::GetData<bool>(out->data[6])[row] = i % 2 == 0;
        FlatVector::GetData<int64_t>(out->data[7])[row] = k2024 + i * 1'000'000;
        FlatVector::GetData<int32_t>(out->data[8])[row] = k2024Days + static_cast<int32_t>(i % 365);
    }
    out->SetCardinality(STANDARD_VECTOR_SIZE);
    return out;
}

}  // namespace tributary::bench
