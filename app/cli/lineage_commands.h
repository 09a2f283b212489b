// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/engine/workbench.h"

namespace tributary::cli {

/// What the lineage commands share; each reads its part.
struct LineageArguments {
    std::string name;  ///< conn.schema.table[.column]
    std::string other;
    std::string change = "drop";
    std::string direction = "both";
    std::string format = "table";
    std::string at;  ///< moments, ISO 8601
    std::string from;
    std::string to;
    std::string output;
    std::string url;
    std::string token;  ///< env:VARIABLE or file:PATH
    std::string connection;
    std::string dialect;
    std::string kind = "auto";
    std::string onOff;
    std::vector<std::string> paths;
    size_t depth = 1'000'000;
    int days = 30;
    bool direct = false;
};

int refreshLineage(engine::Workbench& workbench, const LineageArguments& options, const CancelToken& token);
int showImpact(engine::Workbench& workbench, const LineageArguments& options);
int showGraph(engine::Workbench& workbench, const LineageArguments& options);
int showPath(engine::Workbench& workbench, const LineageArguments& options);
int showCauses(engine::Workbench& workbench, const LineageArguments& options);
int showUnused(engine::Workbench& workbench, const LineageArguments& options);
int showCycles(engine::Workbench& workbench, const LineageArguments& options);
int showCoverage(engine::Workbench& workbench, const LineageArguments& options);
int showComparison(engine::Workbench& workbench, const LineageArguments& options);
int importFiles(engine::Workbench& workbench, const LineageArguments& options, const CancelToken& token);
int exportLineage(engine::Workbench& workbench, const LineageArguments& options, const CancelToken& token);
int switchCollection(engine::Workbench& workbench, const LineageArguments& options);

}  // namespace tributary::cli
