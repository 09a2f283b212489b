// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/plugin/confine/grants.h"

namespace tributary::plugin {

/// What to start: one library of one installed plugin, and what it may do.
struct Launch {
    std::string id;
    std::string version;
    std::string name;               ///< for messages; empty: the id
    std::filesystem::path library;  ///< absolute
    std::string sha256;             ///< lower-case hex, checked on the opened file; empty: not checked
    std::string entrySymbol;        ///< empty: the usual names
    std::string abi = "adbc";       ///< "adbc" or "tributary"
    Grants grants;

    const std::string& label() const { return name.empty() ? id : name; }
};

}  // namespace tributary::plugin
