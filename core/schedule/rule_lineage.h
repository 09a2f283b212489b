// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/alerts/rules/rule.h"
#include "core/lineage/collect/definition_collector.h"

namespace tributary::schedule {

/// Alert rules as nodes of lineage, named "alerts.<rule>": fed by what their queries read. Rules that are
/// gone end their edges. `known`: what was recorded of each rule before, by id; those whose text is the same
/// are not looked at again. Blocks; sources may be asked for the columns of native queries.
Result<lineage::DefinitionReport> recordRuleLineage(engine::Workbench& workbench,
                                                    lineage::LineageStore& store,
                                                    const std::vector<alerts::RuleGroup>& groups,
                                                    std::map<std::string, std::string>& known, int64_t nowMs,
                                                    const CancelToken& token);

/// Does that in a thread of its own whenever rules were loaded, so that no rule waits for it. Thread-safe;
/// the workbench must outlive it.
class RuleLineage {
  public:
    RuleLineage(engine::Workbench& workbench, std::function<void(const std::string&)> log);
    ~RuleLineage();

    /// Returns at once. Rules that come while others are read replace those that wait.
    void follow(std::vector<alerts::RuleGroup> groups);

  private:
    void loop();
    void record(const std::vector<alerts::RuleGroup>& groups);

    engine::Workbench& m_workbench;
    const std::function<void(const std::string&)> m_log;
    CancelToken m_stop;
    std::map<std::string, std::string> m_known;  ///< of the thread
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::optional<std::vector<alerts::RuleGroup>> m_waiting;
    bool m_ending = false;
    std::thread m_thread;  ///< last: begins when all else stands
};

}  // namespace tributary::schedule
