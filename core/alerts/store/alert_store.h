// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/alerts/store/records.h"
#include "core/base/error.h"

namespace tributary::alerts {

class AlertFile;

/// What people decide about alerts: rules, routing, channels, silences, acknowledgements. Kept in an SQLite
/// file of its own beside the workspace; window, command line and service have it open at once and see each
/// other's changes by `changeCounter`. A file that cannot be read is moved to `<file>.damaged-<time>` and
/// told by `recoveredFrom`. Thread-safe (one mutex; every call is short), but it blocks on the disk: not for
/// the UI thread.
class AlertStore {
  public:
    static Result<std::unique_ptr<AlertStore>> open(const std::string& path);
    /// "<workspace>.alerts"
    static std::string pathFor(const std::string& workspacePath);
    ~AlertStore();

    const std::string& path() const;
    const std::string& recoveredFrom() const;  ///< where a damaged file was put; empty: all was well
    /// The file itself, for the AlertJournal and the LeaseKeeper of the same program.
    const std::shared_ptr<AlertFile>& file() const { return m_file; }
    /// Grows when any process changes what this class keeps.
    Result<int64_t> changeCounter() const;

    Result<std::vector<RuleGroupRecord>> ruleGroups() const;  ///< by file, then in their order there
    /// Adds or replaces the group of that file and name.
    Result<void> saveRuleGroup(const RuleGroupRecord& group);
    /// The groups of a file become exactly these; the file is followed from now on.
    Result<void> replaceRuleFile(const RuleFileRecord& file, const std::vector<RuleGroupRecord>& groups);
    Result<void> removeRuleGroup(const std::string& file, const std::string& name);  ///< NotFound
    Result<std::vector<RuleFileRecord>> ruleFiles() const;
    /// Notes that a followed file was looked at; does not count as a change unless the error differs.
    Result<void> noteRuleFile(const RuleFileRecord& file);
    /// With its groups. NotFound.
    Result<void> removeRuleFile(const std::string& path);

    /// The routing configuration as text (alertmanager.yml with our extensions); empty: none yet.
    Result<std::string> routing() const;
    Result<void> setRouting(const std::string& yaml);

    Result<std::vector<ChannelRecord>> channels() const;  ///< by name
    /// Adds (empty id) or replaces; Conflict when another has the name. Gives the id.
    Result<std::string> saveChannel(const ChannelRecord& channel);
    Result<void> removeChannel(
        const std::string& name);  ///< NotFound; its secrets are the caller's to remove

    /// By start; those that ended before `endedAfter` are left out.
    Result<std::vector<SilenceRecord>> silences(std::optional<TimePoint> endedAfter = std::nullopt) const;
    /// Adds (empty id) or changes. Gives the id. InvalidArgument without matchers or when it ends before it
    /// starts.
    Result<std::string> saveSilence(const SilenceRecord& silence);
    Result<void> expireSilence(const std::string& id, TimePoint now);  ///< NotFound; ends it

    Result<std::vector<AcknowledgementRecord>> acknowledgements() const;
    Result<void> acknowledge(const AcknowledgementRecord& acknowledgement);
    Result<void> unacknowledge(const std::string& fingerprint);  ///< NotFound
    /// "Not an anomaly", said of the alert of that fingerprint as it is listed now: whoever is in charge of
    /// the rules takes it within seconds, or when it starts. Gives its number. NotFound without such an
    /// alert.
    Result<int64_t> notAnAnomaly(const std::string& fingerprint, const std::string& by,
                                 const std::string& comment, TimePoint at);

    Result<std::optional<std::string>> setting(const std::string& key) const;
    Result<void> setSetting(const std::string& key, const std::string& value);

  private:
    explicit AlertStore(std::shared_ptr<AlertFile> file);
    std::shared_ptr<AlertFile> m_file;
};

/// Where a secret field of a channel is in the SecretStore.
std::string channelSecretKey(const std::string& workspaceId, const std::string& channelId,
                             const std::string& field);

}  // namespace tributary::alerts
