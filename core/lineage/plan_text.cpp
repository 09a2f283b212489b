// SPDX-License-Identifier: GPL-3.0-or-later
#include <duckdb/parser/expression_util.hpp>
#include <duckdb/planner/expression/list.hpp>
#include <duckdb/planner/expression_iterator.hpp>

#include "core/lineage/plan_walk.h"
#include "core/lineage/shadow_names.h"

namespace tributary::lineage {
namespace {
using duckdb::Expression;
using duckdb::ExpressionClass;

/// An expression is shown, not read back: beyond this it is cut.
constexpr size_t kLongest = 2000;

/// Writes bound expressions the way people write them.
class Printer {
  public:
    std::string take() && {
        if (full()) {
            m_out.resize(kLongest);
            m_out += "…";
        }
        return std::move(m_out);
    }
    void print(const Expression& e);

  private:
    using List = duckdb::vector<duckdb::unique_ptr<Expression>>;

    bool full() const { return m_out.size() > kLongest; }
    void list(const List& items, size_t first = 0);
    void function(const std::string& boundName, const List& arguments, bool distinct);
    void cases(const duckdb::BoundCaseExpression& e);
    void window(const duckdb::BoundWindowExpression& e);
    void others(const Expression& e);

    std::string m_out;
};

void Printer::list(const List& items, size_t first) {
    for (size_t i = first; i < items.size() && !full(); i++) {
        if (i > first) m_out += ", ";
        print(*items[i]);
    }
}

void Printer::function(const std::string& boundName, const List& arguments, bool distinct) {
    if ((boundName == kSameValue || boundName == kAsList || boundName == kCastName || boundName == kPartOf) &&
        arguments.size() == 1) {
        return print(*arguments[0]);
    }
    std::string name = boundName;
    if (name.starts_with(kAggregateMark)) {
        name = name.substr(2);
    } else if (name.size() > 1 && name[0] == kStandInMark) {
        name = name.substr(1);
    }
    if (name == "count_star") name = "count";
    const bool word = std::isalpha(static_cast<unsigned char>(name[0])) || name[0] == '_';
    if (!word && arguments.size() == 2) {
        print(*arguments[0]);
        m_out += " " + name + " ";
        return print(*arguments[1]);
    }
    if (!word && arguments.size() == 1) {
        m_out += name;
        return print(*arguments[0]);
    }
    m_out += name + (distinct ? "(DISTINCT " : "(");
    list(arguments);
    m_out += ")";
}

void Printer::cases(const duckdb::BoundCaseExpression& e) {
    m_out += "CASE";
    for (const auto& check : e.case_checks) {
        m_out += " WHEN ";
        print(*check.when_expr);
        m_out += " THEN ";
        print(*check.then_expr);
    }
    const auto* otherwise = e.else_expr.get();
    while (otherwise && otherwise->GetExpressionClass() == ExpressionClass::BOUND_CAST) {
        otherwise = otherwise->Cast<duckdb::BoundCastExpression>().child.get();
    }
    const bool none = !otherwise || (otherwise->GetExpressionClass() == ExpressionClass::BOUND_CONSTANT &&
                                     otherwise->Cast<duckdb::BoundConstantExpression>().value.IsNull());
    if (!none) {
        m_out += " ELSE ";
        print(*otherwise);
    }
    m_out += " END";
}

void Printer::window(const duckdb::BoundWindowExpression& e) {
    std::string name = duckdb::ExpressionTypeToString(e.GetExpressionType());
    if (e.aggregate) name = e.aggregate->name;
    function(name, e.children, e.distinct);
    m_out += " OVER (";
    if (!e.partitions.empty()) {
        m_out += "PARTITION BY ";
        list(e.partitions);
    }
    for (size_t i = 0; i < e.orders.size(); i++) {
        m_out += i > 0 ? ", " : (e.partitions.empty() ? "ORDER BY " : " ORDER BY ");
        print(*e.orders[i].expression);
    }
    m_out += ")";
}

void Printer::others(const Expression& e) {
    m_out += e.ToString();
}

void Printer::print(const Expression& e) {
    if (full()) return;
    switch (e.GetExpressionClass()) {
        case ExpressionClass::BOUND_COLUMN_REF:
            m_out += e.GetAlias().empty() ? e.GetName() : e.GetAlias();
            return;
        case ExpressionClass::BOUND_CAST:
            return print(*e.Cast<duckdb::BoundCastExpression>().child);
        case ExpressionClass::BOUND_FUNCTION: {
            const auto& f = e.Cast<duckdb::BoundFunctionExpression>();
            return function(f.function.name, f.children, false);
        }
        case ExpressionClass::BOUND_AGGREGATE: {
            const auto& f = e.Cast<duckdb::BoundAggregateExpression>();
            return function(f.function.name, f.children, f.IsDistinct());
        }
        case ExpressionClass::BOUND_CASE:
            return cases(e.Cast<duckdb::BoundCaseExpression>());
        case ExpressionClass::BOUND_WINDOW:
            return window(e.Cast<duckdb::BoundWindowExpression>());
        case ExpressionClass::BOUND_COMPARISON: {
            const auto& c = e.Cast<duckdb::BoundComparisonExpression>();
            print(*c.left);
            m_out += " " + duckdb::ExpressionTypeToOperator(c.GetExpressionType()) + " ";
            return print(*c.right);
        }
        case ExpressionClass::BOUND_CONJUNCTION: {
            const auto& c = e.Cast<duckdb::BoundConjunctionExpression>();
            for (size_t i = 0; i < c.children.size(); i++) {
                if (i > 0)
                    m_out +=
                        c.GetExpressionType() == duckdb::ExpressionType::CONJUNCTION_AND ? " AND " : " OR ";
                print(*c.children[i]);
            }
            return;
        }
        case ExpressionClass::BOUND_UNNEST:
            m_out += "unnest(";
            print(*e.Cast<duckdb::BoundUnnestExpression>().child);
            m_out += ")";
            return;
        default:
            return others(e);
    }
}

}  // namespace

std::string expressionText(const Expression& expression) {
    Printer printer;
    printer.print(expression);
    return std::move(printer).take();
}

}  // namespace tributary::lineage
