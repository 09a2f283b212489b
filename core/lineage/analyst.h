// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/lineage/model.h"
#include "core/lineage/resolve/resolver.h"
#include "core/lineage/second_reading.h"
#include "core/lineage/session_state.h"
#include "core/lineage/syntax/statement.h"

namespace tributary::lineage {

/// One statement's lineage: maps what its query gives onto the columns of its target. One use.
class Analyst {
  public:
    /// `second` and `tokens`: who reads queries again, and in what; nullptr: nobody does.
    Analyst(SessionState& session, StatementLineage& out, SecondReading* second = nullptr,
            const TokenStream* tokens = nullptr)
        : m_session(session), m_out(out), m_resolver(session), m_second(second), m_tokens(tokens) {}
    void run(const Statement& statement);

  private:
    void query(const Statement& statement);
    void insert(const Statement& statement);
    void createTable(const Statement& statement);
    void createView(const Statement& statement);
    void like(const Statement& statement);
    void merge(const Statement& statement);
    void update(const Statement& statement);
    void remove(const Statement& statement);
    void copy(const Statement& statement);
    void refresh(const Statement& statement);
    void record(const Statement& statement);
    void rename(const Statement& statement);
    void others(const Statement& statement);

    std::string target(const Statement& statement);
    std::vector<std::string> insertColumns(const Statement& statement, const std::string& name) const;
    RelationPtr relationOf(const Statement& statement);
    RelationPtr readAgain(const Statement& statement, RelationPtr relation);
    void map(const Relation& relation, const std::string& target, const std::vector<std::string>& columns,
             bool byName);
    void edges(const Flows& flows, const std::string& table, const std::string& column,
               const std::string& text);
    void assign(const Assignment& assignment, const Scope& scope, const std::string& target);
    std::string targetOf(const std::vector<std::string>& column, const Scope& scope,
                         const std::string& fallback);
    void indirect(const std::string& target);
    void close(const Statement& statement, const std::vector<std::string>& notRead);
    Visible visibleTarget(const std::string& name, const std::string& alias,
                          const std::vector<std::string>& parts);

    SessionState& m_session;
    StatementLineage& m_out;
    Resolver m_resolver;
    SecondReading* const m_second;
    const TokenStream* const m_tokens;
    bool m_certain = false;  ///< the binder said what the resolver could not
};

}  // namespace tributary::lineage
