// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/store/database.h"

namespace tributary::store {

/// What tells one kind of our SQLite files from others, and how its tables came to be.
struct FileFormat {
    /// SQLite's application_id: four letters of ours.
    int32_t applicationId = 0;
    /// One entry per schema version, never edited once released: a change is a new entry.
    std::span<const char* const> migrations;
    /// What the journal must survive: "NORMAL" (the program's end) or "FULL" (the computer's, too).
    const char* synchronous = "FULL";
    /// Said of another program's database in the file's place: "… is an SQLite database, but not <ours>".
    const char* ours = "";
    /// What to do with that one, and with a file of a newer program; both are left as they are.
    const char* foreignHint = "";
    const char* newerHint = "";
};

/// Refuses other programs' databases (InvalidArgument) and files of a newer program (Unsupported), else
/// brings the file to the format's last version in one transaction; two processes may try at once. `made` is
/// called in it when the file was empty.
Result<void> prepareFile(Database& database, const std::string& path, const FileFormat& format,
                         const std::function<Result<void>(Database&)>& made = {});

}  // namespace tributary::store
