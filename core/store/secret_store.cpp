// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/secret_store.h"

#include <sodium.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>

namespace tributary::store {
namespace {

class MemorySecretStore final : public SecretStore {
  public:
    ~MemorySecretStore() override {
        for (auto& [key, value] : m_values) wipe(value);
    }
    std::string_view kind() const override { return "memory"; }

    Result<std::optional<std::string>> get(const std::string& key) override {
        std::lock_guard lock(m_mutex);
        auto it = m_values.find(key);
        if (it == m_values.end()) return std::nullopt;
        return it->second;
    }

    Result<void> set(const std::string& key, const std::string& value, const std::string&) override {
        std::lock_guard lock(m_mutex);
        std::string& kept = m_values[key];
        wipe(kept);
        kept = value;
        return {};
    }

    Result<void> remove(const std::string& key) override {
        std::lock_guard lock(m_mutex);
        auto it = m_values.find(key);
        if (it == m_values.end()) return {};
        wipe(it->second);
        m_values.erase(it);
        return {};
    }

  private:
    std::mutex m_mutex;
    std::map<std::string, std::string> m_values;
};

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

Result<std::unique_ptr<SecretStore>> openFileBeside(const std::string& workspacePath,
                                                    std::function<Result<std::string>(bool)> password) {
    const std::string given = environment("TRIBUTARY_SECRETS_PASSWORD");
    if (!given.empty()) password = [given](bool) -> Result<std::string> { return given; };
    return openSecretFile(secretFilePath(workspacePath), std::move(password));
}

}  // namespace

void wipe(std::string& secret) {
    sodium_memzero(secret.data(), secret.capacity());
    secret.clear();
}

std::unique_ptr<SecretStore> makeMemorySecretStore() {
    return std::make_unique<MemorySecretStore>();
}

std::string secretFilePath(const std::string& workspacePath) {
    return workspacePath + ".secrets";
}

Result<std::unique_ptr<SecretStore>> openSecretStore(
    const std::string& workspacePath, std::function<Result<std::string>(bool newFile)> password) {
    const std::string choice = environment("TRIBUTARY_SECRETS");
    if (choice == "keyring") return openKeyring();
    if (choice == "file") return openFileBeside(workspacePath, std::move(password));
    if (!choice.empty()) {
        return fail(ErrorCode::InvalidArgument, "TRIBUTARY_SECRETS is '" + choice + "'",
                    "It can be keyring or file.");
    }
    std::error_code status;
    if (!std::filesystem::exists(secretFilePath(workspacePath), status)) {
        if (auto keyring = openKeyring()) return keyring;
    }
    return openFileBeside(workspacePath, std::move(password));
}

}  // namespace tributary::store
