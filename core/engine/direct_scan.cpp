// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/direct_scan.h"

#include <algorithm>
#include <duckdb/execution/operator/projection/physical_projection.hpp>
#include <duckdb/execution/operator/scan/physical_table_scan.hpp>
#include <duckdb/execution/physical_plan_generator.hpp>
#include <duckdb/main/prepared_statement_data.hpp>
#include <duckdb/parser/query_node/select_node.hpp>
#include <duckdb/parser/statement/select_statement.hpp>
#include <duckdb/parser/tableref/basetableref.hpp>
#include <duckdb/planner/expression/bound_reference_expression.hpp>

#include "core/engine/remote_scan.h"

namespace tributary::engine {
namespace {

bool isColumn(const duckdb::ParsedExpression& expression) {
    const auto kind = expression.GetExpressionClass();
    return kind == duckdb::ExpressionClass::STAR || kind == duckdb::ExpressionClass::COLUMN_REF;
}

/// The scan's column behind each of the projection's; none: something is computed.
std::optional<std::vector<size_t>> orderOf(const duckdb::PhysicalProjection& projection) {
    std::vector<size_t> out;
    for (const auto& expression : projection.select_list) {
        if (expression->GetExpressionClass() != duckdb::ExpressionClass::BOUND_REF) return std::nullopt;
        out.push_back(expression->Cast<duckdb::BoundReferenceExpression>().index);
    }
    return out;
}

}  // namespace

bool DirectScan::mayBe(const duckdb::SQLStatement& statement,
                       const std::function<bool(const std::string&)>& isRemote) {
    if (statement.type != duckdb::StatementType::SELECT_STATEMENT) return false;
    const auto& tree = *statement.Cast<duckdb::SelectStatement>().node;
    if (tree.type != duckdb::QueryNodeType::SELECT_NODE || !tree.modifiers.empty()) return false;
    const auto& select = tree.Cast<duckdb::SelectNode>();
    const bool plain = select.groups.group_expressions.empty() && select.groups.grouping_sets.empty() &&
                       !select.having && !select.qualify && !select.sample && tree.cte_map.map.empty() &&
                       std::all_of(select.select_list.begin(), select.select_list.end(),
                                   [](const auto& item) { return isColumn(*item); });
    if (!plain || !select.from_table || select.from_table->sample) return false;
    // A filter on query() always stays here, and planning twice would ask the source twice.
    if (select.from_table->type == duckdb::TableReferenceType::TABLE_FUNCTION) return !select.where_clause;
    if (select.from_table->type != duckdb::TableReferenceType::BASE_TABLE) return false;
    const auto& table = select.from_table->Cast<duckdb::BaseTableRef>();
    return isRemote(table.catalog_name.empty() ? table.schema_name : table.catalog_name);
}

std::unique_ptr<DirectScan> DirectScan::of(duckdb::PreparedStatement& prepared,
                                           duckdb::ClientContext& context) {
    if (!prepared.data || !prepared.data->physical_plan) return nullptr;
    std::unique_ptr<DirectScan> out(new DirectScan());
    duckdb::PhysicalOperator* const root = &prepared.data->physical_plan->Root();
    duckdb::PhysicalOperator* op = root;
    if (op->type == duckdb::PhysicalOperatorType::PROJECTION) {
        auto order = orderOf(op->Cast<duckdb::PhysicalProjection>());
        if (!order) return nullptr;
        out->m_order = std::move(*order);
        op = &op->children[0].get();
    }
    if (op->type != duckdb::PhysicalOperatorType::TABLE_SCAN) return nullptr;
    auto& scan = op->Cast<duckdb::PhysicalTableScan>();
    const bool whole =
        scan.projection_ids.empty() && !scan.dynamic_filters && !scan.extra_info.sample_options;
    if (!whole || !readsRemotely(scan.function)) return nullptr;
    for (size_t i = 0; op == root && i < scan.types.size(); i++) out->m_order.push_back(i);

    out->m_function = &scan.function;
    out->m_bind = scan.bind_data.get();
    out->m_scanned.InitializeEmpty(scan.types);
    out->m_out.InitializeEmpty(prepared.data->types);
    duckdb::TableFunctionInitInput input(out->m_bind, scan.column_ids, scan.projection_ids,
                                         scan.table_filters.get(), nullptr, &scan);
    out->m_state = scan.function.init_global(context, input);
    out->m_plan = prepared.data;
    return out;
}

duckdb::DataChunk& DirectScan::next(duckdb::ClientContext& context) {
    m_scanned.SetCardinality(0);
    duckdb::TableFunctionInput input(m_bind, nullptr, m_state.get());
    m_function->function(context, input, m_scanned);
    for (size_t i = 0; i < m_order.size() && m_scanned.size() > 0; i++) {
        m_out.data[i].Reference(m_scanned.data[m_order[i]]);
    }
    m_out.SetCardinality(m_scanned.size());
    return m_out;
}

}  // namespace tributary::engine
