// SPDX-License-Identifier: GPL-3.0-or-later
#include <sstream>

#include "core/store/workspace_impl.h"

namespace tributary::store {
namespace {

// Years of work, and still a search without an index takes milliseconds.
constexpr int64_t kKeptEntries = 50'000;

/// Each word as a LIKE pattern that matches it anywhere and literally.
std::vector<std::string> patterns(const std::string& search) {
    std::vector<std::string> out;
    std::istringstream words(search);
    for (std::string word; words >> word;) {
        std::string pattern = "%";
        for (char c : word) {
            if (c == '%' || c == '_' || c == '\\') pattern += '\\';
            pattern += c;
        }
        out.push_back(pattern + "%");
    }
    return out;
}

HistoryEntry readEntry(const Statement& statement) {
    HistoryEntry entry;
    entry.id = statement.integer(0);
    entry.startedAtMs = statement.integer(1);
    entry.sql = statement.text(2);
    entry.target = statement.text(3);
    entry.status = static_cast<RunStatus>(statement.integer(4));
    entry.error = statement.text(5);
    if (!statement.isNull(6)) entry.rows = static_cast<uint64_t>(statement.integer(6));
    entry.durationMs = statement.integer(7);
    return entry;
}

}  // namespace

Result<int64_t> Workspace::addHistory(const HistoryEntry& entry) {
    std::lock_guard lock(m_impl->mutex);
    Transaction transaction(m_impl->database);
    if (!transaction.begun()) return fail(transaction.begun().error());
    auto insert = m_impl->prepare(
        "INSERT INTO history (started_at, sql, target, status, error, row_count, duration) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id");
    std::optional<int64_t> rows;
    if (entry.rows) rows = static_cast<int64_t>(*entry.rows);
    insert.bind(entry.startedAtMs).bind(entry.sql).bind(entry.target).bind(static_cast<int>(entry.status));
    auto row = insert.bind(entry.error).bind(rows).bind(entry.durationMs).step();
    if (!row) return fail(row.error());
    const int64_t id = insert.integer(0);
    if (auto done = insert.run(); !done) return fail(done.error());
    auto prune = m_impl->prepare("DELETE FROM history WHERE id <= ?");
    if (auto done = prune.bind(id - kKeptEntries).run(); !done) return fail(done.error());
    if (auto done = transaction.commit(); !done) return fail(done.error());
    return id;
}

Result<std::vector<HistoryEntry>> Workspace::history(const std::string& search, size_t limit,
                                                     size_t offset) const {
    const auto words = patterns(search);
    std::string sql = "SELECT id, started_at, sql, target, status, error, row_count, duration FROM history";
    for (size_t i = 0; i < words.size(); i++)
        sql += i ? " AND sql LIKE ? ESCAPE '\\'" : " WHERE sql LIKE ? ESCAPE '\\'";
    sql += " ORDER BY started_at DESC, id DESC LIMIT ? OFFSET ?";

    std::lock_guard lock(m_impl->mutex);
    auto statement = m_impl->prepare(sql);
    for (const auto& word : words) statement.bind(word);
    statement.bind(static_cast<int64_t>(limit)).bind(static_cast<int64_t>(offset));
    std::vector<HistoryEntry> out;
    for (;;) {
        auto row = statement.step();
        if (!row) return fail(row.error());
        if (!*row) return out;
        out.push_back(readEntry(statement));
    }
}

Result<void> Workspace::clearHistory() {
    std::lock_guard lock(m_impl->mutex);
    return m_impl->database.execute("DELETE FROM history");
}

}  // namespace tributary::store
