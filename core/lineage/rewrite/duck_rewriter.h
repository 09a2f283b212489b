// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/lineage/syntax/token_stream.h"

namespace tributary::lineage {

/// Says a query of any dialect in DuckDB's SQL, token by token, so that the binder can read it. Only what
/// decides about columns has to survive: LIMIT, hints, samples, types and the like are left out, functions
/// keep any name. What it does not know it leaves as it is: DuckDB's parser then refuses it. Linear. One use.
class DuckRewriter {
  public:
    explicit DuckRewriter(const TokenStream& tokens) : m_t(tokens) {}

    /// The query in tokens [first, last); empty when its brackets go deeper than anybody follows.
    std::string query(size_t first, size_t last);

  private:
    /// Where in a query the reader stands, for one level of brackets.
    struct Level {
        bool inSelectList = false;
        bool inFrom = false;
        bool inOver = false;
        bool itemStart = false;  ///< the next token begins an item of the SELECT list
        bool where = false;      ///< WHERE was written
        std::string alias;       ///< T-SQL's `alias = …`, to be written behind the item
    };

    // duck_rewriter.cpp
    void range(size_t i, size_t end, bool over = false);
    size_t one(size_t i, size_t end);
    size_t symbol(size_t i, size_t end);
    size_t bracket(size_t i, size_t end);
    size_t text(size_t i);
    size_t name(size_t i, size_t end);
    size_t tableName(size_t i, size_t end);
    void put(std::string_view text);
    void putName(const std::string& name);
    void finishItem();
    std::string word(size_t i) const;    ///< upper case; empty if it is none
    std::string before(size_t i) const;  ///< the word before token i, inside the query
    bool isBareAlias(size_t i, size_t end) const;
    bool isWord(size_t i, std::string_view what) const { return word(i) == what; }
    bool opens(size_t i) const { return m_t.isOp(i, "("); }
    size_t closing(size_t i, size_t end) const;

    // rewrite_clauses.cpp
    size_t clause(size_t i, size_t end);
    size_t selectClause(size_t i, size_t end);
    size_t tableClause(size_t i, size_t end);
    size_t joinClause(size_t i, size_t end);
    size_t groupClause(size_t i, size_t end);
    size_t lateralView(size_t i, size_t end);
    size_t withClause(size_t i, size_t end);
    size_t skipClause(size_t i, size_t end) const;
    size_t outerApply(size_t i, size_t end);
    size_t primaryEnd(size_t i, size_t end) const;

    // rewrite_calls.cpp
    size_t call(size_t i, size_t end);
    size_t castCall(size_t i, size_t close);
    size_t convertCall(size_t i, size_t close);
    size_t extractCall(size_t i, size_t close);
    size_t interval(size_t i, size_t end);
    size_t typedLiteral(size_t i);
    size_t typeEnd(size_t i, size_t end) const;
    size_t unnestSource(size_t i, size_t end);
    void arguments(const std::string& function, size_t first, size_t close);
    void argument(const std::string& function, size_t first, size_t last);

    const TokenStream& m_t;
    size_t m_first = 0;
    size_t m_depth = 0;
    bool m_tooDeep = false;
    std::string m_out;
    Level m_level;
    bool m_lastString = false;
};

}  // namespace tributary::lineage
