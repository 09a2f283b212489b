// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/lineage/syntax/query_reader.h"
#include "core/lineage/syntax/statement.h"

namespace tributary::lineage {

/// Goes through a script statement by statement. Blocks and control flow are not nested for it: what matters
/// is where a statement may begin, and every data-moving one inside IF, LOOP, BEGIN … END is found as it
/// stands. What is not understood costs only itself.
class StatementReader {
  public:
    /// `body`: the text is the inside of a procedure, where bare words are no mistakes.
    StatementReader(const TokenStream& tokens, size_t maxDepth, bool body)
        : m_tokens(tokens), m_reader(tokens, maxDepth), m_body(body) {}

    /// The next statement; several for a multi-table INSERT. False at the end.
    bool next(std::vector<Statement>& out);

  private:
    void dispatch(std::vector<Statement>& out);
    bool blockWord();
    bool condition(std::vector<Statement>& out);
    Statement& begin(std::vector<Statement>& out, Statement::Action action, std::string kind);
    void finish(Statement& statement);
    void skipStatement();
    size_t statementEnd(size_t at) const;
    bool startsStatement(size_t at) const;
    bool separator() const { return m_at >= m_tokens.size() || m_tokens[m_at].kind == TokenKind::Separator; }
    bool is(Keyword keyword, size_t ahead = 0) const { return m_tokens.is(m_at + ahead, keyword); }
    bool word(std::string_view text, size_t ahead = 0) const;
    size_t end() const { return m_tokens.size(); }

    void readSelect(std::vector<Statement>& out);
    void readWith(std::vector<Statement>& out);
    void readInsert(std::vector<Statement>& out, std::vector<CommonTable> with, bool recursive);
    void readInsertTarget(Statement& statement);
    void readInsertSource(Statement& statement);
    void readPartition(Statement& statement);
    void readUpsert(Statement& statement);
    void readMultiInsert(std::vector<Statement>& out);
    /// `withAt`: where its WITH begins, or kNone. It is read anew for every INSERT.
    void readFromFirst(std::vector<Statement>& out, size_t withAt);
    static constexpr size_t kNone = static_cast<size_t>(-1);
    void readUpdate(std::vector<Statement>& out, std::vector<CommonTable> with, bool recursive);
    void readDelete(std::vector<Statement>& out, std::vector<CommonTable> with, bool recursive);
    void readMerge(std::vector<Statement>& out, std::vector<CommonTable> with, bool recursive);
    void readMergeArm(Statement& statement);
    void readAssignments(std::vector<Assignment>& out, size_t first, size_t last);
    void readTarget(Statement& statement);
    bool atOutput(size_t at) const;
    void skipOutput();
    void readOutput(std::vector<Statement>& out);

    void readCreate(std::vector<Statement>& out);
    void readCreateTable(std::vector<Statement>& out, bool temporary);
    void readColumns(Statement& statement, size_t open);
    void readTableBody(Statement& statement);
    void readCreateView(std::vector<Statement>& out, bool temporary, bool materialized);
    void readRoutine(std::vector<Statement>& out, Keyword what);
    void readTriggerRows(std::vector<Statement>& out, size_t stop);
    void readAlter(std::vector<Statement>& out);
    void readDrop(std::vector<Statement>& out);
    void readRename(std::vector<Statement>& out);
    void readTruncate(std::vector<Statement>& out);
    void readCopy(std::vector<Statement>& out);
    void readUnload(std::vector<Statement>& out);
    void readLoad(std::vector<Statement>& out);
    void readCache(std::vector<Statement>& out);
    void readRefresh(std::vector<Statement>& out);
    void readUse(std::vector<Statement>& out);
    void readSet(std::vector<Statement>& out);
    void readDeclare(std::vector<Statement>& out);
    void readExecute(std::vector<Statement>& out);
    void readDo(std::vector<Statement>& out);
    void readPrepare(std::vector<Statement>& out);
    bool readAssignment(std::vector<Statement>& out);
    void readCursor(std::vector<Statement>& out);
    bool readRecordLoop(std::vector<Statement>& out);
    void skipIfExists();
    bool pathAt(size_t at) const;
    std::string readPath();

    const TokenStream& m_tokens;
    QueryReader m_reader;
    bool m_body;
    size_t m_at = 0;
    size_t m_blocks = 0;
};

}  // namespace tributary::lineage
