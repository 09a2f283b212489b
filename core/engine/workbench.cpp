// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/workbench.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace tributary::engine {
namespace {

bool sameRecord(const store::ConnectionRecord& a, const store::ConnectionRecord& b) {
    return a.id == b.id && a.name == b.name && a.type == b.type && a.settings == b.settings &&
           a.secretKeys == b.secretKeys && a.readOnly == b.readOnly;
}

class WorkbenchImpl : public Workbench {
  public:
    WorkbenchImpl(const connect::ConnectorRegistry& registry, std::unique_ptr<store::Workspace> workspace,
                  std::unique_ptr<store::SecretStore> secrets)
        : m_registry(registry), m_workspace(std::move(workspace)), m_secrets(std::move(secrets)) {}

    Result<void> start(FederationOptions options) {
        auto federation = Federation::create(m_registry, std::move(options));
        if (!federation) return fail(federation.error());
        m_federation = std::move(*federation);
        auto loaded = reload();
        if (!loaded) return fail(loaded.error());
        return {};
    }

    store::Workspace& workspace() override { return *m_workspace; }
    store::SecretStore& secrets() override { return *m_secrets; }
    Federation& federation() override { return *m_federation; }
    const connect::ConnectorRegistry& registry() const override { return m_registry; }

    Result<void> saveConnection(store::ConnectionRecord record,
                                const std::map<std::string, std::string>& secretValues) override;
    Result<void> removeConnection(const std::string& name) override;
    Result<connect::Capabilities> testSettings(const store::ConnectionRecord& record,
                                               const std::map<std::string, std::string>& secretValues,
                                               const CancelToken& token) override;
    Result<bool> reload() override;

  private:
    std::string secretKey(const std::string& connectionId, const std::string& field) const {
        return m_workspace->id() + "/" + connectionId + "/" + field;
    }
    Result<std::string> secretValue(const store::ConnectionRecord& record, const std::string& field);
    Result<connect::Settings> settingsOf(const store::ConnectionRecord& record,
                                         const std::map<std::string, std::string>& secretValues);
    Result<const connect::Connector*> connectorOf(const store::ConnectionRecord& record) const;
    Result<void> attach(const store::ConnectionRecord& record);

    const connect::ConnectorRegistry& m_registry;
    const std::unique_ptr<store::Workspace> m_workspace;
    const std::unique_ptr<store::SecretStore> m_secrets;
    std::unique_ptr<Federation> m_federation;
    std::mutex m_mutex;
    struct Attached {
        store::ConnectionRecord record;
        const connect::Connector* connector;  ///< null: of a type that was never there
    };
    std::map<std::string, Attached> m_attached;  ///< by id
};

Result<const connect::Connector*> WorkbenchImpl::connectorOf(const store::ConnectionRecord& record) const {
    if (const auto* connector = m_registry.find(record.type)) return connector;
    return fail(ErrorCode::Unsupported, "There is no connector '" + record.type + "'",
                "`tributary connection types` lists what this program can connect to; plugins bring more.");
}

Result<std::string> WorkbenchImpl::secretValue(const store::ConnectionRecord& record,
                                               const std::string& field) {
    if (auto value = store::secretFromEnvironment(record.name, field)) return *value;
    auto kept = m_secrets->get(secretKey(record.id, field));
    if (!kept) return fail(kept.error());
    if (*kept) return **kept;
    return fail(ErrorCode::NotFound,
                "The secret '" + field + "' of connection '" + record.name + "' is not in the " +
                    std::string(m_secrets->kind()) + " secret store",
                "Enter it again in the connection's settings.");
}

Result<connect::Settings> WorkbenchImpl::settingsOf(const store::ConnectionRecord& record,
                                                    const std::map<std::string, std::string>& secretValues) {
    connect::Settings settings;
    for (const auto& [key, value] : record.settings) settings.set(key, value);
    for (const auto& [key, value] : secretValues) settings.setSecret(key, value);
    for (const auto& key : record.secretKeys) {
        if (settings.has(key)) continue;
        auto value = secretValue(record, key);
        if (!value) return fail(value.error());
        settings.setSecret(key, *value);
    }
    if (record.readOnly) settings.set("read_only", "true");
    return settings;
}

Result<void> WorkbenchImpl::attach(const store::ConnectionRecord& record) {
    connect::Settings settings;
    for (const auto& [key, value] : record.settings) settings.set(key, value);
    if (record.readOnly) settings.set("read_only", "true");
    // Keyrings ask people questions: only when the connection is really used.
    auto resolver = [this, record](connect::Settings& incomplete) -> Result<void> {
        if (const auto* connector = m_registry.find(record.type)) {
            for (const auto& field : connector->descriptor().fields) {
                if (field.kind != connect::FieldKind::Secret) continue;
                if (auto value = store::secretFromEnvironment(record.name, field.key)) {
                    incomplete.setSecret(field.key, *value);
                }
            }
        }
        for (const auto& key : record.secretKeys) {
            if (incomplete.has(key)) continue;
            auto value = secretValue(record, key);
            if (!value) return fail(value.error());
            incomplete.setSecret(key, *value);
        }
        return {};
    };
    return m_federation->attach(record.name, record.type, std::move(settings), std::move(resolver));
}

Result<bool> WorkbenchImpl::reload() {
    auto records = m_workspace->connections();
    if (!records) return fail(records.error());
    std::lock_guard lock(m_mutex);
    bool changed = false;
    for (auto it = m_attached.begin(); it != m_attached.end();) {
        const auto& present = it->second;
        const auto same = std::find_if(records->begin(), records->end(), [&](const auto& record) {
            return sameRecord(record, present.record);
        });
        // A plugin that was installed, changed or removed gives its type another connector.
        if (same != records->end() && m_registry.find(present.record.type) == present.connector) {
            ++it;
            continue;
        }
        auto detached = m_federation->detach(present.record.name);
        if (!detached) return fail(detached.error());
        it = m_attached.erase(it);
        changed = true;
    }
    for (const auto& record : *records) {
        if (m_attached.count(record.id)) continue;
        // A name it no longer takes stays in the list; using it tells what is wrong.
        if (!Federation::checkName(record.name)) continue;
        // Before it is attached: should its plugin come or go in between, the next look attaches anew.
        const auto* connector = m_registry.find(record.type);
        auto attached = attach(record);
        if (!attached) return fail(attached.error());
        m_attached[record.id] = {record, connector};
        changed = true;
    }
    return changed;
}

Result<void> WorkbenchImpl::saveConnection(store::ConnectionRecord record,
                                           const std::map<std::string, std::string>& secretValues) {
    auto named = Federation::checkName(record.name);
    if (!named) return named;
    auto connector = connectorOf(record);
    if (!connector) return fail(connector.error());
    for (const auto& [key, value] : secretValues) {
        if (std::find(record.secretKeys.begin(), record.secretKeys.end(), key) == record.secretKeys.end()) {
            record.secretKeys.push_back(key);
        }
    }
    connect::Settings check;
    for (const auto& [key, value] : record.settings) check.set(key, value);
    for (const auto& key : record.secretKeys) check.setSecret(key, "•");
    auto valid = connect::ConnectorRegistry::validate((*connector)->descriptor(), check);
    if (!valid) return valid;
    auto id = m_workspace->saveConnection(record);
    if (!id) return fail(id.error());
    for (const auto& [key, value] : secretValues) {
        auto kept = m_secrets->set(secretKey(*id, key), value, "Tributary: " + record.name + " " + key);
        if (!kept) return kept;
    }
    {
        // New secrets do not show in the record: attach afresh.
        std::lock_guard lock(m_mutex);
        auto it = m_attached.find(*id);
        if (it != m_attached.end()) {
            auto detached = m_federation->detach(it->second.record.name);
            if (!detached) return detached;
            m_attached.erase(it);
        }
    }
    auto loaded = reload();
    if (!loaded) return fail(loaded.error());
    return {};
}

Result<void> WorkbenchImpl::removeConnection(const std::string& name) {
    auto record = m_workspace->connection(name);
    if (!record) return fail(record.error());
    auto removed = m_workspace->removeConnection(name);
    if (!removed) return removed;
    for (const auto& key : record->secretKeys) {
        auto forgotten = m_secrets->remove(secretKey(record->id, key));
        if (!forgotten) return forgotten;
    }
    auto loaded = reload();
    if (!loaded) return fail(loaded.error());
    return {};
}

Result<connect::Capabilities> WorkbenchImpl::testSettings(
    const store::ConnectionRecord& record, const std::map<std::string, std::string>& secretValues,
    const CancelToken& token) {
    auto connector = connectorOf(record);
    if (!connector) return fail(connector.error());
    auto settings = settingsOf(record, secretValues);
    if (!settings) return fail(settings.error());
    auto valid = connect::ConnectorRegistry::validate((*connector)->descriptor(), *settings);
    if (!valid) return fail(valid.error());
    auto connection = (*connector)->open(*settings, token);
    if (!connection) {
        Error error = connection.error();
        error.source = record.name;
        error.message = settings->redacted(error.message);
        error.hint = settings->redacted(error.hint);
        return fail(std::move(error));
    }
    return (*connection)->capabilities();
}

}  // namespace

Result<std::unique_ptr<Workbench>> Workbench::open(const connect::ConnectorRegistry& registry,
                                                   std::unique_ptr<store::Workspace> workspace,
                                                   std::unique_ptr<store::SecretStore> secrets,
                                                   FederationOptions options) {
    auto workbench = std::make_unique<WorkbenchImpl>(registry, std::move(workspace), std::move(secrets));
    auto started = workbench->start(std::move(options));
    if (!started) return fail(started.error());
    return std::unique_ptr<Workbench>(std::move(workbench));
}

}  // namespace tributary::engine
