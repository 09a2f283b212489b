// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <shared_mutex>
#include <string_view>
#include <vector>

#include "core/connect/connector.h"

namespace tributary::connect {

/// The connectors of a program: those it was composed with, and those of the plugins that are installed,
/// which can change while it runs. Thread-safe; a connector lives as long as the registry.
class ConnectorRegistry {
  public:
    void add(std::unique_ptr<Connector> connector);
    /// The connectors of plugins, in place of those of the last call. These are not offered any more; `find`
    /// still gives them: opening one says what became of its plugin. An added connector's id wins.
    void setPlugins(std::vector<std::unique_ptr<Connector>> connectors);
    /// nullptr when there is none of that id.
    const Connector* find(std::string_view id) const;
    std::vector<const Connector*> all() const;
    /// Error naming the field for an unknown key, a missing required one or a value outside the choices.
    static Result<void> validate(const Descriptor& descriptor, const Settings& settings);

  private:
    mutable std::shared_mutex m_mutex;
    std::vector<std::unique_ptr<Connector>> m_connectors;
    std::vector<std::unique_ptr<Connector>> m_plugins;
    std::vector<std::unique_ptr<Connector>> m_retired;
};

}  // namespace tributary::connect
