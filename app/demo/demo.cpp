// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demo.h"

#include <unistd.h>

#include <filesystem>

#include "app/demo/demo_parts.h"

namespace tributary::demo {

namespace {

namespace fs = std::filesystem;

DemoPaths pathsIn(const fs::path& folder) {
    return {folder.string(), (folder / "demo.tributary").string(), (folder / "shop.db").string(),
            (folder / "factory").string(), (folder / "rates").string()};
}

/// Removes a half-built demo unless it was finished.
class Partial {
  public:
    explicit Partial(fs::path folder) : m_folder(std::move(folder)) {}
    Partial(const Partial&) = delete;
    Partial& operator=(const Partial&) = delete;
    ~Partial() {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
    const fs::path& path() const { return m_folder; }

  private:
    const fs::path m_folder;
};

Error fileError(const fs::path& path, const std::error_code& code) {
    return Error(ErrorCode::Io, "'" + path.string() + "': " + code.message(),
                 "Check that the folder can be written and the disk has 100 MB free.");
}

Result<void> build(const fs::path& partial, const DemoPaths& final) {
    const DemoPaths here = pathsIn(partial);
    std::error_code code;
    for (const fs::path& folder : {partial, fs::path(here.factoryFolder), fs::path(here.ratesFolder)}) {
        if (!fs::create_directories(folder, code) && code) return fail(fileError(folder, code));
    }
    if (auto done = writeShop(here.shopDatabase); !done) return done;
    if (auto done = writeFactory(here.factoryFolder); !done) return done;
    if (auto done = writeRates(here.ratesFolder); !done) return done;
    auto workspace = store::Workspace::open(here.workspace);
    if (!workspace) return fail(workspace.error());
    return fillDemoWorkspace(**workspace, final);
}

store::ConnectionRecord connection(std::string name, std::string type, std::string key, std::string path) {
    store::ConnectionRecord record;
    record.name = std::move(name);
    record.type = std::move(type);
    record.settings[std::move(key)] = std::move(path);
    record.group = "Demo";
    record.readOnly = true;
    return record;
}

}  // namespace

Result<DemoPaths> createDemo(const std::string& folder) {
    std::error_code code;
    const fs::path target = fs::absolute(folder, code).lexically_normal();
    if (code) return fail(fileError(folder, code));
    const DemoPaths paths = pathsIn(target);
    if (fs::exists(paths.workspace, code) && fs::exists(paths.shopDatabase, code)) return paths;
    if (fs::exists(target, code) && !fs::is_empty(target, code)) {
        return fail(ErrorCode::Conflict, "'" + target.string() + "' exists and is not the demo",
                    "Name another folder, or empty this one.");
    }
    const Partial partial(target.string() + ".partial-" + std::to_string(getpid()));
    if (auto built = build(partial.path(), paths); !built) return fail(built.error());
    fs::rename(partial.path(), target, code);
    if (code) {
        // Another process may have been faster; then its demo is as good.
        std::error_code other;
        if (fs::exists(paths.workspace, other)) return paths;
        return fail(fileError(target, code));
    }
    return paths;
}

Result<void> fillDemoWorkspace(store::Workspace& workspace, const DemoPaths& paths) {
    for (const auto& record : {connection("shop", "sqlite", "file", paths.shopDatabase),
                               connection("factory", "files", "path", paths.factoryFolder),
                               connection("rates", "files", "path", paths.ratesFolder)}) {
        if (workspace.connection(record.name)) continue;
        if (auto saved = workspace.saveConnection(record); !saved) return fail(saved.error());
    }
    auto have = workspace.savedQueries();
    if (!have) return fail(have.error());
    for (const auto& query : demoQueries()) {
        bool known = false;
        for (const auto& other : *have) known = known || other.name == query.name;
        if (known) continue;
        if (auto saved = workspace.saveQuery(query); !saved) return fail(saved.error());
    }
    return writeDemoRules(workspace.path());
}

}  // namespace tributary::demo
