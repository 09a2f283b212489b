// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/column_origins.h"

#include <algorithm>
#include <duckdb.hpp>
#include <duckdb/planner/expression/bound_columnref_expression.hpp>
#include <duckdb/planner/expression/bound_function_expression.hpp>
#include <duckdb/planner/expression_iterator.hpp>
#include <duckdb/planner/operator/logical_aggregate.hpp>
#include <duckdb/planner/operator/logical_cteref.hpp>
#include <duckdb/planner/operator/logical_get.hpp>
#include <duckdb/planner/operator/logical_materialized_cte.hpp>
#include <duckdb/planner/operator/logical_projection.hpp>
#include <duckdb/planner/operator/logical_set_operation.hpp>
#include <duckdb/planner/operator/logical_window.hpp>
#include <unordered_map>

#include "core/engine/remote_scan.h"

namespace tributary::engine {
namespace {
using duckdb::LogicalOperator;
using duckdb::LogicalOperatorType;

/// Plans are not deeper than this but for those that refer to themselves.
constexpr int kDeepest = 200;

class Tracer {
  public:
    explicit Tracer(LogicalOperator& plan) { index(plan); }

    void follow(const duckdb::ColumnBinding& binding, ColumnOrigin& out, int depth = 0) const {
        const auto found = m_byTable.find(binding.table_index);
        if (found == m_byTable.end() || depth > kDeepest) return lose(out);
        LogicalOperator& op = *found->second;
        const auto column = binding.column_index;
        switch (op.type) {
            case LogicalOperatorType::LOGICAL_GET:
                return takeScan(op.Cast<duckdb::LogicalGet>(), column, out);
            case LogicalOperatorType::LOGICAL_PROJECTION:
            case LogicalOperatorType::LOGICAL_WINDOW:
                return column < op.expressions.size() ? follow(*op.expressions[column], out, depth)
                                                      : lose(out);
            case LogicalOperatorType::LOGICAL_AGGREGATE_AND_GROUP_BY: {
                auto& aggregate = op.Cast<duckdb::LogicalAggregate>();
                if (binding.table_index == aggregate.group_index && column < aggregate.groups.size()) {
                    return follow(*aggregate.groups[column], out, depth);
                }
                lose(out);
                if (binding.table_index == aggregate.aggregate_index && column < op.expressions.size()) {
                    follow(*op.expressions[column], out, depth);
                }
                return;
            }
            case LogicalOperatorType::LOGICAL_UNION:
            case LogicalOperatorType::LOGICAL_EXCEPT:
            case LogicalOperatorType::LOGICAL_INTERSECT:
                for (auto& child : op.children) followOutput(*child, column, out, depth);
                return;
            case LogicalOperatorType::LOGICAL_CTE_REF: {
                const auto cte = m_ctes.find(op.Cast<duckdb::LogicalCTERef>().cte_index);
                return cte != m_ctes.end() ? followOutput(*cte->second, column, out, depth) : lose(out);
            }
            default:
                return lose(out);
        }
    }

  private:
    /// Not a column of a source as it is there, whatever else is found.
    static void lose(ColumnOrigin& out) { out.isPlain = false; }

    void index(LogicalOperator& op) {
        for (const auto table : op.GetTableIndex()) m_byTable.emplace(table, &op);
        if (op.type == LogicalOperatorType::LOGICAL_MATERIALIZED_CTE) {
            m_ctes.emplace(op.Cast<duckdb::LogicalMaterializedCTE>().table_index, op.children[0].get());
        }
        for (auto& child : op.children) index(*child);
    }

    void followOutput(LogicalOperator& op, size_t column, ColumnOrigin& out, int depth) const {
        const auto bindings = op.GetColumnBindings();
        column < bindings.size() ? follow(bindings[column], out, depth + 1) : lose(out);
    }

    void follow(const duckdb::Expression& expression, ColumnOrigin& out, int depth) const {
        if (expression.GetExpressionClass() == duckdb::ExpressionClass::BOUND_COLUMN_REF) {
            return follow(expression.Cast<duckdb::BoundColumnRefExpression>().binding, out, depth + 1);
        }
        // DuckDB packs values for its own sake (compressed materialisation); they are unpacked again above.
        const bool packed =
            expression.GetExpressionClass() == duckdb::ExpressionClass::BOUND_FUNCTION &&
            expression.Cast<duckdb::BoundFunctionExpression>().function.name.rfind("__internal_", 0) == 0;
        if (!packed) lose(out);
        duckdb::ExpressionIterator::EnumerateChildren(expression, [&](const duckdb::Expression& child) {
            if (!packed || !child.IsFoldable()) follow(child, out, depth);
        });
    }

    static void takeScan(duckdb::LogicalGet& get, size_t column, ColumnOrigin& out) {
        if (!isRemoteScan(get.function)) return lose(out);
        const auto& bind = remoteBind(*get.bind_data);
        const std::string& name = bind.source->name();
        if (std::find(out.connections.begin(), out.connections.end(), name) == out.connections.end()) {
            out.connections.push_back(name);
        }
        const auto& ids = get.GetColumnIds();
        if (column >= ids.size() || ids[column].IsVirtualColumn()) return lose(out);
        const auto& about = bind.columns[ids[column].GetPrimaryIndex()];
        // Of several scans (a UNION) only what they agree on is the column's own.
        if (out.nativeType.empty()) out.nativeType = about.nativeType;
        if (out.nativeType != about.nativeType || out.connections.size() > 1) lose(out);
    }

    std::unordered_map<duckdb::idx_t, LogicalOperator*> m_byTable;
    std::unordered_map<duckdb::idx_t, LogicalOperator*> m_ctes;
};

}  // namespace

std::vector<ColumnOrigin> columnOrigins(LogicalOperator& plan) {
    const Tracer tracer(plan);
    std::vector<ColumnOrigin> out;
    for (const auto& binding : plan.GetColumnBindings()) {
        ColumnOrigin origin;
        origin.isPlain = true;
        tracer.follow(binding, origin);
        if (origin.connections.empty()) origin.isPlain = false;
        if (!origin.isPlain) origin.nativeType.clear();
        out.push_back(std::move(origin));
    }
    return out;
}

}  // namespace tributary::engine
