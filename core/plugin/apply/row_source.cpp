// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/apply/row_source.h"

#include <algorithm>
#include <duckdb/common/arrow/arrow_appender.hpp>
#include <duckdb/common/arrow/arrow_converter.hpp>
#include <duckdb/function/table/arrow/arrow_duck_schema.hpp>

namespace tributary::plugin {
namespace {

constexpr uint64_t kBatchRows = 16 * STANDARD_VECTOR_SIZE;

/// What Arrow cannot hold exactly becomes text; a HUGEINT (what sum() of integers gives) the number it nearly
/// always is, or an error.
duckdb::LogicalType exportedType(const duckdb::LogicalType& type) {
    switch (type.id()) {
        case duckdb::LogicalTypeId::UHUGEINT:
        case duckdb::LogicalTypeId::BIGNUM:
        case duckdb::LogicalTypeId::BIT:
        case duckdb::LogicalTypeId::TIME_TZ:
            return duckdb::LogicalType::VARCHAR;
        case duckdb::LogicalTypeId::HUGEINT:
            return duckdb::LogicalType::DECIMAL(38, 0);
        default:
            return type;
    }
}

Error conversionError(const std::exception& e) {
    return Error(ErrorCode::Data,
                 "The rows cannot be handed to a plugin: " + duckdb::ErrorData(e).RawMessage(),
                 "Leave the column out, or cast it to text in the query.");
}

}  // namespace

struct RowSource::Impl {
    Impl(ChosenRows rows, CancelToken cancel)
        : view(std::move(rows.view)),
          ranges(std::move(rows.ranges)),
          columns(std::move(rows.columns)),
          token(std::move(cancel)),
          connection(view.store().database()),
          properties(connection.context->GetClientProperties()) {
        properties.time_zone = "UTC";
    }

    void prepare() {
        duckdb::vector<std::string> names;
        for (const size_t index : columns) {
            const auto& column = view.store().columns()[index];
            names.push_back(column.name);
            types.push_back(exportedType(column.type));
            converted = converted || types.back() != column.type;
        }
        duckdb::ArrowConverter::ToArrowSchema(schema.out(), types, names, properties);
    }

    /// `chunk` in the exported types; `storage` keeps what had to be converted.
    duckdb::DataChunk& exported(duckdb::DataChunk& chunk, duckdb::DataChunk& storage) {
        if (!converted) return chunk;
        storage.Initialize(duckdb::Allocator::DefaultAllocator(), types, chunk.size());
        for (size_t i = 0; i < types.size(); ++i) {
            if (chunk.data[i].GetType() == types[i])
                storage.data[i].Reference(chunk.data[i]);
            else
                duckdb::VectorOperations::DefaultCast(chunk.data[i], storage.data[i], chunk.size(), true);
        }
        storage.SetCardinality(chunk.size());
        return storage;
    }

    /// The next rows to read; none: the end.
    result::RowRange following() {
        while (range < ranges.size() && inRange >= ranges[range].count) {
            ++range;
            inRange = 0;
        }
        if (range >= ranges.size()) return {};
        return {ranges[range].first + inRange, std::min(kBatchRows, ranges[range].count - inRange)};
    }

    result::StoreView view;
    std::vector<result::RowRange> ranges;
    std::vector<size_t> columns;
    CancelToken token;
    duckdb::Connection connection;
    duckdb::ClientProperties properties;
    duckdb::vector<duckdb::LogicalType> types;
    bool converted = false;
    SchemaHolder schema;
    size_t range = 0;
    uint64_t inRange = 0;
    uint64_t read = 0;
};

RowSource::RowSource(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
RowSource::~RowSource() = default;

Result<std::unique_ptr<RowSource>> RowSource::open(ChosenRows rows, CancelToken token) {
    if (rows.view.isEmpty())
        return fail(ErrorCode::InvalidArgument, "There are no rows to hand to a plugin.");
    if (rows.columns.empty()) {
        for (size_t i = 0; i < rows.view.store().columns().size(); ++i) rows.columns.push_back(i);
    }
    if (rows.ranges.empty()) rows.ranges.push_back({0, rows.view.rowCount()});
    try {
        auto impl = std::make_unique<Impl>(std::move(rows), std::move(token));
        impl->prepare();
        return std::unique_ptr<RowSource>(new RowSource(std::move(impl)));
    } catch (const std::exception& e) {
        return fail(conversionError(e));
    }
}

const ArrowSchema& RowSource::schema() const {
    return *m_impl->schema;
}
uint64_t RowSource::rowsRead() const {
    return m_impl->read;
}

Result<bool> RowSource::next(OwnedArray& out) {
    auto& d = *m_impl;
    if (auto go = d.token.check(); !go) return fail(go.error());
    const result::RowRange wanted = d.following();
    if (wanted.count == 0) return false;
    auto pieces = d.view.rows(wanted, d.columns);
    if (!pieces) return fail(pieces.error());
    try {
        duckdb::ArrowAppender appender(
            d.types, wanted.count, d.properties,
            duckdb::ArrowTypeExtensionData::GetExtensionTypes(*d.connection.context, d.types));
        uint64_t taken = 0;
        for (auto& piece : *pieces) {
            duckdb::DataChunk storage;
            auto& chunk = d.exported(*piece.chunk, storage);
            appender.Append(chunk, 0, chunk.size(), chunk.size());
            taken += chunk.size();
        }
        if (taken == 0) return false;
        d.inRange += taken;
        d.read += taken;
        ArrowArray array = appender.Finalize();
        out = OwnedArray(array);
        return true;
    } catch (const std::exception& e) {
        return fail(conversionError(e));
    }
}

}  // namespace tributary::plugin
