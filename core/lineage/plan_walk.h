// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <duckdb/planner/column_binding_map.hpp>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/lineage/plan_flows.h"
#include "core/lineage/plan_walker.h"

namespace duckdb {
class BoundAggregateExpression;
class BoundCaseExpression;
class BoundFunctionExpression;
class BoundWindowExpression;
class LogicalAggregate;
class LogicalComparisonJoin;
class LogicalGet;
class LogicalPivot;
class LogicalRecursiveCTE;
class LogicalWindow;
}  // namespace duckdb

namespace tributary::lineage {

/// The walk itself: one object for one plan. Children come before their operator, so that what a binding
/// means is known where it is used.
class PlanWalk {
  public:
    explicit PlanWalk(const ScanNamer& namer) : m_namer(namer) {}

    void visit(duckdb::LogicalOperator& op);
    std::vector<FlowSet> outputs(duckdb::LogicalOperator& op) const;
    FlowSet flowsOf(const duckdb::Expression& expression) const;
    /// A condition on rows, or what DuckDB groups them by in its place.
    void filter(const duckdb::Expression& e);
    /// Flows as edges onto `target`.
    std::vector<ColumnEdge> edges(const FlowSet& flows, const ColumnName& target,
                                  const std::string& name) const;
    std::vector<ColumnEdge> indirect(const std::string& targetTable) const;
    const std::vector<std::string>& tables() const { return m_tables; }

  private:
    using Columns = std::vector<FlowSet>;

    FlowSet at(const duckdb::ColumnBinding& binding) const;
    uint32_t sourceId(const ColumnName& name);
    void decide(const FlowSet& flows, Subtype subtype, const duckdb::Expression* expression);
    static void mergeColumns(Columns& into, const Columns& from);
    bool isCorrelation(const duckdb::Expression& expression) const;

    void bind(duckdb::LogicalOperator& op);
    void get(duckdb::LogicalGet& get);
    void aggregate(duckdb::LogicalAggregate& op);
    void window(duckdb::LogicalWindow& op);
    void join(duckdb::LogicalOperator& op);
    void comparisonJoin(duckdb::LogicalComparisonJoin& join, bool correlated);
    void cte(duckdb::LogicalOperator& op);
    void recursiveCte(duckdb::LogicalRecursiveCTE& op);
    void pivot(duckdb::LogicalPivot& op);
    void distinct(duckdb::LogicalOperator& op);
    void projection(duckdb::LogicalOperator& op, uint64_t index);
    void setOperation(duckdb::LogicalOperator& op, uint64_t index);
    void expressionGet(duckdb::LogicalOperator& op);

    FlowSet functionFlows(const duckdb::BoundFunctionExpression& e) const;
    FlowSet aggregateFlows(const duckdb::BoundAggregateExpression& e) const;
    FlowSet caseFlows(const duckdb::BoundCaseExpression& e) const;
    FlowSet windowFlows(const duckdb::BoundWindowExpression& e) const;

    const ScanNamer& m_namer;
    std::unordered_map<uint64_t, Columns> m_columns;  ///< by table index
    std::unordered_map<uint64_t, Columns> m_ctes;
    std::vector<Columns> m_correlated;  ///< of the dependent joins the walk is inside of, innermost last
    duckdb::column_binding_set_t
        m_correlations;  ///< bindings DuckDB added to carry the outer query's columns
    std::vector<ColumnName> m_sources;
    std::map<ColumnName, uint32_t> m_sourceIds;
    std::vector<std::string> m_tables;
    FlowSet m_deciding;
};

/// An expression as people would write it: columns by name, without the casts and stand-ins the binder added.
std::string expressionText(const duckdb::Expression& expression);
/// The name a function had in the text, in lower case.
std::string originalFunctionName(const std::string& boundName);

}  // namespace tributary::lineage
