// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/plan_walker.h"

#include <algorithm>
#include <duckdb/planner/expression/list.hpp>
#include <duckdb/planner/operator/list.hpp>
#include <duckdb/planner/operator/logical_dependent_join.hpp>

#include "core/lineage/plan_walk.h"

namespace tributary::lineage {
namespace {
using duckdb::ExpressionClass;
using duckdb::LogicalOperator;
using duckdb::LogicalOperatorType;

/// A recursive query that still finds new sources after this many rounds stops there.
constexpr int kRounds = 32;

size_t size(const std::vector<FlowSet>& columns) {
    size_t n = 0;
    for (const auto& flows : columns) n += flows.flows().size();
    return n;
}

}  // namespace

FlowSet PlanWalk::at(const duckdb::ColumnBinding& binding) const {
    auto found = m_columns.find(binding.table_index);
    if (found == m_columns.end() || binding.column_index >= found->second.size()) return {};
    return found->second[binding.column_index];
}

std::vector<FlowSet> PlanWalk::outputs(LogicalOperator& op) const {
    Columns out;
    for (const auto& binding : op.GetColumnBindings()) out.push_back(at(binding));
    return out;
}

uint32_t PlanWalk::sourceId(const ColumnName& name) {
    auto [it, isNew] = m_sourceIds.try_emplace(name, static_cast<uint32_t>(m_sources.size()));
    if (isNew) m_sources.push_back(name);
    return it->second;
}

void PlanWalk::decide(const FlowSet& flows, Subtype subtype, const duckdb::Expression* expression) {
    m_deciding.merge(flows.deciding(subtype, expression));
}

void PlanWalk::mergeColumns(Columns& into, const Columns& from) {
    if (into.size() < from.size()) into.resize(from.size());
    for (size_t i = 0; i < from.size(); i++) into[i].merge(from[i]);
}

bool PlanWalk::isCorrelation(const duckdb::Expression& expression) const {
    if (expression.GetExpressionClass() != ExpressionClass::BOUND_COLUMN_REF) return false;
    return m_correlations.count(expression.Cast<duckdb::BoundColumnRefExpression>().binding) > 0;
}

void PlanWalk::visit(LogicalOperator& op) {
    switch (op.type) {
        case LogicalOperatorType::LOGICAL_MATERIALIZED_CTE:
            return cte(op);
        case LogicalOperatorType::LOGICAL_RECURSIVE_CTE:
            return recursiveCte(op.Cast<duckdb::LogicalRecursiveCTE>());
        case LogicalOperatorType::LOGICAL_DELIM_JOIN:
        case LogicalOperatorType::LOGICAL_DEPENDENT_JOIN:
        case LogicalOperatorType::LOGICAL_COMPARISON_JOIN:
        case LogicalOperatorType::LOGICAL_ASOF_JOIN:
        case LogicalOperatorType::LOGICAL_ANY_JOIN:
            return join(op);
        default:
            for (auto& child : op.children) visit(*child);
            bind(op);
    }
}

void PlanWalk::bind(LogicalOperator& op) {
    switch (op.type) {
        case LogicalOperatorType::LOGICAL_GET:
            return get(op.Cast<duckdb::LogicalGet>());
        case LogicalOperatorType::LOGICAL_DELIM_GET: {
            auto& delim = op.Cast<duckdb::LogicalDelimGet>();
            m_columns[delim.table_index] =
                m_correlated.empty() ? Columns(delim.chunk_types.size()) : m_correlated.back();
            for (const auto& binding : op.GetColumnBindings()) m_correlations.insert(binding);
            return;
        }
        case LogicalOperatorType::LOGICAL_CTE_REF: {
            auto& ref = op.Cast<duckdb::LogicalCTERef>();
            m_columns[ref.table_index] = m_ctes[ref.cte_index];
            return;
        }
        case LogicalOperatorType::LOGICAL_PROJECTION:
            return projection(op, op.Cast<duckdb::LogicalProjection>().table_index);
        case LogicalOperatorType::LOGICAL_UNNEST:
            return projection(op, op.Cast<duckdb::LogicalUnnest>().unnest_index);
        case LogicalOperatorType::LOGICAL_AGGREGATE_AND_GROUP_BY:
            return aggregate(op.Cast<duckdb::LogicalAggregate>());
        case LogicalOperatorType::LOGICAL_WINDOW:
            return window(op.Cast<duckdb::LogicalWindow>());
        case LogicalOperatorType::LOGICAL_UNION:
        case LogicalOperatorType::LOGICAL_EXCEPT:
        case LogicalOperatorType::LOGICAL_INTERSECT:
            return setOperation(op, op.Cast<duckdb::LogicalSetOperation>().table_index);
        case LogicalOperatorType::LOGICAL_EXPRESSION_GET:
            return expressionGet(op);
        case LogicalOperatorType::LOGICAL_PIVOT:
            return pivot(op.Cast<duckdb::LogicalPivot>());
        case LogicalOperatorType::LOGICAL_DISTINCT:
            return distinct(op);
        case LogicalOperatorType::LOGICAL_FILTER:
            for (auto& e : op.expressions) filter(*e);
            return;
        case LogicalOperatorType::LOGICAL_ORDER_BY:
            for (auto& order : op.Cast<duckdb::LogicalOrder>().orders) {
                decide(flowsOf(*order.expression), Subtype::Sort, order.expression.get());
            }
            return;
        default:
            return;  // LIMIT, SAMPLE, CROSS and POSITIONAL joins let their children's columns through
    }
}

void PlanWalk::get(duckdb::LogicalGet& get) {
    const ScanSource source = m_namer(get);
    FlowSet inputs;  // of a table function that reads columns of the row beside it
    for (auto& child : get.children) {
        for (const auto& flows : outputs(*child)) inputs.merge(flows);
    }
    if (!source.table.empty() &&
        std::find(m_tables.begin(), m_tables.end(), source.table) == m_tables.end()) {
        m_tables.push_back(source.table);
    }
    Columns columns;
    for (const auto& id : get.GetColumnIds()) {
        FlowSet flows;
        for (Flow flow : inputs.flows()) {
            if (isDirect(flow.subtype)) flow.subtype = std::max(flow.subtype, Subtype::Transformation);
            flows.add(flow);
        }
        if (!source.table.empty() && !id.IsVirtualColumn() && id.GetPrimaryIndex() < get.names.size()) {
            flows.add(Flow{sourceId({source.table, get.names[id.GetPrimaryIndex()]})});
        }
        columns.push_back(std::move(flows));
    }
    m_columns[get.table_index] = std::move(columns);
}

void PlanWalk::projection(LogicalOperator& op, uint64_t index) {
    Columns columns;
    for (size_t i = 0; i < op.expressions.size(); i++) {
        columns.push_back(flowsOf(*op.expressions[i]));
        if (isCorrelation(*op.expressions[i])) m_correlations.insert(duckdb::ColumnBinding(index, i));
    }
    m_columns[index] = std::move(columns);
}

void PlanWalk::aggregate(duckdb::LogicalAggregate& op) {
    Columns groups;
    for (size_t i = 0; i < op.groups.size(); i++) {
        const auto& group = *op.groups[i];
        groups.push_back(flowsOf(group));
        // DuckDB groups a subquery by the outer query's columns: nothing the author wrote.
        if (isCorrelation(group)) {
            m_correlations.insert(duckdb::ColumnBinding(op.group_index, i));
        } else {
            decide(groups.back(), Subtype::GroupBy, &group);
        }
    }
    Columns values;
    for (auto& e : op.expressions) values.push_back(flowsOf(*e));
    Columns groupings;  // GROUPING(): which columns a row is grouped by
    for (const auto& columns : op.grouping_functions) {
        FlowSet flows;
        for (auto column : columns) {
            if (column < groups.size()) flows.merge(groups[column].deciding(Subtype::Conditional, nullptr));
        }
        groupings.push_back(std::move(flows));
    }
    m_columns[op.group_index] = std::move(groups);
    m_columns[op.aggregate_index] = std::move(values);
    if (!groupings.empty()) m_columns[op.groupings_index] = std::move(groupings);
}

void PlanWalk::window(duckdb::LogicalWindow& op) {
    Columns columns;
    for (auto& e : op.expressions) columns.push_back(flowsOf(*e));
    m_columns[op.window_index] = std::move(columns);
}

void PlanWalk::setOperation(LogicalOperator& op, uint64_t index) {
    Columns columns;
    // The right side of EXCEPT only takes rows away; it is told as the resolver and other tools tell it.
    for (auto& child : op.children) mergeColumns(columns, outputs(*child));
    m_columns[index] = std::move(columns);
}

void PlanWalk::expressionGet(LogicalOperator& op) {
    auto& get = op.Cast<duckdb::LogicalExpressionGet>();
    Columns columns;
    for (auto& row : get.expressions) {
        Columns values;
        for (auto& e : row) values.push_back(flowsOf(*e));
        mergeColumns(columns, values);
    }
    m_columns[get.table_index] = std::move(columns);
}

void PlanWalk::pivot(duckdb::LogicalPivot& op) {
    // The child gives the groups, then one list per aggregate, then the list of the pivot's values.
    const Columns input = outputs(*op.children[0]);
    const size_t groups = op.bound_pivot.group_count;
    const size_t aggregates = std::max<size_t>(op.bound_pivot.aggregates.size(), 1);
    const FlowSet pivotValues = input.empty() ? FlowSet() : input.back();
    Columns columns;
    for (size_t i = 0; i < op.GetColumnBindings().size(); i++) {
        const size_t from = i < groups ? i : groups + (i - groups) % aggregates;
        FlowSet flows = from < input.size() ? input[from] : FlowSet();
        if (i >= groups) flows.merge(pivotValues.deciding(Subtype::Conditional, nullptr));
        columns.push_back(std::move(flows));
    }
    m_columns[op.pivot_index] = std::move(columns);
}

void PlanWalk::distinct(LogicalOperator& op) {
    auto& distinct = op.Cast<duckdb::LogicalDistinct>();
    for (auto& e : distinct.distinct_targets) decide(flowsOf(*e), Subtype::GroupBy, e.get());
    if (!distinct.order_by) return;
    for (auto& order : distinct.order_by->orders) {
        decide(flowsOf(*order.expression), Subtype::Sort, order.expression.get());
    }
}

void PlanWalk::cte(LogicalOperator& op) {
    auto& cte = op.Cast<duckdb::LogicalMaterializedCTE>();
    visit(*op.children[0]);
    m_ctes[cte.table_index] = outputs(*op.children[0]);
    visit(*op.children[1]);
}

void PlanWalk::recursiveCte(duckdb::LogicalRecursiveCTE& op) {
    visit(*op.children[0]);
    Columns found = outputs(*op.children[0]);
    for (int round = 0; round < kRounds; round++) {
        const size_t before = size(found);
        m_ctes[op.table_index] = found;
        visit(*op.children[1]);
        mergeColumns(found, outputs(*op.children[1]));
        if (round > 0 && size(found) == before) break;
    }
    m_ctes[op.table_index] = found;
    m_columns[op.table_index] = std::move(found);
}

void PlanWalk::join(LogicalOperator& op) {
    visit(*op.children[0]);
    if (op.type == LogicalOperatorType::LOGICAL_ANY_JOIN) {
        visit(*op.children[1]);
        auto& any = op.Cast<duckdb::LogicalAnyJoin>();
        const FlowSet flows = flowsOf(*any.condition);
        const bool mark = any.join_type == duckdb::JoinType::MARK;
        if (mark) {
            m_columns[any.mark_index] = {flows.through(Subtype::Transformation, false, *any.condition)};
        }
        decide(flows, mark ? Subtype::Filter : Subtype::Join, any.condition.get());
        return;
    }
    auto& join = op.Cast<duckdb::LogicalComparisonJoin>();
    const bool correlated = op.type == LogicalOperatorType::LOGICAL_DELIM_JOIN;
    if (correlated) {
        Columns outer;
        for (auto& e : join.duplicate_eliminated_columns) outer.push_back(flowsOf(*e));
        m_correlated.push_back(std::move(outer));
    }
    visit(*op.children[1]);
    if (correlated) m_correlated.pop_back();
    comparisonJoin(join, correlated);
}

void PlanWalk::comparisonJoin(duckdb::LogicalComparisonJoin& join, bool correlated) {
    const bool mark = join.join_type == duckdb::JoinType::MARK;
    FlowSet marked;
    for (auto& condition : join.conditions) {
        // How DuckDB joins a subquery back to the rows it was worked out for: not of the author's making.
        if (correlated && condition.comparison == duckdb::ExpressionType::COMPARE_NOT_DISTINCT_FROM) continue;
        for (auto* side : {condition.left.get(), condition.right.get()}) {
            const FlowSet flows = flowsOf(*side);
            decide(flows, mark ? Subtype::Filter : Subtype::Join, side);
            if (mark) marked.merge(flows.through(Subtype::Transformation, false, *side));
        }
    }
    if (join.predicate) decide(flowsOf(*join.predicate), Subtype::Join, join.predicate.get());
    if (mark) m_columns[join.mark_index] = {std::move(marked)};
}

std::vector<ColumnEdge> PlanWalk::edges(const FlowSet& flows, const ColumnName& target,
                                        const std::string& name) const {
    std::vector<ColumnEdge> out;
    for (const Flow& flow : flows.flows()) {
        ColumnEdge edge;
        edge.source = m_sources[flow.source];
        edge.target = target;
        edge.subtype = flow.subtype;
        edge.masking = flow.masking;
        edge.expression = flow.expression ? expressionText(*flow.expression) : name;
        out.push_back(std::move(edge));
    }
    return out;
}

std::vector<ColumnEdge> PlanWalk::indirect(const std::string& targetTable) const {
    return edges(m_deciding, ColumnName{targetTable, ""}, "");
}

QueryLineage walkPlan(LogicalOperator& plan, const std::vector<std::string>& names, const ScanNamer& namer) {
    PlanWalk walk(namer);
    walk.visit(plan);
    QueryLineage out;
    const auto columns = walk.outputs(plan);
    for (size_t i = 0; i < columns.size() && i < names.size(); i++) {
        out.columns.push_back({names[i], walk.edges(columns[i], {}, names[i])});
    }
    out.indirect = walk.indirect("");
    out.tables = walk.tables();
    return out;
}

}  // namespace tributary::lineage
