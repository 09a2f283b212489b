// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/source.h"

#include <algorithm>

namespace tributary::engine {

Source::Source(std::string name, std::shared_ptr<connect::ConnectionPool> pool,
               const connect::Descriptor& descriptor)
    : m_name(std::move(name)), m_pool(std::move(pool)), m_descriptor(descriptor) {}

Error Source::named(Error error) const {
    if (error.source.empty()) error.source = m_name;
    const auto settings = m_pool->settings();
    error.message = settings.redacted(error.message);
    error.hint = settings.redacted(error.hint);
    return error;
}

void Source::noteSuccess(const connect::Capabilities& capabilities) {
    std::lock_guard lock(m_mutex);
    m_capabilities = capabilities;
    m_status.health = ConnectionStatus::Health::Healthy;
    m_status.product = capabilities.product;
    m_status.version = capabilities.version;
    m_status.error.clear();
}

void Source::noteFailure(const Error& error) {
    const bool unreachable = error.code == ErrorCode::Connection || error.code == ErrorCode::Authentication ||
                             error.code == ErrorCode::NotFound || error.code == ErrorCode::Corrupt ||
                             error.code == ErrorCode::Permission;  // a plugin that may not start
    if (!unreachable) return;
    std::lock_guard lock(m_mutex);
    m_status.health = ConnectionStatus::Health::Failing;
    m_status.error = error.text();
}

Result<connect::ConnectionPool::Lease> Source::acquire(const CancelToken& token) {
    auto lease = m_pool->acquire(token);
    if (!lease) {
        Error error = named(lease.error());
        noteFailure(error);
        return fail(std::move(error));
    }
    noteSuccess((*lease)->capabilities());
    return lease;
}

Result<connect::Capabilities> Source::capabilities(const CancelToken& token) {
    {
        std::lock_guard lock(m_mutex);
        if (m_capabilities) return *m_capabilities;
    }
    auto lease = acquire(token);
    if (!lease) return fail(lease.error());
    return (*lease)->capabilities();
}

std::shared_ptr<const connect::Catalog> Source::cached(const connect::ObjectPath& path) const {
    std::lock_guard lock(m_mutex);
    auto it = m_catalogs.find(path);
    return it == m_catalogs.end() ? nullptr : it->second;
}

Result<std::shared_ptr<const connect::Catalog>> Source::describe(const connect::ObjectPath& path,
                                                                 const CancelToken& token, bool refresh) {
    if (!refresh) {
        if (auto known = cached(path)) return known;
    }
    auto lease = acquire(token);
    if (!lease) return fail(lease.error());
    auto described = (*lease)->describe(path, token);
    if (!described) {
        if (described.error().code == ErrorCode::Connection || token.isCancelled()) lease->discard();
        return fail(named(described.error()));
    }
    auto snapshot = std::make_shared<const connect::Catalog>(std::move(*described));
    std::lock_guard lock(m_mutex);
    m_catalogs[path] = snapshot;
    return snapshot;
}

Result<std::vector<sql::Column>> Source::describeNative(const std::string& text, const CancelToken& token) {
    auto lease = acquire(token);
    if (!lease) return fail(lease.error());
    auto columns = (*lease)->describeNative(text, token);
    if (!columns) {
        if (columns.error().code == ErrorCode::Connection || token.isCancelled()) lease->discard();
        return fail(named(columns.error()));
    }
    return columns;
}

std::string Source::defaultSchema(const CancelToken& token) {
    auto root = describe({}, token);
    if (!root) return "main";
    const auto& objects = (*root)->objects;
    const auto settings = m_pool->settings();
    for (const std::string& wanted :
         {settings.text("schema"), settings.text("database"), settings.text("bucket"), std::string("public"),
          std::string("main"), std::string("default")}) {
        if (wanted.empty()) continue;
        auto match =
            std::find_if(objects.begin(), objects.end(), [&](const auto& o) { return o.name == wanted; });
        if (match != objects.end()) return wanted;
    }
    return objects.empty() ? "main" : objects.front().name;
}

ConnectionStatus Source::status() const {
    std::lock_guard lock(m_mutex);
    return m_status;
}

void Source::forget() {
    std::lock_guard lock(m_mutex);
    m_catalogs.clear();
    m_capabilities.reset();
}

}  // namespace tributary::engine
