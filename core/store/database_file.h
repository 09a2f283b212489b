// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "core/base/error.h"
#include "core/store/database.h"

namespace tributary::store {

/// Checks whose file it is and brings it to the present schema. Corrupt: the file is moved aside.
using DatabasePreparation = std::function<Result<void>(Database& database, const std::string& path)>;

/// Opens one of our SQLite files, or makes it, for its owner alone. One that is damaged is moved, with its
/// journals, to `<path>.damaged-<time>`, which `recoveredFrom` then names, and a new one is made.
Result<void> openDatabaseFile(const std::string& path, Database& database, std::string& recoveredFrom,
                              const DatabasePreparation& prepare);

}  // namespace tributary::store
