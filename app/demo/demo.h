// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/store/workspace.h"

namespace tributary::demo {

/// Where the demo's parts are; all absolute.
struct DemoPaths {
    std::string folder;
    std::string workspace;      ///< demo.tributary
    std::string shopDatabase;   ///< SQLite: a shop of 12 tables
    std::string factoryFolder;  ///< Parquet: 1,000,000 sensor readings, and the machines
    std::string ratesFolder;    ///< CSV: exchange rates
};

/// Generates the demo in `folder`, the same bytes of data every time; what is already there is only reported.
/// All or nothing: it is built beside the folder and renamed. Conflict when the folder holds something else.
/// Blocks for some seconds.
Result<DemoPaths> createDemo(const std::string& folder);

/// Adds the demo's connections (shop, factory, rates) and saved queries to a workspace; those it has already
/// (by name) stay as they are.
Result<void> fillDemoWorkspace(store::Workspace& workspace, const DemoPaths& paths);

}  // namespace tributary::demo
