// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition/lazy_secret_store.h"

namespace tributary::app {

LazySecretStore::LazySecretStore(Opener opener) : m_opener(std::move(opener)) {}

Result<store::SecretStore*> LazySecretStore::opened() {
    std::lock_guard lock(m_mutex);
    if (!m_store) {
        auto store = m_opener();
        if (!store) return fail(store.error());
        m_store = std::move(*store);
    }
    return m_store.get();
}

std::string_view LazySecretStore::kind() const {
    std::lock_guard lock(m_mutex);
    return m_store ? m_store->kind() : "workspace's";
}

Result<std::optional<std::string>> LazySecretStore::get(const std::string& key) {
    auto store = opened();
    if (!store) return fail(store.error());
    return (*store)->get(key);
}

Result<void> LazySecretStore::set(const std::string& key, const std::string& value,
                                  const std::string& label) {
    auto store = opened();
    if (!store) return fail(store.error());
    return (*store)->set(key, value, label);
}

Result<void> LazySecretStore::remove(const std::string& key) {
    auto store = opened();
    if (!store) return fail(store.error());
    return (*store)->remove(key);
}

}  // namespace tributary::app
