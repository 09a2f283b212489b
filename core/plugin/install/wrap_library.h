// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/plugin/package/package_writer.h"

namespace tributary::plugin {

/// Makes an unsigned package of a bare library, which is probed in the sandbox. An ADBC driver gets a form of
/// address, user, password and file, and the permissions these need; any other plugin what it says of itself:
/// its id, version and kinds, no settings (it runs with its defaults) and no permissions. `entrySymbol`: if
/// it is known; `name`: for people, empty: the id. Unsupported for a library that is no plugin.
Result<MadePackage> wrapLibrary(const std::filesystem::path& library, const std::string& entrySymbol,
                                const std::string& name, const CancelToken& token);

/// "libadbc_driver_sqlite.so.2" → "adbc-driver-sqlite"
std::string idOfLibrary(const std::filesystem::path& library);

}  // namespace tributary::plugin
