// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <memory>
#include <stdexcept>
#include <string>

#include "core/result/result_store.h"

namespace tributary::ui {

/// The answer of a DuckDB statement as a finished store.
inline std::shared_ptr<result::ResultStore> storeOf(duckdb::DuckDB& database, const std::string& sql) {
    duckdb::Connection connection(database);
    auto answer = connection.Query(sql);
    if (answer->HasError()) throw std::runtime_error(answer->GetError());
    std::vector<sql::Column> columns;
    for (size_t i = 0; i < answer->names.size(); ++i) {
        sql::Column column;
        column.name = answer->names[i];
        column.type = answer->types[i];
        columns.push_back(std::move(column));
    }
    auto store = std::make_shared<result::ResultStore>(*database.instance, std::move(columns));
    while (auto chunk = answer->Fetch()) {
        if (chunk->size() == 0) break;
        if (auto kept = store->append(*chunk); !kept) throw std::runtime_error(kept.error().text());
    }
    store->finish();
    return store;
}

}  // namespace tributary::ui
