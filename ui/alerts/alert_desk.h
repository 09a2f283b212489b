// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/alerts/rules/rule.h"
#include "core/alerts/store/alert_journal.h"
#include "core/alerts/store/alert_store.h"
#include "core/alerts/store/lease_keeper.h"

namespace tributary::ui {

/// A group of rules as kept, and as read; `error` when the text is no group.
struct RuleGroupEntry {
    alerts::RuleGroupRecord record;
    alerts::RuleGroup group;
    std::optional<Error> error;
};

/// One alert that is not normal, with what became of its messages.
struct ActiveAlert {
    alerts::InstanceRecord instance;
    std::string rule;
    std::string group;
    std::vector<std::string> silencedBy;  ///< ids of silences that hold now
    std::optional<alerts::AcknowledgementRecord> acknowledged;
};

/// Everything the alerts page shows, read in one go.
struct AlertPicture {
    alerts::TimePoint at{};
    std::vector<RuleGroupEntry> groups;
    std::map<std::string, alerts::EvaluationRecord> lastEvaluations;  ///< by rule id
    std::vector<ActiveAlert> active;                                  ///< firing first, newest first
    std::vector<alerts::TransitionRecord> history;                    ///< newest first
    bool historyCut = false;                                          ///< there are older ones in the range
    std::vector<alerts::SilenceRecord> silences;
    std::vector<alerts::ChannelRecord> channels;
    std::vector<alerts::DeliveryRecord> deliveries;  ///< newest first
    std::vector<alerts::DeadLetterRecord> deadLetters;
    std::string routing;
    std::optional<alerts::LeaseRecord> owner;  ///< who evaluates; nullopt: nobody
    std::string damagedFile;                   ///< where a damaged alerts file was put; empty: all was well
    int64_t changes = 0;                       ///< of what people decided
    int64_t writes = 0;                        ///< of the one who evaluates
};

/// The alerts of a workspace as the window reads and changes them. Reading makes no file: it is made by the
/// first change.
/// Thread-safe; every call blocks on the disk: for background threads.
class AlertDesk {
  public:
    explicit AlertDesk(std::string workspacePath);
    ~AlertDesk();

    /// History of the last `span`.
    Result<AlertPicture> load(alerts::Duration span);
    /// Whether `load` would tell something else by now.
    Result<bool> hasChanged(const AlertPicture& picture);

    struct Parts {
        std::unique_ptr<alerts::AlertStore> store;
        std::unique_ptr<alerts::AlertJournal> journal;
        std::unique_ptr<alerts::LeaseKeeper> lease;
    };
    Result<std::shared_ptr<Parts>> parts();

    /// Puts a rule into its group (made when it is not there), replacing the one with its id. A group of a
    /// followed file is written into that file.
    Result<void> saveRule(const alerts::RuleGroup& group, const alerts::Rule& rule);
    Result<void> removeRule(const std::string& file, const std::string& group, const std::string& ruleId);

  private:
    bool exists() const;
    Result<void> changeGroup(const std::string& file, const std::string& name,
                             const std::function<Result<void>(alerts::RuleGroup&)>& change, bool make);

    std::string m_path;
    std::mutex m_mutex;
    std::shared_ptr<Parts> m_parts;
};

/// "firing", "pending" … as the list orders them: the most pressing first.
int urgency(const std::string& state);

}  // namespace tributary::ui
