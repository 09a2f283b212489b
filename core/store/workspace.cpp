// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspace.h"

#include <sodium.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "core/store/workspace_impl.h"

namespace tributary::store {

std::string newUuid() {
    unsigned char bytes[16];
    randombytes_buf(bytes, sizeof bytes);
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
    std::string out;
    for (size_t i = 0; i < sizeof bytes; i++) {
        char hex[3];
        std::snprintf(hex, sizeof hex, "%02x", bytes[i]);
        if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
        out += hex;
    }
    return out;
}

int64_t nowMs() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

Result<void> Workspace::Impl::countChange() {
    return database.execute("UPDATE meta SET value = value + 1 WHERE key = 'changes'");
}

Result<void> Workspace::Impl::readId() {
    auto statement = prepare("SELECT value FROM meta WHERE key = 'id'");
    auto row = statement.step();
    if (!row) return fail(row.error());
    id = statement.text(0);
    return {};
}

Workspace::Workspace(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Workspace::~Workspace() = default;

Result<std::unique_ptr<Workspace>> Workspace::open(const std::string& path) {
    auto impl = std::make_unique<Impl>();
    impl->path = path;
    if (auto opened = openWorkspaceFile(path, impl->database, impl->recoveredFrom); !opened) {
        return fail(opened.error());
    }
    if (auto read = impl->readId(); !read) return fail(read.error());
    return std::unique_ptr<Workspace>(new Workspace(std::move(impl)));
}

Result<std::unique_ptr<Workspace>> Workspace::openEmpty(const std::string& path) {
    auto impl = std::make_unique<Impl>();
    impl->path = path;
    if (auto opened = impl->database.open(":memory:"); !opened) return fail(opened.error());
    if (auto made = migrate(impl->database, path); !made) return fail(made.error());
    if (auto read = impl->readId(); !read) return fail(read.error());
    return std::unique_ptr<Workspace>(new Workspace(std::move(impl)));
}

std::string Workspace::defaultPath() {
    const char* data = std::getenv("XDG_DATA_HOME");
    std::string folder;
    if (data && *data == '/') {
        folder = data;
    } else {
        const char* home = std::getenv("HOME");
        folder = std::string(home && *home ? home : ".") + "/.local/share";
    }
    return folder + "/tributary/workspace.tributary";
}

const std::string& Workspace::path() const {
    return m_impl->path;
}
const std::string& Workspace::id() const {
    return m_impl->id;
}
const std::string& Workspace::recoveredFrom() const {
    return m_impl->recoveredFrom;
}

Result<int64_t> Workspace::changeCounter() const {
    std::lock_guard lock(m_impl->mutex);
    return m_impl->database.integer("SELECT value FROM meta WHERE key = 'changes'");
}

Result<std::optional<std::string>> Workspace::setting(const std::string& key) const {
    std::lock_guard lock(m_impl->mutex);
    auto statement = m_impl->prepare("SELECT value FROM setting WHERE key = ?");
    auto row = statement.bind(key).step();
    if (!row) return fail(row.error());
    if (!*row) return std::nullopt;
    return statement.text(0);
}

Result<void> Workspace::setSetting(const std::string& key, const std::string& value) {
    std::lock_guard lock(m_impl->mutex);
    return m_impl
        ->prepare("INSERT INTO setting VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
        .bind(key)
        .bind(value)
        .run();
}

}  // namespace tributary::store
