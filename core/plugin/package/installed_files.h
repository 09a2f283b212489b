// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/plugin/package/manifest.h"

namespace tributary::plugin {

/// Names of files in an installed package's folder that are not as the manifest lists them: changed, missing,
/// a link instead of a file, or not listed at all. Sorted.
Result<std::vector<std::string>> filesThatDiffer(const std::filesystem::path& folder,
                                                 const Manifest& manifest, const CancelToken& token);

}  // namespace tributary::plugin
