// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connect/connector.h"

namespace tributary::connectors::influxdb {

/// A read that is known to have no rows.
class EmptyReader final : public connect::ChunkReader {
  public:
    explicit EmptyReader(const sql::RemoteQuery& query) {
        for (size_t index : query.projection) m_columns.push_back(query.columns[index]);
    }
    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk&) override { return false; }

  private:
    std::vector<sql::Column> m_columns;
};

}  // namespace tributary::connectors::influxdb
