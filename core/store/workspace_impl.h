// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <string>

#include "core/store/database.h"
#include "core/store/uuid.h"
#include "core/store/workspace.h"

namespace tributary::store {

struct Workspace::Impl {
    std::string path;
    std::string id;
    std::string recoveredFrom;
    mutable std::mutex mutex;
    mutable Database database;

    Statement prepare(std::string_view sql) const { return Statement(database.handle(), sql); }
    /// Part of every transaction that changes connections or saved queries; see Workspace::changeCounter.
    Result<void> countChange();
    Result<void> readId();
};

/// Opens `path`, moves a damaged file aside, migrates. Fills database, id and recoveredFrom.
Result<void> openWorkspaceFile(const std::string& path, Database& database, std::string& recoveredFrom);

/// Brings an open file to the present schema; Unsupported when a newer program made it, Conflict-free.
Result<void> migrate(Database& database, const std::string& path);

/// Unix time in milliseconds.
int64_t nowMs();

}  // namespace tributary::store
