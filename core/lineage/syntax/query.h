// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tributary::lineage {

struct Query;

/// How a column stands in an expression: its value goes in, it picks which value goes in, or it shapes a
/// window.
enum class Role : uint8_t { Value, Conditional, Window };

/// A column as written: qualifiers, column and fields of it, not yet told apart. The last part is "*" for a
/// star.
struct Reference {
    std::vector<std::string> parts;
    Role role = Role::Value;
    bool aggregated = false;
    bool masked = false;
    bool transformed = false;
    bool columns = false;  ///< COLUMNS(…): stands for each column that the item's star picks
};

/// A query inside an expression.
struct Subquery {
    std::unique_ptr<Query> query;
    Role role = Role::Value;
    bool aggregated = false;
    bool masked = false;
    bool transformed = false;
    bool onlyExists = false;  ///< EXISTS (…): no value of it is used
};

/// What lineage needs of an expression: who takes part, and how. No tree.
struct Expression {
    std::vector<Reference> references;
    std::vector<Subquery> subqueries;
    std::vector<std::string> windows;              ///< names of WINDOW clauses it is computed over
    std::vector<std::vector<std::string>> tables;  ///< read by functions (dictGet)
    std::string text;
    std::string name;                 ///< of the column it makes when nobody names it; empty: the text
    std::string function;             ///< outermost function, when the whole is one call
    std::string castOf;               ///< the column, when the whole is one CAST of it
    std::vector<std::string> fields;  ///< of the structs it makes: STRUCT(… AS name)
    bool identity = false;            ///< one column and nothing else
};

struct SelectItem {
    Expression expression;
    std::vector<std::string> aliases;  ///< one, or those of a generator's columns
    bool star = false;
    std::vector<std::string> starOf;                          ///< a.b of a.b.*
    std::vector<std::string> except;                          ///< columns the star leaves out
    std::vector<SelectItem> replace;                          ///< computed instead, under their alias
    std::vector<std::pair<std::string, std::string>> rename;  ///< from, to
    std::string like;                                         ///< pattern of ILIKE; empty: all
    // COLUMNS(…) of DuckDB and ClickHouse: a star inside an expression, which is computed for each column.
    bool columns = false;
    std::string pattern;              ///< regular expression that picks columns; empty: all
    std::vector<std::string> chosen;  ///< columns it lists
    bool unknownChoice = false;       ///< a lambda picks them
    std::string before;               ///< text around COLUMNS(…)
    std::string behind;
};

struct Pivot {
    struct Value {
        std::string name;                  ///< of the new column (PIVOT) or empty
        std::vector<std::string> columns;  ///< that are folded (UNPIVOT)
    };
    bool unpivot = false;
    bool match = false;                     ///< MATCH_RECOGNIZE
    bool allRows = false;                   ///< of it: the columns that come in go out too
    std::vector<SelectItem> aggregates;     ///< of PIVOT; measures of MATCH_RECOGNIZE
    std::vector<Reference> over;            ///< FOR columns of PIVOT, PARTITION BY of MATCH_RECOGNIZE
    std::vector<Expression> filters;        ///< DEFINE and ORDER BY of MATCH_RECOGNIZE
    std::vector<SelectItem> folded;         ///< stars that UNPIVOT folds
    std::vector<std::string> nameColumns;   ///< FOR column of UNPIVOT
    std::vector<std::string> valueColumns;  ///< of UNPIVOT
    std::vector<Value> values;
    std::vector<Reference> groups;  ///< DuckDB's GROUP BY inside
    bool open = false;              ///< the values are not in the text (ANY, a subquery)
    std::string alias;
    std::vector<std::string> columnAliases;
};

struct Source {
    enum class Kind : uint8_t { Table, Query, Function, Unnest, View, Group };
    Kind kind = Kind::Table;
    std::vector<std::string> name;  ///< of a table or function
    bool path = false;              ///< each part of the name is a path of files
    std::string call;               ///< of a function: its text, with alias and names of columns
    bool unknownName = false;       ///< computed at run time
    std::string alias;
    std::vector<std::string> columnAliases;
    std::unique_ptr<Query> query;
    std::vector<Expression> arguments;
    std::string ordinality;  ///< name of WITH OFFSET's column; "?" for WITH ORDINALITY
    std::vector<Source> group;
    std::vector<Pivot> pivots;
    // How it is joined to what stands before it.
    std::vector<std::string> usingColumns;
    bool natural = false;
    bool hidden = false;  ///< of a semi or anti join: its columns are not seen
    bool joined = false;
    enum class Keeps : uint8_t { Matches, Left, Right, Both } keeps = Keeps::Matches;  ///< outer joins
    Expression on;
};

struct CommonTable {
    std::string name;
    std::vector<std::string> columns;
    std::unique_ptr<Query> query;
    Expression scalar;  ///< ClickHouse: WITH expression AS name
};

struct Query {
    enum class Kind : uint8_t { Select, SetOperation, Values };
    Kind kind = Kind::Select;
    bool recursive = false;
    std::vector<CommonTable> with;
    // Select
    bool distinct = false;
    std::vector<SelectItem> items;
    std::vector<Source> from;
    std::vector<Expression> filters;  ///< WHERE, HAVING, QUALIFY, CONNECT BY
    std::vector<Expression> groups;
    std::vector<Expression> order;
    std::vector<std::pair<std::string, Expression>> windows;
    std::vector<std::string> into;  ///< SELECT … INTO target
    bool intoTemporary = false;
    // SetOperation
    std::vector<std::unique_ptr<Query>> branches;
    bool byName = false;
    // Values
    std::vector<std::vector<Expression>> rows;
    size_t firstToken = 0;
    size_t lastToken = 0;
    size_t pipedColumns = 0;  ///< steps of a pipe that chose the columns
    bool truncated = false;   ///< deeper than is followed
};

}  // namespace tributary::lineage
