// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/remote_scan.h"

#include <duckdb/execution/operator/scan/physical_table_scan.hpp>
#include <duckdb/planner/filter/list.hpp>
#include <duckdb/planner/operator/logical_get.hpp>

#include "core/engine/filter_lowering.h"
#include "core/engine/query_trace.h"
#include "core/engine/remote_stream.h"

namespace tributary::engine {
namespace {
constexpr std::chrono::milliseconds kPatience{50};

/// A running scan: the stream, and which of its columns go where.
struct ScanState : duckdb::GlobalTableFunctionState {
    std::unique_ptr<RemoteStream> stream;
    std::vector<std::optional<size_t>>
        outputs;  ///< per output column the chunk's column; none: a virtual column
    duckdb::idx_t MaxThreads() const override { return 1; }
};

std::vector<sql::Predicate> dynamicFilters(const RemoteScanBind& bind,
                                           const duckdb::TableFunctionInitInput& input) {
    std::vector<sql::Predicate> out;
    // A limit that was pushed counts rows before any join: a join filter below it would change which rows
    // those are.
    if (!input.op || bind.limit || !bind.native.empty()) return out;
    const auto& scan = input.op->Cast<duckdb::PhysicalTableScan>();
    if (!scan.dynamic_filters || !scan.dynamic_filters->HasFilters()) return out;
    auto filters = scan.dynamic_filters->GetFinalTableFilters(scan, nullptr);
    if (!filters) return out;
    std::vector<sql::Predicate> all;
    for (const auto& [position, filter] : filters->filters) {
        const auto id = input.column_ids[position];
        if (!duckdb::IsVirtualColumn(id)) lowerDynamicFilter(*filter, id, all);
    }
    for (auto& p : all) {
        bool sameType = true;
        for (const auto& value : p.values) sameType = sameType && value.type() == bind.columns[p.column].type;
        if (sameType && bind.dialect->canPush(p, bind.columns)) out.push_back(std::move(p));
    }
    return out;
}

/// Whether DuckDB gets along with a scan that ignores `filter`.
bool isHint(const duckdb::TableFilter& filter) {
    using Type = duckdb::TableFilterType;
    if (filter.filter_type == Type::OPTIONAL_FILTER || filter.filter_type == Type::DYNAMIC_FILTER)
        return true;
    if (filter.filter_type != Type::CONJUNCTION_AND) return false;
    // A Top-N over a column that already has a hint joins the two.
    const auto& children = filter.Cast<duckdb::ConjunctionAndFilter>().child_filters;
    return std::all_of(children.begin(), children.end(), [](const auto& child) { return isHint(*child); });
}

/// Filters DuckDB expects the scan to run are never accepted (see pushdown_complex_filter): only hints may
/// arrive.
void refuseRequiredFilters(const duckdb::TableFunctionInitInput& input) {
    // With an operator at hand look at the planned filters alone: `input.filters` has the join keys merged
    // in.
    const duckdb::TableFilterSet* planned = input.filters.get();
    if (input.op) planned = input.op->Cast<duckdb::PhysicalTableScan>().table_filters.get();
    if (!planned) return;
    for (const auto& [position, filter] : planned->filters) {
        if (!isHint(*filter))
            throw duckdb::InternalException("A filter reached a remote scan that cannot run it");
    }
}

duckdb::unique_ptr<duckdb::GlobalTableFunctionState> initScan(duckdb::ClientContext& context,
                                                              duckdb::TableFunctionInitInput& input) {
    const auto& bind = input.bind_data->Cast<RemoteScanBind>();
    refuseRequiredFilters(input);
    auto state = duckdb::make_uniq<ScanState>();
    sql::RemoteQuery query;
    query.table = bind.table;
    query.columns = bind.columns;
    query.required = bind.required;
    query.orderBy = bind.orderBy;
    query.limit = bind.limit;
    query.dynamic = dynamicFilters(bind, input);
    std::vector<duckdb::LogicalType> types;
    for (const auto id : input.column_ids) {
        if (duckdb::IsVirtualColumn(id)) {
            state->outputs.push_back(std::nullopt);
        } else if (!bind.native.empty()) {
            state->outputs.push_back(id);
        } else {
            state->outputs.push_back(query.projection.size());
            query.projection.push_back(id);
            types.push_back(bind.columns[id].type);
        }
    }
    std::string text = bind.native;
    OpenReader open = [native = bind.native](connect::Connection& c, const CancelToken& t) {
        return c.native(native, t);
    };
    if (bind.native.empty()) {
        auto printed = bind.dialect->select(query);
        if (!printed) QueryTrace::raise(context, bind.source->named(printed.error()));
        text = *printed;
        open = [query](connect::Connection& c, const CancelToken& t) { return c.read(query, t); };
    } else {
        for (const auto& column : bind.columns) types.push_back(column.type);
    }
    auto trace = QueryTrace::of(context);
    auto stats = trace->addScan(bind.source->name(), bind.objectName(), text, bind.local);
    state->stream =
        std::make_unique<RemoteStream>(bind.source, std::move(open), std::move(types), stats, trace->token());
    return state;
}

void scan(duckdb::ClientContext& context, duckdb::TableFunctionInput& data, duckdb::DataChunk& output) {
    auto& state = data.global_state->Cast<ScanState>();
    for (;;) {
        if (context.interrupted) throw duckdb::InterruptException();
        auto popped = state.stream->pop(kPatience);
        if (!popped) QueryTrace::raise(context, popped.error());
        if (!popped->has_value()) continue;
        duckdb::DataChunk* chunk = **popped;
        if (!chunk) return;
        for (size_t i = 0; i < state.outputs.size(); i++) {
            if (state.outputs[i]) {
                output.data[i].Reference(chunk->data[*state.outputs[i]]);
            } else {
                output.data[i].Reference(duckdb::Value(output.data[i].GetType()));
            }
        }
        output.SetCardinality(chunk->size());
        if (chunk->size() > 0) return;
    }
}

/// Takes what the source answers exactly; the rest becomes a filter above the scan.
void pushFilters(duckdb::ClientContext& context, duckdb::LogicalGet& get, duckdb::FunctionData* data,
                 duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& filters) {
    auto& bind = data->Cast<RemoteScanBind>();
    const auto& disabled = duckdb::DBConfig::GetConfig(context).options.disabled_optimizers;
    const bool off = disabled.count(duckdb::OptimizerType::EXTENSION) > 0;
    duckdb::vector<duckdb::unique_ptr<duckdb::Expression>> left;
    for (auto& filter : filters) {
        std::string reason = off ? "pushdown is switched off" : "";
        auto predicate =
            off ? std::nullopt : lowerExpression(*filter, get, bind.dialect->maxInList(), reason);
        if (predicate && bind.dialect->canPush(*predicate, bind.columns)) {
            bind.required.push_back(std::move(*predicate));
            continue;
        }
        if (predicate) reason = "the source does not compare it exactly as this program does";
        bind.keepLocal("filter " + shownText(*filter) + ": " + reason);
        left.push_back(std::move(filter));
    }
    filters = std::move(left);
    if (off) {
        get.function.filter_pushdown = false;
    } else if (!filters.empty() && get.table_filters.filters.empty()) {
        // DuckDB would turn the rest into filters inside the scan. A hint that is already there makes it put
        // them above instead, and join filters still reach the scan.
        for (const auto& id : get.GetColumnIds()) {
            if (id.IsVirtualColumn()) continue;
            get.table_filters.filters[id.GetPrimaryIndex()] =
                duckdb::make_uniq<duckdb::OptionalFilter>(duckdb::make_uniq<duckdb::IsNotNullFilter>());
            break;
        }
    }
}

duckdb::InsertionOrderPreservingMap<duckdb::string> describeScan(duckdb::TableFunctionToStringInput& input) {
    duckdb::InsertionOrderPreservingMap<duckdb::string> out;
    const auto& bind = input.bind_data->Cast<RemoteScanBind>();
    out["Connection"] = bind.source->name();
    out["Object"] = bind.objectName();
    std::vector<size_t> columns = bind.projection.value_or(std::vector<size_t>());
    for (size_t i = 0; !bind.projection && i < bind.columns.size(); i++) columns.push_back(i);
    auto text = bind.remoteText(columns, {});
    out["Sends"] = text ? *text : text.error().text();
    if (bind.takesJoinKeys && !bind.limit)
        out["Join keys"] = "are added to WHERE when the other side is small";
    std::string local;
    for (const auto& why : bind.local) local += (local.empty() ? "" : "\n") + why;
    if (!local.empty()) out["Stays local"] = local;
    return out;
}

duckdb::unique_ptr<duckdb::NodeStatistics> cardinality(duckdb::ClientContext&,
                                                       const duckdb::FunctionData* data) {
    const auto& bind = data->Cast<RemoteScanBind>();
    // Unknown is taken as large: a wrong "1" swaps build and probe sides and loses join filters.
    duckdb::idx_t rows = bind.rowEstimate.value_or(1'000'000);
    for (const auto& p : bind.required) rows = rows / (p.kind == sql::Predicate::Kind::Compare ? 5 : 10);
    if (bind.limit) rows = std::min<duckdb::idx_t>(rows, *bind.limit);
    return duckdb::make_uniq<duckdb::NodeStatistics>(std::max<duckdb::idx_t>(rows, 1));
}

void refuseSerialize(duckdb::Serializer&, const duckdb::optional_ptr<duckdb::FunctionData>,
                     const duckdb::TableFunction&) {
    throw duckdb::NotImplementedException("A remote scan cannot be serialised");
}

duckdb::unique_ptr<duckdb::FunctionData> refuseDeserialize(duckdb::Deserializer&, duckdb::TableFunction&) {
    throw duckdb::NotImplementedException("A remote scan cannot be serialised");
}

void setCommon(duckdb::TableFunction& f) {
    f.projection_pushdown = true;
    f.filter_prune = false;
    f.verify_serialization = false;
    f.serialize = refuseSerialize;
    f.deserialize = refuseDeserialize;
    f.cardinality = cardinality;
    f.to_string = describeScan;
}

duckdb::unique_ptr<duckdb::FunctionData> bindNative(duckdb::ClientContext& context,
                                                    duckdb::TableFunctionBindInput& input,
                                                    duckdb::vector<duckdb::LogicalType>& types,
                                                    duckdb::vector<duckdb::string>& names) {
    const auto& lookup = input.info->Cast<SourceLookup>();
    const auto connection = input.inputs[0].ToString();
    auto source = lookup.find(connection);
    if (!source) {
        QueryTrace::raise(context, Error(ErrorCode::NotFound, "There is no connection '" + connection + "'",
                                         "query('connection', 'text') needs the name of a connection."));
    }
    auto bind = duckdb::make_uniq<RemoteScanBind>();
    bind->source = source;
    bind->native = input.inputs[1].ToString();
    const auto token = QueryTrace::of(context)->token();
    auto columns = source->describeNative(bind->native, token);
    if (!columns) QueryTrace::raise(context, columns.error());
    if (columns->empty()) {
        QueryTrace::raise(
            context, source->named(Error(ErrorCode::Unsupported, "The statement returns no rows",
                                         "Run it directly on the connection instead of inside query().")));
    }
    bind->columns = std::move(*columns);
    bind->keepLocal("everything around query(): its text is sent as it is");
    for (const auto& column : bind->columns) {
        types.push_back(column.type);
        names.push_back(column.name);
    }
    return bind;
}

}  // namespace

duckdb::unique_ptr<duckdb::FunctionData> RemoteScanBind::Copy() const {
    auto copy = duckdb::make_uniq<RemoteScanBind>();
    copy->source = source;
    copy->dialect = dialect;
    copy->table = table;
    copy->native = native;
    copy->columns = columns;
    copy->required = required;
    copy->orderBy = orderBy;
    copy->limit = limit;
    copy->projection = projection;
    copy->takesJoinKeys = takesJoinKeys;
    copy->local = local;
    copy->rowEstimate = rowEstimate;
    copy->entry = entry;
    return copy;
}

bool RemoteScanBind::Equals(const duckdb::FunctionData& other) const {
    return this == &other;
}

std::string RemoteScanBind::objectName() const {
    if (!native.empty()) return "native statement";
    return table.schema.empty() ? table.name : table.schema + "." + table.name;
}

Result<std::string> RemoteScanBind::remoteText(const std::vector<size_t>& projection,
                                               const std::vector<sql::Predicate>& dynamic) const {
    if (!native.empty()) return native;
    sql::RemoteQuery query;
    query.table = table;
    query.columns = columns;
    query.projection = projection;
    query.required = required;
    query.dynamic = dynamic;
    query.orderBy = orderBy;
    query.limit = limit;
    return dialect->select(query);
}

void RemoteScanBind::keepLocal(std::string why) {
    if (std::find(local.begin(), local.end(), why) == local.end()) local.push_back(std::move(why));
}

duckdb::TableFunction remoteScanFunction() {
    duckdb::TableFunction f(kRemoteScan, {}, scan, nullptr, initScan);
    setCommon(f);
    f.filter_pushdown = true;
    f.pushdown_complex_filter = pushFilters;
    f.get_bind_info = [](const duckdb::optional_ptr<duckdb::FunctionData> data) {
        duckdb::BindInfo info(duckdb::ScanType::EXTERNAL);
        info.table = data->Cast<RemoteScanBind>().entry;
        return info;
    };
    return f;
}

duckdb::TableFunction nativeQueryFunction(duckdb::shared_ptr<duckdb::TableFunctionInfo> info) {
    duckdb::TableFunction f("query", {duckdb::LogicalType::VARCHAR, duckdb::LogicalType::VARCHAR}, scan,
                            bindNative, initScan);
    setCommon(f);
    f.function_info = std::move(info);
    return f;
}

bool isRemoteScan(const duckdb::TableFunction& function) {
    return function.name == kRemoteScan;
}

bool readsRemotely(const duckdb::TableFunction& function) {
    return function.function == scan;
}

RemoteScanBind& remoteBind(duckdb::FunctionData& data) {
    return data.Cast<RemoteScanBind>();
}

}  // namespace tributary::engine
