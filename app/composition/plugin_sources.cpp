// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition/plugin_sources.h"

#include "app/composition/plugin_dialects.h"
#include "core/plugin/package/program_folders.h"
#include "core/plugin/source/plugin_connector.h"

namespace tributary::app {

namespace {

class SupervisedSession : public plugin::PluginSession {
  public:
    explicit SupervisedSession(std::unique_ptr<plugin::SupervisedProcess> process)
        : m_process(std::move(process)) {}
    plugin::PluginProcess& process() override { return m_process->process(); }

  private:
    const std::unique_ptr<plugin::SupervisedProcess> m_process;
};

tl::unexpected<Error> notInstalled(const std::string& id) {
    return fail(ErrorCode::NotFound, "The plugin '" + id + "' is not installed",
                "`tributary plugin list --available` shows what can be installed.");
}

void learn(const plugin::Text& text, plugin::FormTexts& texts) {
    const std::string english = text.english();
    for (const auto& [language, words] : text.byLanguage) {
        if (!language.empty() && language != "en" && words != english) texts[language][english] = words;
    }
}

/// The form of a notifier is one of a channel.
void learnStep(const plugin::Manifest& manifest, plugin::FormTexts& texts) {
    learn(manifest.name, texts);
    learn(manifest.summary, texts);
    if (!manifest.notifier) return;
    learn(manifest.notifier->label, texts);
    for (const auto& field : manifest.notifier->fields) {
        learn(field.label, texts);
        learn(field.help, texts);
        for (const auto& choice : field.choices) learn(choice.label, texts);
    }
}

}  // namespace

PluginSources::PluginSources(std::filesystem::path root)
    : m_root(std::move(root)), m_dialects(pluginDialects()) {}
PluginSources::~PluginSources() = default;

Result<PluginSources::Parts> PluginSources::parts() {
    const std::lock_guard lock(m_mutex);
    if (!m_home) {
        auto home = plugin::PluginHome::open(m_root, plugin::shareFolder());
        if (!home) return fail(home.error());
        m_home = std::move(*home);
    }
    if (!m_supervisor) {
        auto supervisor = plugin::Supervisor::open(m_home->store());
        if (!supervisor) return fail(supervisor.error());
        m_supervisor = std::move(*supervisor);
        m_steps = std::make_unique<plugin::Steps>(m_home->store(), *this);
    }
    return Parts{*m_home, *m_supervisor, *m_steps};
}

Result<std::optional<PluginSources::Parts>> PluginSources::partsIfAny() {
    std::error_code code;
    if (!std::filesystem::exists(m_root / "plugins.db", code)) return std::nullopt;
    auto opened = parts();
    if (!opened) return fail(opened.error());
    return std::optional<Parts>(*opened);
}

Result<void> PluginSources::fill(connect::ConnectorRegistry& registry) {
    std::vector<std::unique_ptr<connect::Connector>> connectors;
    plugin::FormTexts texts;
    auto opened = partsIfAny();
    if (!opened) return fail(opened.error());
    if (*opened) {
        auto enabled = (*opened)->home.store().enabled(plugin::Kind::Source);
        if (!enabled) return fail(enabled.error());
        for (const auto& one : *enabled) {
            if (!one.manifest.connection) continue;
            connectors.push_back(
                std::make_unique<plugin::PluginConnector>(one.manifest, *this, m_dialects, texts));
        }
    }
    if (*opened) {
        auto notifiers = (*opened)->home.store().enabled(plugin::Kind::Notifier);
        if (!notifiers) return fail(notifiers.error());
        for (const auto& one : *notifiers) learnStep(one.manifest, texts);
    }
    registry.setPlugins(std::move(connectors));
    const std::lock_guard lock(m_mutex);
    m_texts = std::move(texts);
    return {};
}

plugin::FormTexts PluginSources::texts() const {
    const std::lock_guard lock(m_mutex);
    return m_texts;
}

Result<plugin::InstalledPlugin> PluginSources::plugin(const std::string& id) {
    auto opened = partsIfAny();
    if (!opened) return fail(opened.error());
    if (!*opened) return notInstalled(id);
    return (*opened)->supervisor.plugin(id);
}

Result<std::unique_ptr<plugin::PluginSession>> PluginSources::start(const plugin::InstalledPlugin& installed,
                                                                    const plugin::Grants& grants,
                                                                    const CancelToken& token) {
    auto opened = partsIfAny();
    if (!opened) return fail(opened.error());
    if (!*opened) return notInstalled(installed.id);
    auto folder = (*opened)->home.store().makeDataFolder(installed.id);
    if (!folder) return fail(folder.error());
    plugin::Grants granted = grants;
    granted.dataFolder = *folder;
    auto process = (*opened)->supervisor.start(installed, granted, token);
    if (!process) return fail(process.error());
    return std::make_unique<SupervisedSession>(std::move(*process));
}

}  // namespace tributary::app
