// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/connect/connector.h"
#include "core/plugin/source/connection_form.h"
#include "core/plugin/source/plugin_host.h"
#include "core/plugin/source/source_dialect.h"

namespace tributary::plugin::testing {

/// The library of a driver of tests/plugins/drivers; nullopt: it cannot be had here.
std::optional<std::string> driverLibrary(const std::string& name);

/// A plugin host with one plugin that was never packed: a manifest and a library. Keeps what its processes
/// say.
class DriverHost : public PluginHost {
  public:
    /// Throws when the manifest cannot be read.
    DriverHost(const std::string& manifestFile, const std::string& library);

    const InstalledPlugin& installed() const { return m_plugin; }
    Result<InstalledPlugin> plugin(const std::string& id) override;
    Result<std::unique_ptr<PluginSession>> start(const InstalledPlugin& plugin, const Grants& grants,
                                                 const CancelToken& token) override;
    /// What was asked for last.
    Grants lastGrants() const;
    size_t starts() const;

  private:
    InstalledPlugin m_plugin;
    std::string m_data;
    mutable std::mutex m_mutex;
    Grants m_lastGrants;
    size_t m_starts = 0;
};

/// A connector of the driver of that name, with its host; nullptr: the driver cannot be had.
struct DriverConnector {
    std::unique_ptr<DriverHost> host;
    SourceDialects dialects;
    FormTexts texts;
    std::unique_ptr<connect::Connector> connector;
};
std::unique_ptr<DriverConnector> driverConnector(const std::string& name);

}  // namespace tributary::plugin::testing
