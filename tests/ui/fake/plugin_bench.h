// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTemporaryDir>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/composition/application.h"
#include "core/plugin/package/minisign.h"
#include "ui/plugins/plugin_parts.h"

namespace tributary::testing {

/// A plugin that a test makes of one of the test libraries.
struct MadePlugin {
    std::string id = "made";
    std::string version = "1.0.0";
    std::vector<std::string> kinds{"processor"};
    std::string library;  ///< file of the shared object
    std::string symbol;   ///< empty: the ABI's own
    bool adbc = false;
    std::string permissions = "{}";  ///< JSON
    std::string fields = "[]";       ///< JSON; of its forms
};

/// The program's parts with a workspace and a folder of plugins of their own (TRIBUTARY_PLUGINS), the shipped
/// plugins as the built-in repository, and a key that makes packages. UI thread.
class PluginBench {
  public:
    enum class Start { Normal, Safe };
    explicit PluginBench(Start start = Start::Normal);
    ~PluginBench();

    /// As a new start of the program does; whatever refers to the parts must be gone.
    void reopen(Start start = Start::Normal);
    app::Application& application() { return *m_application; }
    engine::Workbench& workbench() { return m_application->workbench(); }
    const ui::PluginParts& parts() const { return *m_parts; }
    plugin::PluginHome& home() { return m_parts->services.home; }
    plugin::Supervisor& supervisor() { return m_parts->services.supervisor; }

    /// Path of a package of it; unsigned without a key.
    std::string package(const MadePlugin& made, const plugin::SecretKey* key = nullptr);
    /// As `tributary plugin install … --yes` by another program would; false: it failed, and said why.
    bool install(const std::string& what);
    /// Made, signed with a key that is trusted, and installed.
    bool install(const MadePlugin& made);
    QString path(const QString& name) const { return m_folder.filePath(name); }
    const plugin::SecretKey& key() const { return m_key; }

  private:
    QTemporaryDir m_folder;
    plugin::SecretKey m_key = plugin::SecretKey::generate();
    std::shared_ptr<app::Application> m_application;
    std::optional<ui::PluginParts> m_parts;
};

}  // namespace tributary::testing
