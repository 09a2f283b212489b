// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/plugin/package/installer.h"
#include "core/plugin/wire/introduction.h"

namespace tributary::plugin {

/// Loads the library once in `tributary-sandbox`, with no network and only its own package to read: symbols,
/// entry, ABI handshake, and a function for each kind its manifest promises, within five seconds. The process
/// has ended when it returns.
Result<void> tryInSandbox(const SmokeRequest& request, const CancelToken& token);

/// How a shared object nobody described is entered.
struct ProbedLibrary {
    std::string abi;     ///< "adbc" or "tributary"
    std::string symbol;  ///< empty: by the rules of the ABI
    Introduction introduction;
};

/// Tries the known entries one after the other, each in a sandbox of its own that may read the library only.
/// Unsupported, with what the last one said, when none is there.
Result<ProbedLibrary> probeLibrary(const std::filesystem::path& library, const CancelToken& token);

}  // namespace tributary::plugin
