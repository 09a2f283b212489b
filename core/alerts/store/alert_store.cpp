// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/store/alert_store.h"

#include "core/alerts/store/alert_file.h"
#include "core/alerts/store/record_text.h"

namespace tributary::alerts {

using store::Database;
using store::Statement;

namespace {

Result<std::vector<RuleGroupRecord>> readGroups(Database& database) {
    Statement statement(
        database.handle(),
        "SELECT file, name, yaml, enabled, changed_at FROM rule_group ORDER BY file, position, name");
    std::vector<RuleGroupRecord> out;
    for (;;) {
        auto row = statement.step();
        if (!row) return fail(row.error());
        if (!*row) return out;
        out.push_back({statement.text(0), statement.text(1), statement.text(2), statement.integer(3) != 0,
                       timeOf(statement.integer(4))});
    }
}

Result<std::vector<RuleFileRecord>> readFiles(Database& database) {
    Statement statement(database.handle(),
                        "SELECT path, fingerprint, error, read_at FROM rule_file ORDER BY path");
    std::vector<RuleFileRecord> out;
    for (;;) {
        auto row = statement.step();
        if (!row) return fail(row.error());
        if (!*row) return out;
        out.push_back(
            {statement.text(0), statement.text(1), statement.text(2), timeOf(statement.integer(3))});
    }
}

Result<void> putGroup(Database& database, const RuleGroupRecord& group, int64_t position) {
    Statement insert(database.handle(),
                     "INSERT INTO rule_group VALUES (?,?,?,?,?,?) ON CONFLICT (file, name) DO UPDATE SET "
                     "yaml = excluded.yaml, enabled = excluded.enabled, changed_at = excluded.changed_at");
    return insert.bind(group.file)
        .bind(group.name)
        .bind(position)
        .bind(group.yaml)
        .bind(group.enabled)
        .bind(nowMillis())
        .run();
}

Result<void> putFile(Database& database, const RuleFileRecord& file) {
    Statement insert(database.handle(), "INSERT OR REPLACE INTO rule_file VALUES (?,?,?,?)");
    return insert.bind(file.path).bind(file.fingerprint).bind(file.error).bind(millis(file.readAt)).run();
}

/// Runs a statement with up to two texts; NotFound when it changed no row.
Result<void> changeOne(Database& database, std::string_view sql, std::initializer_list<std::string> values,
                       const std::string& missing) {
    Statement statement(database.handle(), sql);
    for (const auto& value : values) statement.bind(value);
    if (auto done = statement.run(); !done) return done;
    auto changed = database.integer("SELECT changes()");
    if (!changed) return fail(changed.error());
    return *changed > 0 ? Result<void>() : fail(ErrorCode::NotFound, missing);
}

}  // namespace

AlertStore::AlertStore(std::shared_ptr<AlertFile> file) : m_file(std::move(file)) {}
AlertStore::~AlertStore() = default;

Result<std::unique_ptr<AlertStore>> AlertStore::open(const std::string& path) {
    auto file = AlertFile::open(path);
    if (!file) return fail(file.error());
    return std::unique_ptr<AlertStore>(new AlertStore(std::move(*file)));
}

std::string AlertStore::pathFor(const std::string& workspacePath) {
    return workspacePath + ".alerts";
}

const std::string& AlertStore::path() const {
    return m_file->path();
}

const std::string& AlertStore::recoveredFrom() const {
    return m_file->recoveredFrom();
}

Result<int64_t> AlertStore::changeCounter() const {
    return m_file->read<int64_t>(
        [](Database& database) { return database.integer("SELECT value FROM meta WHERE key = 'changes'"); });
}

Result<std::vector<RuleGroupRecord>> AlertStore::ruleGroups() const {
    return m_file->read<std::vector<RuleGroupRecord>>(readGroups);
}

Result<void> AlertStore::saveRuleGroup(const RuleGroupRecord& group) {
    return m_file->write(
        AlertFile::Durability::Synced, AlertFile::Counts::Change, [&](Database& database) -> Result<void> {
            auto last = database.integer("SELECT coalesce(max(position), 0) + 1 FROM rule_group");
            if (!last) return fail(last.error());
            return putGroup(database, group, *last);
        });
}

Result<void> AlertStore::replaceRuleFile(const RuleFileRecord& file,
                                         const std::vector<RuleGroupRecord>& groups) {
    return m_file->write(AlertFile::Durability::Synced, AlertFile::Counts::Change,
                         [&](Database& database) -> Result<void> {
                             if (auto kept = putFile(database, file); !kept) return kept;
                             Statement remove(database.handle(), "DELETE FROM rule_group WHERE file = ?");
                             if (auto removed = remove.bind(file.path).run(); !removed) return removed;
                             int64_t position = 0;
                             for (auto group : groups) {
                                 group.file = file.path;
                                 if (auto put = putGroup(database, group, position++); !put) return put;
                             }
                             return {};
                         });
}

Result<void> AlertStore::removeRuleGroup(const std::string& file, const std::string& name) {
    return m_file->write(AlertFile::Durability::Synced, AlertFile::Counts::Change, [&](Database& database) {
        return changeOne(database, "DELETE FROM rule_group WHERE file = ? AND name = ?", {file, name},
                         "There is no group of rules '" + name + "'");
    });
}

Result<std::vector<RuleFileRecord>> AlertStore::ruleFiles() const {
    return m_file->read<std::vector<RuleFileRecord>>(readFiles);
}

Result<void> AlertStore::noteRuleFile(const RuleFileRecord& file) {
    auto files = ruleFiles();
    if (!files) return fail(files.error());
    bool differs = true;
    for (const auto& one : *files) differs = differs && (one.path != file.path || one.error != file.error);
    return m_file->write(AlertFile::Durability::Ordered,
                         differs ? AlertFile::Counts::Change : AlertFile::Counts::Nothing,
                         [&](Database& database) { return putFile(database, file); });
}

Result<void> AlertStore::removeRuleFile(const std::string& path) {
    return m_file->write(AlertFile::Durability::Synced, AlertFile::Counts::Change,
                         [&](Database& database) -> Result<void> {
                             Statement remove(database.handle(), "DELETE FROM rule_group WHERE file = ?");
                             if (auto removed = remove.bind(path).run(); !removed) return removed;
                             return changeOne(database, "DELETE FROM rule_file WHERE path = ?", {path},
                                              "No rules come from the file '" + path + "'");
                         });
}

Result<std::string> AlertStore::routing() const {
    auto text = setting("routing");
    if (!text) return fail(text.error());
    return text->value_or(std::string());
}

Result<void> AlertStore::setRouting(const std::string& yaml) {
    return setSetting("routing", yaml);
}

Result<std::optional<std::string>> AlertStore::setting(const std::string& key) const {
    return m_file->read<std::optional<std::string>>(
        [&](Database& database) -> Result<std::optional<std::string>> {
            Statement statement(database.handle(), "SELECT value FROM setting WHERE key = ?");
            auto row = statement.bind(key).step();
            if (!row) return fail(row.error());
            return *row ? std::optional(statement.text(0)) : std::nullopt;
        });
}

Result<void> AlertStore::setSetting(const std::string& key, const std::string& value) {
    return m_file->write(AlertFile::Durability::Synced, AlertFile::Counts::Change, [&](Database& database) {
        Statement statement(database.handle(), "INSERT OR REPLACE INTO setting VALUES (?,?)");
        return statement.bind(key).bind(value).run();
    });
}

Result<void> AlertStore::removeChannel(const std::string& name) {
    return m_file->write(AlertFile::Durability::Synced, AlertFile::Counts::Change, [&](Database& database) {
        return changeOne(database, "DELETE FROM channel WHERE name = ?", {name},
                         "There is no channel '" + name + "'");
    });
}

Result<void> AlertStore::unacknowledge(const std::string& fingerprint) {
    return m_file->write(AlertFile::Durability::Synced, AlertFile::Counts::Change, [&](Database& database) {
        return changeOne(database, "DELETE FROM acknowledgement WHERE fingerprint = ?", {fingerprint},
                         "The alert " + fingerprint + " is not acknowledged");
    });
}

std::string channelSecretKey(const std::string& workspaceId, const std::string& channelId,
                             const std::string& field) {
    return workspaceId + "/alert-channel-" + channelId + "/" + field;
}

}  // namespace tributary::alerts
