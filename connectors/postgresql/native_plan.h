// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/postgresql/column_sources.h"
#include "connectors/postgresql/session.h"
#include "connectors/postgresql/types.h"
#include "core/sql/remote_query.h"

namespace tributary::connectors::postgresql {

/// How one statement is run and what it returns; made by parsing it on the server, without running it.
struct NativePlan {
    enum class Mode {
        Command,  ///< no rows
        Copy,     ///< rows by COPY (…) TO STDOUT, else as Binary
        Binary,   ///< row by row, binary
        Text,  ///< row by row, every column as text: a statement that cannot be wrapped returns a type only
               ///< it knows
    };
    Mode mode = Mode::Command;
    std::string sql;        ///< what is sent; without COPY around it
    size_t prefix = 0;      ///< characters in `sql` before the user's text
    bool prepared = false;  ///< `sql` is the session's unnamed statement right now
    std::vector<sql::Column> columns;
    std::vector<TypePlan> plans;  ///< one per column: how it is decoded
};

/// Columns that are no type of ours are asked for as text, by a SELECT around the statement.
Result<NativePlan> planNative(Session& session, TypeCatalog& types, ColumnSources& sources,
                              std::string_view text, const CancelToken& token);

/// First word in upper case, behind space and comments; "(" for a parenthesis.
std::string leadingWord(std::string_view statement);

}  // namespace tributary::connectors::postgresql
