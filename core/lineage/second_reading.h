// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/lineage/binder.h"
#include "core/lineage/resolve/relation.h"
#include "core/lineage/session_state.h"
#include "core/lineage/syntax/statement.h"
#include "core/lineage/syntax/token_stream.h"

namespace tributary::lineage {

/// How often two readers of the same queries were of one mind.
struct ReadingCounts {
    size_t asked = 0;  ///< queries whose tables are known
    size_t bound = 0;
    size_t same = 0;  ///< of those bound: both say the same of every column
};

/// Reads a statement's query a second time, and independently: its text is said in DuckDB's SQL and bound by
/// DuckDB. What two readers agree on is certain. One thread.
class SecondReading {
  public:
    explicit SecondReading(std::shared_ptr<Binder> binder);

    /// The query of `statement`, bound against the tables it reads. Fails with the reason when a table is not
    /// known, when it cannot be said in DuckDB's SQL, or does not bind.
    Result<QueryLineage> read(const Statement& statement, const TokenStream& tokens,
                              const SessionState& session, const std::vector<std::string>& tables);
    const ReadingCounts& counts() const { return m_counts; }
    void compared(bool same) { m_counts.same += same ? 1 : 0; }

  private:
    std::shared_ptr<Binder> m_binder;
    ReadingCounts m_counts;
};

/// Do both name the same sources for every column?
bool sameSources(const QueryLineage& bound, const Relation& resolved);
/// `resolved` with the sources the binder found.
RelationPtr withSources(const QueryLineage& bound, const Relation& resolved);

}  // namespace tributary::lineage
