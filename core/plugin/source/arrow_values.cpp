// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/arrow_values.h"

#include "core/plugin/source/arrow_decode.h"

namespace tributary::plugin {

namespace {

Result<void> appendRows(const std::vector<ArrowColumn>& columns, OwnedArray batch, size_t limit,
                        std::vector<ValueRow>& rows) {
    const auto length = static_cast<duckdb::idx_t>(batch->length);
    ArrowDecode decode(duckdb::make_shared_ptr<ArrowBatch>(std::move(batch)));
    for (duckdb::idx_t from = 0; from < length && rows.size() < limit; from += STANDARD_VECTOR_SIZE) {
        const auto count = std::min<duckdb::idx_t>(STANDARD_VECTOR_SIZE, length - from);
        const size_t first = rows.size();
        rows.resize(first + count);
        for (size_t c = 0; c < columns.size(); c++) {
            duckdb::Vector vector(columns[c].type);
            if (auto done = decode.column(columns[c], c, from, count, vector); !done) return done;
            for (duckdb::idx_t i = 0; i < count; i++) rows[first + i].push_back(vector.GetValue(i));
        }
    }
    return {};
}

}  // namespace

Result<std::vector<ValueRow>> readValues(ArrowSource& source, const CancelToken& token, size_t limit) {
    auto columns = readArrowSchema(source.schema());
    if (!columns) return fail(columns.error());
    std::vector<ValueRow> rows;
    while (rows.size() < limit) {
        if (token.isCancelled()) return fail(token.error());
        OwnedArray batch;
        auto more = source.next(batch);
        if (!more) return fail(more.error());
        if (!*more) break;
        if (auto done = appendRows(*columns, std::move(batch), limit, rows); !done) return fail(done.error());
    }
    return rows;
}

duckdb::Value member(const duckdb::Value& of, const std::string& name) {
    if (of.IsNull() || of.type().id() != duckdb::LogicalTypeId::STRUCT) return duckdb::Value();
    const auto& types = duckdb::StructType::GetChildTypes(of.type());
    for (size_t i = 0; i < types.size(); i++) {
        if (types[i].first == name) return duckdb::StructValue::GetChildren(of)[i];
    }
    return duckdb::Value();
}

std::vector<duckdb::Value> items(const duckdb::Value& list) {
    if (list.IsNull() || list.type().id() != duckdb::LogicalTypeId::LIST) return {};
    const auto& children = duckdb::ListValue::GetChildren(list);
    return {children.begin(), children.end()};
}

std::string textOf(const duckdb::Value& value) {
    return value.IsNull() ? "" : value.ToString();
}

}  // namespace tributary::plugin
