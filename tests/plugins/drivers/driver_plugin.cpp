// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/drivers/driver_plugin.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "app/composition/plugin_dialects.h"
#include "core/plugin/source/plugin_connector.h"

namespace tributary::plugin::testing {

namespace fs = std::filesystem;

namespace {

class DriverSession : public PluginSession {
  public:
    std::unique_ptr<ProcessEvents> events;  // outlives the process
    std::unique_ptr<PluginProcess> running;
    PluginProcess& process() override { return *running; }
};

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

}  // namespace

std::optional<std::string> driverLibrary(const std::string& name) {
    std::error_code code;
    if (name == "duckdb") {
        const auto beside = fs::read_symlink("/proc/self/exe", code).parent_path() / "libduckdb.so";
        return fs::exists(beside, code) ? std::optional(beside.string()) : std::nullopt;
    }
    const char* path = std::getenv(("TRIBUTARY_TEST_ADBC_DRIVER_" + upper(name)).c_str());
    return path && fs::exists(path, code) ? std::optional<std::string>(path) : std::nullopt;
}

DriverHost::DriverHost(const std::string& manifestFile, const std::string& library) {
    std::ifstream stream(manifestFile);
    std::stringstream text;
    text << stream.rdbuf();
    auto manifest = parseManifest(text.str(), ManifestOrigin::SourceFolder);
    if (!manifest) throw std::runtime_error(manifestFile + ": " + manifest.error().text());
    m_plugin.id = manifest->id;
    m_plugin.granted = manifest->permissions;
    m_plugin.manifest = std::move(*manifest);
    m_plugin.library = fs::canonical(library);
    m_plugin.folder = m_plugin.library.parent_path();
    m_plugin.dataFolder =
        fs::temp_directory_path() / ("tributary-driver-" + std::to_string(getpid()) + "-" + m_plugin.id);
    fs::create_directories(m_plugin.dataFolder);
}

Result<InstalledPlugin> DriverHost::plugin(const std::string&) {
    return m_plugin;
}

Result<std::unique_ptr<PluginSession>> DriverHost::start(const InstalledPlugin& plugin, const Grants& grants,
                                                         const CancelToken& token) {
    {
        std::lock_guard lock(m_mutex);
        m_lastGrants = grants;
        m_starts++;
    }
    Launch launch;
    launch.id = plugin.id;
    launch.version = plugin.manifest.version.text();
    launch.name = plugin.manifest.name.english();
    launch.library = plugin.library;
    launch.entrySymbol = plugin.manifest.entrySymbol;
    launch.abi = plugin.manifest.abiName;
    launch.grants = grants;
    auto session = std::make_unique<DriverSession>();
    session->events = std::make_unique<ProcessEvents>();
    auto process = PluginProcess::start(launch, *session->events, token);
    if (!process) return fail(process.error());
    session->running = std::move(*process);
    return session;
}

Grants DriverHost::lastGrants() const {
    std::lock_guard lock(m_mutex);
    return m_lastGrants;
}

size_t DriverHost::starts() const {
    std::lock_guard lock(m_mutex);
    return m_starts;
}

std::unique_ptr<DriverConnector> driverConnector(const std::string& name) {
    const auto library = driverLibrary(name);
    if (!library) return nullptr;
    auto out = std::make_unique<DriverConnector>();
    const std::string known = name == "duckdb" ? name : "adbc_driver_" + name;
    out->host = std::make_unique<DriverHost>("plugins/drivers/" + known + ".json", *library);
    out->dialects = app::pluginDialects();
    out->connector = std::make_unique<PluginConnector>(out->host->installed().manifest, *out->host,
                                                       out->dialects, out->texts);
    return out;
}

}  // namespace tributary::plugin::testing
