// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
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
    /// `Safe`: what is installed is known and can be managed, and nothing of it is started.
    enum class Start { Normal, Safe };
    explicit PluginSources(std::filesystem::path root, Start start = Start::Normal);
    ~PluginSources() override;

    /// Makes the registry's plugin connectors those of the sources that are installed now; those that may not
    /// start say why when they are used. One whose id is that of a connector of ours is left out. Starts
    /// nothing; ends processes of what was disabled, revoked, removed or changed since the last call. True:
    /// something is different. Costs one short read when nothing is, so it can be asked now and then.
    Result<bool> fill(connect::ConnectorRegistry& registry);
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
    void put(const std::vector<plugin::InstalledPlugin>& plugins, connect::ConnectorRegistry& registry);
    void endWhatChanged(const std::vector<plugin::InstalledPlugin>& plugins, plugin::Supervisor& supervisor);

    const std::filesystem::path m_root;
    const bool m_safe;
    const plugin::SourceDialects m_dialects;
    std::mutex m_filling;                                   ///< one `fill` at a time
    int64_t m_filledAt = -1;                                ///< the store's change counter
    std::map<std::string, plugin::InstalledPlugin> m_last;  ///< as `fill` saw them
    mutable std::mutex m_mutex;
    std::unique_ptr<plugin::PluginHome> m_home;
    std::unique_ptr<plugin::Supervisor> m_supervisor;
    std::unique_ptr<plugin::Steps> m_steps;
    plugin::FormTexts m_texts;
};

}  // namespace tributary::app
