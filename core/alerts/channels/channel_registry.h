// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/alerts/channels/channel.h"

namespace tributary::alerts::channels {

/// All kinds this program knows: its own, and those of the notifiers that are installed, which can change
/// while it runs. Thread-safe.
class ChannelRegistry {
  public:
    ChannelRegistry();
    /// In place of those of the last call, which whoever uses them keeps.
    void setPlugins(std::vector<std::shared_ptr<const Channel>> channels);
    /// nullptr: there is no such kind.
    std::shared_ptr<const Channel> find(const std::string& id) const;
    std::vector<std::shared_ptr<const Channel>> all() const;

  private:
    const std::vector<std::shared_ptr<const Channel>> m_own;
    mutable std::mutex m_mutex;
    std::vector<std::shared_ptr<const Channel>> m_plugins;
};

}  // namespace tributary::alerts::channels
