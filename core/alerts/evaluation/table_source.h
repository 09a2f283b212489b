// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <memory>
#include <vector>

#include "core/alerts/rules/rule_test.h"

namespace tributary::alerts {

/// The tables of a rule test (`input_tables`) in a database of their own, asked by rules over SQL: at each
/// instant the rows that exist by then. `a.b.c` is a table of schema b of connection a. One thread at a time.
class TableSource final : public SampleSource {
  public:
    /// Syntax or Data for a type, a name or a value that DuckDB does not take; the message names the table.
    static Result<std::unique_ptr<SampleSource>> make(const std::vector<InputTable>& tables);

    Result<SampleSet> at(const Query& query, TimePoint at, const CancelToken& token) override;
    /// Unsupported: tests ask instant by instant.
    Result<std::vector<std::pair<TimePoint, SampleSet>>> range(const Query& query, TimePoint from,
                                                               TimePoint to, Duration step,
                                                               const CancelToken& token) override;

  private:
    TableSource();
    Result<void> create(const InputTable& table);
    Result<void> fill(size_t table, TimePoint until);
    Result<void> execute(const std::string& sql, const std::string& table);

    duckdb::DuckDB m_database;
    duckdb::Connection m_connection;
    std::vector<InputTable> m_tables;
    std::vector<size_t> m_filled;  ///< rows of each table that are there
};

}  // namespace tributary::alerts
