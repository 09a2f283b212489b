// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "core/lineage/lineage_store.h"
#include "core/store/database.h"

namespace tributary::lineage {

/// Writes observations inside one transaction of the caller; remembers the ids it met. One use, one thread.
class LineageWriter {
  public:
    explicit LineageWriter(store::Database& database);

    Result<void> write(const Observation& observation);
    /// `kind` unset: keeps what is stored, a table when new.
    Result<int64_t> dataset(const DatasetName& name, std::optional<DatasetKind> kind, int64_t atMs);
    Result<int64_t> end(const ObservedEnd& end, int64_t atMs);
    Result<int64_t> known(const ObservedDataset& dataset, int64_t atMs);

  private:
    Result<int64_t> column(int64_t dataset, const std::string& name, const std::string& type,
                           std::optional<size_t> position);
    Result<int64_t> job(const Observation& observation);
    Result<void> edge(const ObservedEdge& edge, int64_t job, const Observation& observation);
    Result<void> endOthers(int64_t job, int64_t atMs);
    Result<void> tags(const Observation& observation);
    Result<void> touch(const Observation& observation);

    store::Database& m_database;
    store::Statement m_dataset, m_column, m_edge;
    std::map<DatasetName, int64_t> m_datasets;
    std::unordered_map<std::string, int64_t> m_columns;
    std::set<int64_t> m_touched;  ///< edges of the present observation
};

}  // namespace tributary::lineage
