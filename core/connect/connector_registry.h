// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/connect/connector.h"

namespace tributary::connect {

/// The connectors a program was composed with. Filled at start by the composition root, then only read: any
/// thread.
class ConnectorRegistry {
  public:
    void add(std::unique_ptr<Connector> connector);
    /// nullptr when there is none of that id.
    const Connector* find(std::string_view id) const;
    const std::vector<std::unique_ptr<Connector>>& all() const { return m_connectors; }
    /// Error naming the field for an unknown key, a missing required one or a value outside the choices.
    static Result<void> validate(const Descriptor& descriptor, const Settings& settings);

  private:
    std::vector<std::unique_ptr<Connector>> m_connectors;
};

}  // namespace tributary::connect
