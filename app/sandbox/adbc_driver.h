// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb/common/adbc/adbc.h>

#include "app/sandbox/host_link.h"
#include "app/sandbox/library.h"

namespace tributary::sandbox {

/// Has the library fill `driver`: ADBC 1.1, or 1.0 if it offers no more. What it leaves out answers
/// NOT_IMPLEMENTED afterwards, so every member can be called. `version`: what was agreed on.
std::optional<Failure> loadDriver(const Library& library, const std::vector<std::string>& entryNames,
                                  AdbcDriver& driver, int& version);

/// Whether the member was left out by the driver.
bool canCancelStatement(const AdbcDriver& driver);
bool canCancelConnection(const AdbcDriver& driver);

}  // namespace tributary::sandbox
