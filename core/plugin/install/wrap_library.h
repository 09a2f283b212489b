// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/plugin/package/package_writer.h"

namespace tributary::plugin {

/// A shared object that comes without a package.
struct BareLibrary {
    std::filesystem::path file;
    std::string entrySymbol;  ///< empty: it is probed
    std::string name;         ///< for people; empty: the id
    std::string version;      ///< empty, or none of ours: what the library says, or the time of its file
};

/// Makes an unsigned package of a bare library, which is probed in the sandbox. An ADBC driver gets the
/// manifest `knownDrivers` (share/tributary/drivers) has for its file name, else a form of address, user,
/// password and file, and the permissions these need; any other plugin what it says of itself: its id,
/// version and kinds, no settings (it runs with its defaults) and no permissions. Unsupported for a library
/// that is no plugin.
Result<MadePackage> wrapLibrary(const BareLibrary& library, const std::filesystem::path& knownDrivers,
                                const CancelToken& token);

/// "libadbc_driver_sqlite.so.2" → "adbc-sqlite", "libduckdb.so" → "adbc-duckdb": what is no driver's
/// usual name could be that of a connector of ours.
std::string idOfLibrary(const std::filesystem::path& library);

}  // namespace tributary::plugin
