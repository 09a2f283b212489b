// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/connect/settings.h"
#include "core/plugin/source/arrow_values.h"
#include "core/plugin/source/plugin_host.h"
#include "core/plugin/source/source_dialect.h"

namespace tributary::plugin {

/// Everything a further process of the same connection needs.
struct SessionRecipe {
    InstalledPlugin plugin;
    Grants grants;
    std::map<std::string, std::string> options;  ///< ADBC database options, with secrets
    SourceDialect dialect;
    std::vector<std::string> secrets;  ///< taken out of every error
    bool readOnly = false;
};

/// One process with an open database, set up as the dialect asks for. Belongs to one thread; see
/// PluginProcess for what others may call.
class SourceSession {
  public:
    static Result<std::unique_ptr<SourceSession>> open(PluginHost& host,
                                                       std::shared_ptr<const SessionRecipe> recipe,
                                                       const CancelToken& token);

    const SessionRecipe& recipe() const { return *m_recipe; }
    std::shared_ptr<const SessionRecipe> sharedRecipe() const { return m_recipe; }
    PluginProcess& process() { return m_session->process(); }
    /// The driver itself, or the dialect's statements, keep this session from writing.
    bool isReadOnlyEnforced() const { return m_readOnlyEnforced; }

    /// The answer to a statement, in its order; in parts where the plugin gives parts. A call of the process.
    Result<std::unique_ptr<ArrowSource>> read(const std::string& sql, const CancelToken& token);
    /// The manifest says that results come in parts.
    bool hasParts() const;
    /// The rows of a small statement.
    Result<std::vector<ValueRow>> rows(const std::string& sql, const CancelToken& token);
    /// Makes an error exact and free of secrets.
    Error refined(Error error) const;

  private:
    SourceSession(std::unique_ptr<PluginSession> session, std::shared_ptr<const SessionRecipe> recipe);
    Result<void> configure(const CancelToken& token);

    const std::unique_ptr<PluginSession> m_session;
    const std::shared_ptr<const SessionRecipe> m_recipe;
    bool m_readOnlyEnforced = false;
};

/// By the source's SQLSTATE, where it gives one; then by what the dialect knows.
void refineError(Error& error, const SourceDialect& dialect);

}  // namespace tributary::plugin
