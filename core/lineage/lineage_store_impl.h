// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "core/lineage/lineage_store.h"
#include "core/store/database.h"

namespace tributary::lineage {

struct LineageStore::Impl {
    mutable std::mutex mutex;
    mutable store::Database database;

    /// Inside a transaction of the caller: what flows from or to these datasets has ended.
    Result<void> endEdges(const std::vector<int64_t>& datasets, int64_t atMs);
    /// Likewise: forgets those of them that nothing was ever seen to read, write or mark.
    Result<void> forgetIdle(const std::vector<int64_t>& datasets);

    store::Statement prepare(std::string_view sql) const { return store::Statement(database.handle(), sql); }
};

}  // namespace tributary::lineage
