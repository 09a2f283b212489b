// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <mutex>

#include "core/store/atomic_file.h"
#include "core/store/sealed_box.h"
#include "core/store/secret_store.h"

namespace tributary::store {
namespace {

constexpr size_t kMostBytes = 16u << 20;

using Secrets = std::map<std::string, std::string>;

void wipeAll(Secrets& secrets) {
    for (auto& [key, value] : secrets) wipe(value);
    secrets.clear();
}

void putText(std::string& out, std::string_view text) {
    const auto size = static_cast<uint32_t>(text.size());
    for (int i = 0; i < 4; i++) out += static_cast<char>(size >> (8 * i));
    out += text;
}

std::optional<std::string> takeText(std::string_view& in) {
    if (in.size() < 4) return std::nullopt;
    uint32_t size = 0;
    for (int i = 3; i >= 0; i--) size = size << 8 | static_cast<unsigned char>(in[static_cast<size_t>(i)]);
    if (in.size() - 4 < size) return std::nullopt;
    std::string out(in.substr(4, size));
    in.remove_prefix(4 + size);
    return out;
}

std::string encode(const Secrets& secrets) {
    size_t size = 0;
    for (const auto& [key, value] : secrets) size += key.size() + value.size() + 8;
    std::string out;
    out.reserve(size);  // growing would leave copies behind in freed memory
    for (const auto& [key, value] : secrets) {
        putText(out, key);
        putText(out, value);
    }
    return out;
}

Result<Secrets> decode(std::string_view plain) {
    Secrets out;
    while (!plain.empty()) {
        auto key = takeText(plain);
        auto value = key ? takeText(plain) : std::nullopt;
        if (!value) {
            wipeAll(out);
            return fail(ErrorCode::Corrupt, "The file of sealed secrets is damaged",
                        "Put back a copy, or remove it and enter the passwords again.");
        }
        out[*key] = std::move(*value);
    }
    return out;
}

/// Every call reads the file afresh (it is tiny), so that two programs may use it; the key is derived once.
class SecretFile final : public SecretStore {
  public:
    SecretFile(std::string path, std::function<Result<std::string>(bool)> password)
        : m_path(std::move(path)), m_password(std::move(password)) {}

    std::string_view kind() const override { return "file"; }

    Result<std::optional<std::string>> get(const std::string& key) override {
        std::lock_guard lock(m_mutex);
        auto secrets = load(false);
        if (!secrets) return fail(secrets.error());
        std::optional<std::string> out;
        if (auto it = secrets->find(key); it != secrets->end()) out = it->second;
        wipeAll(*secrets);
        return out;
    }

    Result<void> set(const std::string& key, const std::string& value, const std::string&) override {
        return change([&](Secrets& secrets) {
            secrets[key] = value;
            return true;
        });
    }

    Result<void> remove(const std::string& key) override {
        return change([&](Secrets& secrets) { return secrets.erase(key) > 0; });
    }

  private:
    Result<void> change(const std::function<bool(Secrets&)>& edit) {
        std::lock_guard lock(m_mutex);
        auto processLock = FileLock::acquire(m_path);
        if (!processLock) return fail(processLock.error());
        auto secrets = load(true);
        if (!secrets) return fail(secrets.error());
        Result<void> done;
        if (edit(*secrets)) {
            std::string plain = encode(*secrets);
            done = writeAtomically(m_path, m_box->seal(plain));
            wipe(plain);
        }
        wipeAll(*secrets);
        return done;
    }

    /// What the file holds; nothing when there is none. `forWriting` derives a key even then.
    Result<Secrets> load(bool forWriting) {
        auto sealed = readWholeFile(m_path, kMostBytes);
        if (!sealed && sealed.error().code != ErrorCode::NotFound) return fail(sealed.error());
        if (!sealed) {
            if (!forWriting) return Secrets();
            if (!m_box) {
                if (auto made = deriveKey(nullptr); !made) return fail(made.error());
            }
            return Secrets();
        }
        if (!m_box || !m_box->fits(*sealed)) {
            if (auto made = deriveKey(&*sealed); !made) return fail(made.error());
        }
        auto plain = m_box->open(*sealed);
        if (!plain) return fail(plain.error());
        auto out = decode(*plain);
        wipe(*plain);
        return out;
    }

    Result<void> deriveKey(const std::string* sealed) {
        if (!m_password) {
            return fail(ErrorCode::Authentication, "The password of the sealed secrets is not known",
                        "Set TRIBUTARY_SECRETS_PASSWORD.");
        }
        auto password = m_password(sealed == nullptr);
        if (!password) return fail(password.error());
        if (password->empty()) {
            return fail(ErrorCode::Authentication, "The sealed secrets need a password, and none was given",
                        "Set TRIBUTARY_SECRETS_PASSWORD, or enter it when asked.");
        }
        auto box = sealed ? SealedBox::unlock(*sealed, *password) : SealedBox::create(*password);
        wipe(*password);
        if (!box) return fail(box.error());
        m_box = std::move(*box);
        return {};
    }

    const std::string m_path;
    const std::function<Result<std::string>(bool)> m_password;
    std::mutex m_mutex;
    std::optional<SealedBox> m_box;
};

}  // namespace

Result<std::unique_ptr<SecretStore>> openSecretFile(
    const std::string& path, std::function<Result<std::string>(bool newFile)> password) {
    return std::make_unique<SecretFile>(path, std::move(password));
}

}  // namespace tributary::store
