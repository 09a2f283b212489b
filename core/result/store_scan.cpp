// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/store_scan.h"

#include <deque>
#include <duckdb/catalog/catalog.hpp>
#include <duckdb/main/client_context_state.hpp>
#include <duckdb/parser/parsed_data/create_table_function_info.hpp>
#include <mutex>
#include <optional>
#include <utility>

namespace tributary::result {

namespace {

constexpr const char* kStateKey = "tributary_result_rows";
constexpr uint64_t kRowsPerTask = 8 * STANDARD_VECTOR_SIZE;

struct ScanSource : duckdb::ClientContextState {
    StoreView view;
    std::vector<RowRange> ranges;
    uint64_t rows = 0;
};

struct BindData : duckdb::TableFunctionData {
    duckdb::shared_ptr<ScanSource> source;
};

/// Hands out pieces of the ranges to the scanning threads.
struct GlobalState : duckdb::GlobalTableFunctionState {
    std::mutex mutex;
    size_t range = 0;
    uint64_t offset = 0;
    std::vector<size_t> storeColumns;            ///< distinct columns to fetch
    std::vector<std::optional<size_t>> fetched;  ///< per output: index into storeColumns
    std::vector<bool> wantsStoreRow;             ///< per output that is not fetched: store_row, else view_row
    uint64_t rows = 0;

    duckdb::idx_t MaxThreads() const override { return std::max<uint64_t>(1, rows / kRowsPerTask); }

    std::optional<RowRange> claim(const std::vector<RowRange>& ranges) {
        std::lock_guard lock(mutex);
        while (range < ranges.size() && offset >= ranges[range].count) {
            ++range;
            offset = 0;
        }
        if (range >= ranges.size()) return std::nullopt;
        const RowRange& whole = ranges[range];
        // Tasks end where stored vectors end, so that each vector is fetched once.
        const uint64_t first = whole.first + offset;
        const uint64_t count = std::min(whole.count - offset, kRowsPerTask - first % STANDARD_VECTOR_SIZE);
        offset += count;
        return RowRange{first, count};
    }
};

struct LocalState : duckdb::LocalTableFunctionState {
    std::deque<StoreView::Piece> pieces;
    StoreView::Piece current;  ///< its vectors are referenced by the chunk handed out last
};

duckdb::unique_ptr<duckdb::FunctionData> bind(duckdb::ClientContext& context, duckdb::TableFunctionBindInput&,
                                              duckdb::vector<duckdb::LogicalType>& types,
                                              duckdb::vector<std::string>& names) {
    auto data = duckdb::make_uniq<BindData>();
    data->source = context.registered_state->Get<ScanSource>(kStateKey);
    if (!data->source) throw duckdb::BinderException("result_rows() is for Tributary's own use");
    const auto storeTypes = data->source->view.store().types();
    for (size_t i = 0; i < storeTypes.size(); ++i) {
        types.push_back(storeTypes[i]);
        names.push_back("c" + std::to_string(i));
    }
    types.push_back(duckdb::LogicalType::UBIGINT);
    names.emplace_back("view_row");
    types.push_back(duckdb::LogicalType::UBIGINT);
    names.emplace_back("store_row");
    return data;
}

duckdb::unique_ptr<duckdb::GlobalTableFunctionState> initGlobal(duckdb::ClientContext&,
                                                                duckdb::TableFunctionInitInput& input) {
    const auto& source = *input.bind_data->Cast<BindData>().source;
    const size_t count = source.view.store().columns().size();
    auto state = duckdb::make_uniq<GlobalState>();
    state->rows = source.rows;
    for (const auto id : input.column_ids) {
        if (id < count) {
            state->fetched.emplace_back(state->storeColumns.size());
            state->storeColumns.push_back(id);
        } else {
            state->fetched.emplace_back();
        }
        state->wantsStoreRow.push_back(id == count + 1);
    }
    return state;
}

duckdb::unique_ptr<duckdb::LocalTableFunctionState> initLocal(duckdb::ExecutionContext&,
                                                              duckdb::TableFunctionInitInput&,
                                                              duckdb::GlobalTableFunctionState*) {
    return duckdb::make_uniq<LocalState>();
}

void fillRowNumbers(duckdb::Vector& out, const StoreView::Piece& piece, bool storeRow) {
    // view_row, store_row and DuckDB's own row id (for count(*)) are all 64 bits wide.
    auto* data = duckdb::FlatVector::GetData<uint64_t>(out);
    for (size_t i = 0; i < piece.storeRows.size(); ++i)
        data[i] = storeRow ? piece.storeRows[i] : piece.firstRow + i;
}

Result<bool> nextPiece(const ScanSource& source, GlobalState& global, LocalState& local) {
    while (local.pieces.empty()) {
        const auto range = global.claim(source.ranges);
        if (!range) return false;
        std::vector<size_t> columns = global.storeColumns;
        if (columns.empty() && !source.view.store().columns().empty()) columns.push_back(0);
        auto pieces = source.view.rows(*range, columns);
        if (!pieces) return fail(pieces.error());
        for (auto& piece : *pieces) local.pieces.push_back(std::move(piece));
    }
    local.current = std::move(local.pieces.front());
    local.pieces.pop_front();
    return true;
}

void scan(duckdb::ClientContext&, duckdb::TableFunctionInput& input, duckdb::DataChunk& output) {
    const auto& source = *input.bind_data->Cast<BindData>().source;
    auto& global = input.global_state->Cast<GlobalState>();
    auto& local = input.local_state->Cast<LocalState>();
    auto more = nextPiece(source, global, local);
    if (!more) throw duckdb::IOException(more.error().message);
    if (!*more) return;
    for (duckdb::idx_t i = 0; i < output.ColumnCount(); ++i) {
        if (global.fetched[i]) {
            output.data[i].Reference(local.current.chunk->data[*global.fetched[i]]);
        } else {
            fillRowNumbers(output.data[i], local.current, global.wantsStoreRow[i]);
        }
    }
    output.SetCardinality(local.current.storeRows.size());
}

duckdb::unique_ptr<duckdb::NodeStatistics> cardinality(duckdb::ClientContext&,
                                                       const duckdb::FunctionData* data) {
    const auto rows = data->Cast<BindData>().source->rows;
    return duckdb::make_uniq<duckdb::NodeStatistics>(rows, rows);
}

void registerFunction(duckdb::ClientContext& context) {
    context.RunFunctionInTransaction([&] {
        auto& catalog = duckdb::Catalog::GetSystemCatalog(context);
        duckdb::TableFunction function("result_rows", {}, scan, bind, initGlobal, initLocal);
        function.projection_pushdown = true;
        function.cardinality = cardinality;
        duckdb::CreateTableFunctionInfo info(function);
        info.internal = true;
        info.on_conflict = duckdb::OnCreateConflict::IGNORE_ON_CONFLICT;
        catalog.CreateTableFunction(context, info);
    });
}

}  // namespace

Result<void> bindStoreScan(duckdb::ClientContext& context, StoreView view, std::vector<RowRange> ranges) {
    try {
        auto source = duckdb::make_shared_ptr<ScanSource>();
        if (ranges.empty()) ranges.push_back({0, view.rowCount()});
        const uint64_t end = view.rowCount();
        for (auto& range : ranges) {
            range.count = range.first >= end ? 0 : std::min(range.count, end - range.first);
            source->rows += range.count;
        }
        source->view = std::move(view);
        source->ranges = std::move(ranges);
        context.registered_state->Insert(kStateKey, std::move(source));
        registerFunction(context);
        return {};
    } catch (const std::exception& e) {
        return fail(ErrorCode::Internal, "The rows cannot be asked: " + duckdb::ErrorData(e).RawMessage());
    }
}

}  // namespace tributary::result
