// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/optimizer_hooks.h"

#include <duckdb.hpp>
#include <duckdb/execution/operator/join/join_filter_pushdown.hpp>
#include <duckdb/planner/expression/bound_columnref_expression.hpp>
#include <duckdb/planner/operator/logical_comparison_join.hpp>
#include <duckdb/planner/operator/logical_distinct.hpp>
#include <duckdb/planner/operator/logical_get.hpp>
#include <duckdb/planner/operator/logical_limit.hpp>
#include <duckdb/planner/operator/logical_projection.hpp>
#include <duckdb/planner/operator/logical_top_n.hpp>
#include <limits>

#include "core/engine/column_origins.h"
#include "core/engine/query_trace.h"
#include "core/engine/remote_scan.h"

namespace tributary::engine {
namespace {
using duckdb::LogicalOperator;
using duckdb::LogicalOperatorType;

/// LIMIT is a signed 64-bit number in every source: more is no limit worth sending.
constexpr uint64_t kLargestLimit = std::numeric_limits<int64_t>::max();

/// Operators whose rows depend on which others there are: a filter below them gives different rows.
bool picksRows(const LogicalOperator& op) {
    if (op.type == LogicalOperatorType::LOGICAL_DISTINCT) {
        return op.Cast<duckdb::LogicalDistinct>().distinct_type == duckdb::DistinctType::DISTINCT_ON;
    }
    return op.type == LogicalOperatorType::LOGICAL_LIMIT || op.type == LogicalOperatorType::LOGICAL_TOP_N ||
           op.type == LogicalOperatorType::LOGICAL_SAMPLE;
}

/// Does the way from `op` down to the scan with these dynamic filters cross an operator that picks rows?
bool crossesLimit(LogicalOperator& op, const duckdb::DynamicTableFilterSet* filters, bool below) {
    if (op.type == LogicalOperatorType::LOGICAL_GET) {
        return below && op.Cast<duckdb::LogicalGet>().dynamic_filters.get() == filters;
    }
    below = below || picksRows(op);
    for (auto& child : op.children) {
        if (crossesLimit(*child, filters, below)) return true;
    }
    return false;
}

void guardJoinFilters(LogicalOperator& op) {
    for (auto& child : op.children) guardJoinFilters(*child);
    if (op.type != LogicalOperatorType::LOGICAL_COMPARISON_JOIN) return;
    auto& join = op.Cast<duckdb::LogicalComparisonJoin>();
    if (!join.filter_pushdown) return;
    auto& probes = join.filter_pushdown->probe_info;
    for (size_t i = 0; i < probes.size();) {
        if (crossesLimit(*op.children[0], probes[i].dynamic_filters.get(), false)) {
            probes.erase(probes.begin() + static_cast<int64_t>(i));
        } else {
            i++;
        }
    }
}

/// The remote scan below `op` with nothing but projections between; nullptr if there is none or rows are
/// filtered here.
duckdb::LogicalGet* scanBelow(LogicalOperator& op) {
    LogicalOperator* at = &op;
    while (at->type == LogicalOperatorType::LOGICAL_PROJECTION) at = at->children[0].get();
    if (at->type != LogicalOperatorType::LOGICAL_GET) return nullptr;
    auto& get = at->Cast<duckdb::LogicalGet>();
    return isRemoteScan(get.function) ? &get : nullptr;
}

/// The scan's column an ORDER BY expression means, followed through projections.
std::optional<size_t> orderColumn(const duckdb::Expression& expression, LogicalOperator& below) {
    const duckdb::Expression* e = &expression;
    LogicalOperator* at = &below;
    for (;;) {
        if (e->GetExpressionClass() != duckdb::ExpressionClass::BOUND_COLUMN_REF) return std::nullopt;
        const auto& binding = e->Cast<duckdb::BoundColumnRefExpression>().binding;
        if (at->type == LogicalOperatorType::LOGICAL_PROJECTION) {
            e = at->expressions[binding.column_index].get();
            at = at->children[0].get();
            continue;
        }
        const auto& id = at->Cast<duckdb::LogicalGet>().GetColumnIds()[binding.column_index];
        if (id.IsVirtualColumn()) return std::nullopt;
        return id.GetPrimaryIndex();
    }
}

void pushTopN(duckdb::LogicalTopN& top, duckdb::LogicalGet& get) {
    auto& bind = remoteBind(*get.bind_data);
    std::vector<sql::OrderItem> items;
    for (const auto& order : top.orders) {
        auto column = orderColumn(*order.expression, *top.children[0]);
        sql::OrderItem item{column.value_or(0), order.type == duckdb::OrderType::DESCENDING,
                            order.null_order == duckdb::OrderByNullType::NULLS_FIRST};
        if (!column || !bind.dialect->canOrder(item, bind.columns)) {
            bind.keepLocal("ORDER BY … LIMIT: the source does not sort this exactly as this program does");
            return;
        }
        items.push_back(item);
    }
    if (top.limit > kLargestLimit - std::min<uint64_t>(top.offset, kLargestLimit)) return;
    bind.orderBy = std::move(items);
    bind.limit = top.limit + top.offset;
}

void pushLimits(LogicalOperator& op) {
    for (auto& child : op.children) pushLimits(*child);
    if (op.type != LogicalOperatorType::LOGICAL_LIMIT && op.type != LogicalOperatorType::LOGICAL_TOP_N)
        return;
    auto* get = scanBelow(*op.children[0]);
    if (!get) return;
    auto& bind = remoteBind(*get->bind_data);
    if (bind.limit || !bind.native.empty() || !bind.dialect->supportsLimit()) return;
    if (op.type == LogicalOperatorType::LOGICAL_TOP_N) return pushTopN(op.Cast<duckdb::LogicalTopN>(), *get);
    const auto& limit = op.Cast<duckdb::LogicalLimit>();
    if (limit.limit_val.Type() != duckdb::LimitNodeType::CONSTANT_VALUE) return;
    const uint64_t rows = limit.limit_val.GetConstantValue();
    uint64_t skipped = 0;
    if (limit.offset_val.Type() == duckdb::LimitNodeType::CONSTANT_VALUE) {
        skipped = limit.offset_val.GetConstantValue();
    } else if (limit.offset_val.Type() != duckdb::LimitNodeType::UNSET) {
        return;
    }
    if (rows > kLargestLimit - std::min<uint64_t>(skipped, kLargestLimit)) return;
    bind.limit = rows + skipped;
}

/// Tells each remote scan what the plan reads of it, for EXPLAIN.
void noteProjections(LogicalOperator& op) {
    for (auto& child : op.children) noteProjections(*child);
    if (op.type != LogicalOperatorType::LOGICAL_GET) return;
    auto& get = op.Cast<duckdb::LogicalGet>();
    if (!isRemoteScan(get.function)) return;
    auto& bind = remoteBind(*get.bind_data);
    bind.projection.emplace();
    for (const auto& id : get.GetColumnIds()) {
        if (!id.IsVirtualColumn()) bind.projection->push_back(id.GetPrimaryIndex());
    }
    bind.takesJoinKeys = get.dynamic_filters != nullptr;
}

}  // namespace

duckdb::OptimizerExtension optimizerHooks() {
    duckdb::OptimizerExtension extension;
    extension.optimize_function = [](duckdb::OptimizerExtensionInput& input,
                                     duckdb::unique_ptr<LogicalOperator>& plan) {
        guardJoinFilters(*plan);
        pushLimits(*plan);
        noteProjections(*plan);
        QueryTrace::of(input.context)->setOrigins(columnOrigins(*plan));
    };
    return extension;
}

}  // namespace tributary::engine
