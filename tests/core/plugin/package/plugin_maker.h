// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/plugin/package/installer.h"
#include "core/plugin/package/minisign.h"
#include "core/plugin/package/package_writer.h"

namespace tributary::plugin::test {

/// A folder that is gone afterwards.
class Folder {
  public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path operator/(const std::string& name) const { return m_path / name; }

  private:
    std::filesystem::path m_path;
};

void writeFile(const std::filesystem::path& path, const std::string& text);
std::string readFile(const std::filesystem::path& path);

/// Of a plugin that can be packed; `permissions` as JSON.
std::string manifestText(const std::string& id, const std::string& version,
                         const std::string& permissions = "{}");

/// The bytes of a package; unsigned without a key.
std::string makePackage(const std::string& id, const std::string& version, const SecretKey* key,
                        const std::string& permissions = "{}", const std::string& content = "library");

/// Names, links and contents of a tree, for comparing it before and after.
std::map<std::string, std::string> snapshot(const std::filesystem::path& root);

/// Store, trust and repositories over a folder of their own, with a smoke test that is counted.
struct Bench {
    Bench();
    /// As a new start of the program does.
    void reopen();
    Installer installer();
    Result<InstalledPlugin> install(const std::string& bytes);
    void trustKey() { ASSERT_TRUE_OR_DIE(trust->trust(key.publicKey(), "test").has_value()); }
    /// Files of the installed set, without plugins.db and its journals.
    std::map<std::string, std::string> installed() const;
    static void ASSERT_TRUE_OR_DIE(bool fine);

    Folder folder;
    std::filesystem::path root;
    std::filesystem::path share;
    SecretKey key = SecretKey::generate();
    SecretKey builtInKey = SecretKey::generate();
    std::unique_ptr<PluginStore> store;
    std::unique_ptr<Trust> trust;
    std::unique_ptr<Repositories> repositories;
    Host host;
    bool answer = true;
    int asked = 0;
    int tried = 0;
    std::optional<InstallQuestion> question;
    std::function<void(InstallStep)> passed;
    std::optional<Error> smokeError;
};

}  // namespace tributary::plugin::test
