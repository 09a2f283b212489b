// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/demo_command.h"

#include <cstdio>
#include <filesystem>

#include "app/cli/terminal.h"
#include "app/demo/demo.h"

namespace tributary::cli {
namespace {

Result<std::string> demoWorkspace(const std::string& workspace) {
    namespace fs = std::filesystem;
    const fs::path folder = workspace.empty()
                                ? fs::path(store::Workspace::defaultPath()).parent_path() / "demo"
                                : fs::path(workspace + ".data");
    std::error_code code;
    if (!folder.parent_path().empty()) fs::create_directories(folder.parent_path(), code);
    if (code) {
        return fail(ErrorCode::Io,
                    "The folder '" + folder.parent_path().string() + "' cannot be made: " + code.message(),
                    "Name another place with --workspace.");
    }
    auto paths = demo::createDemo(folder.string());
    if (!paths) return fail(paths.error());
    if (workspace.empty()) return paths->workspace;
    auto opened = store::Workspace::open(workspace);
    if (!opened) return fail(opened.error());
    if (auto filled = demo::fillDemoWorkspace(**opened, *paths); !filled) return fail(filled.error());
    return workspace;
}

}  // namespace

int makeDemo(const std::string& workspace) {
    auto path = demoWorkspace(workspace);
    if (!path) return report(path.error());
    std::puts(path->c_str());
    return kOk;
}

}  // namespace tributary::cli
