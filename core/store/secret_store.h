// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/error.h"

namespace tributary::store {

/// Keeps passwords and tokens outside the workspace file. Keys are "<workspace id>/<connection id>/<field>".
/// Thread-safe; calls may block on the desktop's keyring, so never in the UI thread.
class SecretStore {
  public:
    virtual ~SecretStore() = default;
    virtual std::string_view kind() const = 0;  ///< "keyring", "file", "environment", "memory"
    virtual Result<std::optional<std::string>> get(const std::string& key) = 0;
    virtual Result<void> set(const std::string& key, const std::string& value, const std::string& label) = 0;
    virtual Result<void> remove(const std::string& key) = 0;
};

/// The desktop's Secret Service through libsecret. Unsupported when no service answers within two seconds.
Result<std::unique_ptr<SecretStore>> openKeyring();

/// A file sealed with XChaCha20-Poly1305 under a key that Argon2id derives from a password (libsodium). The
/// password callback is asked once, at first use; a wrong one is an Authentication error. Written atomically,
/// mode 0600.
Result<std::unique_ptr<SecretStore>> openSecretFile(
    const std::string& path, std::function<Result<std::string>(bool newFile)> password);

/// Chooses: TRIBUTARY_SECRETS=keyring|file; else the file beside the workspace (`secretFilePath`) when it
/// exists already; else the keyring when one answers; else that file (password from
/// TRIBUTARY_SECRETS_PASSWORD, else `password`).
Result<std::unique_ptr<SecretStore>> openSecretStore(
    const std::string& workspacePath, std::function<Result<std::string>(bool newFile)> password);

/// "<workspace>.secrets"
std::string secretFilePath(const std::string& workspacePath);

/// In memory only: tests, and connections that are tried but not saved.
std::unique_ptr<SecretStore> makeMemorySecretStore();

/// TRIBUTARY_SECRET_<CONNECTION>_<FIELD>, in upper case with every other character than A–Z and 0–9 as `_`:
/// for headless use. Wins over any store.
std::optional<std::string> secretFromEnvironment(const std::string& connection, const std::string& field);

/// The name of that variable, for messages.
std::string secretVariable(const std::string& connection, const std::string& field);

/// Overwrites the characters before the string lets go of them.
void wipe(std::string& secret);

}  // namespace tributary::store
