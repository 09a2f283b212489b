// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/lineage/interchange/openlineage.h"
#include "core/lineage/lineage_store.h"
#include "core/lineage/schema.h"

namespace tributary::lineage {

enum class ImportKind { Auto, OpenLineage, Dbt, Sql };

struct ImportOptions {
    ImportKind kind = ImportKind::Auto;
    std::string connection;  ///< names in scripts and models belong to it; empty: to none
    std::string dialect;     ///< of scripts; dbt says its own
    OpenLineageFinder finder;
    int64_t nowMs = 0;
};

struct ImportReport {
    size_t files = 0;
    size_t observations = 0;
    size_t edges = 0;
    std::vector<std::string> notes;  ///< "etl.sql, statement 3: …": what was left out, and why
};

/// Files and folders (searched for *.sql, manifest.json and *.ndjson): SQL scripts, a dbt manifest,
/// OpenLineage events. All that can be read is recorded in one go; `schema` helps to resolve scripts.
/// NotFound or Data for a path that holds nothing to import.
Result<ImportReport> importLineage(const std::vector<std::string>& paths, const ImportOptions& options,
                                   const SchemaCatalog& schema, LineageStore& store,
                                   const CancelToken& token);

/// The models, sources and columns of a dbt manifest (v4 to v12) as observations.
Result<std::vector<Observation>> readDbtManifest(std::string_view json, const ImportOptions& options,
                                                 std::vector<std::string>& notes, const CancelToken& token);

/// The tables of a connection whose columns the store knows, all of them (all connections: names begin with
/// the connection when `prefix`).
SchemaCatalog schemaOf(const Graph& graph, const std::string& connection, bool prefix = false);

}  // namespace tributary::lineage
