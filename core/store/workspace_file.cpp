// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "core/store/database_file.h"
#include "core/store/workspace_impl.h"

namespace tributary::store {
namespace {

namespace fs = std::filesystem;

Error ioError(const std::string& what, const std::string& why) {
    return Error(ErrorCode::Io, what + ": " + why,
                 "Check that the folder exists and that you may write to it.");
}

/// Creates folder and file for their owner alone: a workspace tells hosts, user names and statements.
Result<void> createPrivately(const std::string& path) {
    std::error_code status;
    const fs::path folder = fs::path(path).parent_path();
    if (!folder.empty() && !fs::exists(folder, status)) {
        fs::create_directories(folder, status);
        if (status)
            return fail(ioError("The folder '" + folder.string() + "' could not be made", status.message()));
        fs::permissions(folder, fs::perms::owner_all, status);
    }
    // An existing file is never opened but through SQLite: closing it again would drop the locks of this
    // process.
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file >= 0) {
        ::close(file);
    } else if (errno != EEXIST) {
        return fail(ioError("The workspace '" + path + "' could not be made", std::strerror(errno)));
    } else if (!fs::is_regular_file(path, status)) {
        return fail(ioError("The workspace '" + path + "' could not be opened", "it is not a file"));
    }
    return {};
}

std::string utcStamp() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts);
    return text;
}

/// Renames the file and its journals; never over anything that is there.
Result<std::string> moveAside(const std::string& path) {
    const std::string base = path + ".damaged-" + utcStamp();
    std::string target = base;
    std::error_code status;
    for (int i = 2; fs::exists(target, status); i++) target = base + "-" + std::to_string(i);
    for (const char* suffix : {"", "-wal", "-shm"}) {
        if (*suffix && !fs::exists(path + suffix, status)) continue;
        fs::rename(path + suffix, target + suffix, status);
        if (status) {
            return fail(ioError("The workspace '" + path + "' is damaged and could not be moved aside",
                                status.message()));
        }
    }
    return target;
}

Result<void> check(Database& database) {
    Statement statement(database.handle(), "PRAGMA quick_check(1)");
    auto row = statement.step();
    if (!row) return fail(row.error());
    if (*row && statement.text(0) != "ok") {
        return fail(ErrorCode::Corrupt, "The workspace file is damaged: " + statement.text(0));
    }
    return {};
}

Result<void> openOnce(const std::string& path, Database& database, const DatabasePreparation& prepare) {
    if (auto made = createPrivately(path); !made) return made;
    auto opened = database.open(path);
    // SQLite would delete the journals of a file that is no database; somebody may want them.
    if (opened && !database.looksLikeDatabase()) {
        opened = fail(ErrorCode::Corrupt, "The workspace '" + path + "' is not a database");
    }
    if (opened) opened = prepare(database, path);
    if (opened) opened = check(database);
    if (!opened) database.close();
    return opened;
}

}  // namespace

Result<void> openDatabaseFile(const std::string& path, Database& database, std::string& recoveredFrom,
                              const DatabasePreparation& prepare) {
    auto opened = openOnce(path, database, prepare);
    if (opened || opened.error().code != ErrorCode::Corrupt) return opened;
    auto target = moveAside(path);
    if (!target) return fail(target.error());
    recoveredFrom = *target;
    return openOnce(path, database, prepare);
}

Result<void> openWorkspaceFile(const std::string& path, Database& database, std::string& recoveredFrom) {
    return openDatabaseFile(path, database, recoveredFrom, migrate);
}

}  // namespace tributary::store
