// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/confine/guard.h"
#include "core/plugin/confine/network_rules.h"

namespace tributary::plugin {

/// Looks names up in threads of its own and collects what they found: a name server that does not answer
/// holds up nobody. One thread may call; look-ups that are still under way when it is destroyed end by
/// themselves.
class NameLookup {
  public:
    struct Answer {
        std::string name;
        std::optional<std::vector<IpAddress>> addresses;  ///< nothing: it failed
    };

    explicit NameLookup(ResolveHost resolve);
    ~NameLookup();

    /// Readable when there is something to collect.
    int descriptor() const;
    /// Nothing if it is under way already.
    void start(const std::string& name);
    std::vector<Answer> collect();

  private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

}  // namespace tributary::plugin
