// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <duckdb/parser/expression/list.hpp>
#include <duckdb/parser/parsed_expression_iterator.hpp>
#include <duckdb/parser/statement/select_statement.hpp>

#include "core/lineage/function_names.h"
#include "core/lineage/shadow_names.h"
#include "core/lineage/type_eraser.h"

namespace tributary::lineage {
namespace {
using duckdb::ExpressionClass;
using duckdb::ExpressionType;
using duckdb::ParsedExpression;
using duckdb::ParsedExpressionIterator;

std::string fold(const std::string& name) {
    std::string out = name;
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

/// Names that some dialect understands without parentheses as a function of no argument.
bool isPseudoColumn(const std::string& name) {
    static constexpr std::string_view kNames[] = {
        "rownum",         "level",          "sysdate",           "systimestamp",
        "user",           "current_user",   "session_user",      "system_user",
        "current_date",   "current_time",   "current_timestamp", "localtime",
        "localtimestamp", "today",          "getdate",           "sysdatetime",
        "current_role",   "current_schema", "current_database",  "uid"};
    return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

bool isNull(const ParsedExpression& e) {
    return e.GetExpressionClass() == ExpressionClass::CONSTANT &&
           e.Cast<duckdb::ConstantExpression>().value.IsNull();
}

}  // namespace

TypeEraser::Expression TypeEraser::call(const std::string& name, Expressions arguments) {
    m_standIns.insert(name);
    return duckdb::make_uniq<duckdb::FunctionExpression>(name, std::move(arguments));
}

TypeEraser::Expression TypeEraser::call(const std::string& name, Expression argument) {
    Expressions arguments;
    arguments.push_back(std::move(argument));
    return call(name, std::move(arguments));
}

void TypeEraser::children(Expression& e) {
    ParsedExpressionIterator::EnumerateChildren(*e, [&](Expression& child) {
        if (child) expression(child);
    });
}

void TypeEraser::value(Expression& e) {
    expression(e);
    e = call(kSameValue, std::move(e));
}

void TypeEraser::expression(Expression& e) {
    switch (e->GetExpressionClass()) {
        case ExpressionClass::COLUMN_REF:
            return columnRef(e);
        case ExpressionClass::FUNCTION:
            return function(e);
        case ExpressionClass::WINDOW:
            return window(e);
        case ExpressionClass::OPERATOR:
            return operatorCall(e);
        case ExpressionClass::SUBQUERY:
            return subquery(e);
        case ExpressionClass::LAMBDA:
            return lambda(e);
        case ExpressionClass::CAST: {
            auto child = std::move(e->Cast<duckdb::CastExpression>().child);
            expression(child);
            e = call(kCastName, std::move(child));
            return;
        }
        case ExpressionClass::COLLATE: {
            auto child = std::move(e->Cast<duckdb::CollateExpression>().child);
            e = std::move(child);
            return expression(e);
        }
        case ExpressionClass::COMPARISON: {
            auto& comparison = e->Cast<duckdb::ComparisonExpression>();
            value(comparison.left);
            value(comparison.right);
            return;
        }
        case ExpressionClass::BETWEEN: {
            auto& between = e->Cast<duckdb::BetweenExpression>();
            for (auto* side : {&between.input, &between.lower, &between.upper}) value(*side);
            return;
        }
        case ExpressionClass::CASE: {
            auto& cases = e->Cast<duckdb::CaseExpression>();
            for (auto& check : cases.case_checks) {
                expression(check.when_expr);
                value(check.then_expr);
            }
            // The parser writes ELSE NULL where there is no ELSE.
            if (cases.else_expr && !isNull(*cases.else_expr)) {
                value(cases.else_expr);
            }
            return;
        }
        case ExpressionClass::PARAMETER:
        case ExpressionClass::DEFAULT:
            e = duckdb::make_uniq<duckdb::ConstantExpression>(duckdb::Value());
            return;
        case ExpressionClass::STAR:
            for (auto& replaced : e->Cast<duckdb::StarExpression>().replace_list) expression(replaced.second);
            return;
        default:
            return children(e);
    }
}

void TypeEraser::columnRef(Expression& e) {
    auto& names = e->Cast<duckdb::ColumnRefExpression>().column_names;
    if (names.size() == 1) {
        const std::string name = fold(names[0]);
        if (isPseudoColumn(name) && m_columns.count(name) == 0) e = call(kStandInMark + name, Expressions());
        return;
    }
    // "schema.table.column": the binder knows the table by its last part or its alias only.
    for (size_t i = 0; i < m_qualified.size(); i++) {
        const auto& parts = m_qualified[i];
        for (size_t n = std::min(parts.size(), names.size() - 1); n >= 2; n--) {
            const auto same = [](const std::string& part, const std::string& name) {
                return part == fold(name);
            };
            if (!std::equal(parts.end() - static_cast<int64_t>(n), parts.end(), names.begin(), same))
                continue;
            names.erase(names.begin(), names.begin() + static_cast<int64_t>(n) - 1);
            names[0] = m_qualifiedAliases[i];
            i = m_qualified.size() - 1;
            break;
        }
    }
    const size_t column = m_aliases.count(fold(names[0])) > 0 ? 2 : 1;
    if (names.size() <= column) return;
    const std::string alias = e->GetAlias();
    duckdb::vector<std::string> kept(names.begin(), names.begin() + static_cast<int64_t>(column));
    e = call(kPartOf, duckdb::make_uniq<duckdb::ColumnRefExpression>(std::move(kept)));
    e->SetAlias(alias);
}

void TypeEraser::function(Expression& e) {
    auto& from = e->Cast<duckdb::FunctionExpression>();
    const std::string name = fold(from.function_name);
    Expressions arguments = std::move(from.children);
    for (auto& argument : arguments) {
        argument->ClearAlias();
        if (argument->GetExpressionClass() == ExpressionClass::STAR &&
            !argument->Cast<duckdb::StarExpression>().columns) {
            argument->Cast<duckdb::StarExpression>().columns = true;
            argument = duckdb::make_uniq<duckdb::OperatorExpression>(ExpressionType::OPERATOR_UNPACK,
                                                                     std::move(argument));
        } else {
            expression(argument);
        }
    }
    if (isUnnestName(name) && !arguments.empty()) {
        e = duckdb::make_uniq<duckdb::FunctionExpression>("unnest", Expressions());
        e->Cast<duckdb::FunctionExpression>().children.push_back(call(kAsList, std::move(arguments[0])));
        return;
    }
    const bool orders = from.order_bys && !from.order_bys->orders.empty();
    const bool two = (name == "max" || name == "min") && arguments.size() > 1;
    const bool aggregate = (isAggregateName(name) && !two) || from.filter || orders || from.distinct;
    if (from.filter) {
        expression(from.filter);
        arguments.push_back(call(kFilter, std::move(from.filter)));
    }
    if (orders) {
        for (auto& order : from.order_bys->orders) {
            expression(order.expression);
            arguments.push_back(call(kOrder, std::move(order.expression)));
        }
    }
    e = call((aggregate ? kAggregateMark : std::string(1, kStandInMark)) + name, std::move(arguments));
}

void TypeEraser::window(Expression& e) {
    auto& from = e->Cast<duckdb::WindowExpression>();
    const std::string name = fold(from.function_name);
    const bool aggregate = from.GetExpressionType() == ExpressionType::WINDOW_AGGREGATE;
    Expressions arguments = std::move(from.children);
    if (from.default_expr) arguments.push_back(std::move(from.default_expr));
    for (auto& argument : arguments) {
        argument->ClearAlias();
        expression(argument);
    }
    if (from.filter_expr) {
        expression(from.filter_expr);
        arguments.push_back(call(kFilter, std::move(from.filter_expr)));
    }
    Expressions over = std::move(from.partitions);
    for (auto* orders : {&from.orders, &from.arg_orders}) {
        for (auto& order : *orders) over.push_back(std::move(order.expression));
    }
    for (auto& part : over) expression(part);
    if (!over.empty()) arguments.push_back(call(kWindow, std::move(over)));
    e = call((aggregate ? kAggregateMark : std::string(1, kStandInMark)) + name, std::move(arguments));
}

void TypeEraser::operatorCall(Expression& e) {
    auto& from = e->Cast<duckdb::OperatorExpression>();
    switch (from.GetExpressionType()) {
        case ExpressionType::OPERATOR_NOT:
        case ExpressionType::OPERATOR_IS_NULL:
        case ExpressionType::OPERATOR_IS_NOT_NULL:
        case ExpressionType::OPERATOR_UNPACK:
            return children(e);
        case ExpressionType::COMPARE_IN:
        case ExpressionType::COMPARE_NOT_IN:
            for (auto& child : from.children) value(child);
            return;
        default: {
            const std::string name = fold(duckdb::ExpressionTypeToOperator(from.GetExpressionType()));
            const std::string readable =
                name.empty() ? fold(duckdb::ExpressionTypeToString(from.GetExpressionType())) : name;
            Expressions arguments = std::move(from.children);
            for (auto& argument : arguments) expression(argument);
            e = call(kStandInMark + readable, std::move(arguments));
        }
    }
}

void TypeEraser::subquery(Expression& e) {
    auto& from = e->Cast<duckdb::SubqueryExpression>();
    node(*from.subquery->node);
    if (!from.child) return;
    auto* row = from.child->GetExpressionClass() == ExpressionClass::FUNCTION
                    ? &from.child->Cast<duckdb::FunctionExpression>()
                    : nullptr;
    if (!row || row->function_name != "row") return value(from.child);
    for (auto& part : row->children) value(part);
}

void TypeEraser::lambda(Expression& e) {
    auto& from = e->Cast<duckdb::LambdaExpression>();
    std::set<std::string> parameters;
    if (from.lhs) {
        std::string unused;
        for (const auto& parameter : from.ExtractColumnRefExpressions(unused)) {
            parameters.insert(fold(parameter.get().Cast<duckdb::ColumnRefExpression>().column_names[0]));
        }
    }
    auto body = std::move(from.expr);
    bool used = false;
    const std::function<void(Expression&)> replace = [&](Expression& x) {
        if (x->GetExpressionClass() == ExpressionClass::COLUMN_REF &&
            parameters.count(fold(x->Cast<duckdb::ColumnRefExpression>().column_names[0])) > 0) {
            x = duckdb::make_uniq<duckdb::ConstantExpression>(duckdb::Value());
            used = true;
            return;
        }
        ParsedExpressionIterator::EnumerateChildren(*x, replace);
    };
    replace(body);
    expression(body);
    // The arrow is JSON's where its left side is no parameter of its right side.
    const bool isLambda = used || from.syntax_type == duckdb::LambdaSyntaxType::LAMBDA_KEYWORD || !from.lhs;
    if (isLambda) {
        e = std::move(body);
        return;
    }
    Expressions arguments;
    arguments.push_back(std::move(from.lhs));
    expression(arguments[0]);
    arguments.push_back(std::move(body));
    e = call("$->", std::move(arguments));
}

}  // namespace tributary::lineage
