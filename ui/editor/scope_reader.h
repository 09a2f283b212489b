// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/sql/splitter.h"

namespace tributary::ui {

/// A table a statement names after FROM, JOIN, UPDATE or INTO.
struct ScopeTable {
    std::vector<std::string> path;  ///< as written: {conn, schema, table}, {schema, table} or {table}
    std::string alias;              ///< empty: none
};

/// What stands around the cursor in one statement.
struct Scope {
    std::vector<ScopeTable> tables;
    std::vector<std::string> withNames;   ///< WITH name AS (…)
    std::vector<std::string> qualifiers;  ///< names with dots directly before the word: a.b.| → {a, b}
    std::string prefix;                   ///< the word being typed, without quotes
    size_t prefixBegin = 0;               ///< byte offset in the statement
    bool wantsTable = false;              ///< the cursor stands where a table name is due
    bool inLiteral = false;               ///< inside a string or a comment: nothing is offered
};

Scope readScope(std::string_view statement, size_t cursor, sql::Lexis lexis);

}  // namespace tributary::ui
