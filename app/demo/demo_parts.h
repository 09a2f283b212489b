// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/store/workspace.h"

namespace tributary::demo {

/// Writes the SQLite shop to `path`, which must not exist.
Result<void> writeShop(const std::string& path);
/// Writes readings.parquet and machines.csv into `folder`.
Result<void> writeFactory(const std::string& folder);
/// Writes exchange_rates.csv into `folder`.
Result<void> writeRates(const std::string& folder);

/// Statements that make and fill the shop, in order.
const std::vector<std::string>& shopStatements();
std::vector<store::SavedQuery> demoQueries();
/// Alert rules over the demo's data, unless groups of their names are there.
Result<void> writeDemoRules(const std::string& workspacePath);

}  // namespace tributary::demo
