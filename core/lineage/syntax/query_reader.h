// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/lineage/syntax/query.h"
#include "core/lineage/syntax/token_stream.h"

namespace tributary::lineage {

/// Reads queries out of a token stream, tolerantly: what it does not know is stepped over, and what it knows
/// is kept. Every function takes the first token and one beyond the last it may look at, and moves `at`
/// behind what it read. Nothing is read deeper than `maxDepth`.
class QueryReader {
  public:
    QueryReader(const TokenStream& tokens, size_t maxDepth) : m_tokens(tokens), m_maxDepth(maxDepth) {}

    /// SELECT, WITH, VALUES, FROM …, or a bracket around one of them?
    bool startsQuery(size_t at, size_t end) const;
    std::unique_ptr<Query> readQuery(size_t& at, size_t end);
    void readWith(Query& query, size_t& at, size_t end);
    /// The list behind FROM, USING, UPDATE …: up to a word that ends it.
    void readSources(std::vector<Source>& out, size_t& at, size_t end);
    bool readSource(Source& source, size_t& at, size_t end);
    /// All of [first, last) as one expression. An alias behind it goes into `alias`.
    Expression readExpression(size_t first, size_t last, std::vector<std::string>* alias = nullptr);
    std::vector<Expression> readList(size_t first, size_t last);
    void readItems(std::vector<SelectItem>& items, size_t first, size_t last);
    SelectItem readItem(size_t first, size_t last);
    /// A dotted name; empty when there is none. IDENTIFIER('…') is looked into.
    std::vector<std::string> readName(size_t& at, size_t end, bool* unknown = nullptr);
    /// Names in brackets, types behind them stepped over.
    std::vector<std::string> readNames(size_t open);
    /// Where the clause that starts here ends: the next clause's word, a separator, or `end`.
    size_t clauseEnd(size_t at, size_t end) const;
    /// Ends of the parts of [first, last) between commas.
    std::vector<std::pair<size_t, size_t>> splitCommas(size_t first, size_t last) const;
    const TokenStream& tokens() const { return m_tokens; }
    size_t closing(size_t open, size_t end) const;

    void readClauses(Query& query, size_t& at, size_t end);
    /// Where INSERT, UPDATE and DELETE stood in place of a query since the last call, as token ranges.
    std::vector<std::pair<size_t, size_t>> takeChanges() { return std::exchange(m_changes, {}); }

  private:
    friend class ExpressionReader;
    std::unique_ptr<Query> readChange(size_t first, size_t last);
    size_t stepEnd(size_t at, size_t end) const;
    std::unique_ptr<Query> readPipes(std::unique_ptr<Query> input, size_t& at, size_t end);
    void readStep(Query& query, size_t first, size_t last);
    std::unique_ptr<Query> readTerm(size_t& at, size_t end);
    std::unique_ptr<Query> readSelect(size_t& at, size_t end);
    std::unique_ptr<Query> readFromFirst(size_t& at, size_t end);
    std::unique_ptr<Query> readValues(size_t& at, size_t end);
    void skipSelectModifiers(Query& query, size_t& at, size_t end);
    bool readSetOperator(size_t& at, size_t end, bool& byName) const;
    void readInto(Query& query, size_t& at, size_t end);
    void readWindows(Query& query, size_t first, size_t last);
    void readStar(SelectItem& item, size_t at, size_t last);
    bool isColumnsCall(size_t at, size_t end) const;
    bool readColumnsItem(SelectItem& item, size_t first, size_t last);
    void readColumnsChoice(SelectItem& item, size_t first, size_t last);
    bool readJoin(Source& source, size_t& at, size_t end);
    bool readLateralView(Source& source, size_t& at, size_t end);
    bool readArrayJoin(std::vector<Source>& out, size_t& at, size_t end);
    void readOrdinality(Source& source, size_t& at, size_t end);
    void readPath(Source& source, size_t& at, size_t end);
    bool readBracketSource(Source& source, size_t& at, size_t end);
    void readNamedSource(Source& source, size_t& at, size_t end);
    bool readFiles(Source& source, std::string_view function, size_t open, size_t close);
    void nameCall(Source& source) const;
    void readAlias(Source& source, size_t& at, size_t end);
    void skipSourceExtras(size_t& at, size_t end);
    bool readPivot(Source& source, size_t& at, size_t end);
    bool readMatch(Source& source, size_t& at, size_t end);
    bool startsMatchPart(size_t at) const;
    void readMatchPart(Pivot& match, std::vector<std::string>& variables, size_t first, size_t last);
    bool startsPivot(size_t at) const;
    std::unique_ptr<Query> readPivotStatement(size_t& at, size_t end);
    void readPivotOn(Pivot& pivot, size_t first, size_t last);
    void readUnpivotOn(Pivot& pivot, size_t first, size_t last);
    void readPivotBody(Pivot& pivot, size_t first, size_t last);
    void readUnpivotBody(Pivot& pivot, size_t first, size_t last);
    void readPivotValues(Pivot& pivot, size_t first, size_t last);
    bool isClauseWord(size_t at, size_t end) const;
    bool isStatementWord(size_t at) const;
    bool mayBeAlias(size_t at, size_t end) const;
    bool isStream(size_t at) const;
    bool startsGroup(size_t at, size_t end) const;

    const TokenStream& m_tokens;
    size_t m_maxDepth;
    size_t m_depth = 0;
    std::vector<std::pair<size_t, size_t>> m_changes;
};

}  // namespace tributary::lineage
