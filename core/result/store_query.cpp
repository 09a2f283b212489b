// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/store_query.h"

#include <atomic>
#include <deque>
#include <duckdb/catalog/catalog.hpp>
#include <duckdb/main/client_context_state.hpp>
#include <duckdb/parser/parsed_data/create_table_function_info.hpp>
#include <utility>

#include "core/result/store_scan.h"

namespace tributary::result {

StoreQuery::StoreQuery(StoreView view) : m_view(std::move(view)) {}
StoreQuery::~StoreQuery() = default;

Result<std::unique_ptr<StoreQuery>> StoreQuery::open(StoreView view, std::vector<RowRange> ranges) {
    if (view.isEmpty()) return fail(ErrorCode::InvalidArgument, "There are no rows to ask.");
    try {
        std::unique_ptr<StoreQuery> query(new StoreQuery(view));
        query->m_connection = std::make_unique<duckdb::Connection>(view.store().database());
        if (auto bound = bindStoreScan(*query->m_connection->context, std::move(view), std::move(ranges));
            !bound) {
            return fail(bound.error());
        }
        // Text of a value with a time zone must not depend on where the program runs.
        query->m_connection->Query("SET TimeZone='UTC'");
        return query;
    } catch (const std::exception& e) {
        return fail(ErrorCode::Resource, "The rows cannot be asked: " + duckdb::ErrorData(e).RawMessage());
    }
}

Result<void> StoreQuery::run(const std::string& sql, const CancelToken& token, const Visitor& visitor) {
    if (auto go = token.check(); !go) return go;
    try {
        const auto registration =
            token.onCancel([connection = m_connection.get()] { connection->Interrupt(); });
        auto answer = m_connection->SendQuery(sql);
        while (true) {
            if (auto go = token.check(); !go) return go;
            if (answer->HasError()) {
                const auto& error = answer->GetErrorObject();
                const bool data = error.Type() == duckdb::ExceptionType::CONVERSION ||
                                  error.Type() == duckdb::ExceptionType::OUT_OF_RANGE;
                const auto code = data                                                   ? ErrorCode::Data
                                  : error.Type() == duckdb::ExceptionType::IO            ? ErrorCode::Io
                                  : error.Type() == duckdb::ExceptionType::OUT_OF_MEMORY ? ErrorCode::Resource
                                                                                         : ErrorCode::Query;
                return fail(code, error.RawMessage());
            }
            auto chunk = answer->Fetch();
            if (!chunk) {
                if (answer->HasError()) continue;
                return token.check();
            }
            if (chunk->size() == 0) return {};
            if (auto taken = visitor(*chunk); !taken) return taken;
        }
    } catch (const std::exception& e) {
        if (auto go = token.check(); !go) return go;
        return fail(ErrorCode::Query, duckdb::ErrorData(e).RawMessage());
    }
}

Result<std::shared_ptr<ResultStore>> StoreQuery::collect(const std::string& sql, const CancelToken& token) {
    std::vector<sql::Column> columns;
    try {
        auto prepared = m_connection->Prepare(sql);
        if (prepared->HasError()) return fail(ErrorCode::Query, prepared->GetErrorObject().RawMessage());
        for (size_t i = 0; i < prepared->GetTypes().size(); ++i) {
            sql::Column column;
            column.name = prepared->GetNames()[i];
            column.type = prepared->GetTypes()[i];
            columns.push_back(std::move(column));
        }
    } catch (const std::exception& e) {
        return fail(ErrorCode::Query, duckdb::ErrorData(e).RawMessage());
    }
    auto out = std::make_shared<ResultStore>(m_view.store().database(), std::move(columns));
    auto done = run(sql, token, [&](duckdb::DataChunk& chunk) { return out->append(chunk); });
    if (!done) return fail(done.error());
    out->finish();
    return out;
}

}  // namespace tributary::result
