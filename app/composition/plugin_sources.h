// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "core/connect/connector_registry.h"
#include "core/plugin/package/plugin_store.h"
#include "core/plugin/source/connection_form.h"
#include "core/plugin/source/plugin_host.h"
#include "core/plugin/source/source_dialect.h"
#include "core/plugin/supervise/supervisor.h"

namespace tributary::app {

/// The installed plugins as the connectors see them: which there are, and processes of them. The store is
/// opened at first need; where no plugin was ever installed, it is not made. Thread-safe.
class PluginSources : public plugin::PluginHost {
  public:
    explicit PluginSources(std::filesystem::path root);

    /// Adds the sources that are installed and enabled now to a registry nobody else uses yet. One whose id
    /// is that of a connector of ours is left out. Starts nothing.
    Result<void> addTo(connect::ConnectorRegistry& registry);
    /// What their forms are called in other languages.
    const plugin::FormTexts& texts() const { return m_texts; }

    Result<plugin::InstalledPlugin> plugin(const std::string& id) override;
    Result<std::unique_ptr<plugin::PluginSession>> start(const plugin::InstalledPlugin& plugin,
                                                         const plugin::Grants& grants,
                                                         const CancelToken& token) override;

  private:
    Result<plugin::PluginStore*> store();
    Result<plugin::Supervisor*> supervisor();

    const std::filesystem::path m_root;
    const plugin::SourceDialects m_dialects;
    std::mutex m_mutex;
    std::unique_ptr<plugin::PluginStore> m_store;
    std::unique_ptr<plugin::Supervisor> m_supervisor;
    plugin::FormTexts m_texts;
};

}  // namespace tributary::app
