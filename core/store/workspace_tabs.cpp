// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/process_tag.h"
#include "core/store/workspace_impl.h"

namespace tributary::store {
namespace {

constexpr int64_t kOwnerLivesMs = 10'000;
constexpr int kKeptClosedTabs = 50;

constexpr const char* kTabColumns = "id, title, sql, target, position, cursor, saved_query_id, open, chart";

EditorTab readTab(const Statement& statement) {
    EditorTab tab;
    tab.id = statement.text(0);
    tab.title = statement.text(1);
    tab.sql = statement.text(2);
    tab.target = statement.text(3);
    tab.position = static_cast<int>(statement.integer(4));
    tab.cursor = static_cast<int>(statement.integer(5));
    tab.savedQueryId = statement.text(6);
    tab.open = statement.integer(7) != 0;
    tab.chart = statement.text(8);
    return tab;
}

Result<void> beat(Database& database, const std::string& owner) {
    Statement statement(
        database.handle(),
        "INSERT INTO owner (id, seen_at, process) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "seen_at = excluded.seen_at, process = excluded.process");
    return statement.bind(owner).bind(nowMs()).bind(thisProcessTag()).run();
}

Result<void> dropOwner(Database& database, const std::string& owner) {
    Statement statement(database.handle(), "DELETE FROM owner WHERE id = ?");
    return statement.bind(owner).run();
}

/// Forgets windows whose heartbeat stopped or whose process has ended. A time in the future (the clock was
/// set back) counts as stopped too.
Result<void> dropDeadOwners(Database& database) {
    const int64_t now = nowMs();
    Statement statement(database.handle(), "DELETE FROM owner WHERE seen_at < ? OR seen_at > ?");
    if (auto done = statement.bind(now - kOwnerLivesMs).bind(now + kOwnerLivesMs).run(); !done) return done;
    std::vector<std::string> gone;
    Statement left(database.handle(), "SELECT id, process FROM owner");
    for (;;) {
        auto row = left.step();
        if (!row) return fail(row.error());
        if (!*row) break;
        if (isProcessGone(left.text(1))) gone.push_back(left.text(0));
    }
    for (const std::string& owner : gone) {
        if (auto done = dropOwner(database, owner); !done) return done;
    }
    return {};
}

/// Conflict when another live window has taken the tab, which happens to a window that was asleep.
Result<void> checkOwner(Database& database, const std::string& owner, const std::string& tabId) {
    Statement statement(
        database.handle(),
        "SELECT 1 FROM tab JOIN owner ON owner.id = tab.owner WHERE tab.id = ? AND tab.owner <> ?");
    auto row = statement.bind(tabId).bind(owner).step();
    if (!row) return fail(row.error());
    if (!*row) return {};
    return fail(ErrorCode::Conflict, "Another window has taken over this tab",
                "Its text is kept in both windows.");
}

}  // namespace

Result<void> Workspace::saveTab(const std::string& owner, const EditorTab& tab) {
    std::lock_guard lock(m_impl->mutex);
    Transaction transaction(m_impl->database);
    if (!transaction.begun()) return transaction.begun();
    if (auto done = beat(m_impl->database, owner); !done) return done;
    if (auto done = dropDeadOwners(m_impl->database); !done) return done;
    if (auto mine = checkOwner(m_impl->database, owner, tab.id); !mine) return mine;
    auto upsert = m_impl->prepare(
        "INSERT INTO tab (id, owner, title, sql, target, position, cursor, saved_query_id, chart, open) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, "
        "title = excluded.title, sql = excluded.sql, target = excluded.target, position = excluded.position, "
        "cursor = excluded.cursor, saved_query_id = excluded.saved_query_id, "
        "chart = excluded.chart, open = 1");
    upsert.bind(tab.id).bind(owner).bind(tab.title).bind(tab.sql).bind(tab.target).bind(tab.position);
    if (auto done = upsert.bind(tab.cursor).bind(tab.savedQueryId).bind(tab.chart).run(); !done) return done;
    return transaction.commit();
}

Result<void> Workspace::closeTab(const std::string& owner, const std::string& tabId) {
    std::lock_guard lock(m_impl->mutex);
    Transaction transaction(m_impl->database);
    if (!transaction.begun()) return transaction.begun();
    auto close = m_impl->prepare(
        "UPDATE tab SET open = 0, closed_order = (SELECT max(closed_order) + 1 FROM tab) WHERE id = ? AND "
        "owner = ?");
    if (auto done = close.bind(tabId).bind(owner).run(); !done) return done;
    // An empty tab is nothing to come back to.
    auto prune = m_impl->prepare(
        "DELETE FROM tab WHERE open = 0 AND (trim(sql) = '' OR id NOT IN "
        "(SELECT id FROM tab WHERE open = 0 ORDER BY closed_order DESC LIMIT ?))");
    if (auto done = prune.bind(kKeptClosedTabs).run(); !done) return done;
    return transaction.commit();
}

Result<std::vector<EditorTab>> Workspace::adoptTabs(const std::string& owner) {
    std::lock_guard lock(m_impl->mutex);
    Transaction transaction(m_impl->database);
    if (!transaction.begun()) return fail(transaction.begun().error());
    if (auto done = beat(m_impl->database, owner); !done) return fail(done.error());
    if (auto done = dropDeadOwners(m_impl->database); !done) return fail(done.error());
    auto adopt =
        m_impl->prepare("UPDATE tab SET owner = ? WHERE open = 1 AND owner NOT IN (SELECT id FROM owner)");
    if (auto done = adopt.bind(owner).run(); !done) return fail(done.error());

    std::vector<EditorTab> out;
    auto statement = m_impl->prepare(std::string("SELECT ") + kTabColumns +
                                     " FROM tab WHERE open = 1 AND owner = ? ORDER BY position, rowid");
    statement.bind(owner);
    for (;;) {
        auto row = statement.step();
        if (!row) return fail(row.error());
        if (!*row) break;
        out.push_back(readTab(statement));
    }
    if (auto done = transaction.commit(); !done) return fail(done.error());
    return out;
}

Result<std::optional<EditorTab>> Workspace::reopenTab(const std::string& owner) {
    std::lock_guard lock(m_impl->mutex);
    Transaction transaction(m_impl->database);
    if (!transaction.begun()) return fail(transaction.begun().error());
    if (auto done = dropDeadOwners(m_impl->database); !done) return fail(done.error());
    auto statement = m_impl->prepare(
        std::string(
            "UPDATE tab SET open = 1, owner = ? WHERE id = (SELECT id FROM tab WHERE open = 0 AND (owner = ? "
            "OR owner NOT IN (SELECT id FROM owner)) ORDER BY closed_order DESC LIMIT 1) RETURNING ") +
        kTabColumns);
    auto row = statement.bind(owner).bind(owner).step();
    if (!row) return fail(row.error());
    std::optional<EditorTab> out;
    if (*row) {
        out = readTab(statement);
        if (auto done = statement.run(); !done) return fail(done.error());
    }
    if (auto done = transaction.commit(); !done) return fail(done.error());
    return out;
}

Result<void> Workspace::heartbeat(const std::string& owner) {
    std::lock_guard lock(m_impl->mutex);
    return beat(m_impl->database, owner);
}

Result<void> Workspace::releaseOwner(const std::string& owner) {
    std::lock_guard lock(m_impl->mutex);
    return dropOwner(m_impl->database, owner);
}

}  // namespace tributary::store
