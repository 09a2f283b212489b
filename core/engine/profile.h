// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tributary::engine {

/// What one scan of one source did. Times are milliseconds from the start of the statement.
struct SourceProfile {
    std::string connection;
    std::string object;                   ///< schema.table, or "native query"
    std::vector<std::string> schemaPath;  ///< of its session, see connect::Capabilities
    std::string remoteText;  ///< exactly what was sent; filled when the scan starts (planned text before)
    std::vector<std::string> local;  ///< what stayed local, and why
    uint64_t rows = 0;
    uint64_t bytes = 0;
    std::optional<double> firstRowMs;
    std::optional<double> totalMs;
    bool finished = false;
    std::string error;
};

/// Where a column of the answer comes from.
struct ColumnOrigin {
    std::vector<std::string> connections;  ///< it is made of; empty: computed here, or not known
    bool isPlain = false;                  ///< handed through as one source has it
    std::string nativeType;                ///< there; only of a plain one
};

struct QueryProfile {
    std::string sql;
    double planMs = 0;
    std::optional<double> firstRowMs;
    std::optional<double> totalMs;
    uint64_t rows = 0;
    std::vector<SourceProfile> sources;
    std::vector<ColumnOrigin> origins;  ///< one per column of the answer, or none: not known

    std::string toJson() const;
};

/// EXPLAIN as data: DuckDB's operator tree with our scans named, and per source what is sent.
struct PlanNode {
    std::string name;  ///< HASH_JOIN, REMOTE_SCAN …
    std::vector<std::pair<std::string, std::string>> details;
    std::optional<uint64_t> estimatedRows;
    std::string connection;  ///< of a remote scan
    std::vector<PlanNode> children;
};

struct Explanation {
    PlanNode root;
    std::vector<SourceProfile> sources;
    std::string toText() const;
    std::string toJson() const;
};

}  // namespace tributary::engine
