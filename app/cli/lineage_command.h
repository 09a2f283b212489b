// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/cancel_token.h"

namespace tributary::cli {

struct LineageOptions {
    std::vector<std::string> files;  ///< "-": standard input
    std::string dialect = "ansi";
    std::string schema;  ///< a JSON file of tables and columns
    std::string defaultDatabase;
    std::string defaultSchema;
    std::string format = "json";
    std::string cases;   ///< answer this file of cases …
    std::string output;  ///< … into this one
};

/// `lineage extract`: the column lineage of scripts, or of a file of cases. Needs no workspace.
int extractLineage(const LineageOptions& options, const CancelToken& token);

}  // namespace tributary::cli
