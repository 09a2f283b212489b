// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace duckdb {
class ColumnRefExpression;
class FunctionExpression;
class LambdaExpression;
class ParsedExpression;
class QueryNode;
class SelectNode;
class TableFunctionRef;
class TableRef;
class WindowExpression;
struct PivotColumn;
}  // namespace duckdb

namespace tributary::lineage {

/// Takes out of a parsed query what has no bearing on where columns come from but could keep it from binding:
/// types, and the rules that hang on them. Functions, operators, casts, aggregates and windows all become
/// stand-in functions that take anything (so no function need be known), GROUP BY and HAVING become
/// conditions, LIMIT and samples go. Names are left to the binder. One object for one query.
class TypeEraser {
  public:
    /// `columns`: folded names of all columns the query could mean.
    explicit TypeEraser(const std::set<std::string>& columns) : m_columns(columns) {}

    void erase(duckdb::QueryNode& node);
    /// Stand-ins the erased query calls, by their names in the shadow catalog.
    const std::set<std::string>& standIns() const { return m_standIns; }

  private:
    using Expression = duckdb::unique_ptr<duckdb::ParsedExpression>;
    using Expressions = duckdb::vector<Expression>;

    void collect(duckdb::QueryNode& node);
    void collectTable(const duckdb::TableRef& ref);
    void collectColumn(const duckdb::ColumnRefExpression& column);

    void node(duckdb::QueryNode& node);
    void select(duckdb::SelectNode& node);
    void grouping(duckdb::SelectNode& node);
    static void limitAliases(const duckdb::SelectNode& node);
    void selectItem(Expression& e);
    void modifiers(duckdb::QueryNode& node);
    void table(duckdb::unique_ptr<duckdb::TableRef>& ref);
    void pivoted(Expression& e, bool named);
    void tableFunction(duckdb::unique_ptr<duckdb::TableRef>& ref);

    void expression(Expression& e);
    void children(Expression& e);
    void value(Expression& e);  ///< erased and wrapped so that it compares with anything
    void columnRef(Expression& e);
    void function(Expression& e);
    void window(Expression& e);
    void operatorCall(Expression& e);
    void subquery(Expression& e);
    void lambda(Expression& e);

    Expression call(const std::string& name, Expressions arguments);
    Expression call(const std::string& name, Expression argument);

    const std::set<std::string>& m_columns;
    std::set<std::string> m_standIns;
    std::set<std::string> m_aliases;                    ///< folded: what may stand before a dot
    std::vector<std::vector<std::string>> m_qualified;  ///< folded parts of names of two parts and more
    std::vector<std::string> m_qualifiedAliases;        ///< what each of them goes by
    std::map<std::string, std::vector<std::string>> m_demanded;  ///< by alias: columns asked of it, in order
};

}  // namespace tributary::lineage
