// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspace_impl.h"

namespace tributary::store {
namespace {

Result<void> readSettings(Database& database, ConnectionRecord& record) {
    Statement statement(database.handle(),
                        "SELECT key, value FROM connection_setting WHERE connection_id = ? ORDER BY key");
    statement.bind(record.id);
    for (;;) {
        auto row = statement.step();
        if (!row) return fail(row.error());
        if (!*row) return {};
        if (statement.isNull(1)) {
            record.secretKeys.push_back(statement.text(0));
        } else {
            record.settings[statement.text(0)] = statement.text(1);
        }
    }
}

/// Every connection, or the one called `name`.
Result<std::vector<ConnectionRecord>> readConnections(Database& database, const std::string* name) {
    Statement statement(
        database.handle(),
        name ? "SELECT id, name, type, color, folder, read_only FROM connection WHERE name = ?"
             : "SELECT id, name, type, color, folder, read_only FROM connection ORDER BY folder, name");
    if (name) statement.bind(*name);
    std::vector<ConnectionRecord> out;
    for (;;) {
        auto row = statement.step();
        if (!row) return fail(row.error());
        if (!*row) break;
        ConnectionRecord record;
        record.id = statement.text(0);
        record.name = statement.text(1);
        record.type = statement.text(2);
        record.color = statement.text(3);
        record.group = statement.text(4);
        record.readOnly = statement.integer(5) != 0;
        out.push_back(std::move(record));
    }
    for (auto& record : out) {
        if (auto read = readSettings(database, record); !read) return fail(read.error());
    }
    return out;
}

Result<void> writeSettings(Database& database, const ConnectionRecord& record, const std::string& id) {
    Statement clear(database.handle(), "DELETE FROM connection_setting WHERE connection_id = ?");
    if (auto done = clear.bind(id).run(); !done) return done;
    for (const auto& key : record.secretKeys) {
        Statement insert(database.handle(), "INSERT INTO connection_setting VALUES (?, ?, NULL)");
        if (auto done = insert.bind(id).bind(key).run(); !done) return done;
    }
    for (const auto& [key, value] : record.settings) {
        Statement insert(database.handle(), "INSERT INTO connection_setting VALUES (?, ?, ?)");
        if (auto done = insert.bind(id).bind(key).bind(value).run(); !done) return done;
    }
    return {};
}

Result<void> checkRecord(const ConnectionRecord& record) {
    if (record.name.empty()) {
        return fail(ErrorCode::InvalidArgument, "A connection needs a name",
                    "The name is how SQL refers to it: name.schema.table.");
    }
    for (const auto& key : record.secretKeys) {
        if (record.settings.count(key)) {
            return fail(ErrorCode::Internal,
                        "The field '" + key + "' is a secret and must not be kept in the workspace");
        }
    }
    return {};
}

Result<void> checkNameIsFree(Database& database, const std::string& name, const std::string& id) {
    Statement taken(database.handle(), "SELECT name FROM connection WHERE name = ? AND id <> ?");
    auto row = taken.bind(name).bind(id).step();
    if (!row) return fail(row.error());
    if (!*row) return {};
    return fail(ErrorCode::Conflict, "There is a connection called '" + taken.text(0) + "' already",
                "Choose another name, or remove the other connection first.");
}

Error noSuchConnection(const std::string& name) {
    return Error(ErrorCode::NotFound, "There is no connection called '" + name + "'",
                 "See the names with: tributary connection list");
}

}  // namespace

Result<std::vector<ConnectionRecord>> Workspace::connections() const {
    std::lock_guard lock(m_impl->mutex);
    return readConnections(m_impl->database, nullptr);
}

Result<ConnectionRecord> Workspace::connection(const std::string& name) const {
    std::lock_guard lock(m_impl->mutex);
    auto found = readConnections(m_impl->database, &name);
    if (!found) return fail(found.error());
    if (found->empty()) return fail(noSuchConnection(name));
    return std::move(found->front());
}

Result<std::string> Workspace::saveConnection(const ConnectionRecord& record) {
    if (auto good = checkRecord(record); !good) return fail(good.error());
    std::lock_guard lock(m_impl->mutex);
    const std::string id = record.id.empty() ? newUuid() : record.id;
    Transaction transaction(m_impl->database);
    if (!transaction.begun()) return fail(transaction.begun().error());
    if (auto isFree = checkNameIsFree(m_impl->database, record.name, id); !isFree)
        return fail(isFree.error());
    auto upsert = m_impl->prepare(
        "INSERT INTO connection (id, name, type, color, folder, read_only, created) VALUES (?, ?, ?, ?, ?, "
        "?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type, color = excluded.color, "
        "folder = excluded.folder, read_only = excluded.read_only");
    upsert.bind(id).bind(record.name).bind(record.type).bind(record.color).bind(record.group);
    upsert.bind(record.readOnly ? 1 : 0).bind(nowMs());
    if (auto done = upsert.run(); !done) return fail(done.error());
    if (auto done = writeSettings(m_impl->database, record, id); !done) return fail(done.error());
    if (auto done = m_impl->countChange(); !done) return fail(done.error());
    if (auto done = transaction.commit(); !done) return fail(done.error());
    return id;
}

Result<void> Workspace::removeConnection(const std::string& name) {
    std::lock_guard lock(m_impl->mutex);
    Transaction transaction(m_impl->database);
    if (!transaction.begun()) return transaction.begun();
    auto removed = m_impl->prepare("DELETE FROM connection WHERE name = ? RETURNING id");
    auto row = removed.bind(name).step();
    if (!row) return fail(row.error());
    if (!*row) return fail(noSuchConnection(name));
    if (auto done = removed.run(); !done) return done;
    if (auto done = m_impl->countChange(); !done) return done;
    return transaction.commit();
}

}  // namespace tributary::store
