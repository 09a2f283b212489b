// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/composition/application.h"
#include "core/base/cancel_token.h"

namespace tributary::cli {

struct QueryOptions {
    std::string sql;   ///< the text, or "-" for standard input
    std::string file;  ///< -f
    std::string on;    ///< connection to run natively on; empty: federated
    std::string format = "table";
    std::string output;
    bool explain = false;
    std::string profile;
    std::vector<std::string> parameters;  ///< name=value
    double timeoutSeconds = 0;
};

/// Runs every statement of the text in one session and prints each result.
int runQuery(engine::Workbench& workbench, const QueryOptions& options, const CancelToken& token);

}  // namespace tributary::cli
