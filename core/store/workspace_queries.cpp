// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspace_impl.h"

namespace tributary::store {

Result<std::vector<SavedQuery>> Workspace::savedQueries() const {
    std::lock_guard lock(m_impl->mutex);
    auto statement = m_impl->prepare(
        "SELECT id, name, folder, sql, target, chart FROM saved_query ORDER BY folder, name COLLATE NOCASE, "
        "id");
    std::vector<SavedQuery> out;
    for (;;) {
        auto row = statement.step();
        if (!row) return fail(row.error());
        if (!*row) return out;
        out.push_back({statement.text(0), statement.text(1), statement.text(2), statement.text(3),
                       statement.text(4), statement.text(5)});
    }
}

Result<std::string> Workspace::saveQuery(const SavedQuery& query) {
    if (query.name.empty()) return fail(ErrorCode::InvalidArgument, "A saved query needs a name");
    std::lock_guard lock(m_impl->mutex);
    const std::string id = query.id.empty() ? newUuid() : query.id;
    Transaction transaction(m_impl->database);
    if (!transaction.begun()) return fail(transaction.begun().error());
    auto upsert = m_impl->prepare(
        "INSERT INTO saved_query (id, name, folder, sql, target, chart) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, folder = excluded.folder, sql = excluded.sql, "
        "target = excluded.target, chart = excluded.chart");
    upsert.bind(id).bind(query.name).bind(query.folder).bind(query.sql).bind(query.target).bind(query.chart);
    if (auto done = upsert.run(); !done) return fail(done.error());
    if (auto done = m_impl->countChange(); !done) return fail(done.error());
    if (auto done = transaction.commit(); !done) return fail(done.error());
    return id;
}

Result<void> Workspace::removeQuery(const std::string& id) {
    std::lock_guard lock(m_impl->mutex);
    Transaction transaction(m_impl->database);
    if (!transaction.begun()) return transaction.begun();
    auto removed = m_impl->prepare("DELETE FROM saved_query WHERE id = ? RETURNING id");
    auto row = removed.bind(id).step();
    if (!row) return fail(row.error());
    if (!*row) return fail(ErrorCode::NotFound, "The saved query is not there any more");
    if (auto done = removed.run(); !done) return done;
    if (auto done = m_impl->countChange(); !done) return done;
    return transaction.commit();
}

}  // namespace tributary::store
