// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/store/alert_file.h"

#include "core/alerts/store/schema.h"
#include "core/store/database_file.h"

namespace tributary::alerts {

Result<std::shared_ptr<AlertFile>> AlertFile::open(const std::string& path) {
    std::shared_ptr<AlertFile> file(new AlertFile());
    file->m_path = path;
    auto opened = store::openDatabaseFile(path, file->m_database, file->m_recoveredFrom, prepareAlertFile);
    if (!opened) return fail(opened.error());
    return file;
}

Result<void> AlertFile::setDurability(Durability durability) {
    if (durability == m_durability) return {};
    auto set = m_database.execute(durability == Durability::Synced ? "PRAGMA synchronous = FULL"
                                                                   : "PRAGMA synchronous = NORMAL");
    if (set) m_durability = durability;
    return set;
}

Result<void> AlertFile::write(Durability durability, Counts counts,
                              const std::function<Result<void>(store::Database&)>& body) {
    std::lock_guard lock(m_mutex);
    if (auto set = setDurability(durability); !set) return set;
    store::Transaction transaction(m_database);
    if (!transaction.begun()) return transaction.begun();
    if (auto done = body(m_database); !done) return done;
    if (counts != Counts::Nothing) {
        auto counted = m_database.execute(counts == Counts::Change
                                              ? "UPDATE meta SET value = value + 1 WHERE key = 'changes'"
                                              : "UPDATE meta SET value = value + 1 WHERE key = 'writes'");
        if (!counted) return counted;
    }
    return transaction.commit();
}

Result<void> AlertFile::writeAs(const Fence& fence, Durability durability,
                                const std::function<Result<void>(store::Database&)>& body) {
    return write(durability, Counts::Write, [&](store::Database& database) -> Result<void> {
        if (auto mine = checkFence(database, fence); !mine) return mine;
        return body(database);
    });
}

Result<void> checkFence(store::Database& database, const Fence& fence) {
    store::Statement statement(database.handle(), "SELECT owner, token, program, host, pid FROM lease");
    auto row = statement.step();
    if (!row) return fail(row.error());
    if (!*row)
        return fail(ErrorCode::Conflict, "The alerts of this workspace are evaluated by nobody any more");
    if (statement.text(0) == fence.owner && statement.integer(1) == fence.token) return {};
    return fail(ErrorCode::Conflict,
                "The alerts of this workspace are evaluated by another program now: the " +
                    statement.text(2) + " with process " + statement.text(4) + " on " + statement.text(3));
}

}  // namespace tributary::alerts
