// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/type_eraser.h"

#include <algorithm>
#include <duckdb/parser/expression/list.hpp>
#include <duckdb/parser/parsed_expression_iterator.hpp>
#include <duckdb/parser/query_node/list.hpp>
#include <duckdb/parser/statement/select_statement.hpp>
#include <duckdb/parser/tableref/list.hpp>

#include "core/lineage/schema.h"
#include "core/lineage/shadow_names.h"

namespace tributary::lineage {
namespace {
using duckdb::ExpressionClass;
using duckdb::ParsedExpression;
using duckdb::ParsedExpressionIterator;
using duckdb::QueryNodeType;
using duckdb::ResultModifierType;
using duckdb::TableReferenceType;

constexpr size_t kHeaviest = 20000;  ///< column references of one item, aliases written out

std::string fold(const std::string& name) {
    std::string out = name;
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

bool contains(const ParsedExpression& e, const std::function<bool(const ParsedExpression&)>& test) {
    if (test(e)) return true;
    bool found = false;
    ParsedExpressionIterator::EnumerateChildren(
        e, [&](const ParsedExpression& child) { found = found || contains(child, test); });
    return found;
}

bool isStar(const ParsedExpression& e) {
    return e.GetExpressionClass() == ExpressionClass::STAR;
}

bool isUnnest(const ParsedExpression& e) {
    return e.GetExpressionClass() == ExpressionClass::FUNCTION &&
           e.Cast<duckdb::FunctionExpression>().function_name == "unnest";
}

bool isAggregate(const ParsedExpression& e) {
    return e.GetExpressionClass() == ExpressionClass::FUNCTION &&
           e.Cast<duckdb::FunctionExpression>().function_name.starts_with(kAggregateMark);
}

bool isConstant(const ParsedExpression& e) {
    return e.GetExpressionClass() == ExpressionClass::CONSTANT;
}

/// The select item that a position in GROUP BY means.
const ParsedExpression* atPosition(const duckdb::SelectNode& node, const ParsedExpression& e) {
    if (!isConstant(e)) return nullptr;
    const auto& value = e.Cast<duckdb::ConstantExpression>().value;
    if (!value.type().IsIntegral() || value.IsNull()) return nullptr;
    const auto position = value.GetValue<int64_t>();
    if (position < 1 || static_cast<size_t>(position) > node.select_list.size()) return nullptr;
    return node.select_list[static_cast<size_t>(position) - 1].get();
}

}  // namespace

void TypeEraser::erase(duckdb::QueryNode& root) {
    collect(root);
    node(root);
}

void TypeEraser::collect(duckdb::QueryNode& root) {
    const std::function<void(const ParsedExpression&)> columns = [&](const ParsedExpression& e) {
        if (e.GetExpressionClass() == ExpressionClass::COLUMN_REF) {
            collectColumn(e.Cast<duckdb::ColumnRefExpression>());
        } else if (e.GetExpressionClass() == ExpressionClass::SUBQUERY) {
            collect(*e.Cast<duckdb::SubqueryExpression>().subquery->node);
        }
        ParsedExpressionIterator::EnumerateChildren(e, columns);
    };
    ParsedExpressionIterator::EnumerateQueryNodeChildren(
        root, [&](Expression& e) { columns(*e); }, [&](duckdb::TableRef& ref) { collectTable(ref); });
}

void TypeEraser::collectTable(const duckdb::TableRef& ref) {
    if (!ref.alias.empty()) m_aliases.insert(fold(ref.alias));
    if (ref.type == TableReferenceType::TABLE_FUNCTION && ref.alias.empty()) {
        const auto& called = *ref.Cast<duckdb::TableFunctionRef>().function;
        if (called.GetExpressionClass() == ExpressionClass::FUNCTION) {
            m_aliases.insert(fold(called.Cast<duckdb::FunctionExpression>().function_name));
        }
    }
    if (ref.type != TableReferenceType::BASE_TABLE) return;
    const auto& base = ref.Cast<duckdb::BaseTableRef>();
    if (ref.alias.empty()) m_aliases.insert(fold(base.table_name));
    std::vector<std::string> parts;
    for (const auto* part : {&base.catalog_name, &base.schema_name}) {
        if (!part->empty()) parts.push_back(fold(*part));
    }
    for (const auto& part : splitName(fold(base.table_name))) parts.push_back(part);
    if (parts.size() < 2) return;
    m_qualified.push_back(std::move(parts));
    m_qualifiedAliases.push_back(ref.alias.empty() ? base.table_name : ref.alias);
}

void TypeEraser::collectColumn(const duckdb::ColumnRefExpression& column) {
    if (column.column_names.size() < 2) return;
    auto& columns = m_demanded[fold(column.column_names[0])];
    if (std::find(columns.begin(), columns.end(), column.column_names[1]) == columns.end()) {
        columns.push_back(column.column_names[1]);
    }
}

void TypeEraser::node(duckdb::QueryNode& node) {
    for (auto& entry : node.cte_map.map) {
        if (entry.second->query && entry.second->query->node) this->node(*entry.second->query->node);
    }
    switch (node.type) {
        case QueryNodeType::SELECT_NODE:
            select(node.Cast<duckdb::SelectNode>());
            break;
        case QueryNodeType::SET_OPERATION_NODE:
            this->node(*node.Cast<duckdb::SetOperationNode>().left);
            this->node(*node.Cast<duckdb::SetOperationNode>().right);
            break;
        case QueryNodeType::RECURSIVE_CTE_NODE:
            this->node(*node.Cast<duckdb::RecursiveCTENode>().left);
            this->node(*node.Cast<duckdb::RecursiveCTENode>().right);
            break;
        case QueryNodeType::CTE_NODE:
            this->node(*node.Cast<duckdb::CTENode>().query);
            this->node(*node.Cast<duckdb::CTENode>().child);
            break;
        default:
            break;
    }
    modifiers(node);
}

void TypeEraser::select(duckdb::SelectNode& node) {
    if (node.from_table) table(node.from_table);
    for (auto& item : node.select_list) selectItem(item);
    limitAliases(node);
    if (node.where_clause) expression(node.where_clause);
    grouping(node);
    node.sample.reset();
}

/// DuckDB writes out every alias that a later item uses: a, a + a AS b, b + b AS c … doubles with each.
void TypeEraser::limitAliases(const duckdb::SelectNode& node) {
    std::map<std::string, size_t> weights;
    for (const auto& item : node.select_list) {
        size_t weight = 1;
        const std::function<void(const ParsedExpression&)> weigh = [&](const ParsedExpression& e) {
            if (e.GetExpressionClass() == ExpressionClass::COLUMN_REF) {
                const auto& names = e.Cast<duckdb::ColumnRefExpression>().column_names;
                const auto known = names.size() == 1 ? weights.find(fold(names[0])) : weights.end();
                weight += known == weights.end() ? 1 : known->second;
            }
            ParsedExpressionIterator::EnumerateChildren(e, weigh);
        };
        weigh(*item);
        if (weight > kHeaviest) throw duckdb::BinderException("aliases of aliases make this query too long");
        if (!item->GetAlias().empty()) weights[fold(item->GetAlias())] = weight;
    }
}

void TypeEraser::grouping(duckdb::SelectNode& node) {
    Expressions conditions;
    if (node.where_clause) conditions.push_back(std::move(node.where_clause));
    Expressions groups;
    if (node.aggregate_handling == duckdb::AggregateHandling::FORCE_AGGREGATES) {
        for (auto& item : node.select_list) {
            if (!contains(*item, isAggregate) && !isStar(*item)) groups.push_back(item->Copy());
        }
    }
    for (auto& group : node.groups.group_expressions) {
        if (const auto* item = atPosition(node, *group)) {
            groups.push_back(item->Copy());
        } else {
            expression(group);
            groups.push_back(std::move(group));
        }
    }
    node.aggregate_handling = duckdb::AggregateHandling::STANDARD_HANDLING;
    node.groups = duckdb::GroupByNode();
    // UNNEST and stars cannot stand in a condition.
    std::erase_if(groups, [](const Expression& e) {
        return contains(*e, [](const ParsedExpression& x) { return isStar(x) || isUnnest(x); });
    });
    for (auto& group : groups) group->ClearAlias();
    if (!groups.empty()) conditions.push_back(call(kGroupBy, std::move(groups)));
    for (auto* condition : {&node.having, &node.qualify}) {
        if (!*condition) continue;
        expression(*condition);
        conditions.push_back(std::move(*condition));
    }
    if (conditions.size() == 1) {
        node.where_clause = std::move(conditions[0]);
    } else if (!conditions.empty()) {
        node.where_clause = duckdb::make_uniq<duckdb::ConjunctionExpression>(
            duckdb::ExpressionType::CONJUNCTION_AND, std::move(conditions));
    }
}

void TypeEraser::selectItem(Expression& e) {
    if (isStar(*e)) return expression(e);
    const bool plain = e->GetExpressionClass() == ExpressionClass::COLUMN_REF;
    const bool many = contains(*e, isStar);
    const std::string name = e->GetAlias().empty() ? e->GetName() : e->GetAlias();
    if (isConstant(*e)) {
        e = call(kSameValue, std::move(e));
    } else {
        expression(e);
    }
    const bool still = e->GetExpressionClass() == ExpressionClass::COLUMN_REF;
    if (!many && !(plain && still)) e->SetAlias(name);
}

void TypeEraser::modifiers(duckdb::QueryNode& node) {
    std::erase_if(node.modifiers, [](const auto& modifier) {
        return modifier->type == ResultModifierType::LIMIT_MODIFIER ||
               modifier->type == ResultModifierType::LIMIT_PERCENT_MODIFIER;
    });
    for (auto& modifier : node.modifiers) {
        if (modifier->type == ResultModifierType::ORDER_MODIFIER) {
            for (auto& order : modifier->Cast<duckdb::OrderModifier>().orders) {
                if (!isConstant(*order.expression)) expression(order.expression);
            }
        } else if (modifier->type == ResultModifierType::DISTINCT_MODIFIER) {
            for (auto& target : modifier->Cast<duckdb::DistinctModifier>().distinct_on_targets) {
                if (!isConstant(*target)) expression(target);
            }
        }
    }
}

void TypeEraser::table(duckdb::unique_ptr<duckdb::TableRef>& ref) {
    ref->sample.reset();
    switch (ref->type) {
        case TableReferenceType::BASE_TABLE:
            ref->Cast<duckdb::BaseTableRef>().at_clause.reset();
            return;
        case TableReferenceType::SUBQUERY:
            return node(*ref->Cast<duckdb::SubqueryRef>().subquery->node);
        case TableReferenceType::JOIN: {
            auto& join = ref->Cast<duckdb::JoinRef>();
            table(join.left);
            table(join.right);
            if (join.condition) expression(join.condition);
            return;
        }
        case TableReferenceType::EXPRESSION_LIST:
            for (auto& row : ref->Cast<duckdb::ExpressionListRef>().values) {
                for (auto& e : row) value(e);
            }
            return;
        case TableReferenceType::PIVOT: {
            auto& pivot = ref->Cast<duckdb::PivotRef>();
            table(pivot.source);
            for (auto& aggregate : pivot.aggregates) pivoted(aggregate, pivot.aggregates.size() > 1);
            return;
        }
        case TableReferenceType::TABLE_FUNCTION:
            return tableFunction(ref);
        default:
            return;
    }
}

void TypeEraser::pivoted(Expression& e, bool named) {
    if (e->GetExpressionClass() != ExpressionClass::FUNCTION) return;
    // DuckDB wants an aggregate here that it knows: list() takes anything.
    const std::string name = e->GetAlias().empty() && named ? e->GetName() : e->GetAlias();
    auto& from = e->Cast<duckdb::FunctionExpression>();
    Expressions arguments;
    if (from.children.empty()) {
        arguments.push_back(duckdb::make_uniq<duckdb::ConstantExpression>(duckdb::Value(1)));
    } else {
        expression(from.children[0]);
        arguments.push_back(std::move(from.children[0]));
    }
    e = duckdb::make_uniq<duckdb::FunctionExpression>("list", std::move(arguments));
    e->SetAlias(name);
}

void TypeEraser::tableFunction(duckdb::unique_ptr<duckdb::TableRef>& ref) {
    auto& from = ref->Cast<duckdb::TableFunctionRef>();
    if (from.function->GetExpressionClass() != ExpressionClass::FUNCTION) return;
    const std::string name = fold(from.function->Cast<duckdb::FunctionExpression>().function_name);
    const std::string alias = from.alias.empty() ? name : from.alias;
    std::vector<std::string> columns(from.column_name_alias.begin(), from.column_name_alias.end());
    for (const auto& column : m_demanded[fold(alias)]) {
        const auto known = [&](const std::string& other) { return fold(other) == fold(column); };
        if (std::none_of(columns.begin(), columns.end(), known)) columns.push_back(column);
    }
    if (columns.empty()) columns.push_back(alias);
    auto& arguments = from.function->Cast<duckdb::FunctionExpression>().children;
    const bool counts = name == kCountedUnnest && from.column_name_alias.size() > 1;
    const size_t counter = counts ? from.column_name_alias.size() - 1 : columns.size();
    // UNNEST(a, b) AS t(x, y) takes x of a and y of b.
    const bool oneEach = arguments.size() > 1 && arguments.size() == counter && name.starts_with("unnest");
    if (oneEach) {
        for (auto& argument : arguments) expression(argument);
    } else {
        expression(from.function);
    }
    auto select = duckdb::make_uniq<duckdb::SelectNode>();
    select->from_table = duckdb::make_uniq<duckdb::EmptyTableRef>();
    for (size_t i = 0; i < columns.size(); i++) {
        if (i == counter) {
            select->select_list.push_back(call("$row_number", Expressions()));
        } else {
            select->select_list.push_back(call(
                kPartOf, oneEach && i < arguments.size() ? arguments[i]->Copy() : from.function->Copy()));
        }
    }
    auto statement = duckdb::make_uniq<duckdb::SelectStatement>();
    statement->node = std::move(select);
    auto query = duckdb::make_uniq<duckdb::SubqueryRef>(std::move(statement), alias);
    query->column_name_alias.assign(columns.begin(), columns.end());
    ref = std::move(query);
}

}  // namespace tributary::lineage
