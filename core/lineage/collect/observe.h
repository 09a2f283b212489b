// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lineage/extractor.h"
#include "core/lineage/lineage_store.h"
#include "core/lineage/model.h"

namespace tributary::lineage {

/// The statement with every literal replaced by `?`: what is kept of statements. Never fails; what cannot be
/// told apart is masked.
std::string maskLiterals(std::string_view statement, SqlDialect dialect);

/// The name behind CREATE … VIEW as it is written there, dotted; empty when the statement makes no view.
std::string viewName(std::string_view statement, SqlDialect dialect);

/// Which dataset a name in a statement means.
using DatasetResolver = std::function<DatasetName(const std::string& dottedName)>;
/// Names of a native statement: all belong to one connection.
DatasetResolver inConnection(std::string connection);
/// Names of a federated statement: the first part is the connection, if it is one of `connections`.
DatasetResolver inFederation(std::vector<std::string> connections);

/// What is known about a statement besides its lineage.
struct StatementFacts {
    std::string jobKind = "statement";
    std::string jobSpace;
    std::string jobName;    ///< empty: made of what the statement writes and a hash of its masked text
    std::string statement;  ///< as written; masked before it is kept
    SqlDialect dialect = SqlDialect::DuckDb;
    std::string dialectName;
    std::string user;
    int64_t atMs = 0;
    bool isDefinition = false;
    bool ran = true;
    std::optional<int64_t> durationMs;
    std::optional<int64_t> rows;
};

/// A statement's lineage as the store takes it. A statement that only reads gives an observation without
/// edges.
Observation observe(const StatementLineage& lineage, const StatementFacts& facts,
                    const DatasetResolver& resolve);

}  // namespace tributary::lineage
