// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/sql/dialect.h"

namespace tributary::connect {

/// What one server can do, probed when the connection opens.
struct Capabilities {
    std::shared_ptr<const sql::Dialect> dialect;
    std::string product;   ///< "PostgreSQL", "MariaDB"
    std::string version;   ///< "15.18"
    std::string timeZone;  ///< the session's, for display; empty: not known
    /// Where this session looks for a name without a schema, in order; new tables go to the first. Kept up to
    /// date as native statements change it (USE, SET search_path). Empty: such names mean nothing here.
    std::vector<std::string> schemaPath;
    bool cancelsOnServer = false;   ///< interrupt() also ends the statement in the server
    bool readOnlyEnforced = false;  ///< the read-only switch is enforced by the server's session
};

}  // namespace tributary::connect
