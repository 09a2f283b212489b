// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "core/store/secret_store.h"

namespace tributary::app {

/// Opens the real store at first use: most runs need no secret, and a keyring or a password prompt costs
/// time.
class LazySecretStore : public store::SecretStore {
  public:
    using Opener = std::function<Result<std::unique_ptr<store::SecretStore>>()>;
    explicit LazySecretStore(Opener opener);

    std::string_view kind() const override;
    Result<std::optional<std::string>> get(const std::string& key) override;
    Result<void> set(const std::string& key, const std::string& value, const std::string& label) override;
    Result<void> remove(const std::string& key) override;

  private:
    Result<store::SecretStore*> opened();

    const Opener m_opener;
    mutable std::mutex m_mutex;
    std::unique_ptr<store::SecretStore> m_store;
};

}  // namespace tributary::app
