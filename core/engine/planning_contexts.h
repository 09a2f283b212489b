// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <mutex>
#include <thread>

namespace duckdb {
class ClientContext;
}

namespace tributary::engine {

/// Which thread plans a statement of which DuckDB context right now: some of DuckDB's calls into a catalog
/// (its default schema) are made while planning but hand on no context to take the cancel token from.
/// Thread-safe.
class PlanningContexts {
  public:
    class [[nodiscard]] Scope {
      public:
        Scope(PlanningContexts& owner, duckdb::ClientContext& context)
            : m_owner(owner), m_before(owner.swap(&context)) {}
        ~Scope() { m_owner.swap(m_before); }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

      private:
        PlanningContexts& m_owner;
        duckdb::ClientContext* const m_before;
    };

    /// The context the calling thread plans for; null when it does not.
    duckdb::ClientContext* current() const {
        std::lock_guard lock(m_mutex);
        const auto it = m_contexts.find(std::this_thread::get_id());
        return it == m_contexts.end() ? nullptr : it->second;
    }

  private:
    duckdb::ClientContext* swap(duckdb::ClientContext* context) {
        std::lock_guard lock(m_mutex);
        auto& slot = m_contexts[std::this_thread::get_id()];
        auto* before = slot;
        slot = context;
        if (!context) m_contexts.erase(std::this_thread::get_id());
        return before;
    }

    mutable std::mutex m_mutex;
    std::map<std::thread::id, duckdb::ClientContext*> m_contexts;
};

}  // namespace tributary::engine
