// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/plugin_connector.h"

#include "core/plugin/source/connection_form.h"
#include "core/plugin/source/plugin_connection.h"

namespace tributary::plugin {

PluginConnector::PluginConnector(const Manifest& manifest, PluginHost& host, const SourceDialects& dialects,
                                 FormTexts& texts)
    : m_descriptor(describeForm(manifest, texts)), m_host(host), m_dialects(dialects) {}

Result<std::unique_ptr<connect::Connection>> PluginConnector::open(const connect::Settings& settings,
                                                                   const CancelToken& token) const {
    auto plugin = m_host.plugin(m_descriptor.id);
    if (!plugin) return fail(plugin.error());
    if (!plugin->manifest.connection) {
        return fail(ErrorCode::Unsupported,
                    m_descriptor.label + " is no data source in its installed version",
                    "Roll it back, or remove the connection.");
    }
    const ConnectionPart& part = *plugin->manifest.connection;
    const std::string name = dialectName(part, settings);
    const auto dialect = m_dialects.find(name);
    if (dialect == m_dialects.end()) {
        return fail(
            ErrorCode::Unsupported,
            m_descriptor.label + " speaks the dialect '" + name + "', which this program does not know",
            "A newer version of the program may know it.");
    }
    auto options = databaseOptions(part, settings);
    if (!options) return fail(options.error());
    auto grants = connectionGrants(*plugin, settings);
    if (!grants) return fail(grants.error());
    auto recipe = std::make_shared<SessionRecipe>();
    recipe->grants = std::move(*grants);
    recipe->options = std::move(*options);
    recipe->dialect = dialect->second;
    if (quirkOf(part, "sessions") == "false") {
        recipe->dialect.sessionTexts.clear();
        recipe->dialect.readOnlyTexts.clear();
        recipe->dialect.changedRows.clear();
    }
    recipe->secrets = settings.secrets();
    recipe->readOnly = settings.flag("read_only");
    if (recipe->readOnly) {
        for (const auto& [key, value] : dialect->second.readOnlyOptions) recipe->options[key] = value;
    }
    recipe->plugin = std::move(*plugin);
    auto session = SourceSession::open(m_host, std::move(recipe), token);
    if (!session) return fail(session.error());
    return PluginConnection::create(m_host, std::move(*session), token);
}

}  // namespace tributary::plugin
