// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/filter_lowering.h"

#include <duckdb/planner/expression/list.hpp>
#include <duckdb/planner/filter/list.hpp>

namespace tributary::engine {
namespace {
using duckdb::Expression;
using duckdb::ExpressionClass;
using duckdb::ExpressionType;
using sql::Comparison;
using sql::Predicate;
using Lowered = std::optional<Predicate>;

std::optional<Comparison> comparisonOf(ExpressionType type) {
    switch (type) {
        case ExpressionType::COMPARE_EQUAL:
            return Comparison::Equal;
        case ExpressionType::COMPARE_NOTEQUAL:
            return Comparison::NotEqual;
        case ExpressionType::COMPARE_LESSTHAN:
            return Comparison::Less;
        case ExpressionType::COMPARE_LESSTHANOREQUALTO:
            return Comparison::LessEqual;
        case ExpressionType::COMPARE_GREATERTHAN:
            return Comparison::Greater;
        case ExpressionType::COMPARE_GREATERTHANOREQUALTO:
            return Comparison::GreaterEqual;
        default:
            return std::nullopt;
    }
}

/// One expression tree over one scan.
class Lowering {
  public:
    Lowering(const duckdb::LogicalGet& get, size_t longestList, std::string& reason)
        : m_get(get), m_longestList(longestList), m_reason(reason) {}

    Lowered lower(const Expression& e) {
        switch (e.GetExpressionClass()) {
            case ExpressionClass::BOUND_COMPARISON:
                return comparison(e.Cast<duckdb::BoundComparisonExpression>());
            case ExpressionClass::BOUND_CONJUNCTION:
                return conjunction(e.Cast<duckdb::BoundConjunctionExpression>());
            case ExpressionClass::BOUND_BETWEEN:
                return between(e.Cast<duckdb::BoundBetweenExpression>());
            case ExpressionClass::BOUND_OPERATOR:
                return operation(e.Cast<duckdb::BoundOperatorExpression>());
            case ExpressionClass::BOUND_FUNCTION:
                return function(e.Cast<duckdb::BoundFunctionExpression>());
            case ExpressionClass::BOUND_COLUMN_REF:
                return truth(e, true);
            case ExpressionClass::BOUND_CAST:
                return refuse("a cast of a column is computed here");
            default:
                return refuse("this kind of expression is computed here");
        }
    }

  private:
    Lowered refuse(std::string why) {
        if (m_reason.empty()) m_reason = std::move(why);
        return std::nullopt;
    }

    std::optional<size_t> column(const Expression& e) {
        if (e.GetExpressionClass() != ExpressionClass::BOUND_COLUMN_REF) return std::nullopt;
        const auto& ref = e.Cast<duckdb::BoundColumnRefExpression>();
        if (ref.depth != 0 || ref.binding.table_index != m_get.table_index) return std::nullopt;
        const auto& ids = m_get.GetColumnIds();
        if (ref.binding.column_index >= ids.size()) return std::nullopt;
        const auto& id = ids[ref.binding.column_index];
        if (id.IsVirtualColumn() || id.HasChildren()) return std::nullopt;
        return id.GetPrimaryIndex();
    }

    std::optional<duckdb::Value> constant(const Expression& e) {
        if (e.GetExpressionClass() != ExpressionClass::BOUND_CONSTANT) return std::nullopt;
        const auto& value = e.Cast<duckdb::BoundConstantExpression>().value;
        if (value.IsNull()) return std::nullopt;
        return value;
    }

    Lowered refuseOperand(const Expression& e) {
        if (e.GetExpressionClass() == ExpressionClass::BOUND_CAST)
            return refuse("a cast of a column is computed here");
        if (e.GetExpressionClass() == ExpressionClass::BOUND_FUNCTION) {
            return refuse("the function " + e.Cast<duckdb::BoundFunctionExpression>().function.name +
                          "() is computed here");
        }
        return refuse("it is not a comparison of a column with a constant");
    }

    Lowered comparison(const duckdb::BoundComparisonExpression& e) {
        auto type = e.GetExpressionType();
        const Expression* left = e.left.get();
        const Expression* right = e.right.get();
        if (constant(*left)) {
            std::swap(left, right);
            type = duckdb::FlipComparisonExpression(type);
        }
        auto op = comparisonOf(type);
        if (!op) return refuse("IS [NOT] DISTINCT FROM is computed here");
        auto index = column(*left);
        if (!index) return refuseOperand(*left);
        auto value = constant(*right);
        if (!value) return refuseOperand(*right);
        return Predicate::compare(*index, *op, *value);
    }

    Lowered conjunction(const duckdb::BoundConjunctionExpression& e) {
        std::vector<Predicate> children;
        for (const auto& child : e.children) {
            auto lowered = lower(*child);
            if (!lowered) return std::nullopt;
            children.push_back(std::move(*lowered));
        }
        return e.GetExpressionType() == ExpressionType::CONJUNCTION_AND ? Predicate::all(std::move(children))
                                                                        : Predicate::any(std::move(children));
    }

    Lowered between(const duckdb::BoundBetweenExpression& e) {
        auto index = column(*e.input);
        if (!index) return refuseOperand(*e.input);
        auto lower = constant(*e.lower);
        auto upper = constant(*e.upper);
        if (!lower || !upper) return refuse("a bound of BETWEEN is not a constant");
        return Predicate::all(
            {Predicate::compare(*index, e.lower_inclusive ? Comparison::GreaterEqual : Comparison::Greater,
                                *lower),
             Predicate::compare(*index, e.upper_inclusive ? Comparison::LessEqual : Comparison::Less,
                                *upper)});
    }

    Lowered truth(const Expression& e, bool wanted) {
        auto index = column(e);
        if (!index || e.return_type.id() != duckdb::LogicalTypeId::BOOLEAN) return refuseOperand(e);
        return Predicate::compare(*index, Comparison::Equal, duckdb::Value::BOOLEAN(wanted));
    }

    Lowered inList(const duckdb::BoundOperatorExpression& e, bool negated) {
        auto index = column(*e.children[0]);
        if (!index) return refuseOperand(*e.children[0]);
        if (e.children.size() - 1 > m_longestList) {
            return refuse("a list of more than " + std::to_string(m_longestList) +
                          " values is looked through here");
        }
        std::vector<duckdb::Value> values;
        for (size_t i = 1; i < e.children.size(); i++) {
            auto value = constant(*e.children[i]);
            if (!value) return refuse("an IN list with NULL or an expression is computed here");
            values.push_back(std::move(*value));
        }
        if (!negated) return Predicate::in(*index, std::move(values));
        std::vector<Predicate> all;
        for (auto& value : values)
            all.push_back(Predicate::compare(*index, Comparison::NotEqual, std::move(value)));
        return Predicate::all(std::move(all));
    }

    Lowered operation(const duckdb::BoundOperatorExpression& e) {
        switch (e.GetExpressionType()) {
            case ExpressionType::OPERATOR_IS_NULL:
            case ExpressionType::OPERATOR_IS_NOT_NULL: {
                auto index = column(*e.children[0]);
                if (!index) return refuseOperand(*e.children[0]);
                return Predicate::nullTest(*index, e.GetExpressionType() == ExpressionType::OPERATOR_IS_NULL);
            }
            case ExpressionType::COMPARE_IN:
                return inList(e, false);
            case ExpressionType::COMPARE_NOT_IN:
                return inList(e, true);
            case ExpressionType::OPERATOR_NOT: {
                const auto& child = *e.children[0];
                if (child.GetExpressionType() == ExpressionType::COMPARE_IN) {
                    return inList(child.Cast<duckdb::BoundOperatorExpression>(), true);
                }
                return truth(child, false);
            }
            default:
                return refuse("this operator is computed here");
        }
    }

    Lowered function(const duckdb::BoundFunctionExpression& e) {
        const std::string& name = e.function.name;
        const bool prefixCall = name == "prefix" || name == "starts_with" || name == "^@";
        if ((!prefixCall && name != "~~") || e.children.size() != 2) {
            return refuse("the function " + name + "() is computed here");
        }
        auto index = column(*e.children[0]);
        auto pattern = constant(*e.children[1]);
        if (!index || !pattern || e.children[0]->return_type.id() != duckdb::LogicalTypeId::VARCHAR ||
            pattern->type().id() != duckdb::LogicalTypeId::VARCHAR) {
            return refuse("LIKE of something else than a text column and a constant is computed here");
        }
        std::string text = duckdb::StringValue::Get(*pattern);
        if (!prefixCall) {
            const size_t wild = text.find_first_of("%_");
            if (wild == std::string::npos)
                return Predicate::compare(*index, Comparison::Equal, duckdb::Value(text));
            if (text[wild] != '%' || wild + 1 != text.size()) {
                return refuse("LIKE with a wildcard before its end is computed here");
            }
            text.pop_back();
        }
        if (text.empty()) return Predicate::nullTest(*index, false);
        return Predicate::likePrefix(*index, text);
    }

    const duckdb::LogicalGet& m_get;
    const size_t m_longestList;
    std::string& m_reason;
};

}  // namespace

std::optional<Predicate> lowerExpression(const Expression& expression, const duckdb::LogicalGet& get,
                                         size_t longestList, std::string& reason) {
    return Lowering(get, longestList, reason).lower(expression);
}

std::string shownText(const Expression& expression) {
    constexpr size_t kPrinted = 50;
    if (expression.GetExpressionClass() == ExpressionClass::BOUND_OPERATOR) {
        const auto& operation = expression.Cast<duckdb::BoundOperatorExpression>();
        const auto type = operation.GetExpressionType();
        const bool isList = type == ExpressionType::COMPARE_IN || type == ExpressionType::COMPARE_NOT_IN;
        if (isList && operation.children.size() > kPrinted) {
            return operation.children[0]->ToString() +
                   (type == ExpressionType::COMPARE_IN ? " IN (" : " NOT IN (") +
                   std::to_string(operation.children.size() - 1) + " values)";
        }
        if (type == ExpressionType::OPERATOR_NOT) return "NOT " + shownText(*operation.children[0]);
    }
    return expression.ToString();
}

void lowerDynamicFilter(const duckdb::TableFilter& filter, size_t column, std::vector<Predicate>& out) {
    switch (filter.filter_type) {
        case duckdb::TableFilterType::CONSTANT_COMPARISON: {
            const auto& constant = filter.Cast<duckdb::ConstantFilter>();
            auto op = comparisonOf(constant.comparison_type);
            if (op && !constant.constant.IsNull())
                out.push_back(Predicate::compare(column, *op, constant.constant));
            return;
        }
        case duckdb::TableFilterType::IN_FILTER: {
            const auto& values = filter.Cast<duckdb::InFilter>().values;
            for (const auto& value : values) {
                if (value.IsNull()) return;
            }
            out.push_back(Predicate::in(column, std::vector<duckdb::Value>(values.begin(), values.end())));
            return;
        }
        case duckdb::TableFilterType::IS_NOT_NULL:
            out.push_back(Predicate::nullTest(column, false));
            return;
        case duckdb::TableFilterType::OPTIONAL_FILTER: {
            const auto& child = filter.Cast<duckdb::OptionalFilter>().child_filter;
            if (child) lowerDynamicFilter(*child, column, out);
            return;
        }
        case duckdb::TableFilterType::CONJUNCTION_AND:
            for (const auto& child : filter.Cast<duckdb::ConjunctionAndFilter>().child_filters) {
                lowerDynamicFilter(*child, column, out);
            }
            return;
        default:
            return;
    }
}

}  // namespace tributary::engine
