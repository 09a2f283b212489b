// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/statement_reader.h"

#include <algorithm>
#include <utility>

namespace tributary::ui {

StatementReader::StatementReader(std::unique_ptr<engine::QueryRun> query, duckdb::DatabaseInstance& database)
    : m_query(std::move(query)),
      m_store(std::make_shared<result::ResultStore>(database, m_query->columns())) {
    const auto kept = m_store->types();
    const duckdb::vector<duckdb::LogicalType> types(kept.begin(), kept.end());
    if (!types.empty()) m_chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
}

Result<bool> StatementReader::nextChunk() {
    // Reset first: a run may lend its own vectors, and they are good only until the next call.
    m_chunk.Reset();
    m_taken = 0;
    return m_query->next(m_chunk);
}

Result<bool> StatementReader::pull(uint64_t limit, const CancelToken& token,
                                   const std::function<void()>& tell) {
    while (true) {
        if (m_taken >= m_chunk.size()) {
            auto more = nextChunk();
            if (!more) return fail(more.error());
            if (!*more) return false;
        }
        if (auto go = token.check(); !go) return fail(go.error());
        const uint64_t have = m_store->rowCount();
        const duckdb::idx_t waiting = m_chunk.size() - m_taken;
        const auto room = limit == 0 ? waiting : static_cast<duckdb::idx_t>(limit - std::min(limit, have));
        if (room == 0 && waiting > 0) return true;
        const duckdb::idx_t count = std::min(waiting, room);
        duckdb::DataChunk part;
        part.InitializeEmpty(m_chunk.GetTypes());
        part.Reference(m_chunk);
        if (count < m_chunk.size()) {
            part.Slice(m_taken, count);
            part.Flatten();
        }
        if (auto kept = m_store->append(part); !kept) return fail(kept.error());
        m_taken += count;
        tell();
        if (m_taken < m_chunk.size()) return true;
    }
}

}  // namespace tributary::ui
