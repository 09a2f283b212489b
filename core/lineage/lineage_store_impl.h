// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "core/lineage/lineage_store.h"
#include "core/store/database.h"

namespace tributary::lineage {

struct LineageStore::Impl {
    mutable std::mutex mutex;
    mutable store::Database database;

    store::Statement prepare(std::string_view sql) const { return store::Statement(database.handle(), sql); }
};

}  // namespace tributary::lineage
