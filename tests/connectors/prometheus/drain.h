// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <memory>
#include <string>
#include <vector>

#include "core/connect/connector.h"

namespace tributary::connectors {

using Rows = std::vector<std::vector<std::string>>;  ///< values as DuckDB prints them, "NULL" for NULL

inline Result<Rows> drain(Result<std::unique_ptr<connect::ChunkReader>> reader) {
    if (!reader) return fail(reader.error());
    duckdb::vector<duckdb::LogicalType> types;
    for (const auto& column : (*reader)->columns()) types.push_back(column.type);
    Rows rows;
    duckdb::DataChunk chunk;
    if (!types.empty()) chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
    while (true) {
        chunk.Reset();
        auto more = (*reader)->next(chunk);
        if (!more) return fail(more.error());
        if (!*more) return rows;
        for (duckdb::idx_t r = 0; r < chunk.size(); r++) {
            auto& row = rows.emplace_back();
            for (duckdb::idx_t c = 0; c < types.size(); c++) row.push_back(chunk.GetValue(c, r).ToString());
        }
    }
}

}  // namespace tributary::connectors
