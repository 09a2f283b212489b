// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/lineage/plan_walker.h"
#include "core/lineage/schema.h"

namespace tributary::lineage {

/// A DuckDB in memory without data, files, network or extensions, that knows tables only by asking. What it
/// is asked for during a binding comes from a lookup; nothing is created or dropped, so one query costs
/// nothing the next one has to pay for. One thread at a time.
class ShadowDatabase {
  public:
    /// What a name in FROM stands for: a table's columns, or a query to put there; neither: no such table.
    struct Relation {
        const SchemaTable* table = nullptr;
        duckdb::unique_ptr<duckdb::TableRef> query;
    };
    using Lookup = std::function<Relation(const std::vector<std::string>& nameParts)>;

    ShadowDatabase();
    ~ShadowDatabase();

    duckdb::ClientContext& context();
    /// Makes functions of these names known, once.
    void addStandIns(const std::set<std::string>& names);
    /// Used until the next call.
    void setLookup(Lookup lookup);
    /// Names the shadow's tables in a plan.
    static ScanSource nameScan(const duckdb::LogicalGet& get);

  private:
    struct State;
    std::shared_ptr<State> m_state;
    std::unique_ptr<duckdb::DuckDB> m_database;
    std::unique_ptr<duckdb::Connection> m_connection;
    std::set<std::string> m_known;
};

}  // namespace tributary::lineage
