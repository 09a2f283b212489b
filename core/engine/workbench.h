// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/connect/connector_registry.h"
#include "core/engine/federation.h"
#include "core/store/secret_store.h"
#include "core/store/workspace.h"

namespace tributary::engine {

/// A workspace at work: its connections attached to one federation, its secrets resolved. What the command
/// line and the window both stand on. Thread-safe; members that touch servers or the keyring block.
class Workbench {
  public:
    /// Attaches every connection of the workspace. One whose type is unknown or whose secret is missing is
    /// still listed: using it gives the error.
    static Result<std::unique_ptr<Workbench>> open(const connect::ConnectorRegistry& registry,
                                                   std::unique_ptr<store::Workspace> workspace,
                                                   std::unique_ptr<store::SecretStore> secrets,
                                                   FederationOptions options = {});
    virtual ~Workbench() = default;

    virtual store::Workspace& workspace() = 0;
    virtual store::SecretStore& secrets() = 0;
    virtual Federation& federation() = 0;
    virtual const connect::ConnectorRegistry& registry() const = 0;

    /// Adds or changes (same id) a connection: validates, keeps secrets in the secret store, attaches.
    /// `secretValues` holds new values only; a secret not mentioned stays as it was.
    virtual Result<void> saveConnection(store::ConnectionRecord record,
                                        const std::map<std::string, std::string>& secretValues) = 0;
    virtual Result<void> removeConnection(const std::string& name) = 0;

    /// Tries settings without keeping them.
    virtual Result<connect::Capabilities> testSettings(const store::ConnectionRecord& record,
                                                       const std::map<std::string, std::string>& secretValues,
                                                       const CancelToken& token) = 0;
    /// Attaches and detaches what another process changed in the workspace file; true if anything changed.
    virtual Result<bool> reload() = 0;
};

}  // namespace tributary::engine
