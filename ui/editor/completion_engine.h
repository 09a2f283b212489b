// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/connect/connector.h"
#include "core/sql/splitter.h"

namespace tributary::ui {

enum class CompletionKind { Column, Table, View, Schema, Connection, Alias, Keyword, Function };

struct Completion {
    CompletionKind kind = CompletionKind::Keyword;
    std::string text;    ///< shown and matched
    std::string insert;  ///< put into the text: `text`, quoted and qualified where SQL needs it
    std::string detail;  ///< shown faintly: the type of a column, where a table is
};

/// Where completions come from. `describe` may block; it is called off the UI thread.
struct CompletionCatalog {
    std::vector<std::string> connections;
    std::string target;  ///< the one connection a native tab talks to; empty: federated
    std::function<std::optional<connect::Catalog>(const std::string& connection,
                                                  const connect::ObjectPath& path)>
        describe;
    /// The same without asking: what is known already.
    std::function<std::optional<connect::Catalog>(const std::string& connection,
                                                  const connect::ObjectPath& path)>
        cached;
};

struct CompletionRequest {
    std::string script;
    size_t cursor = 0;
    sql::Lexis lexis = sql::Lexis::DuckDb;
    size_t limit = 400;
};

struct CompletionAnswer {
    size_t prefixLength = 0;  ///< bytes before the cursor the chosen word replaces
    std::vector<Completion> items;
};

/// What can stand at the cursor: columns of an alias or table after a dot, tables after FROM, else columns in
/// scope, keywords and functions. What begins with the prefix comes first, what contains it after that.
/// Pure but for the catalog; any thread.
CompletionAnswer completionsAt(const CompletionRequest& request, const CompletionCatalog& catalog,
                               const CancelToken& token);

}  // namespace tributary::ui
