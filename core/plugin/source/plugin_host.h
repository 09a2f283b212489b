// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/base/cancel_token.h"
#include "core/plugin/package/plugin_store.h"
#include "core/plugin/process/plugin_process.h"

namespace tributary::plugin {

/// A running plugin process and what it reports to. The process ends with it.
class PluginSession {
  public:
    virtual ~PluginSession() = default;
    virtual PluginProcess& process() = 0;
};

/// Where a connector gets its plugin from: what is installed at this moment, and processes of it.
/// Thread-safe; outlives every connector, connection and session.
class PluginHost {
  public:
    virtual ~PluginHost() = default;
    /// As installed now. Fails, saying why, when it is gone, disabled or quarantined.
    virtual Result<InstalledPlugin> plugin(const std::string& id) = 0;
    virtual Result<std::unique_ptr<PluginSession>> start(const InstalledPlugin& plugin, const Grants& grants,
                                                         const CancelToken& token) = 0;
};

}  // namespace tributary::plugin
