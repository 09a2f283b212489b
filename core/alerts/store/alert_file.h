// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "core/alerts/store/records.h"
#include "core/base/error.h"
#include "core/store/database.h"

namespace tributary::alerts {

/// The SQLite file behind AlertStore, AlertJournal and LeaseKeeper; private to this module. Its mutex is held
/// by whoever uses the handle.
class AlertFile {
  public:
    static Result<std::shared_ptr<AlertFile>> open(const std::string& path);

    const std::string& path() const { return m_path; }
    const std::string& recoveredFrom() const { return m_recoveredFrom; }

    enum class Durability {
        Ordered,  ///< survives the program, not always a power cut
        Synced,   ///< survives a power cut, too
    };
    enum class Counts { Nothing, Change, Write };

    /// Runs `body` in one transaction under the mutex; grows the counter; rolls back when it fails.
    Result<void> write(Durability durability, Counts counts,
                       const std::function<Result<void>(store::Database&)>& body);
    /// The same for the owner of the lease: Conflict, with nothing written, when `fence` is not the owner.
    Result<void> writeAs(const Fence& fence, Durability durability,
                         const std::function<Result<void>(store::Database&)>& body);
    /// Runs `body` under the mutex.
    template <typename T>
    Result<T> read(const std::function<Result<T>(store::Database&)>& body) {
        std::lock_guard lock(m_mutex);
        return body(m_database);
    }

  private:
    AlertFile() = default;
    Result<void> setDurability(Durability durability);

    std::string m_path;
    std::string m_recoveredFrom;
    std::mutex m_mutex;
    store::Database m_database;
    Durability m_durability = Durability::Synced;
};

/// Conflict, in words, unless `fence` is the owner as the file stands. Part of a transaction.
Result<void> checkFence(store::Database& database, const Fence& fence);

}  // namespace tributary::alerts
