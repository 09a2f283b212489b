// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace tributary::plugin {

/// A driver somebody's driver manager put on this computer, as its ADBC manifest (TOML) tells.
struct FoundDriver {
    std::string id;  ///< of its manifest's file name: "sqlite" of sqlite.toml
    std::string name;
    std::string version;
    std::string publisher;
    std::string license;
    std::filesystem::path manifest;
    std::filesystem::path library;
    std::string entrySymbol;  ///< empty: by the rules of ADBC
    std::string problem;      ///< why it cannot be used; empty: it can be tried
};

/// Where ADBC's driver managers look: the folders of ADBC_DRIVER_PATH, ~/.config/adbc/drivers (or below
/// XDG_CONFIG_HOME), /etc/adbc/drivers.
std::vector<std::filesystem::path> driverFolders();

/// Reads their *.toml; the first of a name wins. A file that is no manifest is told in `problem`. Nothing is
/// loaded.
std::vector<FoundDriver> findDrivers(const std::vector<std::filesystem::path>& folders);

}  // namespace tributary::plugin
