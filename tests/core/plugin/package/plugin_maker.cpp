// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/plugin/package/plugin_maker.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace tributary::plugin::test {

namespace fs = std::filesystem;

Folder::Folder() {
    std::string name = (fs::temp_directory_path() / "tributary-package-XXXXXX").string();
    m_path = ::mkdtemp(name.data());
}

Folder::~Folder() {
    static_cast<void>(removeTree(m_path));
}

void writeFile(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

std::string readFile(const fs::path& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

std::string manifestText(const std::string& id, const std::string& version, const std::string& permissions) {
    return R"({"schema": 1, "id": ")" + id + R"(", "name": {"en": "Test", "zh": "测试"}, "version": ")" +
           version +
           R"(", "license": "MIT", "kinds": ["processor"], "entry": {"file": "lib/libtest.so"},
              "abi": {"name": "tributary", "version": "1.0"}, "host": ">=0.1.0 <1.0.0", "platform": "linux_amd64",
              "permissions": )" +
           permissions + R"(, "contributes": {"processor": {"label": "Test"}}})";
}

std::string makePackage(const std::string& id, const std::string& version, const SecretKey* key,
                        const std::string& permissions, const std::string& content) {
    const Folder folder;
    writeFile(folder / "manifest.json", manifestText(id, version, permissions));
    writeFile(folder / "lib/libtest.so", content + " of " + version);
    writeFile(folder / "assets/table.csv", "a,b\n1,2\n");
    auto made = packFolder(folder.path(), key);
    Bench::ASSERT_TRUE_OR_DIE(made.has_value());
    return made->bytes;
}

std::map<std::string, std::string> snapshot(const fs::path& root) {
    std::map<std::string, std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        const std::string name = fs::relative(entry.path(), root).string();
        if (entry.is_symlink())
            out[name] = "-> " + fs::read_symlink(entry.path()).string();
        else
            out[name] = entry.is_directory() ? "folder" : readFile(entry.path());
    }
    return out;
}

void Bench::ASSERT_TRUE_OR_DIE(bool fine) {
    if (fine) return;
    std::cerr << "a test could not be set up\n";
    std::abort();
}

Bench::Bench() : root(folder / "plugins"), share(folder / "share"), host(Host::present()) {
    writeFile(share / "keys" / "builtin.pub", builtInKey.publicKey().file());
    reopen();
}

void Bench::reopen() {
    repositories.reset();
    trust.reset();
    store.reset();
    auto opened = PluginStore::open(root);
    if (!opened) std::cerr << opened.error().text() << "\n";
    ASSERT_TRUE_OR_DIE(opened.has_value());
    store = std::move(*opened);
    trust = std::make_unique<Trust>(store->file(), share / "keys" / "builtin.pub");
    repositories = std::make_unique<Repositories>(store->file(), share);
}

Installer Bench::installer() {
    InstallSurroundings around;
    around.host = host;
    around.ask = [this](const InstallQuestion& q) -> Result<bool> {
        asked++;
        question = q;
        return answer;
    };
    around.smokeTest = [this](const SmokeRequest& request, const CancelToken&) -> Result<void> {
        tried++;
        if (readFile(request.library).empty()) return fail(ErrorCode::Internal, "the library is not there");
        if (smokeError) return fail(*smokeError);
        return {};
    };
    around.passed = passed;
    return Installer(*store, *trust, around);
}

Result<InstalledPlugin> Bench::install(const std::string& bytes) {
    writeFile(folder / "in.tplug", bytes);
    return installer().installFile(folder / "in.tplug", CancelToken());
}

std::map<std::string, std::string> Bench::installed() const {
    auto out = snapshot(root);
    for (auto it = out.begin(); it != out.end();)
        it = it->first.rfind("plugins.db", 0) == 0 || it->first == ".lock" ? out.erase(it) : std::next(it);
    return out;
}

}  // namespace tributary::plugin::test
