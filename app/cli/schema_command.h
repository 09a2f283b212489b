// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "app/composition/application.h"
#include "core/base/cancel_token.h"

namespace tributary::cli {

/// `schema [connection[.schema[.table]]]`; names with dots are put in double quotes.
int showSchema(engine::Workbench& workbench, const std::string& path, bool json, const CancelToken& token);

}  // namespace tributary::cli
