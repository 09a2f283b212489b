// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/store/database.h"

namespace tributary::alerts {

/// Refuses a file that is not ours (InvalidArgument) or newer (Unsupported); brings ours to the present
/// schema.
Result<void> prepareAlertFile(store::Database& database, const std::string& path);

}  // namespace tributary::alerts
