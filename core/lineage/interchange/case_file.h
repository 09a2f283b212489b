// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/lineage/schema.h"

namespace tributary::lineage {

class Binder;

/// Answers one line of a file of lineage cases: a JSON object {id, dialect, sql, schema {table: {column:
/// type}}, views {table: sql}, default_db, default_schema, statements […], steps [{sql, session_id, …}]}. The
/// answer is a JSON object {id, tables_in, tables_out, column_edges [{src, dst, type, subtype, masking}]},
/// with `error` when a statement could not be read. Edges that act on whole rows are not column edges. Never
/// fails: what cannot be read is an `error`.
/// `binder`, if given, reads queries a second time.
std::string answerCase(std::string_view line, const CancelToken& token,
                       const std::shared_ptr<Binder>& binder = nullptr);

/// {"table": {"column": "type"}} or {"table": ["column"]}: fails (Data) on anything else.
Result<SchemaCatalog> readSchemaFile(std::string_view json);

}  // namespace tributary::lineage
