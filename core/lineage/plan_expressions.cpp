// SPDX-License-Identifier: GPL-3.0-or-later
#include <duckdb/planner/expression/list.hpp>
#include <duckdb/planner/expression_iterator.hpp>
#include <optional>

#include "core/lineage/function_names.h"
#include "core/lineage/plan_walk.h"
#include "core/lineage/shadow_names.h"

namespace tributary::lineage {
namespace {
using duckdb::Expression;
using duckdb::ExpressionClass;

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

/// DuckDB's own guard around a scalar subquery: an error when it has more than one row.
bool isGuard(const duckdb::BoundCaseExpression& e) {
    if (e.case_checks.size() != 1) return false;
    const Expression& then = *e.case_checks[0].then_expr;
    return then.GetExpressionClass() == ExpressionClass::BOUND_FUNCTION &&
           then.Cast<duckdb::BoundFunctionExpression>().function.name == "error";
}

/// The part an argument plays that stands for a clause of a call.
std::optional<Subtype> roleOf(const Expression& argument) {
    if (argument.GetExpressionClass() != ExpressionClass::BOUND_FUNCTION) return std::nullopt;
    const std::string& name = argument.Cast<duckdb::BoundFunctionExpression>().function.name;
    if (name == kFilter) return Subtype::Conditional;
    if (name == kOrder) return Subtype::Sort;
    if (name == kWindow) return Subtype::Window;
    return std::nullopt;
}

}  // namespace

std::string originalFunctionName(const std::string& boundName) {
    if (boundName.starts_with(kAggregateMark)) return boundName.substr(2);
    const bool standIn = boundName.size() > 1 && boundName[0] == kStandInMark;
    return lower(standIn ? boundName.substr(1) : boundName);
}

FlowSet PlanWalk::flowsOf(const Expression& e) const {
    switch (e.GetExpressionClass()) {
        case ExpressionClass::BOUND_COLUMN_REF:
            return at(e.Cast<duckdb::BoundColumnRefExpression>().binding);
        case ExpressionClass::BOUND_CAST:
            return flowsOf(*e.Cast<duckdb::BoundCastExpression>().child);
        case ExpressionClass::BOUND_FUNCTION:
            return functionFlows(e.Cast<duckdb::BoundFunctionExpression>());
        case ExpressionClass::BOUND_AGGREGATE:
            return aggregateFlows(e.Cast<duckdb::BoundAggregateExpression>());
        case ExpressionClass::BOUND_CASE:
            return caseFlows(e.Cast<duckdb::BoundCaseExpression>());
        case ExpressionClass::BOUND_WINDOW:
            return windowFlows(e.Cast<duckdb::BoundWindowExpression>());
        default: {
            FlowSet out;
            duckdb::ExpressionIterator::EnumerateChildren(e, [&](const Expression& child) {
                out.merge(flowsOf(child).through(Subtype::Transformation, false, e));
            });
            return out;
        }
    }
}

FlowSet PlanWalk::functionFlows(const duckdb::BoundFunctionExpression& e) const {
    const std::string& bound = e.function.name;
    if ((bound == kSameValue || bound == kAsList || bound == kCastName) && !e.children.empty()) {
        return flowsOf(*e.children[0]);
    }
    const std::string name = originalFunctionName(bound);
    const Subtype subtype =
        bound.starts_with(kAggregateMark) ? Subtype::Aggregation : Subtype::Transformation;
    const bool masking = isMaskingName(name);
    FlowSet out;
    for (size_t i = 0; i < e.children.size(); i++) {
        const FlowSet flows = flowsOf(*e.children[i]);
        const auto role = roleOf(*e.children[i]);
        if (role) {
            out.merge(flows.deciding(*role, &e));
        } else if (isConditionArgument(name, i, e.children.size())) {
            out.merge(flows.deciding(Subtype::Conditional, &e));
        } else {
            out.merge(flows.through(subtype, masking, e));
        }
    }
    return out;
}

FlowSet PlanWalk::aggregateFlows(const duckdb::BoundAggregateExpression& e) const {
    const std::string name = originalFunctionName(e.function.name);
    // first() without the stand-in's mark is how DuckDB takes the value of a scalar subquery.
    if (e.function.name == "first" && e.children.size() == 1) return flowsOf(*e.children[0]);
    FlowSet out;
    for (auto& child : e.children) {
        out.merge(flowsOf(*child).through(Subtype::Aggregation, isMaskingName(name), e));
    }
    if (e.filter) out.merge(flowsOf(*e.filter).deciding(Subtype::Conditional, &e));
    if (e.order_bys) {
        for (auto& order : e.order_bys->orders) {
            out.merge(flowsOf(*order.expression).deciding(Subtype::Sort, &e));
        }
    }
    return out;
}

FlowSet PlanWalk::caseFlows(const duckdb::BoundCaseExpression& e) const {
    if (isGuard(e)) return flowsOf(*e.else_expr);
    FlowSet out;
    for (auto& check : e.case_checks) {
        out.merge(flowsOf(*check.when_expr).deciding(Subtype::Conditional, &e));
        out.merge(flowsOf(*check.then_expr).through(Subtype::Transformation, false, e));
    }
    if (e.else_expr) out.merge(flowsOf(*e.else_expr).through(Subtype::Transformation, false, e));
    return out;
}

FlowSet PlanWalk::windowFlows(const duckdb::BoundWindowExpression& e) const {
    FlowSet out;
    const bool aggregates = e.aggregate != nullptr;
    const bool masking = aggregates && isMaskingName(originalFunctionName(e.aggregate->name));
    for (auto& child : e.children) {
        out.merge(
            flowsOf(*child).through(aggregates ? Subtype::Aggregation : Subtype::Transformation, masking, e));
    }
    if (e.default_expr) {
        out.merge(flowsOf(*e.default_expr).through(Subtype::Transformation, false, e));
    }
    if (e.filter_expr) out.merge(flowsOf(*e.filter_expr).deciding(Subtype::Conditional, &e));
    for (auto& partition : e.partitions) out.merge(flowsOf(*partition).deciding(Subtype::Window, &e));
    for (auto* orders : {&e.orders, &e.arg_orders}) {
        for (auto& order : *orders) {
            out.merge(flowsOf(*order.expression).deciding(Subtype::Window, &e));
        }
    }
    return out;
}

void PlanWalk::filter(const Expression& e) {
    if (e.GetExpressionClass() == ExpressionClass::BOUND_CONJUNCTION) {
        for (const auto& child : e.Cast<duckdb::BoundConjunctionExpression>().children) filter(*child);
        return;
    }
    if (e.GetExpressionClass() == ExpressionClass::BOUND_CAST) {
        return filter(*e.Cast<duckdb::BoundCastExpression>().child);
    }
    if (e.GetExpressionClass() == ExpressionClass::BOUND_FUNCTION) {
        const auto& call = e.Cast<duckdb::BoundFunctionExpression>();
        if (call.function.name == kGroupBy) {
            for (const auto& group : call.children) decide(flowsOf(*group), Subtype::GroupBy, group.get());
            return;
        }
    }
    decide(flowsOf(e), Subtype::Filter, &e);
}

}  // namespace tributary::lineage
