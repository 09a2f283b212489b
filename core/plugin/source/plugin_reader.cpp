// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/plugin_reader.h"

#include <duckdb/common/vector_operations/vector_operations.hpp>

namespace tributary::plugin {

using duckdb::FlatVector;
using duckdb::idx_t;
using duckdb::LogicalTypeId;
using duckdb::Vector;

namespace {

/// Bytes of the values of an array, roughly: what a profile shows as read.
uint64_t sizeOf(const ArrowColumn& column, const ArrowArray& array) {
    const auto rows = static_cast<uint64_t>(std::max<int64_t>(array.length, 0));
    if (rows == 0) return 0;
    if (column.decode == decodeText) {
        const auto* offsets = static_cast<const int32_t*>(array.buffers[1]) + array.offset;
        return rows * 4 + static_cast<uint64_t>(offsets[rows] - offsets[0]);
    }
    if (column.decode == decodeLargeText) {
        const auto* offsets = static_cast<const int64_t*>(array.buffers[1]) + array.offset;
        return rows * 8 + static_cast<uint64_t>(offsets[rows] - offsets[0]);
    }
    if (column.decode == decodeTextView) return rows * 16;
    if (column.decode == decodeDictionary) return rows * 4 + sizeOf(column.children[0], *array.dictionary);
    uint64_t bytes = rows / 8;
    for (size_t i = 0; i < column.children.size() && i < static_cast<size_t>(array.n_children); i++)
        bytes += sizeOf(column.children[i], *array.children[i]);
    if (column.width > 0) return bytes + rows * static_cast<uint64_t>(column.width);
    if (!column.type.IsNested()) bytes += rows * duckdb::GetTypeIdSize(column.type.InternalType());
    return bytes;
}

bool isInstant(const duckdb::LogicalType& type) {
    return type.id() == LogicalTypeId::TIMESTAMP_TZ || type.id() == LogicalTypeId::TIME_TZ;
}

tl::unexpected<Error> changedType(const StreamColumn& column, const std::string& why) {
    return fail(
        ErrorCode::Data,
        "Column '" + column.column.name + "' arrived as " + column.arrives.arrowType + " instead of " +
            column.column.type.ToString() + why,
        "The source gives it another type than before: refresh the connection, or cast the column in the "
        "source's own language.");
}

/// Casts there and back again: whatever does not come back the same has lost something.
Result<void> convert(const StreamColumn& column, Vector& source, idx_t count, Vector& out) {
    const auto& wanted = column.column.type;
    if (isInstant(source.GetType()) != isInstant(wanted)) return changedType(column, "");
    std::string error;
    Vector back(source.GetType());
    Vector differs(duckdb::LogicalType::BOOLEAN);
    try {
        if (!duckdb::VectorOperations::DefaultTryCast(source, out, count, &error, true) ||
            !duckdb::VectorOperations::DefaultTryCast(out, back, count, &error, true))
            return changedType(column, ", and not every value fits");
        duckdb::VectorOperations::DistinctFrom(source, back, differs, count);
    } catch (const std::exception& e) {
        return changedType(column, ", which cannot be converted");
    }
    differs.Flatten(count);
    for (idx_t i = 0; i < count; i++) {
        if (FlatVector::GetData<bool>(differs)[i]) {
            return changedType(column,
                               ", and '" + source.GetValue(i).ToString() + "' would not stay the same");
        }
    }
    out.Flatten(count);
    return {};
}

}  // namespace

PluginReader::PluginReader(std::unique_ptr<ArrowSource> batches, StreamPlan plan, const CancelToken& token)
    : m_batches(std::move(batches)), m_plan(std::move(plan)), m_token(token) {
    for (const auto& column : m_plan.columns) m_columns.push_back(column.column);
}

Result<bool> PluginReader::fetch() {
    while (m_at == m_length) {
        if (m_token.isCancelled()) return fail(m_token.error());
        if (!m_batches || (m_plan.limit && m_rows >= *m_plan.limit)) {
            m_batches.reset();  // ends a statement that had more to say
            return false;
        }
        OwnedArray batch;
        auto more = m_batches->next(batch);
        if (!more) {
            if (m_token.isCancelled()) return fail(m_token.error());
            Error error = more.error();
            if (m_plan.refine) m_plan.refine(error);
            return fail(std::move(error));
        }
        if (!*more) {
            m_batches.reset();
            return false;
        }
        m_at = 0;
        m_length = static_cast<idx_t>(std::max<int64_t>(batch->length, 0));
        for (const auto& column : m_plan.columns) {
            if (static_cast<int64_t>(column.index) < batch->n_children)
                m_bytes += sizeOf(column.arrives, *batch->children[column.index]);
        }
        m_decode.emplace(duckdb::make_shared_ptr<ArrowBatch>(std::move(batch)));
    }
    return true;
}

Result<void> PluginReader::decode(const StreamColumn& column, idx_t count, Vector& out) {
    if (column.arrives.type == column.column.type)
        return m_decode->column(column.arrives, column.index, m_at, count, out);
    Vector own(column.arrives.type);
    if (auto done = m_decode->column(column.arrives, column.index, m_at, count, own); !done) return done;
    return convert(column, own, count, out);
}

Result<bool> PluginReader::next(duckdb::DataChunk& chunk) {
    auto more = fetch();
    if (!more || !*more) {
        m_decode.reset();
        return more;
    }
    if (m_token.isCancelled()) return fail(m_token.error());
    idx_t count = std::min<idx_t>(m_length - m_at, STANDARD_VECTOR_SIZE);
    if (m_plan.limit) count = std::min<idx_t>(count, *m_plan.limit - m_rows);
    try {
        for (size_t i = 0; i < m_plan.columns.size(); i++) {
            if (auto done = decode(m_plan.columns[i], count, chunk.data[i]); !done) return fail(done.error());
        }
    } catch (const std::exception& e) {  // out of memory
        return fail(ErrorCode::Resource, "The plugin's rows could not be kept: " + std::string(e.what()));
    }
    chunk.SetCardinality(count);
    m_at += count;
    m_rows += count;
    return count > 0;
}

}  // namespace tributary::plugin
