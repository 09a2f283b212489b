// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/trial/local_host.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "core/plugin/package/package.h"
#include "core/plugin/supervise/launch_of.h"

namespace tributary::plugin {

namespace fs = std::filesystem;

namespace {

class LocalSession : public PluginSession {
  public:
    LocalSession(std::unique_ptr<ProcessEvents> events, std::unique_ptr<PluginProcess> process)
        : m_events(std::move(events)), m_process(std::move(process)) {}
    PluginProcess& process() override { return *m_process; }

  private:
    std::unique_ptr<ProcessEvents> m_events;  // outlives the process
    std::unique_ptr<PluginProcess> m_process;
};

Result<std::string> readText(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::stringstream text;
    text << stream.rdbuf();
    if (!stream) {
        return fail(ErrorCode::NotFound, "There is no manifest '" + path.string() + "'",
                    "A plugin's folder has a manifest.json; `tributary plugin new` makes one.");
    }
    return text.str();
}

}  // namespace

Result<void> LocalHost::makeScratch() {
    const char* base = ::getenv("TMPDIR");
    std::string path = std::string(base && *base ? base : "/tmp") + "/tributary-plugin-XXXXXX";
    if (!::mkdtemp(path.data()))
        return fail(ErrorCode::Io, "No private folder could be made in '" + path + "'");
    m_scratch = path;
    m_plugin.dataFolder = m_scratch / "data";
    std::error_code code;
    fs::create_directories(m_plugin.dataFolder, code);
    if (code) return fail(ErrorCode::Io, "'" + m_plugin.dataFolder.string() + "' could not be made");
    return {};
}

Result<void> LocalHost::adopt(Manifest manifest, const fs::path& folder) {
    std::error_code code;
    m_plugin.folder = fs::canonical(folder, code);
    for (const auto& candidate : {folder / manifest.entryFile, folder / "build" / manifest.entryFile}) {
        if (m_plugin.library.empty() && fs::exists(candidate, code))
            m_plugin.library = fs::canonical(candidate, code);
    }
    if (m_plugin.library.empty()) {
        return fail(ErrorCode::NotFound,
                    "The plugin's library '" + manifest.entryFile + "' is not in '" + folder.string() + "'",
                    "Build it first: tributary plugin build " + folder.string());
    }
    m_plugin.id = manifest.id;
    m_plugin.granted = manifest.permissions;
    m_plugin.manifest = std::move(manifest);
    return {};
}

Result<std::unique_ptr<LocalHost>> LocalHost::ofFolder(const fs::path& folder) {
    std::unique_ptr<LocalHost> host(new LocalHost());
    auto text = readText(folder / "manifest.json");
    if (!text) return fail(text.error());
    auto manifest = parseManifest(*text, ManifestOrigin::SourceFolder);
    if (!manifest) return fail(manifest.error());
    if (auto made = host->makeScratch(); !made) return fail(made.error());
    if (auto done = host->adopt(std::move(*manifest), folder); !done) return fail(done.error());
    return host;
}

Result<std::unique_ptr<LocalHost>> LocalHost::ofPackage(const fs::path& file, const CancelToken& token) {
    std::unique_ptr<LocalHost> host(new LocalHost());
    auto package = Package::open(file);
    if (!package) return fail(package.error());
    if (auto listed = package->checkFileList(); !listed) return fail(listed.error());
    if (auto made = host->makeScratch(); !made) return fail(made.error());
    const fs::path folder = host->m_scratch / "package";
    std::error_code code;
    fs::create_directory(folder, code);
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return fail(ErrorCode::Io, "'" + folder.string() + "' could not be opened");
    auto extracted = package->extract(descriptor, token);
    ::close(descriptor);
    if (!extracted) return fail(extracted.error());
    if (auto done = host->adopt(package->manifest(), folder); !done) return fail(done.error());
    return host;
}

Result<std::unique_ptr<LocalHost>> LocalHost::ofInstalled(InstalledPlugin plugin) {
    std::unique_ptr<LocalHost> host(new LocalHost());
    host->m_plugin = std::move(plugin);
    // What a trial leaves behind must not meet the plugin's own data.
    if (auto made = host->makeScratch(); !made) return fail(made.error());
    return host;
}

LocalHost::~LocalHost() {
    std::error_code ignored;
    if (!m_scratch.empty()) fs::remove_all(m_scratch, ignored);
}

Result<InstalledPlugin> LocalHost::plugin(const std::string&) {
    return m_plugin;
}

Result<std::unique_ptr<PluginSession>> LocalHost::start(const InstalledPlugin& plugin, const Grants& grants,
                                                        const CancelToken& token) {
    auto events = std::make_unique<ProcessEvents>();
    auto process = PluginProcess::start(launchOf(plugin, grants), *events, token);
    if (!process) return fail(process.error());
    return std::make_unique<LocalSession>(std::move(events), std::move(*process));
}

}  // namespace tributary::plugin
