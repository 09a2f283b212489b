// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "core/base/error.h"
#include "core/store/database.h"

namespace tributary::plugin {

/// plugins.db: what PluginStore and its neighbours keep. Its mutex is held by whoever uses the handle.
/// Whoever needs a further table adds a migration to schema.cpp.
class PluginFile {
  public:
    static Result<std::shared_ptr<PluginFile>> open(const std::string& path);

    const std::string& path() const { return m_path; }
    const std::string& recoveredFrom() const { return m_recoveredFrom; }

    enum class Counts { Nothing, Change };

    /// Runs `body` in one transaction under the mutex, on the disk when it returns; Change grows the change
    /// counter others look at; rolls back when it fails.
    Result<void> write(Counts counts, const std::function<Result<void>(store::Database&)>& body);
    /// Runs `body` under the mutex.
    template <typename T>
    Result<T> read(const std::function<Result<T>(store::Database&)>& body) {
        std::lock_guard lock(m_mutex);
        auto out = body(m_database);
        if (!out) return fail(inOurWords(out.error()));
        return out;
    }

  private:
    PluginFile() = default;
    /// store::Database tells its errors as the workspace's.
    static Error inOurWords(Error error);

    std::string m_path;
    std::string m_recoveredFrom;
    std::mutex m_mutex;
    store::Database m_database;
};

int64_t nowMilliseconds();

}  // namespace tributary::plugin
