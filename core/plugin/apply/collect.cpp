// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/apply/collect.h"

#include <algorithm>

#include "core/plugin/source/arrow_decode.h"

namespace tributary::plugin {
namespace {

Result<void> appendBatch(const std::vector<ArrowColumn>& columns, OwnedArray array,
                         result::ResultStore& out) {
    const auto rows = static_cast<duckdb::idx_t>(array->length);
    ArrowDecode decode(duckdb::make_shared_ptr<ArrowBatch>(std::move(array)));
    for (duckdb::idx_t from = 0; from < rows; from += STANDARD_VECTOR_SIZE) {
        const auto count = std::min<duckdb::idx_t>(rows - from, STANDARD_VECTOR_SIZE);
        duckdb::DataChunk chunk;
        const auto types = out.types();
        chunk.Initialize(duckdb::Allocator::DefaultAllocator(),
                         duckdb::vector<duckdb::LogicalType>(types.begin(), types.end()));
        for (size_t i = 0; i < columns.size(); ++i) {
            if (auto done = decode.column(columns[i], i, from, count, chunk.data[i]); !done) return done;
        }
        chunk.SetCardinality(count);
        if (auto kept = out.append(chunk); !kept) return kept;
    }
    return {};
}

}  // namespace

Result<std::shared_ptr<result::ResultStore>> collectRows(ArrowSource& rows,
                                                         duckdb::DatabaseInstance& database,
                                                         const CancelToken& token,
                                                         const std::function<void(uint64_t)>& progress) {
    auto columns = readArrowSchema(rows.schema());
    if (!columns) return fail(columns.error());
    if (columns->empty()) return fail(ErrorCode::Data, "The plugin returned rows without columns.");
    auto out = std::make_shared<result::ResultStore>(database, toColumns(*columns));
    while (true) {
        if (auto go = token.check(); !go) return fail(go.error());
        OwnedArray batch;
        auto more = rows.next(batch);
        if (!more) return fail(more.error());
        if (!*more) break;
        try {
            if (auto kept = appendBatch(*columns, std::move(batch), *out); !kept) return fail(kept.error());
        } catch (const std::exception& e) {
            return fail(ErrorCode::Resource,
                        "The plugin's rows cannot be kept: " + duckdb::ErrorData(e).RawMessage());
        }
        if (progress) progress(out->rowCount());
    }
    out->finish();
    return out;
}

}  // namespace tributary::plugin
