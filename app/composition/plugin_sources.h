// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "core/connect/connector_registry.h"
#include "core/plugin/apply/steps.h"
#include "core/plugin/install/plugin_home.h"
#include "core/plugin/source/connection_form.h"
#include "core/plugin/source/plugin_host.h"
#include "core/plugin/source/source_dialect.h"
#include "core/plugin/supervise/supervisor.h"

namespace tributary::app {

/// The installed plugins of one program: which there are, processes of them, and what they can do with rows.
/// Everything is opened at first need; where no plugin was ever installed, nothing is made. Thread-safe;
/// outlives every connector, session and step.
class PluginSources : public plugin::PluginHost {
  public:
    explicit PluginSources(std::filesystem::path root);
    ~PluginSources() override;

    /// Makes the registry's plugin connectors those of the sources that are installed and enabled now. One
    /// whose id is that of a connector of ours is left out. Starts nothing.
    Result<void> fill(connect::ConnectorRegistry& registry);
    /// What their forms are called in other languages, as `fill` read them last.
    plugin::FormTexts texts() const;

    struct Parts {
        plugin::PluginHome& home;
        plugin::Supervisor& supervisor;
        const plugin::Steps& steps;
    };
    /// Opens what is not open; makes the folder of plugins when there is none.
    Result<Parts> parts();
    /// The same, but nothing is made: unset where no plugin was ever installed.
    Result<std::optional<Parts>> partsIfAny();

    Result<plugin::InstalledPlugin> plugin(const std::string& id) override;
    Result<std::unique_ptr<plugin::PluginSession>> start(const plugin::InstalledPlugin& plugin,
                                                         const plugin::Grants& grants,
                                                         const CancelToken& token) override;

  private:
    const std::filesystem::path m_root;
    const plugin::SourceDialects m_dialects;
    mutable std::mutex m_mutex;
    std::unique_ptr<plugin::PluginHome> m_home;
    std::unique_ptr<plugin::Supervisor> m_supervisor;
    std::unique_ptr<plugin::Steps> m_steps;
    plugin::FormTexts m_texts;
};

}  // namespace tributary::app
