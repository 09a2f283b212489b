// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/file_format.h"

namespace tributary::store {
namespace {

Result<void> refuseForeign(Database& database, const std::string& path, const FileFormat& format) {
    auto application = database.integer("PRAGMA application_id");
    if (!application) return fail(application.error());
    if (*application == format.applicationId) return {};
    auto tables = database.integer("SELECT count(*) FROM sqlite_schema");
    if (!tables) return fail(tables.error());
    if (*application == 0 && *tables == 0) return {};
    return fail(ErrorCode::InvalidArgument, "'" + path + "' is an SQLite database, but not " + format.ours,
                format.foreignHint);
}

Result<void> applyFrom(Database& database, int64_t version, const FileFormat& format,
                       const std::function<Result<void>(Database&)>& made) {
    for (size_t i = static_cast<size_t>(version); i < format.migrations.size(); i++) {
        if (auto done = database.execute(format.migrations[i]); !done) return done;
    }
    if (version == 0 && made) {
        if (auto done = made(database); !done) return done;
    }
    const std::string marks = "PRAGMA application_id = " + std::to_string(format.applicationId) +
                              "; PRAGMA user_version = " + std::to_string(format.migrations.size());
    return database.execute(marks.c_str());
}

}  // namespace

Result<void> prepareFile(Database& database, const std::string& path, const FileFormat& format,
                         const std::function<Result<void>(Database&)>& made) {
    if (auto ours = refuseForeign(database, path, format); !ours) return ours;
    auto version = database.integer("PRAGMA user_version");
    if (!version) return fail(version.error());
    const auto last = static_cast<int64_t>(format.migrations.size());
    if (*version > last) {
        return fail(ErrorCode::Unsupported,
                    "'" + path + "' was made by a newer Tributary (format " + std::to_string(*version) +
                        ", this one reads up to " + std::to_string(last) + ")",
                    format.newerHint);
    }
    std::string modes = "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA synchronous = ";
    modes += format.synchronous;
    if (auto set = database.execute(modes.c_str()); !set) return set;
    if (*version == last) return {};
    Transaction transaction(database);
    if (!transaction.begun()) return transaction.begun();
    version = database.integer("PRAGMA user_version");  // another process may have migrated meanwhile
    if (!version) return fail(version.error());
    if (auto done = applyFrom(database, *version, format, made); !done) return done;
    return transaction.commit();
}

}  // namespace tributary::store
