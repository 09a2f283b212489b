// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/alerts/channels/channel.h"

namespace tributary::alerts::channels {

/// All kinds this program knows: its own, and what was added before use. Then immutable; any thread.
class ChannelRegistry {
  public:
    ChannelRegistry();
    /// In place of one with the same id.
    void add(std::shared_ptr<const Channel> channel);
    /// nullptr: there is no such kind.
    std::shared_ptr<const Channel> find(const std::string& id) const;
    const std::vector<std::shared_ptr<const Channel>>& all() const { return m_channels; }

  private:
    std::vector<std::shared_ptr<const Channel>> m_channels;
};

}  // namespace tributary::alerts::channels
