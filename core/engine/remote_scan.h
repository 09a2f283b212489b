// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <duckdb/function/table_function.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/engine/source.h"
#include "core/sql/remote_query.h"

namespace tributary::engine {

/// What a scan of ours will ask: a table with what was pushed into it, or a native statement.
struct RemoteScanBind : duckdb::TableFunctionData {
    std::shared_ptr<Source> source;
    std::shared_ptr<const sql::Dialect> dialect;
    sql::TableRef table;
    std::string native;  ///< not empty: a native statement; `table` is then unused
    std::vector<sql::Column> columns;
    std::vector<sql::Predicate> required;
    std::vector<sql::OrderItem> orderBy;
    std::optional<uint64_t> limit;
    std::optional<std::vector<size_t>>
        projection;                  ///< columns the plan reads, for EXPLAIN; none: not planned yet
    bool takesJoinKeys = false;      ///< join keys may be added when it runs
    std::vector<std::string> local;  ///< why something stays here
    std::optional<uint64_t> rowEstimate;
    duckdb::optional_ptr<duckdb::TableCatalogEntry> entry;

    duckdb::unique_ptr<duckdb::FunctionData> Copy() const override;
    bool Equals(const duckdb::FunctionData& other) const override;

    std::string objectName() const;
    /// The statement for these columns, without what is only known when it runs.
    Result<std::string> remoteText(const std::vector<size_t>& projection,
                                   const std::vector<sql::Predicate>& dynamic) const;
    void keepLocal(std::string why);
};

constexpr const char* kRemoteScan = "remote_scan";

/// The table function behind every remote table.
duckdb::TableFunction remoteScanFunction();
/// query('connection', 'native text'); sources are found through `info`.
duckdb::TableFunction nativeQueryFunction(duckdb::shared_ptr<duckdb::TableFunctionInfo> info);

/// Looks a source up by connection name for query().
struct SourceLookup : duckdb::TableFunctionInfo {
    std::function<std::shared_ptr<Source>(const std::string&)> find;
};

bool isRemoteScan(const duckdb::TableFunction& function);
/// A remote table's scan or query().
bool readsRemotely(const duckdb::TableFunction& function);
RemoteScanBind& remoteBind(duckdb::FunctionData& data);

}  // namespace tributary::engine
