// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace tributary::store {

/// A connection as it is kept. Secret values are never here: `secretKeys` names the fields that live in a
/// SecretStore.
struct ConnectionRecord {
    std::string id;    ///< uuid, given by the workspace
    std::string name;  ///< catalog name in SQL; unique without regard to case
    std::string type;  ///< connector id
    std::map<std::string, std::string> settings;
    std::vector<std::string> secretKeys;
    std::string color;  ///< "#rrggbb"; empty: the connector's
    std::string group;
    bool readOnly = false;
};

struct SavedQuery {
    std::string id;
    std::string name;
    std::string folder;
    std::string sql;
    std::string target;  ///< empty: federated; else a connection's name
    std::string chart;   ///< JSON of the window's chart settings; empty: none
};

enum class RunStatus { Ok, Error, Cancelled };

struct HistoryEntry {
    int64_t id = 0;
    int64_t startedAtMs = 0;  ///< Unix time, UTC
    std::string sql;
    std::string target;
    RunStatus status = RunStatus::Ok;
    std::string error;
    std::optional<uint64_t> rows;
    int64_t durationMs = 0;
};

/// The state of one editor tab, journaled while the user types.
struct EditorTab {
    std::string id;  ///< uuid
    std::string title;
    std::string sql;
    std::string target;
    int position = 0;
    int cursor = 0;  ///< byte offset
    std::string savedQueryId;
    std::string chart;  ///< JSON of the window's chart settings; empty: none
    bool open = true;   ///< closed tabs are kept for "reopen", the newest 50
};

/// The workspace file: SQLite in WAL mode, migrated when opened. Thread-safe (one mutex; every call is
/// short). Two processes may have it open: a change made by the other is seen by `changeCounter`. A file that
/// cannot be read is moved to `<file>.damaged-<time>` and told by `recoveredFrom`; it is never overwritten.
class Workspace {
  public:
    static Result<std::unique_ptr<Workspace>> open(const std::string& path);
    /// An empty workspace that is kept in memory alone; `path` is only what it is called.
    static Result<std::unique_ptr<Workspace>> openEmpty(const std::string& path);
    /// $XDG_DATA_HOME/tributary/workspace.tributary
    static std::string defaultPath();
    ~Workspace();

    const std::string& path() const;
    const std::string& id() const;             ///< uuid of this workspace
    const std::string& recoveredFrom() const;  ///< where a damaged file was put; empty: all was well
    Result<int64_t> changeCounter() const;  ///< grows when any process changes connections or saved queries

    Result<std::vector<ConnectionRecord>> connections() const;
    Result<ConnectionRecord> connection(const std::string& name) const;  ///< NotFound
    /// Adds (empty id) or replaces; Conflict when another has the name. Gives the id.
    Result<std::string> saveConnection(const ConnectionRecord& record);
    Result<void> removeConnection(const std::string& name);

    Result<std::vector<SavedQuery>> savedQueries() const;
    Result<std::string> saveQuery(const SavedQuery& query);
    Result<void> removeQuery(const std::string& id);

    Result<int64_t> addHistory(const HistoryEntry& entry);
    /// Newest first; every word of `search` must occur in the statement.
    Result<std::vector<HistoryEntry>> history(const std::string& search, size_t limit,
                                              size_t offset = 0) const;
    Result<void> clearHistory();

    /// Tabs of this window's session. `owner` is a uuid per running window: tabs of a dead owner are adopted
    /// by `adoptTabs`, those of a live one (heartbeat younger than 10 s and its process,
    /// when it is on this machine, still there) are left alone.
    Result<void> saveTab(const std::string& owner, const EditorTab& tab);
    Result<void> closeTab(const std::string& owner, const std::string& tabId);
    Result<std::vector<EditorTab>> adoptTabs(const std::string& owner);
    Result<std::optional<EditorTab>> reopenTab(const std::string& owner);
    Result<void> heartbeat(const std::string& owner);
    Result<void> releaseOwner(const std::string& owner);

    Result<std::optional<std::string>> setting(const std::string& key) const;
    Result<void> setSetting(const std::string& key, const std::string& value);

  private:
    struct Impl;
    explicit Workspace(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace tributary::store
