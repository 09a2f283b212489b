// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/store/database.h"

namespace tributary::plugin {

/// Checks whose file it is and brings plugins.db to the present schema. Unsupported for one of a newer
/// program, which is left as it is.
Result<void> preparePluginFile(store::Database& database, const std::string& path);

}  // namespace tributary::plugin
